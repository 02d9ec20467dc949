import { Tooltip as Base } from '@base-ui/react/tooltip'
import type { ReactElement, ReactNode } from 'react'
import { KeyCap } from './key-cap.tsx'
import styles from './tooltip.module.css'

interface TooltipProps {
  readonly text: ReactNode
  readonly keys?: string | undefined
  readonly side?: 'top' | 'bottom' | 'left' | 'right'
  /** What it belongs to; it has a label of its own, since a tooltip is never the only carrier of one. */
  readonly children: ReactElement
}

/** Words that appear on hover and focus. */
export function Tooltip({ text, keys, side = 'bottom', children }: TooltipProps) {
  return (
    <Base.Root>
      <Base.Trigger render={children} delay={500} />
      <Base.Portal>
        <Base.Positioner side={side} sideOffset={6} collisionPadding={6} className={styles.positioner}>
          <Base.Popup className={styles.popup}>
            {text}
            {keys && <KeyCap>{keys}</KeyCap>}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
