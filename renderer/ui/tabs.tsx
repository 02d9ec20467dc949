import type { LucideIcon } from 'lucide-react'
import type { KeyboardEvent, ReactElement, ReactNode } from 'react'
import { useEffect, useRef } from 'react'
import { classNames } from './class-names.ts'
import { Icon } from './icon.tsx'
import { CloseIcon } from './icons.ts'
import type { MenuEntry } from './menu.tsx'
import { ContextMenu } from './menu.tsx'
import styles from './tabs.module.css'

export interface Tab {
  readonly id: string
  readonly label: string
  readonly icon?: LucideIcon
  /** Not written yet: a dot takes the place of the ×. */
  readonly unsaved?: boolean
  /** Behind the label: a count, an outcome. */
  readonly note?: ReactNode
  /** False: this one stays, though others of the list can be closed. */
  readonly closable?: boolean
  /** Said to screen readers after the label: "unsaved". */
  readonly state?: string
}

interface TabsProps {
  /** The list's name. */
  readonly label: string
  readonly tabs: readonly Tab[]
  readonly active: string | undefined
  readonly onActivate: (id: string) => void
  readonly onClose?: (id: string) => void
  /** By F2 and by a double click. */
  readonly onRename?: (id: string) => void
  /** The menu of a tab; none: nothing opens. */
  readonly menuOf?: (id: string) => readonly MenuEntry[]
  /** The key that closes, for the tooltip of ×. */
  readonly closeKeys?: string | undefined
  /** documents: 36 px, the accent above · panel: 32 px, the accent below. */
  readonly variant?: 'documents' | 'panel'
  /** Ids of the panels: `panelElementId`. */
  readonly panelPrefix: string
}

/** Moves a strip sideways as little as shows the whole of this tab. Nothing else is scrolled. */
function bringIntoSight(strip: HTMLElement, tab: HTMLElement): void {
  const end = tab.offsetLeft + tab.offsetWidth
  if (tab.offsetLeft < strip.scrollLeft) strip.scrollLeft = tab.offsetLeft
  else if (end > strip.scrollLeft + strip.clientWidth) strip.scrollLeft = end - strip.clientWidth
}

/** A list of tabs. Arrows, Home and End move the focus, Enter and Space open, Delete closes. */
export function Tabs({
  label,
  tabs,
  active,
  onActivate,
  onClose,
  onRename,
  menuOf,
  closeKeys,
  variant = 'documents',
  panelPrefix,
}: TabsProps) {
  const list = useRef<HTMLDivElement>(null)
  const stop = active ?? tabs[0]?.id

  useEffect(() => {
    const strip = list.current
    const index = tabs.findIndex(({ id }) => id === active)
    const shown = strip?.children[index]
    if (strip && shown instanceof HTMLElement) bringIntoSight(strip, shown)
  }, [active, tabs])

  useEffect(() => {
    const strip = list.current
    if (!strip) return
    // The strip has no scroll bar, and most mice have one wheel: it moves the tabs sideways.
    const turn = (event: WheelEvent) => {
      if (event.deltaX !== 0 || event.ctrlKey || strip.scrollWidth <= strip.clientWidth) return
      event.preventDefault()
      strip.scrollLeft += event.deltaY
    }
    // React adds wheel listeners as passive ones, and those cannot keep the page from scrolling.
    strip.addEventListener('wheel', turn, { passive: false })
    return () => strip.removeEventListener('wheel', turn)
  }, [])

  function focusTab(index: number) {
    const all = list.current?.querySelectorAll<HTMLElement>('[role="tab"]')
    if (all && all.length > 0) all[(index + all.length) % all.length]?.focus()
  }

  const canClose = (id: string) => tabs.find((tab) => tab.id === id)?.closable !== false

  function onKeyDown(event: KeyboardEvent, index: number, id: string) {
    const move = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: tabs.length - 1 }[event.key]
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
    if (move !== undefined) focusTab(move)
    else if (event.key === 'Delete' && onClose && canClose(id)) onClose(id)
    else if (event.key === 'F2' && onRename) onRename(id)
    else return
    event.preventDefault()
  }

  return (
    <div ref={list} role="tablist" aria-label={label} className={styles.list}>
      {tabs.map((tab, index) => (
        <WithMenu key={tab.id} items={menuOf && (() => menuOf(tab.id))}>
          <div
            className={classNames(
              styles.tab,
              styles[variant],
              tab.id === active && styles.active,
              tab.id === active && variant === 'documents' && styles.documentsActive,
            )}
            role="presentation"
          >
            <button
              type="button"
              role="tab"
              id={tabElementId(panelPrefix, tab.id)}
              aria-selected={tab.id === active}
              aria-controls={tab.id === active ? panelElementId(panelPrefix, tab.id) : undefined}
              aria-label={tab.state ? `${tab.label}, ${tab.state}` : undefined}
              tabIndex={tab.id === stop ? 0 : -1}
              className={styles.face}
              onClick={() => onActivate(tab.id)}
              onDoubleClick={() => onRename?.(tab.id)}
              onKeyDown={(event) => onKeyDown(event, index, tab.id)}
              onAuxClick={(event) => {
                if (event.button === 1 && tab.closable !== false) onClose?.(tab.id)
              }}
            >
              {tab.icon && <Icon of={tab.icon} size={14} />}
              <span className={styles.label}>{tab.label}</span>
              {tab.note && <span className={styles.note}>{tab.note}</span>}
            </button>
            {onClose && tab.closable !== false && (
              // For the pointer: a list of tabs holds nothing else, and the keyboard closes with Delete.
              <span
                aria-hidden
                data-close={tab.id}
                title={closeKeys ? `Close (${closeKeys})` : 'Close'}
                className={classNames(styles.close, tab.unsaved && styles.unsaved)}
                onClick={() => onClose(tab.id)}
              >
                <Icon of={CloseIcon} size={14} />
              </span>
            )}
          </div>
        </WithMenu>
      ))}
    </div>
  )
}

interface WithMenuProps {
  readonly items: (() => readonly MenuEntry[]) | undefined
  readonly children: ReactElement
}

function WithMenu({ items, children }: WithMenuProps) {
  return items ? <ContextMenu items={items}>{children}</ContextMenu> : children
}

/** Elements refer to each other by ids without spaces; that of a document is the path of a file. */
function elementId(text: string): string {
  return text.replace(/[%\s]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`)
}

export function tabElementId(prefix: string, id: string): string {
  return elementId(`${prefix}-tab-${id}`)
}

export function panelElementId(prefix: string, id: string): string {
  return elementId(`${prefix}-${id}`)
}
