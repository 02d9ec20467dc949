import { Button } from './button.tsx'
import { Skeleton } from './skeleton.tsx'
import { usePatience } from './use-patience.ts'
import styles from './waiting.module.css'

interface WaitingProps {
  /** What is awaited: "Reading /workspace/data…" */
  readonly words: string
  readonly rows?: number
  readonly rowHeight?: number
  readonly onCancel?: () => void
}

/** Nothing for 150 ms, then bars; after a second words, after ten how long it has been. */
export function Waiting({ words, rows, rowHeight, onCancel }: WaitingProps) {
  const { patience, seconds } = usePatience()
  if (patience === 'none') return null
  return (
    <div>
      {patience !== 'bars' && (
        <div className={styles.words} role="status">
          {words}
          {patience === 'time' && <span aria-hidden> {seconds} s so far</span>}
          {patience === 'time' && onCancel && (
            <Button size="small" variant="quiet" onClick={onCancel}>
              Cancel
            </Button>
          )}
        </div>
      )}
      <Skeleton {...(rows ? { rows } : {})} {...(rowHeight ? { rowHeight } : {})} />
    </div>
  )
}
