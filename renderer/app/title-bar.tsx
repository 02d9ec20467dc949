import type { Session } from '../../shared/domain/session.ts'
import { ConnectionMenu } from '../features/connections/connection-menu.tsx'
import { canPause, canResume, pauseOrResume, useSessionMenu } from '../features/sessions/session-actions.ts'
import { endsWords, isAskedFor, sessionWords, sizeWords } from '../features/sessions/session-words.ts'
import { useKeyLabel, useStores, useSubject } from '../state/provider.tsx'
import { findSession } from '../state/sessions.ts'
import { isStale } from '../state/stale.ts'
import { Button } from '../ui/button.tsx'
import { Chip } from '../ui/chip.tsx'
import { formatClock, formatLeft } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { DeadlineIcon, MoreIcon, PauseIcon, ResumeIcon, SearchIcon } from '../ui/icons.ts'
import { KeyCap } from '../ui/key-cap.tsx'
import { Menu } from '../ui/menu.tsx'
import { StatusGlyph } from '../ui/status-glyph.tsx'
import { Tooltip } from '../ui/tooltip.tsx'
import { useNow } from '../ui/use-now.ts'
import { VisuallyHidden } from '../ui/visually-hidden.tsx'
import styles from './title-bar.module.css'
import { ViewMenu } from './view-menu.tsx'

/** Where you are: connection, session, its state and its end; what can be done with it at the right. */
export function TitleBar({ narrow }: { readonly narrow: boolean }) {
  const session = useSubject('sessions', (state) => findSession(state.lists, state.front))
  const front = useSubject('sessions', (state) => state.front)
  return (
    <header className={styles.title}>
      <ConnectionMenu />
      <span className={styles.line} aria-hidden />
      {session ? (
        <SessionFacts key={front?.sessionId} />
      ) : (
        <span className={styles.none}>{front ? 'Looking for the session…' : 'No session open'}</span>
      )}
      <span className={styles.grow} />
      {session && <SessionButtons />}
      <SearchField />
      {!narrow && <ViewMenu />}
    </header>
  )
}

function SessionFacts() {
  const session = useSubject('sessions', (state) => findSession(state.lists, state.front))
  const connection = useSubject('connections', (state) => state.list?.find(({ id }) => id === session?.connectionId))
  const stale = useSubject('sessions', ({ lists }) =>
    isStale(
      lists.find(({ connectionId }) => connectionId === session?.connectionId),
      connection,
    ),
  )
  const left = session?.server
    ? session.server.expiresAt - Date.now() - (connection?.skew ?? 0)
    : Number.POSITIVE_INFINITY
  const now = useNow(left < 6 * 60_000 ? 1000 : 15_000)
  if (!session) return null
  const words = sessionWords(session, { now: now + (connection?.skew ?? 0), stale, where: connection?.name ?? '' })
  const ends = session.status === 'active' || session.status === 'paused' ? endsWords(session) : undefined
  return (
    <>
      <h1 className={styles.name}>{session.name}</h1>
      {session.server && (
        <span className={styles.facts}>
          {sizeWords(session.server)}
          {isAskedFor(session.server) && ' (asked for)'}
        </span>
      )}
      <span className={styles.state}>
        <Chip tone={words.glyph === 'active' ? 'ok' : words.glyph === 'gone' ? 'err' : 'quiet'}>
          <StatusGlyph name={words.glyph} size={14} />
          {words.state}
          {wasThen(session)}
        </Chip>
      </span>
      {ends === undefined && session.status === 'unknown' && session.server && (
        <span className={styles.deadline}>
          <Chip tone="warn">
            <Icon of={DeadlineIcon} size={14} />
            about {formatLeft(session.server.expiresAt - now - (connection?.skew ?? 0))} left
          </Chip>
        </span>
      )}
      {ends !== undefined && words.right !== '' && !stale && (
        <Tooltip text={ends}>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: its tooltip has the full date, also for the keyboard */}
          <span tabIndex={0} className={styles.deadline} aria-label={ends} role="note">
            <Chip tone={words.rightTone}>
              <span className={styles.joined}>
                <StatusGlyph name={words.glyph} size={14} />
              </span>
              <span className={styles.clock}>
                <Icon of={DeadlineIcon} size={14} />
              </span>
              {words.right} left
            </Chip>
          </span>
        </Tooltip>
      )}
    </>
  )
}

/** Of one whose server does not answer: what it was, and when that was. */
function wasThen({ status, server, asOf }: Session): string {
  return status === 'unknown' && server && asOf !== undefined ? ` · ${server.status} at ${formatClock(asOf)}` : ''
}

function SessionButtons() {
  const stores = useStores()
  const session = useSubject('sessions', (state) => findSession(state.lists, state.front))
  const keys = useKeyLabel('session.pauseOrResume')
  const menu = useSessionMenu(undefined)
  if (!session) return null
  const resumes = canResume(session)
  const label = resumes ? 'Resume' : 'Pause…'
  return (
    <>
      {(session.status === 'active' || session.status === 'paused') && (
        <Tooltip text={label} keys={keys}>
          <Button
            icon={resumes ? ResumeIcon : PauseIcon}
            disabled={!resumes && !canPause(session)}
            onClick={() => pauseOrResume(stores, session)}
          >
            {resumes ? 'Resume' : 'Pause'}
          </Button>
        </Tooltip>
      )}
      <Menu
        align="end"
        items={menu(session).filter(({ id }) => id !== 'open')}
        trigger={<IconButton icon={MoreIcon} label={`More for ${session.name}`} />}
      />
    </>
  )
}

/** Looks like a field and opens the palette, which has the real one. */
function SearchField() {
  const { dialogs } = useStores()
  const keys = useKeyLabel('palette.open')
  return (
    <Tooltip text="Search or run a command" keys={keys}>
      <button
        type="button"
        className={styles.search}
        onClick={() => dialogs.getState().show({ kind: 'palette', query: '' })}
      >
        <Icon of={SearchIcon} size={14} />
        <VisuallyHidden>Search or run a command</VisuallyHidden>
        <span className={styles.searchWords} aria-hidden>
          Search or run a command
        </span>
        <KeyCap>{keys}</KeyCap>
      </button>
    </Tooltip>
  )
}
