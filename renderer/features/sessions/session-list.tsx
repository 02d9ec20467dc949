import { useVirtualizer } from '@tanstack/react-virtual'
import type { KeyboardEvent } from 'react'
import { useEffect, useId, useMemo, useRef, useState } from 'react'
import type { Session } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import { toastError } from '../../state/error-actions.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { isFiltering } from '../../state/session-filter.ts'
import { Button } from '../../ui/button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { MoreIcon } from '../../ui/icons.ts'
import { ContextMenu, Menu } from '../../ui/menu.tsx'
import { useNow } from '../../ui/use-now.ts'
import { Waiting } from '../../ui/waiting.tsx'
import { GroupRow } from './group-row.tsx'
import { NameInput } from './name-input.tsx'
import { askToRemove, askToRemoveMany, isSame, useManyMenu, useSessionMenu } from './session-actions.ts'
import styles from './session-list.module.css'
import { SessionRow } from './session-row.tsx'
import type { Row } from './session-rows.ts'
import { rowsOf, typeAhead } from './session-rows.ts'
import { sessionWords } from './session-words.ts'
import { useMarking } from './use-marking.ts'

type Line = Extract<Row, { kind: 'session' }>

/** A typed name is forgotten after this long (ms). */
const typeAheadPause = 800

/** Under five minutes the clocks tick by the second. */
function tickOf(lines: readonly Line[]): number {
  const soon = Date.now() + 6 * 60_000
  const last = lines.some(({ session, connection }) => {
    const ends = session.server?.expiresAt
    return session.status === 'active' && ends !== undefined && ends - connection.skew < soon
  })
  return last ? 1000 : 30_000
}

