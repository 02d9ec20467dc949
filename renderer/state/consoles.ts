import type { StoreApi } from 'zustand/vanilla'
import { createStore } from 'zustand/vanilla'
import type { Run } from '../../shared/domain/run.ts'
import type { SessionRef } from '../../shared/domain/session.ts'
import { sessionKey } from '../../shared/domain/session.ts'
import type { KeptConsole, OpenConsoles } from '../../shared/domain/settings.ts'
import type { SettingsStore } from './settings.ts'

/** The console that every session begins with. Two windows that open one at the same moment mean the same console. */
export const firstConsoleId = 'first'

/** Consoles that a session may have. */
export const mostConsoles = 50

/** Sessions whose consoles are remembered; the oldest are forgotten first. */
const rememberedSessions = 500

/** The consoles of one session: at least one, and which is in front. */
export interface SessionConsoles {
  readonly consoles: readonly KeptConsole[]
  readonly active: string
}

const first: SessionConsoles = { consoles: [{ id: firstConsoleId, name: 'Console 1' }], active: firstConsoleId }

/** What is looked for in the console in front; the same from one console to the next. Not kept between starts. */
export interface ConsoleFind {
  readonly isOpen: boolean
  readonly text: string
  readonly isCase: boolean
  readonly isRegex: boolean
}

/** Which consoles there are: remembered with the settings. What runs in them is known to the runs. */
export interface ConsolesState {
  /** By session key; a session that is not here has its first console alone: see `consolesOf`. */
  readonly sessions: Readonly<Record<string, SessionConsoles>>
  readonly find: ConsoleFind
  /** The console in front is to have the focus as soon as it is there. */
  readonly isFocusWanted: boolean
  setFind(part: Partial<ConsoleFind>): void
  wantFocus(wanted: boolean): void
  /** A new one behind the others, in front. Returns its id; undefined when there are `mostConsoles`. */
  add(session: SessionRef, folder?: string): string | undefined
  activate(session: SessionRef, id: string): void
  /** The console `by` places further, around the end. */
  activateNext(session: SessionRef, by: 1 | -1): void
  rename(session: SessionRef, id: string, name: string): void
  /** Takes it away; its runs stay. The last one is replaced by a new one. */
  close(session: SessionRef, id: string): void
  /** The one that was closed last, as it was. False when there is none. */
  reopen(session: SessionRef): boolean
  /** Its next command runs there. */
  moved(session: SessionRef, id: string, folder: string): void
  cleared(session: SessionRef, id: string, at: number): void
}

export type ConsolesStore = StoreApi<ConsolesState>

/** The consoles of a session. The same object as long as they are the same. */
export function consolesOf({ sessions }: Pick<ConsolesState, 'sessions'>, session: SessionRef): SessionConsoles {
  return sessions[sessionKey(session)] ?? first
}

/** Was it typed in this console? What was typed before there were several belongs to the first one. */
export function isOfConsole({ kind, consoleId = firstConsoleId }: Run, id: string): boolean {
  return kind === 'command' && consoleId === id
}

export function createConsolesStore(settings: SettingsStore): ConsolesStore {
  const closed = new Map<string, KeptConsole[]>()
  const isOf = (session: SessionRef) => (one: OpenConsoles) => sessionKey(one.session) === sessionKey(session)

  return createStore<ConsolesState>()((set, get) => {
    // The settings are the one place where they are; what is here is those by session.
    settings.subscribe(({ settings: { openConsoles } }, before) => {
      if (openConsoles !== before.settings.openConsoles) set({ sessions: bySession(openConsoles) })
    })

    function put({ connectionId, sessionId }: SessionRef, { consoles, active }: SessionConsoles): void {
      const session = { connectionId, sessionId }
      settings.getState().change(({ openConsoles = [], ...all }) => ({
        ...all,
        openConsoles: [...openConsoles.filter((one) => !isOf(session)(one)), { session, consoles, active }].slice(
          -rememberedSessions,
        ),
      }))
    }

    function change(session: SessionRef, id: string, part: Partial<KeptConsole>): void {
      const now = consolesOf(get(), session)
      if (!now.consoles.some((one) => one.id === id)) return
      put(session, { ...now, consoles: now.consoles.map((one) => (one.id === id ? { ...one, ...part } : one)) })
    }

    function insert(session: SessionRef, made: KeptConsole): void {
      put(session, { consoles: [...consolesOf(get(), session).consoles, made], active: made.id })
    }

    return {
      sessions: bySession(settings.getState().settings.openConsoles),
      find: { isOpen: false, text: '', isCase: false, isRegex: false },
      isFocusWanted: false,
      setFind: (part) => set({ find: { ...get().find, ...part } }),
      wantFocus: (isFocusWanted) => set({ isFocusWanted }),

      add(session, folder) {
        const { consoles } = consolesOf(get(), session)
        if (consoles.length >= mostConsoles) return undefined
        const id = crypto.randomUUID()
        insert(session, { id, name: freeName(consoles), ...(folder === undefined ? {} : { folder }) })
        return id
      },

      activate(session, active) {
        const now = consolesOf(get(), session)
        if (now.active !== active && now.consoles.some(({ id }) => id === active)) put(session, { ...now, active })
      },

      activateNext(session, by) {
        const { consoles, active } = consolesOf(get(), session)
        const at = consoles.findIndex(({ id }) => id === active)
        const next = consoles[(at + by + consoles.length) % consoles.length]
        if (next) get().activate(session, next.id)
      },

      rename(session, id, name) {
        const trimmed = name.trim()
        if (trimmed !== '') change(session, id, { name: trimmed })
      },

      close(session, id) {
        const now = consolesOf(get(), session)
        const at = now.consoles.findIndex((one) => one.id === id)
        const gone = now.consoles[at]
        if (!gone) return
        const key = sessionKey(session)
        closed.set(key, [...(closed.get(key) ?? []), gone].slice(-mostConsoles))
        const left = now.consoles.filter((one) => one !== gone)
        const consoles = left.length > 0 ? left : [{ id: crypto.randomUUID(), name: 'Console 1' }]
        const neighbour = consoles[Math.min(at, consoles.length - 1)]
        put(session, { consoles, active: now.active === id ? (neighbour?.id ?? firstConsoleId) : now.active })
      },

      reopen(session) {
        const last = closed.get(sessionKey(session))?.pop()
        if (!last || consolesOf(get(), session).consoles.length >= mostConsoles) return false
        insert(session, last)
        return true
      },

      moved: (session, id, folder) => change(session, id, { folder }),
      cleared: (session, id, clearedAt) => change(session, id, { clearedAt }),
    }
  })
}

function bySession(all: readonly OpenConsoles[] = []): Readonly<Record<string, SessionConsoles>> {
  return Object.fromEntries(
    all.flatMap(({ session, consoles, active }) => {
      const [leading] = consoles
      if (!leading) return []
      const shown = consoles.find(({ id }) => id === active) ?? leading
      return [[sessionKey(session), { consoles, active: shown.id }] as const]
    }),
  )
}

/** "Console N" with the smallest number that none has. */
function freeName(consoles: readonly KeptConsole[]): string {
  const used = new Set(consoles.map(({ name }) => name))
  let number = 1
  while (used.has(`Console ${number}`)) number += 1
  return `Console ${number}`
}
