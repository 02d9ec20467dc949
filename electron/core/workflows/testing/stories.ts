import type { AppContract } from '../../../../shared/contract/index.ts'
import type { SessionRef } from '../../../../shared/domain/session.ts'
import type { WorkflowKind } from '../../../../shared/domain/workflow-kind.ts'
import type { Client } from '../../../../shared/wire/client.ts'

/** The server of these stories, as it is kept. */
export const labId = 'lab'

/** Creates the session that a story is about. */
export async function createIt(client: Client<AppContract>): Promise<SessionRef> {
  const figures = { image: 'python:3.11-slim', cpuCount: 2, memoryMb: 2048, ttlHours: 24, network: true }
  return await client.call('sessions.create', { connectionId: labId, name: 'survey', ...figures })
}

/** Asks for one workflow, on the session that is there. */
export async function tell(client: Client<AppContract>, kind: WorkflowKind, ref: SessionRef): Promise<void> {
  switch (kind) {
    case 'create':
      await createIt(client)
      return
    case 'open':
      await client.call('sessions.open', ref)
      return
    case 'pause':
      await client.call('sessions.pause', ref)
      return
    case 'resume':
      await client.call('sessions.resume', ref)
      return
    case 'delete':
      await client.call('sessions.delete', ref)
      return
    case 'let-go':
      await client.call('sessions.letGo', ref)
  }
}
