import { useVirtualizer } from '@tanstack/react-virtual'
import type { KeyboardEvent } from 'react'
import { useEffect, useId, useMemo, useRef, useState } from 'react'
import type { Session, SessionRef } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import { toastError } from '../../state/error-actions.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { useRowHeight } from '../../state/row-height.ts'
import { isFiltering } from '../../state/session-filter.ts'
import { isStale } from '../../state/stale.ts'
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
import type { RowActions } from './session-row.tsx'
import { SessionRow } from './session-row.tsx'
import { RowMaker, typeAhead } from './session-rows.ts'
import { useAnchor } from './use-anchor.ts'
import { useMarking } from './use-marking.ts'

/** A typed name is forgotten after this long (ms). */
const typeAheadPause = 800

/** All sessions of all connections, as one list for the keyboard. */
export function SessionList() {
  const rowHeight = useRowHeight(42)
  // Rows that were placed by another height are placed anew.
  return <Lines key={rowHeight} rowHeight={rowHeight} />
}

function Lines({ rowHeight }: { readonly rowHeight: number }) {
  const stores = useStores()
  const { sessions } = stores
  const lists = useSubject('sessions', (state) => state.lists)
  const loaded = useSubject('sessions', (state) => state.loaded)
  const front = useSubject('sessions', (state) => state.front)
  const connections = useSubject('connections', (state) => state.list)

  const [isOver, setOver] = useState(false)
  const filter = useSubject('sessionView', (state) => state.filter)
  const sort = useSubject('settings', (state) => state.settings.sessionSort)
  const [maker] = useState(() => new RowMaker())
  const rows = useMemo(
    () => maker.make(connections ?? [], lists, { held: isOver, filter, ...(sort ? { sort } : {}) }),
    [maker, connections, lists, isOver, filter, sort],
  )
  const listed = rows.sessions
  const marking = useMarking(listed)
  // The heads of groups say how old they are; rows have clocks of their own.
  const now = useNow(30_000)

  const [cursor, setCursor] = useState<SessionRef>()
  const [hovered, setHovered] = useState<string>()
  const [renaming, setRenaming] = useState<Session>()
  const menu = useSessionMenu(setRenaming)
  const manyMenu = useManyMenu()
  const listId = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const listbox = useRef<HTMLDivElement>(null)
  const typed = useRef({ text: '', at: 0 })

  const virtual = useVirtualizer({
    count: rows.count,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows.isSession(index) ? rowHeight : 24),
    getItemKey: rows.keyOf,
    overscan: 6,
  })
  const items = virtual.getVirtualItems()
  useAnchor(rows, items, scroller, { isOver, pointed: hovered }, (line) => virtual.measurementsCache[line]?.start)

  // The keyboard's row: the one it was on, else the one in front, else the first. A removed one hands on to its place.
  const lastIndex = useRef(0)
  const byCursor = useMemo(() => (cursor ? listed.findIndex((one) => isSame(cursor, one)) : -1), [listed, cursor])
  const byFront = useMemo(() => listed.findIndex((one) => isSame(front, one)), [listed, front])
  const currentIndex =
    byCursor >= 0 ? byCursor : cursor ? Math.min(lastIndex.current, listed.length - 1) : Math.max(byFront, 0)
  const current = listed[currentIndex]
  useEffect(() => {
    if (byCursor >= 0) lastIndex.current = byCursor
  })

  function moveTo(index: number): void {
    const place = Math.min(Math.max(index, 0), listed.length - 1)
    const session = listed[place]
    if (!session) return
    setCursor(session)
    const line = rows.lineOf(place)
    // With the first one the head above it is seen again.
    virtual.scrollToIndex(line === 1 ? 0 : line)
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
      End: listed.length - 1,
      PageDown: currentIndex + 8,
      PageUp: currentIndex - 8,
    }
    const move = moves[event.key]
    if (move !== undefined && event.shiftKey) {
      const session = listed[Math.min(Math.max(move, 0), listed.length - 1)]
      moveTo(move)
      if (session) marking.extendTo(sessionKey(session), sessionKey(current))
    } else if (move !== undefined) moveTo(move)
    else if (event.key === 'Escape' && marking.keys.size > 0) marking.clear()
    else if (event.key === 'Delete' && marking.sessions.length > 1) askToRemoveMany(stores, marking.sessions)
    else if (event.key === 'Enter' || event.key === ' ') open(current)
    else if (event.key === 'F2') setRenaming(current)
    else if (event.key === 'Delete') askToRemove(stores, current)
    else if (event.key.length === 1) {
      const fresh = event.timeStamp - typed.current.at > typeAheadPause
      typed.current = { text: (fresh ? '' : typed.current.text) + event.key, at: event.timeStamp }
      const found = typeAhead(
        listed.map(({ name }) => name),
        typed.current.text,
        fresh ? currentIndex + 1 : currentIndex,
      )
      if (found >= 0) moveTo(found)
    } else return
    event.preventDefault()
  }

  function open(session: Session): void {
    setCursor(session)
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

  const latest = useRef<RowActions>(undefined)
  useEffect(() => {
    latest.current = {
      open(session, event) {
        if (marking.click(sessionKey(session), event)) setCursor(session)
        else open(session)
      },
      point: setCursor,
      enter: (session) => setHovered(sessionKey(session)),
    }
  })
  const [actions] = useState<RowActions>(() => ({
    open: (session, event) => latest.current?.open(session, event),
    point: (session) => latest.current?.point(session),
    enter: (session) => latest.current?.enter(session),
  }))

  if (!connections || !loaded) return <Waiting words="Asking for your sessions…" rowHeight={rowHeight} />
  if (rows.count === 0 && isFiltering(filter))
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
  if (listed.length === 0 && rows.groups.every(({ word }) => word === 'empty'))
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

  const shown = items.flatMap((item) => {
    const row = rows.at(item.index)
    return row ? [{ item, row }] : []
  })
  const slots = Math.max(64, items.length)
  const offsetOf = (key: string) => shown.find(({ row }) => row.key === key)?.item.start
  const hoveredRow = shown.find(({ row }) => row.key === hovered)
  const renamingAt = renaming ? offsetOf(sessionKey(renaming)) : undefined

  return (
    <ContextMenu
      items={() => {
        if (!current) return []
        return marking.sessions.length > 1 && marking.keys.has(sessionKey(current))
          ? manyMenu(marking.sessions)
          : menu(current)
      }}
    >
      <div
        ref={scroller}
        className={styles.scroller}
        onPointerEnter={() => setOver(true)}
        onPointerLeave={() => {
          setOver(false)
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
            aria-activedescendant={current ? `${listId}-${currentIndex + 1}` : undefined}
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
                  skew={row.connection.skew}
                  where={row.connection.name}
                  own={row.connection.userId}
                  stale={isStale(row.list, row.connection)}
                  asOf={
                    isStale(row.list, row.connection) || row.session.status === 'unknown' ? row.list?.asOf : undefined
                  }
                  selected={isSame(front, row.session)}
                  marked={marking.keys.has(row.key)}
                  current={row.position === currentIndex + 1}
                  position={row.position}
                  count={listed.length}
                  top={item.start}
                  actions={actions}
                />
              ) : null,
            )}
          </div>
          {hoveredRow?.row.kind === 'session' && !renaming && (
            <div className={styles.more} style={{ top: hoveredRow.item.start }}>
              <Menu
                align="end"
                items={menu(hoveredRow.row.session)}
                trigger={
                  <IconButton
                    icon={MoreIcon}
                    label={`More for ${hoveredRow.row.session.name}`}
                    size={14}
                    tabIndex={-1}
                  />
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
