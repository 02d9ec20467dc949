import type { CSSProperties, MouseEvent } from 'react'
import type { Session } from '../../../shared/domain/session.ts'
import { classNames } from '../../ui/class-names.ts'
import { StatusGlyph } from '../../ui/status-glyph.tsx'
import { VisuallyHidden } from '../../ui/visually-hidden.tsx'
import styles from './session-row.module.css'
import type { SessionWords } from './session-words.ts'

interface SessionRowProps {
  readonly id: string
  readonly session: Session
  readonly words: SessionWords
  /** It is the one in front. */
  readonly selected: boolean
  /** One of several that something is to be done with. */
  readonly marked: boolean
  /** The keyboard is here. */
  readonly current: boolean
  readonly stale: boolean
  readonly position: number
  readonly count: number
  readonly style: CSSProperties
  readonly onOpen: (event: MouseEvent) => void
  /** The menu of this row is asked for. */
  readonly onPoint: () => void
  readonly onEnter: () => void
}

/** One session: picture, name and what is left; beneath it what it is, or what is going on. */
export function SessionRow({
  id,
  session,
  words,
  selected,
  marked,
  current,
  stale,
  position,
  count,
  style,
  onOpen,
  onPoint,
  onEnter,
}: SessionRowProps) {
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
      className={classNames(styles.row, selected && styles.selected, marked && styles.marked, stale && styles.stale)}
      style={style}
      onClick={onOpen}
      onContextMenu={onPoint}
      onPointerEnter={onEnter}
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
}
