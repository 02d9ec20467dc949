import { useMemo } from 'react'
import { fileDocumentId, parseDocumentId } from '../../../shared/domain/draft.ts'
import { baseName } from '../../../shared/domain/file.ts'
import { labelOf } from '../../../shared/domain/outcome.ts'
import { shownPath } from '../../../shared/domain/path-bytes.ts'
import type { Run } from '../../../shared/domain/run.ts'
import { errorOf } from '../../../shared/domain/run.ts'
import type { Session } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import { describeError } from '../../state/describe-error.ts'
import { goToLine } from '../../state/editor-in-front.ts'
import { showError } from '../../state/error-actions.ts'
import type { FailurePlace } from '../../state/failure-place.ts'
import { failurePlace } from '../../state/failure-place.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { runCellsTo } from '../../state/run-cells.ts'
import type { OutputView } from '../../state/runs-output.ts'
import { Button } from '../../ui/button.tsx'
import { Details } from '../../ui/details.tsx'
import styles from './result-pane.module.css'
import { isInTheWay } from './run-facts.ts'

interface ResultSecondProps {
  readonly session: Session
  readonly run: Run
  readonly view: OutputView | undefined
  /** Of the outcome: what is known and what to do. */
  readonly words: string
  /** The document was edited since. */
  readonly isOld: boolean
}

/** What is known of an outcome beside its word, where it failed, and what can be done about it. */
export function ResultSecond({ session, run, view, words, isOld }: ResultSecondProps) {
  const place = useMemo(
    () => (view && labelOf(run.state) === 'failed' ? failurePlace(run, stderrLines(view)) : undefined),
    [run, view],
  )
  const alone = useAloneCell(run, place?.error === 'NameError')
  const actions = useActions(session, run, alone)
  const error = errorOf(run)
  const details = error && describeError(error, '').details
  if (words === '' && !place && actions.length === 0) return null
  return (
    <div className={styles.second}>
      <p>
        {place && <Place session={session} run={run} place={place} isOld={isOld} />} {words}
        {alone !== undefined &&
          ' Each cell runs as a program of its own on this server: it sees no variables of other cells.'}
      </p>
      {details !== undefined && <Details text={details} />}
      {actions.length > 0 && (
        <div className={styles.actions}>
          {actions.map(({ label, act }) => (
            <Button key={label} size="small" onClick={act}>
              {label}
            </Button>
          ))}
        </div>
      )}
    </div>
  )
}

/** "AssertionError in analysis.py, line 18." */
function Place({
  session,
  run,
  place,
  isOld,
}: Pick<ResultSecondProps, 'session' | 'run' | 'isOld'> & { readonly place: FailurePlace }) {
  const { documents } = useStores()
  const id = place.path === undefined ? run.documentId : fileDocumentId(place.path)
  if (id === undefined) return <>{place.error}.</>
  const name = `${nameOf(id)}, line ${place.line}`
  return (
    <>
      {place.error} in{' '}
      <button type="button" className={styles.link} onClick={() => goToLine(documents, session, id, place.line)}>
        {name}
      </button>
      {isOld ? ' as it ran.' : '.'}
    </>
  )
}

function nameOf(documentId: string): string {
  const kind = parseDocumentId(documentId)
  if (kind?.kind === 'file') return shownPath(baseName(kind.path))
  return kind ? `scratch ${kind.number}` : documentId
}

/** The number of a cell that ran alone and stands in the document in front as it did, with others above it. */
function useAloneCell(run: Run, isWanted: boolean): number | undefined {
  const [hash, ...more] = run.part?.cells?.hashes ?? []
  const document = useSubject('documents', ({ sessions }) => {
    const open = sessions[sessionKey(run.session)]
    return open?.active === run.documentId && open?.active !== undefined ? open.byId[open.active] : undefined
  })
  if (!isWanted || hash === undefined || more.length > 0) return undefined
  const number = document?.cells?.find((cell) => cell.hash === hash)?.number
  return number === undefined || number === 1 ? undefined : number
}

interface Action {
  readonly label: string
  readonly act: () => void
}

/** What can be done about an outcome here and now; Stop stands beside its word. */
function useActions(session: Session, run: Run, alone: number | undefined): readonly Action[] {
  const stores = useStores()
  const actions: Action[] = []
  const error = errorOf(run)
  const action = error && isInTheWay(run, session) ? showError(stores, error, '', { session }).action : undefined
  if (action) actions.push({ label: action.label, act: action.onSelect })
  if (alone !== undefined && session.status === 'active')
    actions.push({ label: `Run cells 1–${alone}`, act: () => void runCellsTo(stores, session, alone) })
  return actions
}

function stderrLines({ head, tail }: OutputView): readonly string[] {
  return [...head, ...tail].flatMap(({ lines }) =>
    lines.flatMap((line) => {
      const text = line.filter(({ stderr }) => stderr).map((span) => span.text)
      return text.length === 0 && line.length > 0 ? [] : [text.join('')]
    }),
  )
}
