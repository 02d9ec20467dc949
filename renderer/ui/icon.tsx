import type { LucideIcon } from 'lucide-react'
import { classNames } from './class-names.ts'
import styles from './icon.module.css'
import tones from './tone.module.css'

interface IconProps {
  readonly of: LucideIcon
  /** px; 14 in dense rows. */
  readonly size?: 14 | 16
  readonly tone?: Tone
  /** For what is drawn as a filled shape: a running session, a stop. */
  readonly filled?: boolean
  /** Turns once in 1.6 s while something is being made; stands still where the person wants less motion. */
  readonly turning?: boolean
}

/** Colour by meaning. */
export type Tone = 'plain' | 'quiet' | 'accent' | 'ok' | 'warn' | 'err'

/** A picture beside words that say the same: hidden from screen readers. */
export function Icon({ of: Picture, size = 16, tone, filled = false, turning = false }: IconProps) {
  return (
    <Picture
      aria-hidden
      focusable="false"
      size={size}
      // The pictures are drawn on 24 units: 1.5 px at the size that is shown.
      strokeWidth={(1.5 * 24) / size}
      fill={filled ? 'currentColor' : 'none'}
      className={classNames(styles.icon, tone && tones[tone], turning && styles.turning)}
    />
  )
}
