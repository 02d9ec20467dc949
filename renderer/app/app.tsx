import { useEffect, useState } from 'react'
import { sessionKey } from '../../shared/domain/session.ts'
import { LiveRegions } from '../features/notices/live-regions.tsx'
import { NoticeArea } from '../features/notices/notice-area.tsx'
import { Toasts } from '../features/notices/toasts.tsx'
import { useSubject } from '../state/provider.tsx'
import { findSession } from '../state/sessions.ts'
import { Sash } from '../ui/sash.tsx'
import { useMedia } from '../ui/use-media.ts'
import styles from './app.module.css'
import { Dialogs } from './dialogs.tsx'
import { createFrameStore, FrameProvider, useFrame } from './frame-store.ts'
import { firstLayout, sideBarRange, within } from './layout.ts'
import { Rail } from './rail.tsx'
import { SessionView } from './session-view.tsx'
import { SideBar } from './side-bar.tsx'
import { StatusLine } from './status-line.tsx'
import { TitleBar } from './title-bar.tsx'
import { useAppearance } from './use-appearance.ts'
import { useCrashNotice } from './use-crash-notice.ts'
import { useFrameCommands } from './use-frame-commands.ts'
import { useKeptFocus } from './use-kept-focus.ts'
import { useKeptFrame } from './use-kept-frame.ts'
import { useLayout } from './use-layout.ts'
import { useMenu } from './use-menu.ts'
import { useReady } from './use-ready.ts'
import { useTheme } from './use-theme.ts'
import { Welcome } from './welcome.tsx'

/** The window. */
export function App() {
  const [frame] = useState(createFrameStore)
  return (
    <FrameProvider value={frame}>
      <Frame />
    </FrameProvider>
  )
}

function Frame() {
  useTheme()
  useAppearance()
  useFrameCommands()
  useKeptFocus()
  useKeptFrame()
  useMenu()
  useCrashNotice()
  useReady()
  useHostMarks()
  const narrow = useMedia('(max-width: 1100px)')
  const railed = useMedia('(max-width: 900px)')
  const showsSide = useFrame((state) => state.sideBar)
  const session = useSubject('sessions', (state) => findSession(state.lists, state.front))
  const [layout, change] = useLayout()
  const range = sideBarRange()
  const sideBar = railed ? 44 : showsSide ? within(layout.sideBar, range) : 0
  return (
    <div className={styles.app}>
      <TitleBar narrow={railed} />
      <NoticeArea />
      <div className={styles.body}>
        {railed ? (
          <Rail />
        ) : (
          showsSide && (
            <nav className={styles.side} style={{ width: sideBar + 1 }} aria-label="Sessions and files">
              <SideBar />
              <Sash
                orientation="vertical"
                label="Width of the side bar"
                value={sideBar}
                {...range}
                initial={firstLayout.sideBar}
                grows="before"
                onChange={(value) => change({ sideBar: value })}
              />
            </nav>
          )
        )}
        {session ? (
          <SessionView key={sessionKey(session)} session={session} narrow={narrow} sideBar={sideBar} />
        ) : (
          <Welcome />
        )}
      </div>
      <StatusLine />
      <Toasts />
      <Dialogs />
      <LiveRegions />
    </div>
  )
}

/** Marks the root with the host, for the room that the window's own buttons need. */
function useHostMarks(): void {
  const info = useSubject('app', (state) => state.info)
  useEffect(() => {
    if (!info) return
    document.documentElement.dataset.host = info.host
    document.documentElement.dataset.platform = info.platform
  }, [info])
}
