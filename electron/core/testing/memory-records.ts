import type { Draft } from '../../../shared/domain/draft.ts'
import { fail } from '../../../shared/domain/errors.ts'
import type { SessionRecord } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import type { Settings } from '../../../shared/domain/settings.ts'
import { defaultSettings } from '../../../shared/domain/settings.ts'
import type { WorkflowCursor } from '../../../shared/domain/workflow-cursor.ts'
import type { KeptRunOptions, Records, SavedConnection, StorageLimits } from '../records/records.ts'
import { memoryArchives } from './memory-archives.ts'
import type { MemoryRuns } from './memory-runs.ts'
import { memoryRuns } from './memory-runs.ts'

/** Records without a vault behind them, for tests of the core alone. */
export interface MemoryRecords extends Records {
  readonly kept: {
    readonly sessions: Map<string, SessionRecord>
    readonly drafts: Map<string, Draft>
    readonly connections: Map<string, SavedConnection>
    readonly cursors: Map<string, WorkflowCursor>
    readonly runs: MemoryRuns['kept']
  }
}

export function memoryRecords(): MemoryRecords {
  const sessions = new Map<string, SessionRecord>()
  const drafts = new Map<string, Draft>()
  const connections = new Map<string, SavedConnection>()
  const cursors = new Map<string, WorkflowCursor>()
  const runs = memoryRuns()
  let limits: StorageLimits = { outputDays: 30, outputBytes: 2_000_000_000, runs: 100_000 }
  const runOptions = new Map<string, KeptRunOptions>()
  let settings: Settings = defaultSettings
  return {
    kept: { sessions, drafts, connections, cursors, runs: runs.kept },
    sessions: {
      list: async (connectionId) => [...sessions.values()].filter((record) => record.connectionId === connectionId),
      put: async (record) => {
        sessions.set(sessionKey(record), record)
      },
      remove: async (ref) => {
        await runs.records.removeAll(ref)
        sessions.delete(sessionKey(ref))
      },
    },
    drafts: {
      keep: async (draft) => {
        const key = `${sessionKey(draft.session)} ${draft.documentId}`
        const before = drafts.get(key)
        if (before && before.revision > draft.revision)
          throw fail('conflict', 'A newer text of this document is kept already.')
        const keptAt = before?.revision === draft.revision ? before.keptAt : Date.now()
        if (before?.revision !== draft.revision) drafts.set(key, { ...draft, keptAt })
        return { keptAt, revision: draft.revision }
      },
      list: async (ref) => [...drafts.values()].filter(({ session }) => sessionKey(session) === sessionKey(ref)),
      discard: async (ref, documentId, revision) => {
        const key = `${sessionKey(ref)} ${documentId}`
        const kept = drafts.get(key)
        if (kept && (revision === undefined || kept.revision <= revision)) drafts.delete(key)
      },
      discardAll: async (ref) => {
        for (const key of [...drafts.keys()]) if (key.startsWith(`${sessionKey(ref)} `)) drafts.delete(key)
      },
    },
    settings: {
      read: async () => settings,
      write: async (next) => {
        settings = next
      },
    },
    connections: {
      list: async () => [...connections.values()],
      put: async (connection) => {
        connections.set(connection.id, connection)
      },
      remove: async (id) => {
        connections.delete(id)
      },
    },
    cursors: {
      list: async () => [...cursors.values()].sort((a, b) => a.updatedAt - b.updatedAt || (a.id < b.id ? -1 : 1)),
      put: async (cursor) => {
        cursors.set(cursor.id, cursor)
      },
      remove: async (id) => {
        cursors.delete(id)
      },
    },
    runOptions: {
      get: async (session) => runOptions.get(sessionKey(session)) ?? { env: [] },
      put: async (session, options) => {
        runOptions.set(sessionKey(session), options)
      },
      remove: async (session) => {
        runOptions.delete(sessionKey(session))
      },
    },
    runs: runs.records,
    archives: memoryArchives(),
    storage: {
      usage: async () => ({
        records: 0,
        outputs: { bytes: 0, runs: runs.kept.size },
        archives: { bytes: 0, count: 0, unfinished: 0 },
        copies: 0,
        diskFree: Number.MAX_SAFE_INTEGER,
        limits,
      }),
      setLimits: async (next) => {
        limits = next
      },
      freeOutputs: async (before = Number.POSITIVE_INFINITY) => runs.free(before),
      freeCopies: async () => 0,
    },
    status: async () => ({}),
  }
}
