import type { Session } from '../../shared/domain/session.ts'
import { SessionStrip } from '../features/sessions/session-strip.tsx'
import { classNames } from '../ui/class-names.ts'
import { Sash } from '../ui/sash.tsx'
import { useFrame } from './frame-store.ts'
import { firstLayout, panelRange, resultRange, within } from './layout.ts'
import { PaneBoundary } from './pane-boundary.tsx'
import { Panel } from './panel.tsx'
import { EditorArea, ResultPane } from './panes.ts'
import styles from './session-view.module.css'
import { useLayout } from './use-layout.ts'
import { useRunsOf } from './use-runs-of.ts'
import { useWindowSize } from './use-window-size.ts'

interface SessionViewProps {
  readonly session: Session
  /** Beside the editor there is no room: the result is a tab of the panel. */
  readonly narrow: boolean
  /** px of the side bar, 0 when it is hidden. */
  readonly sideBar: number
}

/** Editor, result and panel of the session in front. */
export function SessionView({ session, narrow, sideBar }: SessionViewProps) {
  const [layout, change] = useLayout()
  useRunsOf(session)
  const { width, height } = useWindowSize()
  const showsResult = useFrame((state) => state.result) && !narrow
  const showsPanel = useFrame((state) => state.panel)
  const maximised = useFrame((state) => state.maximised) && showsPanel
  const results = resultRange(width, sideBar)
  const panels = panelRange(height)
  const result = within(layout.result, results)
  const panel = within(layout.panel, panels)
  return (
    <div className={styles.view}>
      <SessionStrip session={session} />
      <div className={classNames(styles.work, maximised && styles.hidden)}>
        <main className={styles.editor} data-region="editor">
          <PaneBoundary name="The editor">
            <EditorArea session={session} />
          </PaneBoundary>
        </main>
        {showsResult && (
          <section className={styles.result} style={{ width: result + 1 }} aria-label="Result" data-region="result">
            <Sash
              orientation="vertical"
              label="Width of the result"
              value={result}
              {...results}
              initial={firstLayout.result}
              grows="after"
              onChange={(value) => change({ result: value })}
            />
            <div className={styles.resultBody}>
              <PaneBoundary name="The result">
                <ResultPane session={session} />
              </PaneBoundary>
            </div>
          </section>
        )}
      </div>
      {showsPanel && (
        <section
          className={classNames(styles.panel, maximised && styles.maximised)}
          style={maximised ? undefined : { height: panel + 1 }}
          aria-label="Panel"
          data-region="panel"
        >
          {!maximised && (
            <Sash
              orientation="horizontal"
              label="Height of the panel"
              value={panel}
              {...panels}
              initial={firstLayout.panel}
              grows="after"
              onChange={(value) => change({ panel: value })}
            />
          )}
          <Panel session={session} withResult={narrow} />
        </section>
      )}
    </div>
  )
}
