import type { StoreApi } from 'zustand/vanilla'
import { createStore } from 'zustand/vanilla'
import type { AppContract } from '../../shared/contract/index.ts'
import type { ErrorData } from '../../shared/domain/errors.ts'
import { isAppError, toErrorData } from '../../shared/domain/errors.ts'
import type { EnvVariable } from '../../shared/domain/run-options.ts'
import type {
  KeptSession,
  NewSession,
  Session,
  SessionHoldings,
  SessionList,
  SessionProgress,
  SessionRef,
} from '../../shared/domain/session.ts'
import { sessionKey } from '../../shared/domain/session.ts'
import { applyChange } from '../../shared/domain/session-changes.ts'
import type { Client } from '../../shared/wire/client.ts'
import { watch } from './watch.ts'

/** Lists of sessions, and which one is in front. */
export interface SessionsState {
  readonly lists: readonly SessionList[]
  /** The first answer is there, so that an empty list means something. */
  readonly loaded: boolean
  /** The session in front. */
  readonly front?: SessionRef
  /** Keys of sessions that were made ready for work since the window was loaded. */
  readonly opened: ReadonlySet<string>
  /** Keys of sessions that are being made ready now. */
  readonly opening: ReadonlySet<string>
  /** Why making one ready failed, by key. */
  readonly openProblems: Readonly<Record<string, ErrorData>>

  follow(signal: AbortSignal): Promise<void>
  /** Brings a session to the front, and makes it ready when it is active. */
  select(ref: SessionRef | undefined): void
  /** Makes it ready for work. Never rejects: see `openProblems`. */
  open(ref: SessionRef): Promise<void>
  /** These reject with `AppError`. Steps show in the lists. */
  create(input: NewSessionInput, signal?: AbortSignal): Promise<SessionRef>
  pause(ref: SessionRef, options?: ReleaseOptions): Promise<void>
  resume(ref: SessionRef): Promise<void>
  delete(ref: SessionRef, options?: ReleaseOptions): Promise<void>
  /** Gives its sandbox back; the session stays. */
  letGo(ref: SessionRef, options?: ReleaseOptions): Promise<void>
  /** What stopped half way goes on, and its session comes to the front when it was being created. */
  again(stopped: SessionProgress): Promise<void>
  undo(stopped: SessionProgress): Promise<void>
  cancel(progress: SessionProgress): Promise<void>
  rename(ref: SessionRef, name: string): Promise<void>
  /** Looks one up by its id and brings it to the front. */
  find(ref: SessionRef, signal?: AbortSignal): Promise<void>
  label(ref: SessionRef, labels: readonly string[]): Promise<void>
  /** @param until server's clock, ms; null: no longer */
  keepAlive(ref: SessionRef, until: number | null): Promise<void>
  forget(ref: SessionRef): Promise<void>
  /** What there is of it. @param countFiles takes a program in its sandbox */
  holdings(ref: SessionRef, countFiles: boolean): Promise<SessionHoldings>
  /** Those of a connection that have ended and can come back. */
  kept(connectionId: string): Promise<readonly KeptSession[]>
  /** Brings one back that has ended. */
  restore(ref: SessionRef): Promise<void>
  refresh(connectionId: string): Promise<void>
}

export interface NewSessionInput extends NewSession {
  /** The caller's own, to go on with it. */
  readonly workflowId?: string
  /** What its runs begin with. */
  readonly env?: readonly Pick<EnvVariable, 'name' | 'value' | 'secret'>[]
}

/** The person agreed to giving back a sandbox that was not acquired here. */
export interface ReleaseOptions {
  readonly releaseForeign?: boolean
}

export type SessionsStore = StoreApi<SessionsState>

/** What others have to know. */
export interface SessionsHooks {
  /** Another session, or none, is in front. */
  readonly onFront: (ref: SessionRef | undefined) => void
  /** It is going to be deleted: what was typed in it is put on disk, for an undo. */
  readonly onLeaving: () => Promise<void>
  /** It is deleted or forgotten: the window lets it go. */
  readonly onForgotten: (ref: SessionRef) => void
}

/** What was looked for in a list: a dozen parts of the window ask for the session in front after each change. */
const looked = new WeakMap<SessionList['sessions'], Map<string, Session | undefined>>()

/** The session of this reference in these lists. */
export function findSession(lists: readonly SessionList[], ref: SessionRef | undefined): Session | undefined {
  const sessions = ref && lists.find((list) => list.connectionId === ref.connectionId)?.sessions
  if (!sessions) return undefined
  const known = looked.get(sessions) ?? new Map<string, Session | undefined>()
  looked.set(sessions, known)
  const { sessionId } = ref
  if (!known.has(sessionId))
    known.set(
      sessionId,
      sessions.find((session) => session.sessionId === sessionId),
    )
  return known.get(sessionId)
}

/** A reference alone: a whole session is one too, and must not be kept or sent as one. */
function only({ connectionId, sessionId }: SessionRef): SessionRef {
  return { connectionId, sessionId }
}

/** The contract's input type has arrays that can be changed. */
function newSessionToWire({ env, ...rest }: NewSessionInput) {
  return { ...rest, ...(env ? { env: env.map((variable) => ({ ...variable })) } : {}) }
}

