import type { KeyboardEvent, PointerEvent } from 'react'
import { classNames } from './class-names.ts'
import styles from './sash.module.css'

interface SashProps {
  /** Of the line itself: a vertical one parts left from right. */
  readonly orientation: 'vertical' | 'horizontal'
  /** "Width of the side bar" */
  readonly label: string
  /** px */
  readonly value: number
  readonly min: number
  readonly max: number
  /** Double click and Enter bring it back. */
  readonly initial: number
  /** The part that grows: on which side of the line it lies. */
  readonly grows: 'before' | 'after'
  readonly onChange: (value: number) => void
}

const keyStep = 8

/** A line of 1 px with a grip of 5 px that changes the size of the part beside it. Arrows move it by 8 px. */
export function Sash({ orientation, label, value, min, max, initial, grows, onChange }: SashProps) {
  const vertical = orientation === 'vertical'
  const change = (next: number) => onChange(Math.round(Math.min(Math.max(next, min), Math.max(min, max))))

  function onPointerDown(event: PointerEvent<HTMLDivElement>) {
    if (event.button !== 0) return
    const grip = event.currentTarget
    const from = vertical ? event.clientX : event.clientY
    const start = value
    grip.setPointerCapture(event.pointerId)
    const onMove = (move: globalThis.PointerEvent) => {
      const moved = (vertical ? move.clientX : move.clientY) - from
      change(grows === 'before' ? start + moved : start - moved)
    }
    const onEnd = () => {
      grip.removeEventListener('pointermove', onMove)
      grip.removeEventListener('pointerup', onEnd)
      grip.removeEventListener('pointercancel', onEnd)
    }
    grip.addEventListener('pointermove', onMove)
    grip.addEventListener('pointerup', onEnd)
    grip.addEventListener('pointercancel', onEnd)
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
    const more = vertical ? 'ArrowRight' : 'ArrowDown'
    const less = vertical ? 'ArrowLeft' : 'ArrowUp'
    const sign = grows === 'before' ? 1 : -1
    if (event.key === more) change(value + sign * keyStep)
    else if (event.key === less) change(value - sign * keyStep)
    else if (event.key === 'Home') change(min)
    else if (event.key === 'End') change(max)
    else if (event.key === 'Enter') change(initial)
    else return
    event.preventDefault()
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that moves is no <hr>
    <div
      role="separator"
      aria-orientation={orientation}
      aria-label={label}
      aria-valuenow={Math.round(value)}
      aria-valuemin={min}
      aria-valuemax={Math.max(min, Math.round(max))}
      tabIndex={0}
      className={classNames(styles.sash, styles[orientation])}
      onPointerDown={onPointerDown}
      onDoubleClick={() => change(initial)}
      onKeyDown={onKeyDown}
    />
  )
}
