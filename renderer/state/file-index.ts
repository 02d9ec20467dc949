import type { StoreApi } from 'zustand/vanilla'
import { createStore } from 'zustand/vanilla'
import type { AppContract } from '../../shared/contract/index.ts'
import type { ErrorData } from '../../shared/domain/errors.ts'
import { isAppError, toErrorData } from '../../shared/domain/errors.ts'
import type { FileIndexEnd } from '../../shared/domain/file-index.ts'
import type { SessionRef } from '../../shared/domain/session.ts'
import { sessionKey } from '../../shared/domain/session.ts'
import type { Client } from '../../shared/wire/client.ts'
import type { PreparedPaths } from './fuzzy-path.ts'
import { preparePaths } from './fuzzy-path.ts'

/** What is known of all that lies below one folder of a session. */
export interface FileIndex {
  /** The folder. */
  readonly root: string
  /** Relative to it; those of folders end in a slash. While it is read the first time, what was found so far. */
  readonly found: PreparedPaths
  /** Of the last reading that came to its end; absent until there was one. */
  readonly end?: FileIndexEnd
  /** The reading under way. */
  readonly reading?: { /** ms, our clock. */ readonly since: number; readonly soFar: number }
  /** Why the last reading failed; what was known before stays. */
  readonly error?: ErrorData
}

/** All files of sessions' sandboxes, for going to one of them. One folder for each session. */
export interface FileIndexState {
  readonly sessions: Readonly<Record<string, FileIndex>>
  /** Reads what lies below a folder, unless that is under way or is not older than `fresh` (ms). */
  refresh(session: SessionRef, root: string, fresh?: number): Promise<void>
  /** Ends a reading; what was found so far stays. */
  cancel(session: SessionRef): void
  forgetSession(session: SessionRef): void
}

export type FileIndexStore = StoreApi<FileIndexState>

const nothing: PreparedPaths = { paths: [], plain: [] }

export function createFileIndexStore(client: Client<AppContract>): FileIndexStore {
  const readings = new Map<string, AbortController>()

  return createStore<FileIndexState>()((set, get) => {
    function put(key: string, index: FileIndex): void {
      set({ sessions: { ...get().sessions, [key]: index } })
    }

    return {
      sessions: {},

      async refresh(session, root, fresh = 0) {
        const key = sessionKey(session)
        const before = get().sessions[key]
        const known = before?.root === root ? before : undefined
        if (known?.reading) return
        if (known?.end && Date.now() - known.end.asOf < fresh) return
        readings.get(key)?.abort()
        const abort = new AbortController()
        readings.set(key, abort)
        const since = Date.now()
        // What is known stays in use until all of the new one is there.
        const old = known?.end ? { found: known.found, end: known.end } : undefined
        let found = nothing
        put(key, { root, found: nothing, ...old, reading: { since, soFar: 0 } })
        try {
          for await (const part of client.stream('files.index', { session, path: root }, { signal: abort.signal })) {
            found = joined(found, preparePaths(part.paths))
            const soFar = found.paths.length
            if (part.end) put(key, { root, found, end: part.end })
            else put(key, { root, ...(old ?? { found }), reading: { since, soFar } })
          }
        } catch (thrown) {
          // Another one took its place, or the session was forgotten.
          if (readings.get(key) !== abort) return
          const error = isAppError(thrown, 'cancelled') ? {} : { error: toErrorData(thrown) }
          put(key, { root, ...(old ?? { found }), ...error })
        } finally {
          if (readings.get(key) === abort) readings.delete(key)
        }
      },

      cancel(session) {
        readings.get(sessionKey(session))?.abort()
      },

      forgetSession(session) {
        const key = sessionKey(session)
        readings.get(key)?.abort()
        readings.delete(key)
        const { [key]: _, ...sessions } = get().sessions
        set({ sessions })
      },
    }
  })
}

function joined(a: PreparedPaths, b: PreparedPaths): PreparedPaths {
  return { paths: [...a.paths, ...b.paths], plain: [...a.plain, ...b.plain] }
}
