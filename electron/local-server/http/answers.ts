import type { Sandbox } from '../sandboxes/sandbox.ts'
import type { StoredSession } from '../store/sessions-store.ts'

/** A session as the API spells it. Times are RFC 3339 with milliseconds. */
export interface SessionAnswer {
  readonly id: string
  readonly user_id: string
  readonly sandbox_id?: string
  readonly status: 'active' | 'paused'
  readonly image: string
  readonly cpu_count: number
  readonly memory_mb: number
  readonly created_at: string
  readonly updated_at: string
  readonly last_active_at: string
  readonly expires_at: string
  readonly paused_at?: string
  readonly metadata: Readonly<Record<string, string>>
}

/** @param runsOn what really runs, since the image is kept as asked and not used; said in `metadata.runs_on`. */
export function sessionAnswer(session: StoredSession, runsOn: string): SessionAnswer {
  return {
    id: session.id,
    user_id: session.userId,
    ...(session.sandboxId === undefined ? {} : { sandbox_id: session.sandboxId }),
    status: session.status,
    image: session.image,
    cpu_count: session.cpuCount,
    memory_mb: session.memoryMb,
    created_at: time(session.createdAt),
    updated_at: time(session.updatedAt),
    last_active_at: time(session.lastActiveAt),
    expires_at: time(session.expiresAt),
    ...(session.pausedAt === undefined ? {} : { paused_at: time(session.pausedAt) }),
    metadata: { ...session.metadata, runs_on: runsOn },
  }
}

/** A sandbox as the API spells it; `network` is this server's own. */
export function sandboxAnswer(sandbox: Sandbox) {
  const { id, containerId } = sandbox.identity
  return { sandbox_id: id, container_id: containerId, status: 'active', network: sandbox.network }
}

function time(ms: number): string {
  return new Date(ms).toISOString()
}
