import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { localConnectionId } from '../../../../shared/domain/connection.ts'
import type { SessionRef } from '../../../../shared/domain/session.ts'
import { startPlainServer } from '../../../local-server/plain/plain-server.ts'
import { quick } from '../../../local-server/plain/testing/plain-user.ts'
import { ApiUser } from '../../../local-server/testing/http-client.ts'
import { memoryRecords } from '../../testing/memory-records.ts'
import { realLocalServer } from '../../testing/real-local-server.ts'
import { firstThat, startTestCore } from '../../testing/start-core.ts'
import type { CoreOnDisk } from './core-on-disk.ts'
import type { MishapProxy } from './mishap-proxy.ts'
import { startMishapProxy } from './mishap-proxy.ts'

/** An application on a real server, and somebody else who uses that server by its API. */
export interface Stage extends Pick<CoreOnDisk, 'client'> {
  readonly connectionId: string
  readonly mishaps: MishapProxy['mishaps']
  /** Does the server keep the files of a session? */
  readonly keepsFiles: boolean
  readonly other: ApiUser
  create(name: string): Promise<SessionRef>
  /** Sandboxes that are not given back. */
  taken(): Promise<number>
  close(): Promise<void>
}

/** The servers that workflows have to be right on. */
export const realServers: readonly (readonly [string, () => Promise<Stage>])[] = [
  ['the local server', onLocalServer],
  ['a plain server that keeps sessions in memory', () => onPlainServer('memory')],
  ['a plain server that stores them', () => onPlainServer('stored')],
]

async function onLocalServer(): Promise<Stage> {
  const server = realLocalServer()
  const folder = await mkdtemp(path.join(tmpdir(), 'stage-'))
  let proxy: MishapProxy | undefined
  const app = startTestCore({
    startLocalServer: async () => {
      const started = await server.start()
      proxy = await startMishapProxy({ socketPath: started.socketPath }, path.join(folder, 'proxy.sock'))
      return { ...started, socketPath: path.join(folder, 'proxy.sock') }
    },
  })
  await firstThat(app.client.stream('connections.watch', undefined), ([local]) => local?.status === 'ready')
  const other = await ApiUser.named(server.present().address, 'ann', 'owner')
  return stage(app, localConnectionId, proxy, other, true, async () => {
    await server.close()
    await rm(folder, { recursive: true, force: true })
  })
}

async function onPlainServer(deployment: 'memory' | 'stored'): Promise<Stage> {
  const server = await startPlainServer({ ...quick, deployment })
  const proxy = await startMishapProxy({ host: '127.0.0.1', port: server.port })
  const records = memoryRecords()
  const address = 'port' in proxy.address ? `http://127.0.0.1:${proxy.address.port}` : ''
  await records.connections.put({ id: 'lab', name: 'Lab', address, userId: 'mira' })
  const app = startTestCore({ records })
  await firstThat(app.client.stream('connections.watch', undefined), (all) =>
    all.some(({ id, status }) => id === 'lab' && status === 'ready'),
  )
  const other = await ApiUser.named({ host: '127.0.0.1', port: server.port }, 'mira')
  return stage(app, 'lab', proxy, other, false, () => server.close())
}

function stage(
  app: ReturnType<typeof startTestCore>,
  connectionId: string,
  proxy: MishapProxy | undefined,
  other: ApiUser,
  keepsFiles: boolean,
  closeServer: () => Promise<void>,
): Stage {
  if (!proxy) throw new Error('The server was not started.')
  return {
    client: app.client,
    connectionId,
    mishaps: proxy.mishaps,
    keepsFiles,
    other,
    async create(name) {
      const figures = { image: 'python:3.11-slim', cpuCount: 2, memoryMb: 2048, ttlHours: 24, network: true }
      return await app.client.call('sessions.create', { connectionId, name, ...figures })
    },
    taken: async () => Number((await other.call('GET', '/sandbox/stats')).json.active),
    async close() {
      await app.close()
      await proxy.close()
      await closeServer()
    },
  }
}
