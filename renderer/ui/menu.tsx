import { ContextMenu as BaseContextMenu } from '@base-ui/react/context-menu'
import { Menu as BaseMenu } from '@base-ui/react/menu'
import type { LucideIcon } from 'lucide-react'
import type { ReactElement } from 'react'
import { classNames } from './class-names.ts'
import { Icon } from './icon.tsx'
import { OkIcon } from './icons.ts'
import { KeyCap } from './key-cap.tsx'
import styles from './menu.module.css'

/** One line of a menu. `checked` makes it one of several that are on or off. */
export interface MenuItem {
  readonly id: string
  readonly label: string
  readonly icon?: LucideIcon
  readonly keys?: string | undefined
  /** A second, quiet piece of text behind the label. */
  readonly note?: string
  readonly danger?: boolean
  readonly disabled?: boolean
  readonly checked?: boolean
  readonly onSelect: () => void
}

/** A line, a parting line or words above a group. */
export type MenuEntry =
  | MenuItem
  | { readonly id: string; readonly separator: true }
  | { readonly id: string; readonly heading: string }

function Entry({ entry }: { readonly entry: MenuEntry }) {
  if ('separator' in entry) return <BaseMenu.Separator className={styles.separator} />
  if ('heading' in entry) return <div className={styles.heading}>{entry.heading}</div>
  const inside = (
    <>
      <span className={styles.picture}>
        {entry.checked ? <Icon of={OkIcon} /> : entry.icon && <Icon of={entry.icon} />}
      </span>
      <span className={styles.label}>{entry.label}</span>
      {entry.note && <span className={styles.note}>{entry.note}</span>}
      {entry.keys && <KeyCap plain>{entry.keys}</KeyCap>}
    </>
  )
  const common = {
    className: classNames(styles.item, entry.danger && styles.danger),
    disabled: entry.disabled ?? false,
    label: entry.label,
    onClick: entry.onSelect,
  }
  return entry.checked === undefined ? (
    <BaseMenu.Item {...common}>{inside}</BaseMenu.Item>
  ) : (
    <BaseMenu.CheckboxItem {...common} checked={entry.checked} closeOnClick>
      {inside}
    </BaseMenu.CheckboxItem>
  )
}

interface MenuProps {
  /** The button that opens it. */
  readonly trigger: ReactElement
  readonly items: readonly MenuEntry[]
  readonly align?: 'start' | 'end'
  readonly side?: 'bottom' | 'right' | 'top'
}

/** A menu under a button. Arrows, type-ahead, Esc; focus goes back to the button. */
export function Menu({ trigger, items, align = 'start', side = 'bottom' }: MenuProps) {
  return (
    <BaseMenu.Root modal={false}>
      <BaseMenu.Trigger render={trigger} />
      <BaseMenu.Portal>
        <BaseMenu.Positioner
          className={styles.positioner}
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={6}
        >
          <BaseMenu.Popup className={styles.popup}>
            {items.map((entry) => (
              <Entry key={entry.id} entry={entry} />
            ))}
          </BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  )
}

interface ContextMenuProps {
  /** Asked for when it opens; none: nothing opens that way. */
  readonly items: () => readonly MenuEntry[]
  /** The region it belongs to, as one element that takes props. */
  readonly children: ReactElement
}

/** The menu of a right click, the Menu key and Shift+F10 within its child. */
export function ContextMenu({ items, children }: ContextMenuProps) {
  return (
    <BaseContextMenu.Root>
      <BaseContextMenu.Trigger render={children} />
      <BaseContextMenu.Portal>
        <BaseContextMenu.Positioner className={styles.positioner} collisionPadding={6}>
          <BaseContextMenu.Popup className={styles.popup}>
            <Entries items={items} />
          </BaseContextMenu.Popup>
        </BaseContextMenu.Positioner>
      </BaseContextMenu.Portal>
    </BaseContextMenu.Root>
  )
}

/** Drawn only while its menu is open, so that the entries are asked for then and not before. */
function Entries({ items }: { readonly items: () => readonly MenuEntry[] }) {
  return items().map((entry) => <Entry key={entry.id} entry={entry} />)
}
