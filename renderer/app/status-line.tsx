import { isUnisolated, localConnectionId } from '../../shared/domain/connection.ts'
import { runsOn, sessionKey } from '../../shared/domain/session.ts'
import { statusWord } from '../state/connection-words.ts'
import { useStores, useSubject } from '../state/provider.tsx'
import { findSession } from '../state/sessions.ts'
import { classNames } from '../ui/class-names.ts'
import { formatClock } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { ConnectionLostIcon, NotIsolatedIcon, NoticesIcon, OkIcon, WarningIcon } from '../ui/icons.ts'
import { StatusGlyph } from '../ui/status-glyph.tsx'
import { useLasting } from '../ui/use-lasting.ts'
import styles from './status-line.module.css'
import { TransfersPart } from './transfers-part.tsx'

/** One line of what holds now: the link at the left, the text in front at the right. */
export function StatusLine() {
  const session = useSubject('sessions', (state) => findSession(state.lists, state.front))
  const active = useSubject('runs', (state) => state.active)
  const unisolated = useSubject('connections', (state) => state.list?.some(isUnisolated) ?? false)
  return (
    <footer className={classNames(styles.status, unisolated && styles.unisolated)}>
      {unisolated && (
        <span>
          <Icon of={NotIsolatedIcon} size={14} />
          Not isolated: code can reach your files
        </span>
      )}
      <LinkPart />
      {session && <span className={styles.optional}>Line mode: output comes when a command ends</span>}
      {active > 0 && <span>{active === 1 ? '1 run active' : `${active} runs active`}</span>}
      <TransfersPart />
      <span className={styles.grow} />
      {session ? <TextPart /> : <VersionPart />}
      <NoticesPart />
    </footer>
  )
}

/** Everything that was said, also what has gone from the screen. */
function NoticesPart() {
  const { dialogs } = useStores()
  const count = useSubject('notices', (state) => state.history.length)
  return (
    <button
      type="button"
      className={styles.bell}
      data-bell
      aria-label={count === 0 ? 'Notices' : `Notices, ${count}`}
      onClick={() => dialogs.getState().show({ kind: 'notices' })}
    >
      <Icon of={NoticesIcon} size={14} />
      {count > 0 && count}
    </button>
  )
}

function LinkPart() {
  const link = useSubject('link', (state) => state.status)
  const since = useSubject('link', (state) => state.since)
  const front = useSubject('sessions', (state) => state.front?.connectionId)
  const connection = useSubject('connections', (state) =>
    state.list?.find(({ id }) => id === (front ?? localConnectionId)),
  )
  if (link === 'lost')
    return (
      <span className={styles.warn}>
        <Icon of={ConnectionLostIcon} size={14} />
        Program lost at {formatClock(since)}
      </span>
    )
  if (link === 'connecting' || !connection || connection.status === 'starting')
    return (
      <span>
        <StatusGlyph name="making" size={14} />
        {connection?.status === 'starting' ? `${connection.name}: starting` : 'Connecting'}
      </span>
    )
  if (connection.status === 'ready')
    return (
      <span>
        <StatusGlyph name="active" size={14} />
        {front ? 'Connected' : `${connection.name} is ready`}
      </span>
    )
  const { status, lastAnswerAt, name } = connection
  return (
    <span className={styles.warn}>
      <Icon of={ConnectionLostIcon} size={14} />
      {status === 'offline' && lastAnswerAt !== undefined
        ? `No answer since ${formatClock(lastAnswerAt)}`
        : `${name}: ${statusWord(status)}`}
    </span>
  )
}

/** Keeping takes about half a second after a key: only what lasts longer is worth a word. */
const keepingMs = 2000

function VersionPart() {
  const version = useSubject('app', (state) => state.info?.version)
  return version === undefined ? null : <span>{version}</span>
}

function TextPart() {
  const session = useSubject('sessions', (state) => findSession(state.lists, state.front))
  const keptAt = useSubject('documents', (state) => state.lastKeptAt)
  const unkept = useSubject('documents', (state) => state.unkept)
  const isLate = useLasting(unkept > 0, keepingMs)
  const cursor = useSubject('documents', (state) => state.cursor)
  const document = useSubject('documents', (state) => {
    const open = session && state.sessions[sessionKey(session)]
    return open?.active === undefined ? undefined : open.byId[open.active]
  })
  const interpreter = session?.server && interpreterOf(runsOn(session.server), document?.runLanguage)
  return (
    <>
      {isLate ? (
        <span className={styles.warn}>
          <Icon of={WarningIcon} size={14} />
          {unkept === 1 ? '1 edit is not kept yet' : `${unkept} edits are not kept yet`}
        </span>
      ) : (
        keptAt !== undefined && (
          <span>
            <Icon of={OkIcon} size={14} tone="ok" />
            Edits kept {formatClock(keptAt)}
          </span>
        )
      )}
      {cursor && (
        <span className={styles.optional}>
          Ln {cursor.line}, Col {cursor.column}
          {cursor.selected > 0 && ` (${cursor.selected} selected)`}
        </span>
      )}
      {document?.load.name === 'ready' && (
        <>
          <span>{document.mark ? 'UTF-8 with BOM' : 'UTF-8'}</span>
          <span className={styles.optional}>{lineEndWords[document.lineEnds]}</span>
        </>
      )}
      {interpreter && <span>{interpreter}</span>}
    </>
  )
}

/** Of "Python 3.11.2, Node 20.20, bash 5.2" the one for this language; the first one for others. */
function interpreterOf(all: string | undefined, language: string | undefined): string | undefined {
  const each = all?.split(', ') ?? []
  return each.find((one) => language !== undefined && one.toLowerCase().startsWith(language)) ?? each[0]
}

const lineEndWords = { lf: 'LF', crlf: 'CRLF', mixed: 'LF and CRLF' } as const
