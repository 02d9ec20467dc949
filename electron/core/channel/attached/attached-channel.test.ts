import { afterAll, beforeAll } from 'vitest'
import type { TestServer } from '../../../local-server/testing/start-server.ts'
import { startTestServer } from '../../../local-server/testing/start-server.ts'
import { AttachedSandbox } from '../testing/attached-sandbox.ts'
import { channelConformance } from '../testing/conformance.ts'

let server: TestServer
let sandbox: AttachedSandbox
beforeAll(async () => {
  server = await startTestServer()
  sandbox = await AttachedSandbox.on(server.address)
})
afterAll(() => server.close())

channelConformance('attach/1', { open: () => sandbox.open(), end: () => sandbox.end() })
