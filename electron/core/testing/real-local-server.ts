import { once } from 'node:events'
import type { TestServer } from '../../local-server/testing/start-server.ts'
import { startTestServer } from '../../local-server/testing/start-server.ts'
import type { RunningLocalServer } from '../connections/local-server.ts'

/** The real local server on a folder of its own, started as the core wants it. Starting it again keeps the folder. */
export interface RealLocalServer {
  start(): Promise<RunningLocalServer>
  /** The one that runs. */
  present(): TestServer
  close(): Promise<void>
}

export function realLocalServer(): RealLocalServer {
  let server: TestServer | undefined
  return {
    async start() {
      const started = await startTestServer(server ? { dataFolder: server.dataFolder } : {})
      server = started
      const gone = once(started.process, 'exit').then(() => undefined)
      return { status: 'ready', socketPath: started.socketPath, gone, leave: () => undefined }
    },
    present() {
      if (!server) throw new Error('It was not started.')
      return server
    },
    async close() {
      await server?.close()
    },
  }
}
