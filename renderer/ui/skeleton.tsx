import styles from './skeleton.module.css'

interface SkeletonProps {
  readonly rows?: number
  /** px, of one row of what comes. */
  readonly rowHeight?: number
  /** Number of the first row, where others before it are already there: their widths go on. */
  readonly from?: number
}

/** % of the width: uneven, as words are. */
const widths = [72, 54, 64, 44]

/** Still bars in the size of what comes. Words beside it say what is awaited. */
export function Skeleton({ rows = 3, rowHeight = 24, from = 0 }: SkeletonProps) {
  const bars = Array.from({ length: rows }, (_, row) => ({
    id: `bar-${row}`,
    width: `${widths[(row + from) % widths.length]}%`,
  }))
  return (
    <div aria-hidden className={styles.skeleton}>
      {bars.map(({ id, width }) => (
        <div key={id} className={styles.row} style={{ height: rowHeight }}>
          <div className={styles.bar} style={{ width }} />
        </div>
      ))}
    </div>
  )
}
