import type { VirtualItem } from '@tanstack/react-virtual'
import type { RefObject } from 'react'
import { useLayoutEffect, useRef } from 'react'
import type { Session } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import { isSame } from './session-actions.ts'
import type { Rows } from './session-rows.ts'

interface Anchored {
  readonly rows: Rows
  /** The sessions that are drawn, with their px from the top of the list. */
  readonly drawn: readonly { readonly session: Session; readonly top: number }[]
}

/** What is to stay where it is. */
interface Anchor {
  /** The pointer is over the list. Without it what is new shows at the top of a list that is seen from its top. */
  readonly isOver: boolean
  /** It is over this session; else the first one that is seen is held. */
  readonly pointed: string | undefined
}

/**
 * Keeps what is seen where it is when lines come or go above it.
 * @param startOf px from the top of the list, of a line
 */
export function useAnchor(
  rows: Rows,
  items: readonly VirtualItem[],
  scroller: RefObject<HTMLElement | null>,
  { isOver, pointed }: Anchor,
  startOf: (line: number) => number | undefined,
): void {
  const last = useRef<Anchored>(undefined)
  useLayoutEffect(() => {
    const before = last.current
    const drawn = items.flatMap(({ index, start }) => {
      const row = rows.at(index)
      return row?.kind === 'session' ? [{ session: row.session, top: start }] : []
    })
    last.current = { rows, drawn }
    const element = scroller.current
    if (!element || !before || before.rows === rows || !(isOver || element.scrollTop > 0)) return
    const seen =
      before.drawn.find(({ session }) => sessionKey(session) === pointed) ??
      before.drawn.find(({ top }) => top >= element.scrollTop)
    const place = seen ? rows.sessions.findIndex((session) => isSame(seen.session, session)) : -1
    const top = place < 0 ? undefined : startOf(rows.lineOf(place))
    if (seen && top !== undefined && top !== seen.top) element.scrollTop += top - seen.top
  })
}
