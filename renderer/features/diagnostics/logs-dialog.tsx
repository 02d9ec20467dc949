import { useEffect, useMemo, useRef, useState } from 'react'
import type { LogText } from '../../../shared/domain/log-text.ts'
import { sayCopied } from '../../state/copied.ts'
import { useShowError } from '../../state/error-actions.ts'
import { matchWords } from '../../state/match-words.ts'
import { useStores } from '../../state/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorProblem } from '../../ui/error-problem.tsx'
import { formatCount } from '../../ui/format.ts'
import { Select } from '../../ui/select.tsx'
import { TextInput } from '../../ui/text-input.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import styles from './logs-dialog.module.css'
import { useAnswer } from './use-answer.ts'

const names: Readonly<Record<string, string>> = {
  main: 'Application',
  vault: 'Store',
  'local-server': 'This computer’s server',
}

/** Lines that are drawn: the newest, of what fits. */
const mostLines = 2000

/** What the application wrote of its work, to read and to send to somebody who helps. */
export function LogsDialog() {
  const stores = useStores()
  const { diagnostics, dialogs } = stores
  const [name, setName] = useState('main')
  const [query, setQuery] = useState('')
  const show = useShowError()
  const { value: logs, error, asking, again } = useAnswer(diagnostics.getState().readLogs)
  const close = () => dialogs.getState().close()

  async function copyReport(): Promise<void> {
    const done = sayCopied(stores)
    try {
      await navigator.clipboard.writeText(await diagnostics.getState().report())
      done(true)
    } catch {
      done(false)
    }
  }

  return (
    <Dialog
      title="Logs"
      width={920}
      onClose={close}
      status="A report holds versions, states and the last lines. Tokens, ids, names and addresses are left out."
      actions={
        <>
          <Button onClick={() => void copyReport()}>Copy report</Button>
          <Button disabled={asking} onClick={again}>
            {asking ? 'Reading…' : 'Read again'}
          </Button>
          <Button onClick={close}>Close</Button>
        </>
      }
    >
      <div className={styles.tools}>
        <Select
          label="Log"
          value={name}
          options={(logs ?? []).map((log) => ({ value: log.name, label: names[log.name] ?? log.name }))}
          onChange={setName}
        />
        <TextInput value={query} onChange={setQuery} aria-label="Find in the log" placeholder="Find in the log" />
      </div>
      {error && <ErrorProblem {...show(error, 'The logs could not be read', { retry: again })} />}
      {logs ? (
        <LogLines log={logs.find((log) => log.name === name)} query={query} />
      ) : (
        !error && <Waiting words="Reading the logs…" rows={4} rowHeight={18} />
      )}
    </Dialog>
  )
}

function LogLines({ log, query }: { readonly log: LogText | undefined; readonly query: string }) {
  const box = useRef<HTMLDivElement>(null)
  const lines = useMemo(() => {
    const all = (log?.text ?? '').split('\n').filter((line) => line !== '')
    return query.trim() === '' ? all : all.filter((line) => matchWords(query, [line]) !== undefined)
  }, [log, query])
  // The newest is what a person looks for.
  // biome-ignore lint/correctness/useExhaustiveDependencies: again for each other text
  useEffect(() => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight
  }, [lines])
  const shown = lines.slice(-mostLines)
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by the keyboard too */}
      <div ref={box} role="log" aria-live="off" className={styles.lines} tabIndex={0} aria-label="Lines of the log">
        {shown.length === 0 ? (query ? 'No line has this in it.' : 'Nothing was written yet.') : shown.join('\n')}
      </div>
      <p className={styles.count}>
        {formatCount(shown.length)} {shown.length === 1 ? 'line' : 'lines'}
        {(log?.isCut || shown.length < lines.length) && ', older ones are in the data folder'}
      </p>
    </>
  )
}
