import type { AppError } from '../../../shared/domain/errors.ts'
import type { Credentials, SandboxApiOptions } from '../api/client.ts'
import { SandboxApi } from '../api/client.ts'
import type { Answer, LyingServer } from './lying-server.ts'
import { startLyingServer } from './lying-server.ts'

/** A client of a server that answers what a test wants. */
export interface ApiSetup {
  readonly server: LyingServer
  readonly api: SandboxApi
  readonly failures: AppError[]
  readonly skews: (number | undefined)[]
  readonly used: string[]
  close(): Promise<void>
}

export async function setUpApi(
  answer: Answer,
  options: SandboxApiOptions & { readonly credentials?: Credentials } = {},
): Promise<ApiSetup> {
  const server = await startLyingServer(answer)
  const failures: AppError[] = []
  const skews: (number | undefined)[] = []
  const used: string[] = []
  const api = new SandboxApi(
    { origin: server.origin },
    options.credentials ?? { userId: 'mira', role: 'user' },
    {
      answered: (skew) => skews.push(skew),
      succeeded: () => undefined,
      failed: (error) => failures.push(error),
      used: (sandboxId) => used.push(sandboxId),
    },
    options,
  )
  return {
    server,
    api,
    failures,
    skews,
    used,
    async close() {
      await api.close()
      await server.close()
    },
  }
}

/** A session as servers send it. */
export const sentSession = {
  id: 's-1',
  user_id: 'mira',
  status: 'active',
  sandbox_id: 'ab12cd34',
  created_at: '2026-11-23T10:00:00.12345678Z',
  expires_at: '2099-11-24T11:00:00+01:00',
  metadata: { request: 'r-1' },
} as const
