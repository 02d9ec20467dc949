import { afterAll, beforeAll, beforeEach, describe } from 'vitest'
import { fail } from '../../../../shared/domain/errors.ts'
import { SandboxApi } from '../../api/client.ts'
import type { Endpoint } from '../../api/connection-pool.ts'
import type { Sandbox } from '../../api/sandbox.ts'
import { realLocalServer } from '../../testing/real-local-server.ts'
import { realPlainServer } from '../../testing/real-plain-server.ts'

/** Loses the answers to what `isLost` says, after the server has done it. */
export class LossyApi extends SandboxApi {
  isLost = (_command: readonly string[]): boolean => false
  override async executeShort(...[request, options]: Parameters<SandboxApi['executeShort']>) {
    const result = await super.executeShort(request, options)
    if (this.isLost(request.command ?? [])) throw fail('outcome-unknown', 'The answer was lost.')
    return result
  }
}

interface Served {
  readonly endpoint: Endpoint
  close(): Promise<void>
}

/** A server with extensions, and one as it is in the field: files stand on nothing that only the first one has. */
const servers = [
  {
    name: 'the local server',
    async start(): Promise<Served> {
      const server = realLocalServer()
      const { socketPath } = await server.start()
      return { endpoint: { origin: 'http://localhost', socketPath }, close: server.close }
    },
  },
  {
    name: 'a plain server',
    async start(): Promise<Served> {
      const server = await realPlainServer()
      return { endpoint: { origin: server.origin }, close: server.close }
    },
  },
]

/** The sandbox of a suite; its members are there once a test runs. */
export interface SuiteSandbox {
  readonly api: LossyApi
  readonly sandbox: Sandbox
  /** Runs Python in /workspace; its output. */
  python(code: string): Promise<string>
}

/** Tests on a sandbox of each kind of server, with an empty workspace for each test. */
export function describeOnSandboxes(subject: string, tests: (suite: SuiteSandbox) => void): void {
  describe.each(servers)(`${subject} on $name`, ({ start }) => {
    let server: Served
    let api: LossyApi
    let sandbox: Sandbox

    async function python(code: string): Promise<string> {
      const { stdout, stderr, exitCode } = await api.execute({
        sandboxId: sandbox.id,
        command: ['python3', '-c', code],
        timeout: 30,
      })
      if (exitCode !== 0) throw new Error(stderr)
      return stdout
    }

    beforeAll(async () => {
      server = await start()
      api = new LossyApi(
        server.endpoint,
        { userId: 'mira', role: 'user' },
        { answered: () => undefined, succeeded: () => undefined, failed: () => undefined },
      )
      sandbox = { api, id: (await api.acquireSandbox({ network: true })).sandboxId }
    })

    afterAll(async () => {
      await api.close()
      await server.close()
    })

    beforeEach(async () => {
      api.isLost = () => false
      await python(
        "import os, shutil\nfor e in os.scandir(b'.'):\n  shutil.rmtree(e.path) if e.is_dir(follow_symlinks=False) else os.unlink(e.path)",
      )
    })

    tests({
      get api() {
        return api
      },
      get sandbox() {
        return sandbox
      },
      python,
    })
  })
}
