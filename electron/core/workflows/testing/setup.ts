import type { AppError } from '../../../../shared/domain/errors.ts'
import type { Session, SessionRef } from '../../../../shared/domain/session.ts'
import type { MemoryRecords } from '../../testing/memory-records.ts'
import { memoryRecords } from '../../testing/memory-records.ts'
import type { PlainServer } from '../../testing/plain-server.ts'
import { startPlainServer } from '../../testing/plain-server.ts'
import type { TestCore } from '../../testing/start-core.ts'
import { firstThat, sessionLists, startTestCore } from '../../testing/start-core.ts'

/** The one server of these tests, as it is kept. */
export const labId = 'lab'

/** A scripted server and an application that knows it and may be started again on what it kept. */
export interface Setup {
  readonly server: PlainServer
  readonly records: MemoryRecords
  /** The one that runs. */
  readonly app: TestCore
  create(name?: string): Promise<SessionRef>
  /** The present row of a session, or the first one that is as wanted. */
  row(ref: SessionRef, holds?: (row: Session) => boolean): Promise<Session>
  /** All rows of the server, the first time that they are as wanted. */
  rows(holds?: (rows: readonly Session[]) => boolean): Promise<readonly Session[]>
  /** Sandboxes that are not given back. */
  acquired(): number
  /** Ends the application as a person does, and starts another one. */
  restart(): Promise<void>
  close(): Promise<void>
}

export async function startSetup(): Promise<Setup> {
  const server = await startPlainServer()
  const records = memoryRecords()
  await records.connections.put({ id: labId, name: 'Lab', address: server.http.origin, userId: 'mira' })
  let app = startTestCore({ records })

  async function rows(holds: (rows: readonly Session[]) => boolean = () => true): Promise<readonly Session[]> {
    let found: readonly Session[] = []
    await firstThat(sessionLists(app.client), (lists) => {
      const list = lists.find(({ connectionId }) => connectionId === labId)
      found = list?.sessions ?? []
      return list !== undefined && holds(found)
    })
    return found
  }

  return {
    server,
    records,
    get app() {
      return app
    },
    async create(name = 'survey') {
      const figures = { image: 'python:3.11-slim', cpuCount: 2, memoryMb: 2048, ttlHours: 24, network: true }
      return await app.client.call('sessions.create', { connectionId: labId, name, ...figures })
    },
    async row({ sessionId }, holds = () => true) {
      const isIt = (row: Session) => row.sessionId === sessionId && holds(row)
      const found = (await rows((all) => all.some(isIt))).find(isIt)
      if (!found) throw new Error('It is not in the list.')
      return found
    },
    rows,
    acquired: () => [...server.sandboxes.values()].filter((sandbox) => sandbox.acquired).length,
    async restart() {
      await app.close()
      app = startTestCore({ records })
    },
    async close() {
      await app.close()
      await server.close()
    },
  }
}

/** What this rejects with. */
export async function failure(work: Promise<unknown>): Promise<AppError> {
  return await work.then(
    () => {
      throw new Error('It should have failed.')
    },
    (error: unknown) => error as AppError,
  )
}
