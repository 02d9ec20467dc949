import type { Session } from '../../shared/domain/session.ts'
import { sessionKey } from '../../shared/domain/session.ts'
import { useKeyLabel } from '../state/provider.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { CloseIcon, ConsoleIcon, MaximiseIcon } from '../ui/icons.ts'
import { Tabs } from '../ui/tabs.tsx'
import { useFrame, useFrameStore } from './frame-store.ts'
import { PaneBoundary } from './pane-boundary.tsx'
import styles from './panel.module.css'
import { ConsolePane, ResultPane } from './panes.ts'

interface PanelProps {
  readonly session: Session
  /** In a narrow window the result is its first tab. */
  readonly withResult: boolean
}

const tabs = [{ id: 'console', label: 'Console', icon: ConsoleIcon }] as const
const tabsWithResult = [{ id: 'result', label: 'Result' }, ...tabs] as const

/** The consoles, beneath the work. */
export function Panel({ session, withResult }: PanelProps) {
  const frame = useFrameStore()
  const chosen = useFrame((state) => state.panelTab)
  const maximised = useFrame((state) => state.maximised)
  const maximiseKeys = useKeyLabel('view.maximisePanel')
  const hideKeys = useKeyLabel('view.panel')
  const tab = withResult ? chosen : 'console'
  return (
    <div className={styles.panel}>
      <div className={styles.strip}>
        <Tabs
          label="Panel"
          variant="panel"
          panelPrefix="panel"
          tabs={withResult ? tabsWithResult : tabs}
          active={tab}
          onActivate={(id) => frame.getState().showPanelTab(id === 'result' ? 'result' : 'console')}
        />
        <span className={styles.tools}>
          <IconButton
            icon={MaximiseIcon}
            label={maximised ? 'Make the panel smaller' : 'Maximise the panel'}
            keys={maximiseKeys}
            size={14}
            pressed={maximised}
            onClick={() => frame.getState().toggle('maximised')}
          />
          <IconButton
            icon={CloseIcon}
            label="Hide the panel"
            keys={hideKeys}
            size={14}
            onClick={() => frame.getState().toggle('panel')}
          />
        </span>
      </div>
      <div className={styles.body} role="tabpanel" id={`panel-${tab}`} aria-labelledby={`panel-tab-${tab}`}>
        {tab === 'result' ? (
          <section className={styles.fill} aria-label="Result" data-region="result">
            <PaneBoundary name="The result">
              <ResultPane session={session} />
            </PaneBoundary>
          </section>
        ) : (
          <PaneBoundary name="The console">
            <ConsolePane key={sessionKey(session)} session={session} />
          </PaneBoundary>
        )}
      </div>
    </div>
  )
}
