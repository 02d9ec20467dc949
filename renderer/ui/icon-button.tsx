import type { LucideIcon } from 'lucide-react'
import type { ComponentProps } from 'react'
import { classNames } from './class-names.ts'
import { Icon } from './icon.tsx'
import styles from './icon-button.module.css'
import { Tooltip } from './tooltip.tsx'

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children' | 'className' | 'type'> {
  readonly icon: LucideIcon
  /** Its name, also shown as the tooltip. */
  readonly label: string
  readonly keys?: string | undefined
  readonly size?: 14 | 16
  /** Stays pressed: a switch of what is shown. */
  readonly pressed?: boolean
  readonly tooltipSide?: 'top' | 'bottom' | 'left' | 'right'
}

/** A square button of 24 px with a picture, a name and a tooltip with its key. */
export function IconButton({ icon, label, keys, size = 16, pressed, tooltipSide, ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label} keys={keys} {...(tooltipSide ? { side: tooltipSide } : {})}>
      <button
        type="button"
        aria-label={label}
        aria-pressed={pressed}
        className={classNames(styles.button, pressed && styles.pressed)}
        {...rest}
      >
        <Icon of={icon} size={size} />
      </button>
    </Tooltip>
  )
}