/** All sessions of all connections, as one list for the keyboard. */
export function SessionList() {
  const stores = useStores()
  const { sessions } = stores
  const lists = useSubject('sessions', (state) => state.lists)
  const loaded = useSubject('sessions', (state) => state.loaded)
  const front = useSubject('sessions', (state) => state.front)
  const connections = useSubject('connections', (state) => state.list)

  const [heldOrder, setHeldOrder] = useState<readonly string[]>()
  const filter = useSubject('sessionView', (state) => state.filter)
  const sort = useSubject('settings', (state) => state.settings.sessionSort)
  const rows = useMemo(
    () => rowsOf(connections ?? [], lists, { order: heldOrder, filter, ...(sort ? { sort } : {}) }),
    [connections, lists, heldOrder, filter, sort],
  )
  const lines = useMemo(() => rows.filter((row): row is Line => row.kind === 'session'), [rows])
  const listed = useMemo(() => lines.map(({ session }) => session), [lines])
  const marking = useMarking(listed)
  const now = useNow(tickOf(lines))

  const [cursor, setCursor] = useState<string>()
  const [hovered, setHovered] = useState<string>()
  const [renaming, setRenaming] = useState<Session>()
  const menu = useSessionMenu(setRenaming)
  const manyMenu = useManyMenu()
  const listId = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const listbox = useRef<HTMLDivElement>(null)
  const typed = useRef({ text: '', at: 0 })

  const rowHeight = 42
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.kind === 'session' ? rowHeight : 24),
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 6,
  })

  // The keyboard's row: the one it was on, else the one in front, else the first. A removed one hands on to its place.
  const lastIndex = useRef(0)
  const byCursor = lines.findIndex((line) => line.key === cursor)
  const byFront = lines.findIndex((line) => isSame(front, line.session))
  const currentIndex =
    byCursor >= 0 ? byCursor : cursor ? Math.min(lastIndex.current, lines.length - 1) : Math.max(byFront, 0)
  const current = lines[currentIndex]
  useEffect(() => {
    if (byCursor >= 0) lastIndex.current = byCursor
  })

  function moveTo(index: number): void {
    const line = lines[Math.min(Math.max(index, 0), lines.length - 1)]
    if (!line) return
    setCursor(line.key)
    virtual.scrollToIndex(rows.indexOf(line))
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (!current || event.altKey) return
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'a') {
      event.preventDefault()
      marking.all()
      return
    }
    if (event.ctrlKey || event.metaKey) return
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: currentIndex + 1,
      ArrowUp: currentIndex - 1,
      Home: 0,
      End: lines.length - 1,
      PageDown: currentIndex + 8,
      PageUp: currentIndex - 8,
    }
    const move = moves[event.key]
    if (move !== undefined && event.shiftKey) {
      const line = lines[Math.min(Math.max(move, 0), lines.length - 1)]
      moveTo(move)
      if (line) marking.extendTo(line.key, current.key)
    } else if (move !== undefined) moveTo(move)
    else if (event.key === 'Escape' && marking.keys.size > 0) marking.clear()
    else if (event.key === 'Delete' && marking.sessions.length > 1) askToRemoveMany(stores, marking.sessions)
    else if (event.key === 'Enter' || event.key === ' ') open(current.session)
    else if (event.key === 'F2') setRenaming(current.session)
    else if (event.key === 'Delete') askToRemove(stores, current.session)
    else if (event.key.length === 1) {
      const fresh = event.timeStamp - typed.current.at > typeAheadPause
      typed.current = { text: (fresh ? '' : typed.current.text) + event.key, at: event.timeStamp }
      const found = typeAhead(
        lines.map((line) => line.session.name),
        typed.current.text,
        fresh ? currentIndex + 1 : currentIndex,
      )
      if (found >= 0) moveTo(found)
    } else return
    event.preventDefault()
  }

  function open(session: Session): void {
    setCursor(sessionKey(session))
    // One that was left half made is on its server: its strip offers what to do.
    if (session.status !== 'creating' || (session.stopped && session.server)) sessions.getState().select(session)
  }

  async function rename(session: Session, name: string | undefined): Promise<void> {
    setRenaming(undefined)
    listbox.current?.focus()
    if (name === undefined) return
    try {
      await sessions.getState().rename({ connectionId: session.connectionId, sessionId: session.sessionId }, name)
    } catch (thrown) {
      toastError(stores, thrown, `${session.name} was not renamed`, {
        session,
        retry: () => void rename(session, name),
      })
    }
  }

  if (!connections || !loaded) return <Waiting words="Asking for your sessions…" rowHeight={rowHeight} />
  if (rows.length === 0 && isFiltering(filter))
    return (
      <Empty
        action={
          <Button size="small" onClick={() => stores.sessionView.getState().clearFilter()}>
            Show all
          </Button>
        }
      >
        No session fits the filter.
      </Empty>
    )
  if (rows.every((row) => row.kind === 'head' || row.kind === 'empty'))
    return (
      <Empty
        action={
          <Button size="small" onClick={() => stores.dialogs.getState().show({ kind: 'new-session' })}>
            New session
          </Button>
        }
      >
        None yet. A session is one isolated machine with its own files.
      </Empty>
    )

  const items = virtual.getVirtualItems()
  const shown = items.flatMap((item) => {
    const row = rows[item.index]
    return row ? [{ item, row }] : []
  })
  const slots = Math.max(64, items.length)
  const offsetOf = (key: string) => shown.find(({ row }) => row.key === key)?.item.start
  const hoveredLine = lines.find((line) => line.key === hovered)
  const hoveredAt = hovered === undefined ? undefined : offsetOf(hovered)
  const renamingAt = renaming ? offsetOf(sessionKey(renaming)) : undefined

  return (
    <ContextMenu
      items={() => {
        if (!current) return []
        return marking.sessions.length > 1 && marking.keys.has(current.key)
          ? manyMenu(marking.sessions)
          : menu(current.session)
      }}
    >
      <div
        ref={scroller}
        className={styles.scroller}
        onPointerEnter={() => setHeldOrder(lines.map((line) => line.key))}
        onPointerLeave={() => {
          setHeldOrder(undefined)
          setHovered(undefined)
        }}
      >
        <div className={styles.space} style={{ height: virtual.getTotalSize() }}>
          {shown.map(({ item, row }) =>
            row.kind === 'session' ? null : (
              <div
                key={row.key}
                ref={virtual.measureElement}
                data-index={item.index}
                className={styles.between}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <GroupRow row={row} first={item.index === 0} now={now} />
              </div>
            ),
          )}
          <div
            ref={listbox}
            tabIndex={0}
            role="listbox"
            aria-label="Sessions"
            aria-multiselectable
            aria-activedescendant={current ? `${listId}-${current.position}` : undefined}
            data-region-focus
            className={styles.listbox}
            onKeyDown={onKeyDown}
          >
            {shown.map(({ item, row }) =>
              row.kind === 'session' ? (
                <SessionRow
                  // A row that scrolls out of sight lends its elements to one that comes into it.
                  key={item.index % slots}
                  id={`${listId}-${row.position}`}
                  session={row.session}
                  words={sessionWords(row.session, {
                    now: now + row.connection.skew,
                    stale: row.stale,
                    asOf: lists.find(({ connectionId }) => connectionId === row.connection.id)?.asOf,
                    where: row.connection.name,
                    own: row.connection.userId,
                  })}
                  selected={isSame(front, row.session)}
                  marked={marking.keys.has(row.key)}
                  current={row === current}
                  stale={row.stale || row.session.status === 'unknown'}
                  position={row.position}
                  count={lines.length}
                  style={{ transform: `translateY(${item.start}px)` }}
                  onOpen={(event) => {
                    if (marking.click(row.key, event)) setCursor(row.key)
                    else open(row.session)
                  }}
                  onPoint={() => setCursor(row.key)}
                  onEnter={() => setHovered(row.key)}
                />
              ) : null,
            )}
          </div>
          {hoveredLine && hoveredAt !== undefined && !renaming && (
            <div className={styles.more} style={{ top: hoveredAt }}>
              <Menu
                align="end"
                items={menu(hoveredLine.session)}
                trigger={
                  <IconButton icon={MoreIcon} label={`More for ${hoveredLine.session.name}`} size={14} tabIndex={-1} />
                }
              />
            </div>
          )}
          {renaming && renamingAt !== undefined && (
            <div className={styles.rename} style={{ top: renamingAt }}>
              <NameInput name={renaming.name} onDone={(name) => void rename(renaming, name)} />
            </div>
          )}
        </div>
      </div>
    </ContextMenu>
  )
}
