import type { MouseEvent } from 'react'
import { memo } from 'react'
import type { Session } from '../../../shared/domain/session.ts'
import { classNames } from '../../ui/class-names.ts'
import { StatusGlyph } from '../../ui/status-glyph.tsx'
import { useNow } from '../../ui/use-now.ts'
import { VisuallyHidden } from '../../ui/visually-hidden.tsx'
import styles from './session-row.module.css'
import { sessionWords } from './session-words.ts'

/** What a row tells its list. The same object all the time, so that a row is drawn again only for what it shows. */
export interface RowActions {
  open(session: Session, event: MouseEvent): void
  /** The menu of this row is asked for. */
  point(session: Session): void
  enter(session: Session): void
}

interface SessionRowProps {
  readonly id: string
  readonly session: Session
  /** The server's clock minus ours, ms. */
  readonly skew: number
  /** Name of its connection, and its user. */
  readonly where: string
  readonly own: string
  /** The list is old: the last question failed. */
  readonly stale: boolean
  /** When it is of (server's clock, ms), where that is said. */
  readonly asOf: number | undefined
  /** It is the one in front. */
  readonly selected: boolean
  /** One of several that something is to be done with. */
  readonly marked: boolean
  /** The keyboard is here. */
  readonly current: boolean
  readonly position: number
  readonly count: number
  /** px from the top of the list. */
  readonly top: number
  readonly actions: RowActions
}

/** ms between two looks at the clock: by the second in the last minutes. The title's clock has the same ones. */
function tickOf({ status, server }: Session, skew: number): number {
  return status === 'active' && server && server.expiresAt - skew - Date.now() < 6 * 60_000 ? 1000 : 15_000
}

/** One session: picture, name and what is left; beneath it what it is, or what is going on. */
export const SessionRow = memo(function SessionRow({
  id,
  session,
  skew,
  where,
  own,
  stale,
  asOf,
  selected,
  marked,
  current,
  position,
  count,
  top,
  actions,
}: SessionRowProps) {
  const now = useNow(tickOf(session, skew))
  const words = sessionWords(session, { now: now + skew, stale, asOf, where, own })
  const isOld = stale || session.status === 'unknown'
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus and points here
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys
    <div
      id={id}
      role="option"
      aria-selected={selected || marked}
      aria-setsize={count}
      aria-posinset={position}
      data-current={current || undefined}
      className={classNames(styles.row, selected && styles.selected, marked && styles.marked, isOld && styles.stale)}
      style={{ transform: `translateY(${top}px)` }}
      onClick={(event) => actions.open(session, event)}
      onContextMenu={() => actions.point(session)}
      onPointerEnter={() => actions.enter(session)}
    >
      {/* Read as one sentence instead of what is seen: times and units in full words. */}
      <VisuallyHidden>{words.label}</VisuallyHidden>
      <span className={styles.glyph} aria-hidden>
        <StatusGlyph name={words.glyph} />
      </span>
      <span className={styles.name} aria-hidden>
        {session.name}
      </span>
      <span className={classNames(styles.right, styles[words.rightTone])} aria-hidden>
        {words.right}
      </span>
      {words.owner !== undefined && (
        <span className={styles.owner} aria-hidden>
          {words.owner}
        </span>
      )}
      <span className={classNames(styles.line, words.owner !== undefined && styles.shared)} aria-hidden>
        <span className={classNames(styles.words, styles[words.lineTone])}>{words.line}</span>
      </span>
    </div>
  )
})
