import type { LocalProbeReady } from '../../../shared/domain/local-probe.ts'
import type { Sandbox } from '../sandboxes/sandbox.ts'
import type { KeptSession } from '../sessions/kept-sessions.ts'
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

/** What really runs in the sandboxes of this computer, for `metadata.runs_on`. */
export function runsOnOf({ probe }: { readonly probe: LocalProbeReady }): string {
  return `host ${probe.languages.join(', ')}`.toLowerCase()
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

/**
 * A session that has ended and is kept: as it was, with why, when, and until when it can come back.
 *
 * @param bytes what its files take on disk, where that is known
 */
export function keptSessionAnswer(
  { session, because, endedAt, keptUntil }: KeptSession,
  bytes: number | undefined,
  runsOn: string,
) {
  // What was its sandbox may be somebody else's in a moment.
  const { sandbox_id: _gone, ...answer } = sessionAnswer(session, runsOn)
  const when = { ended_because: because, ended_at: time(endedAt), kept_until: time(keptUntil) }
  return { ...answer, ...when, ...(bytes === undefined ? {} : { workspace_bytes: bytes }) }
}

/** A sandbox as the API spells it; `network` is this server's own. */
export function sandboxAnswer(sandbox: Sandbox) {
  const { id, containerId } = sandbox.identity
  return { sandbox_id: id, container_id: containerId, status: 'active', network: sandbox.network }
}

function time(ms: number): string {
  return new Date(ms).toISOString()
}
