import { once } from 'node:events'
import { createServer } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { localConnectionId } from '../../../shared/domain/connection.ts'
import type { RealLocalServer } from '../testing/real-local-server.ts'
import { realLocalServer } from '../testing/real-local-server.ts'
import type { TestCore } from '../testing/start-core.ts'
import { startTestCore } from '../testing/start-core.ts'

let server: RealLocalServer
let app: TestCore

beforeEach(async () => {
  server = realLocalServer()
  app = startTestCore({ startLocalServer: server.start })
  await app.client.call('connections.check', { connectionId: localConnectionId })
})
afterEach(async () => {
  await app.close()
  await server.close()
})

test('this computer is opened to programs and closed again; a taken port is said', async () => {
  expect(await app.client.call('programs.read', undefined)).toEqual({ open: false, port: 8080 })
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = Object(other.address()) as { readonly port: number }
  await expect(app.client.call('programs.open', { port })).rejects.toMatchObject({
    code: 'conflict',
    message: `Port ${port} is taken by another program. Choose another one.`,
  })
  other.close()
  await once(other, 'close')
  const python = `client = SandboxClient(base_url="http://127.0.0.1:${port}")`
  expect(await app.client.call('programs.open', { port })).toEqual({ open: true, port, python })
  expect(await app.client.call('programs.close', undefined)).toEqual({ open: false, port: 8080 })
})

test('without a server there is nothing to open', async () => {
  const none = startTestCore()
  await expect(none.client.call('programs.read', undefined)).rejects.toMatchObject({ code: 'offline' })
  await none.close()
})
