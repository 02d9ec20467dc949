import { Button } from './button.tsx'
import { Skeleton } from './skeleton.tsx'
import { usePatience } from './use-patience.ts'
import styles from './waiting.module.css'

interface WaitingProps {
  /** What is awaited: "Reading /workspace/data…" */
  readonly words: string
  readonly rows?: number
  readonly rowHeight?: number
  /** px from the left, where what comes begins further in than the region's edge. */
  readonly inset?: number
  readonly onCancel?: () => void
}

/** Nothing for 150 ms, then bars; after a second words in the first one's place, after ten how long it has been. */
export function Waiting({ words, rows = 3, rowHeight = 24, inset, onCancel }: WaitingProps) {
  const { patience, seconds } = usePatience()
  if (patience === 'none') return null
  const hasWords = patience !== 'bars'
  return (
    <div style={inset === undefined ? undefined : { marginLeft: `calc(${inset}px - var(--inset))` }}>
      {hasWords && (
        <div className={styles.words} style={{ minHeight: rowHeight }}>
          <span role="status">
            {words}
            {patience === 'time' && <span aria-hidden> {seconds} s so far</span>}
          </span>
          {patience === 'time' && onCancel && (
            <Button size="small" onClick={onCancel}>
              Cancel
            </Button>
          )}
        </div>
      )}
      <Skeleton rows={hasWords ? rows - 1 : rows} rowHeight={rowHeight} from={hasWords ? 1 : 0} />
    </div>
  )
}
