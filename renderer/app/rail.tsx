import type { KeyboardEvent } from 'react'
import { useEffect, useRef } from 'react'
import { SessionsPane } from '../features/sessions/sessions-pane.tsx'
import { useKeyLabel } from '../state/provider.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { FolderIcon, ServerIcon } from '../ui/icons.ts'
import { FilesRegion } from './files-region.tsx'
import { useFrame, useFrameStore } from './frame-store.ts'
import styles from './rail.module.css'
import { focusRegion } from './regions.ts'
import { ViewMenu } from './view-menu.tsx'

/** The side bar of a narrow window: its parts open over the work and close with Esc. */
export function Rail() {
  const frame = useFrameStore()
  const drawer = useFrame((state) => state.drawer)
  const sessionKeys = useKeyLabel('region.sessions')
  const fileKeys = useKeyLabel('region.files')
  const from = useRef<HTMLElement>(undefined)

  useEffect(() => {
    if (!drawer) return
    if (document.activeElement instanceof HTMLElement) from.current = document.activeElement
    focusRegion(drawer)
  }, [drawer])

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== 'Escape' || event.defaultPrevented) return
    frame.getState().openDrawer(undefined)
    from.current?.focus()
  }

  const toggle = (one: 'sessions' | 'files') => frame.getState().openDrawer(drawer === one ? undefined : one)
  return (
    <>
      <nav className={styles.rail} aria-label="Sessions and files">
        <IconButton
          icon={ServerIcon}
          label="Sessions"
          keys={sessionKeys}
          tooltipSide="right"
          pressed={drawer === 'sessions'}
          aria-expanded={drawer === 'sessions'}
          onClick={() => toggle('sessions')}
        />
        <IconButton
          icon={FolderIcon}
          label="Files"
          keys={fileKeys}
          tooltipSide="right"
          pressed={drawer === 'files'}
          aria-expanded={drawer === 'files'}
          onClick={() => toggle('files')}
        />
        <span className={styles.grow} />
        <ViewMenu side="right" />
      </nav>
      {drawer && (
        // biome-ignore lint/a11y/noStaticElementInteractions: Esc within it closes it
        <div className={styles.drawer} onKeyDown={onKeyDown}>
          {drawer === 'sessions' ? <SessionsPane /> : <FilesRegion />}
        </div>
      )}
    </>
  )
}
