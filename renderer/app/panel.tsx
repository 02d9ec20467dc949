import { labelOf } from '../../shared/domain/outcome.ts'
import type { Run } from '../../shared/domain/run.ts'
import type { Session } from '../../shared/domain/session.ts'
import { sessionKey } from '../../shared/domain/session.ts'
import { consolesOf } from '../state/consoles.ts'
import { useKeyLabel, useStores, useSubject } from '../state/provider.tsx'
import { formatCount } from '../ui/format.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { ClearIcon, CloseIcon, MaximiseIcon, NewIcon, SearchIcon } from '../ui/icons.ts'
import { StatusGlyph } from '../ui/status-glyph.tsx'
import type { Tab } from '../ui/tabs.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { ConsoleTabs } from './console-tabs.tsx'
import { useFrame, useFrameStore } from './frame-store.ts'
import { PaneBoundary } from './pane-boundary.tsx'
import styles from './panel.module.css'
import { ConsolePane, ResultPane, RunsPane } from './panes.ts'
import { useLastRun } from './use-runs-of.ts'

interface PanelProps {
  readonly session: Session
  /** In a narrow window the result is its first tab. */
  readonly withResult: boolean
}

/** The result's tab, with the outcome of the last run. */
function resultTab(run: Run | undefined): Tab {
  if (!run) return { id: 'result', label: 'Result' }
  const label = labelOf(run.state)
  return {
    id: 'result',
    label: 'Result',
    note: (
      <>
        <StatusGlyph name={label === 'queued' ? 'running' : label} size={14} />
        {label}
      </>
    ),
  }
}

/** The consoles, beneath the work. */
export function Panel({ session, withResult }: PanelProps) {
  const { commands } = useStores()
  const frame = useFrameStore()
  const chosen = useFrame((state) => state.panelTab)
  const maximised = useFrame((state) => state.maximised)
  const maximiseKeys = useKeyLabel('view.maximisePanel')
  const hideKeys = useKeyLabel('view.panel')
  const run = useLastRun(session)
  const tab = chosen === 'result' && !withResult ? 'console' : chosen
  const runSearch = useFrame((state) => state.runSearch)
  const newKeys = useKeyLabel('console.new')
  const findKeys = useKeyLabel('console.find')
  const clearKeys = useKeyLabel('console.clear')
  // The terminal comes a moment after the frame.
  const canFind = useSubject('commands', (state) => state.handlers['console.find'] !== undefined)
  const activeConsole = useSubject('consoles', (state) => consolesOf(state, session).active)
  const shownId = tab === 'console' ? activeConsole : tab
  const count = useSubject('runs', (state) => state.sessions[sessionKey(session)]?.runs.length ?? 0)
  const runsTab: Tab = { id: 'runs', label: 'Runs', ...(count > 0 ? { note: formatCount(count) } : {}) }
  return (
    <div className={styles.panel}>
      <div className={styles.strip}>
        <ConsoleTabs
          session={session}
          result={withResult ? resultTab(run) : undefined}
          front={tab}
          onFront={(id) => frame.getState().showPanelTab(id)}
        />
        <span className={styles.add}>
          <IconButton
            icon={NewIcon}
            label="New console"
            keys={newKeys}
            size={14}
            onClick={() => commands.getState().run('console.new')}
          />
        </span>
        <span className={styles.runs}>
          <Tabs
            label="Runs"
            variant="panel"
            panelPrefix="panel"
            tabs={[runsTab]}
            active={tab === 'runs' ? 'runs' : undefined}
            onActivate={() => frame.getState().showPanelTab('runs')}
          />
        </span>
        <span className={styles.tools}>
          {tab === 'console' && (
            <>
              <IconButton
                icon={SearchIcon}
                label="Find in the console"
                keys={findKeys}
                size={14}
                disabled={!canFind}
                onClick={() => commands.getState().run('console.find')}
              />
              <IconButton
                icon={ClearIcon}
                label="Clear the console"
                keys={clearKeys}
                size={14}
                disabled={!canFind}
                onClick={() => commands.getState().run('console.clear')}
              />
            </>
          )}
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
      <div className={styles.body} role="tabpanel" id={`panel-${shownId}`} aria-labelledby={`panel-tab-${shownId}`}>
        {tab === 'result' ? (
          <section className={styles.fill} aria-label="Result" data-region="result">
            <PaneBoundary name="The result">
              <ResultPane session={session} />
            </PaneBoundary>
          </section>
        ) : tab === 'runs' ? (
          <PaneBoundary name="The list of runs">
            <RunsPane key={sessionKey(session)} session={session} search={runSearch} />
          </PaneBoundary>
        ) : (
          <PaneBoundary name="The console">
            <ConsolePane key={sessionKey(session)} session={session} />
          </PaneBoundary>
        )}
      </div>
    </div>
  )
}
