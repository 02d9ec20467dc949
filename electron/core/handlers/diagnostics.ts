import { homedir } from 'node:os'
import type { diagnostics as contract } from '../../../shared/contract/diagnostics.ts'
import type { Connection } from '../../../shared/domain/connection.ts'
import type { SessionList } from '../../../shared/domain/session.ts'
import type { Handlers } from '../../../shared/wire/contract.ts'
import { readLogs } from '../diagnostics/read-logs.ts'
import { makeReport } from '../diagnostics/report.ts'
import type { Host } from '../host.ts'
import type { Records } from '../records/records.ts'
import { storeProblem } from './store-problem.ts'

export interface DiagnosticsOptions {
  readonly version: string
  readonly dataFolder: string
  readonly host: Host
  readonly records: Pick<Records, 'storage' | 'status'>
  readonly connections: () => readonly Connection[]
  readonly lists: () => readonly SessionList[]
}

export function diagnosticsHandlers(options: DiagnosticsOptions): Handlers<typeof contract> {
  const { version, dataFolder, host, records, connections, lists } = options
  return {
    'logs.read': async () => await readLogs(dataFolder),
    'logs.report': async () =>
      makeReport({
        version,
        host: host.kind,
        platform: host.platform,
        connections: connections(),
        lists: lists(),
        storeProblem: await storeProblem(records),
        logs: await readLogs(dataFolder),
        home: homedir(),
        now: Date.now(),
      }),
    'storage.usage': async () => await records.storage.usage(),
    'storage.setLimits': async (limits) => await records.storage.setLimits(limits),
    'storage.free': async ({ what }) =>
      what === 'outputs' ? await records.storage.freeOutputs() : await records.storage.freeCopies(),
  }
}
