import type { RunLanguage } from '../../../shared/domain/run.ts'
import type { SessionRef } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import { sayCopied } from '../../state/copied.ts'
import type { SdkCall } from '../../state/copy-as.ts'
import { canBeWritten, copyTexts } from '../../state/copy-as.ts'
import { activeRun, runActive, runLimits, stopActive } from '../../state/documents-run.ts'
import type { OpenDocument } from '../../state/documents-types.ts'
import { useCommand, useKeyLabel, useStores, useSubject } from '../../state/provider.tsx'
import { findSession } from '../../state/sessions.ts'
import type { Stores } from '../../state/stores.ts'
import { Button } from '../../ui/button.tsx'
import { copyEntries } from '../../ui/copy-entries.ts'
import { formatLimit } from '../../ui/format.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { MoreIcon, RunIcon, StopIcon } from '../../ui/icons.ts'
import type { MenuEntry } from '../../ui/menu.tsx'
import { Menu } from '../../ui/menu.tsx'
import { Select } from '../../ui/select.tsx'
import styles from './run-tools.module.css'
import { hasCells, useCellCommands, useCellEntries } from './use-cell-commands.ts'

const languages: readonly { readonly value: RunLanguage; readonly label: string }[] = [
  { value: 'python', label: 'Python' },
  { value: 'bash', label: 'Bash' },
  { value: 'node', label: 'Node' },
]

const limits = runLimits.map((seconds) => ({ value: `${seconds}`, label: formatLimit(seconds) }))

interface RunToolsProps {
  readonly session: SessionRef
  /** Absent when none is in front. */
  readonly document: OpenDocument | undefined
  /** The session can run something now. */
  readonly isLive: boolean
}

/** Language, time limit, Stop and Run, at the right of the tabs. In a narrow window all but Run move into a menu. */
export function RunTools({ session, document, isLive }: RunToolsProps) {
  const stores = useStores()
  const limit = useSubject('documents', (state) => state.limit)
  const running = useSubject('runs', ({ sessions }) => activeRun(sessions[sessionKey(session)]?.runs ?? []))
  const isReady = document?.load.name === 'ready'
  const canRun = isLive && isReady && document.runLanguage !== undefined
  const isStopping = running?.state.name === 'running' && running.state.stoppingSince !== undefined
  const run = () => void runActive(stores, session)
  const stop = () => void stopActive(stores, session)
  const showOptions = () => stores.dialogs.getState().show({ kind: 'run-options', session })
  const connection = useSubject('connections', ({ list }) => list?.find(({ id }) => id === session.connectionId))
  const sandboxId = useSubject('sessions', ({ lists }) => findSession(lists, session)?.server?.sandboxId)
  useCommand('run.options', showOptions)
  useCommand('run', run, canRun, document?.title)
  useCellCommands(session, document, canRun)
  useCommand('run.stop', stop, running !== undefined, running?.title)
  const runKeys = useKeyLabel('run')
  const stopKeys = useKeyLabel('run.stop')
  const setLanguage = (language: RunLanguage) =>
    document && stores.documents.getState().setRunLanguage(session, document.id, language)
  const setLimit = (seconds: number) => stores.documents.getState().setLimit(seconds)

  const narrowMenu: readonly MenuEntry[] = [
    {
      id: 'stop',
      label: 'Stop',
      icon: StopIcon,
      keys: stopKeys,
      disabled: running === undefined || isStopping,
      onSelect: stop,
    },
    { id: 'languages', heading: 'Runs as' },
    ...languages.map(({ value, label }) => ({
      id: value,
      label,
      checked: document?.runLanguage === value,
      disabled: !isReady,
      onSelect: () => setLanguage(value),
    })),
    { id: 'limits', heading: 'Time limit' },
    ...runLimits.map((seconds) => ({
      id: `limit-${seconds}`,
      label: formatLimit(seconds),
      checked: limit === seconds,
      onSelect: () => setLimit(seconds),
    })),
  ]

  const options: readonly MenuEntry[] = [
    ...useCellEntries(hasCells(document)),
    { id: 'options', label: 'Folder and environment…', onSelect: showOptions },
    ...(document?.runLanguage && sandboxId !== undefined
      ? copyEntries(
          copyTexts(() => callOf(document, stores, session, sandboxId), connection, stores),
          sayCopied(stores),
        )
      : []),
    ...(document?.path !== undefined && canBeWritten(document.path) && sandboxId !== undefined
      ? copyEntries(
          copyTexts(() => writeOf(document, stores, session, sandboxId), connection, stores, 'saving'),
          sayCopied(stores),
        )
      : []),
  ]

  return (
    <div className={styles.tools}>
      <div className={styles.wide}>
        <Select
          variant="quiet"
          label="Language of a run"
          placeholder="Run as"
          value={document?.runLanguage ?? ('' as RunLanguage)}
          options={languages}
          disabled={!isReady}
          onChange={setLanguage}
        />
        <Select
          variant="quiet"
          label="Time limit of a run"
          value={`${limit}`}
          options={limits}
          disabled={!isReady}
          onChange={(value) => setLimit(Number(value))}
        />
        <Button
          size="small"
          variant="quiet"
          icon={StopIcon}
          disabled={running === undefined || isStopping}
          onClick={stop}
          aria-keyshortcuts="Shift+F5"
        >
          Stop
        </Button>
      </div>
      <Button size="small" variant="primary" icon={RunIcon} keys={runKeys} disabled={!canRun} onClick={run}>
        Run
      </Button>
      <div className={styles.narrow}>
        <Menu
          trigger={<IconButton icon={MoreIcon} label="Run options" />}
          items={[...narrowMenu, { id: 'line', separator: true }, ...options]}
          align="end"
        />
      </div>
      <div className={styles.wide}>
        <Menu trigger={<IconButton icon={MoreIcon} label="Run options" />} items={options} align="end" />
      </div>
    </div>
  )
}

/** The run of the whole document, for a program. Secret values of its environment stay where they are. */
function callOf(
  document: OpenDocument,
  { documents, runOptions }: Pick<Stores, 'documents' | 'runOptions'>,
  session: SessionRef,
  sandboxId: string,
): readonly SdkCall[] {
  const code = documents.getState().buffer(session, document.id)?.read()
  if (document.runLanguage === undefined || code === undefined) return []
  const { workDir, env = [] } = runOptions.getState().bySession[sessionKey(session)] ?? {}
  return [
    {
      name: 'execute',
      sandboxId,
      code,
      language: document.runLanguage,
      ...(workDir === undefined ? {} : { workDir }),
      ...(env.length === 0
        ? {}
        : {
            env: Object.fromEntries(
              env.map(({ name, value }) => [name, value ?? { variable: name.replace(/\W/g, '_') }]),
            ),
          }),
      timeout: documents.getState().limit,
    },
  ]
}

/** The file as it would be saved, for a program. */
function writeOf(
  { id, path }: OpenDocument,
  { documents }: Pick<Stores, 'documents'>,
  session: SessionRef,
  sandboxId: string,
): readonly SdkCall[] {
  const content = documents.getState().buffer(session, id)?.read()
  if (path === undefined || content === undefined) return []
  return [{ name: 'write_file', sandboxId, path, content }]
}
