import { isUnderWay } from '../../../shared/domain/outcome.ts'
import type { Run } from '../../../shared/domain/run.ts'
import type { Session } from '../../../shared/domain/session.ts'
import { outcomeWords } from '../../outcome-words.ts'
import { toneOf } from '../../run-tones.ts'
import { sayCopied } from '../../state/copied.ts'
import type { SdkCall } from '../../state/copy-as.ts'
import { copyTexts } from '../../state/copy-as.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { findSession } from '../../state/sessions.ts'
import { Button } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { CopyMenu } from '../../ui/copy-menu.tsx'
import { FactLine } from '../../ui/fact-line.tsx'
import { StopIcon } from '../../ui/icons.ts'
import { StatusGlyph } from '../../ui/status-glyph.tsx'
import { useNow } from '../../ui/use-now.ts'
import { plainText, ResultOutput } from './result-output.tsx'
import { RunError } from './run-error.tsx'
import { canStop, isWhole, runFacts } from './run-facts.ts'
import styles from './runs-pane.module.css'

/** Everything that is known of one run, and what it wrote. */
export function RunDetail({ run }: { readonly run: Run }) {
  const stores = useStores()
  const { runs, sessions } = stores
  const underWay = isUnderWay(run)
  const now = useNow(underWay ? 1000 : 0)
  const { label, word, rest, second } = outcomeWords(run, now)
  const view = useSubject('runs', (state) => state.outputs[run.id]?.view)
  const session = useSubject('sessions', (state) => findSession(state.lists, run.session))
  const connection = useSubject('connections', ({ list }) => list?.find(({ id }) => id === run.session.connectionId))
  return (
    <>
      <div className={styles.detailHead}>
        <span className={classNames(styles.outcome, toneOf[label])}>
          <StatusGlyph name={label === 'queued' ? 'running' : label} />
          {word}
        </span>
        <span className={styles.quiet}>{rest}</span>
        <span className={styles.tools}>
          {canStop(run) && (
            <Button size="small" icon={StopIcon} onClick={() => void runs.getState().stop(run.id)}>
              Stop
            </Button>
          )}
          {session && (
            <Button size="small" variant="quiet" onClick={() => sessions.getState().select(session)}>
              Go to session
            </Button>
          )}
          <CopyMenu texts={copyTexts(callOf(run, session), connection, stores)} onDone={sayCopied(stores)} />
          {view && <CopyButton text={plainText(view)} label="Copy output" />}
        </span>
      </div>
      {second !== '' && <p className={styles.second}>{second}</p>}
      <RunError run={run} session={session} />
      <dl className={styles.facts}>
        {runFacts(run).map((fact) => (
          <FactLine key={fact.name} {...fact} dense />
        ))}
      </dl>
      <ResultOutput runId={run.id} label="Output of the chosen run" isUnderWay={underWay} isWhole={isWhole(run)} />
    </>
  )
}

/** The same command once more, for a program. Of code only its document knows what ran, and offers it. */
function callOf(run: Run, session: Session | undefined): readonly SdkCall[] {
  const sandboxId = session?.server?.sandboxId
  if (run.kind !== 'command' || sandboxId === undefined) return []
  const command = ['bash', '-c', run.title]
  return [
    { name: 'execute', sandboxId, command, ...(run.cwd === undefined ? {} : { workDir: run.cwd }), timeout: run.limit },
  ]
}