export function createSessionsStore(client: Client<AppContract>, hooks: SessionsHooks): SessionsStore {
  return createStore<SessionsState>()((set, get) => {
    function withKey(keys: ReadonlySet<string>, ref: SessionRef, present: boolean): ReadonlySet<string> {
      const next = new Set(keys)
      if (present) next.add(sessionKey(ref))
      else next.delete(sessionKey(ref))
      return next
    }

    function isFront(ref: SessionRef): boolean {
      const { front } = get()
      return front !== undefined && sessionKey(front) === sessionKey(ref)
    }

    function forgotten(ref: SessionRef): void {
      set({ opened: withKey(get().opened, ref, false) })
      if (isFront(ref)) get().select(undefined)
      hooks.onForgotten(only(ref))
    }

    function withoutProblem(ref: SessionRef): Readonly<Record<string, ErrorData>> {
      const { [sessionKey(ref)]: _old, ...rest } = get().openProblems
      return rest
    }

    /**
     * The session in front has to be made ready when it is active and is not, and again when its server answers after a
     * silence: its sandbox may be another. One that failed waits for the person.
     */
    function changed(lists: readonly SessionList[]): void {
      const { front, lists: before, opened, openProblems } = get()
      const was = findSession(before, front)
      set({ lists, loaded: true })
      const is = findSession(lists, front)
      if (!front) return
      const list = lists.find(({ connectionId }) => connectionId === front.connectionId)
      // It was deleted elsewhere, and nothing of it is recorded. One that was made a moment ago may not be listed yet.
      if (!is && list?.state === 'current' && !opened.has(sessionKey(front))) get().select(undefined)
      // Opening it would give up what stopped half way: that is for the person to decide.
      if (is?.status !== 'active' || is.progress || is.stopped) return
      const isBack = was?.status === 'unknown'
      const isWanted = !opened.has(sessionKey(front)) && openProblems[sessionKey(front)] === undefined
      if (isBack || isWanted) void get().open(front)
    }

    return {
      lists: [],
      loaded: false,
      opened: new Set(),
      opening: new Set(),
      openProblems: {},

      async follow(signal) {
        let lists: readonly SessionList[] = []
        await watch(client, 'sessions.watch', undefined, {
          signal,
          onItem(change) {
            lists = applyChange(lists, change)
            if (!change.more) changed(lists)
          },
        })
      },

      select(ref) {
        const front = ref && only(ref)
        const { front: old, ...rest } = get()
        if (front && old && sessionKey(front) === sessionKey(old)) return
        if (front) set({ front })
        else set(rest, true)
        hooks.onFront(front)
        const session = findSession(get().lists, front)
        const isReady = front && get().opened.has(sessionKey(front))
        if (front && session?.status === 'active' && !session.progress && !session.stopped && !isReady)
          void get().open(front)
      },

      async open(ref) {
        if (get().opening.has(sessionKey(ref))) return
        set({ opening: withKey(get().opening, ref, true), openProblems: withoutProblem(ref) })
        try {
          await client.call('sessions.open', only(ref))
          set({ opened: withKey(get().opened, ref, true) })
        } catch (thrown) {
          set({ opened: withKey(get().opened, ref, false) })
          if (!isAppError(thrown, 'cancelled'))
            set({ openProblems: { ...get().openProblems, [sessionKey(ref)]: toErrorData(thrown) } })
        } finally {
          set({ opening: withKey(get().opening, ref, false) })
        }
      },

      async create(input, signal) {
        const ref = await client.call('sessions.create', newSessionToWire(input), signal ? { signal } : {})
        set({ opened: withKey(get().opened, ref, true) })
        get().select(ref)
        return ref
      },

      async pause(ref, options) {
        await client.call('sessions.pause', { ...only(ref), ...options })
        set({ opened: withKey(get().opened, ref, false) })
      },

      async resume(ref) {
        await client.call('sessions.resume', only(ref))
        set({ opened: withKey(get().opened, ref, true), openProblems: withoutProblem(ref) })
      },

      async delete(ref, options) {
        await hooks.onLeaving()
        await client.call('sessions.delete', { ...only(ref), ...options })
        forgotten(ref)
      },

      async letGo(ref, options) {
        await client.call('sessions.letGo', { ...only(ref), ...options })
      },

      async again({ id, workflow }) {
        const ref = await client.call('sessions.again', { workflowId: id })
        if (workflow === 'pause') set({ opened: withKey(get().opened, ref, false) })
        if (workflow === 'delete') forgotten(ref)
        if (workflow !== 'create') return
        set({ opened: withKey(get().opened, ref, true) })
        get().select(ref)
      },

      undo: ({ id }) => client.call('sessions.undo', { workflowId: id }),
      cancel: ({ id }) => client.call('sessions.cancel', { workflowId: id }),

      async forget(ref) {
        await client.call('sessions.forget', only(ref))
        forgotten(ref)
      },

      holdings: (ref, countFiles) => client.call('sessions.holdings', { ...only(ref), countFiles }),
      kept: (connectionId) => client.call('sessions.kept', { connectionId }),
      async restore(ref) {
        await client.call('sessions.restore', only(ref))
      },

      async find(ref, signal) {
        const found = await client.call('sessions.find', only(ref), signal ? { signal } : {})
        get().select(found)
      },
      keepAlive: (ref, until) => client.call('sessions.keepAlive', { session: only(ref), until }),
      label: (ref, labels) => client.call('sessions.label', { session: only(ref), labels: [...labels] }),
      rename: (ref, name) => client.call('sessions.rename', { session: only(ref), name }),
      refresh: (connectionId) => client.call('sessions.refresh', { connectionId }),
    }
  })
}
