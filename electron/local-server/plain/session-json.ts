import type { TimeForm } from './instants.ts'
import { formatInstant } from './instants.ts'
import type { PlainSettings } from './options.ts'
import type { Session } from './sessions.ts'

/** Where a session is read from: the service's memory or cache, or the database. */
type Source = 'cache' | 'database'

/** Servers write in any zone; here each session has its own, so that a client meets them all. */
const zones = [0, 120, -420, 330]

/** One session, read by itself. */
export function sessionJson(session: Session, deployment: PlainSettings['deployment']): object {
  const cached = deployment === 'memory' || session.cachedUntil > Date.now()
  return write(session, cached ? 'cache' : 'database')
}

/** One of a list: in stored deployments without its metadata (trap 5.11). */
export function listedJson(session: Session, deployment: PlainSettings['deployment']): object {
  return write(session, deployment === 'memory' ? 'cache' : 'database')
}

function write(session: Session, source: Source): object {
  const form: TimeForm =
    source === 'database'
      ? { digits: 6, offsetMinutes: 0 }
      : { digits: 9, offsetMinutes: zones[Number.parseInt(session.id.slice(0, 1), 16) % zones.length] ?? 0 }
  const metadata = source === 'cache' && Object.keys(session.metadata).length > 0 ? session.metadata : undefined
  // Undefined fields are left out by JSON.
  return {
    id: session.id,
    user_id: session.userId,
    sandbox_id: session.sandboxId,
    status: session.status,
    image: session.image,
    cpu_count: session.cpuCount,
    memory_mb: session.memoryMb,
    workspace_url: session.workspaceUrl,
    created_at: formatInstant(session.createdAt, form),
    updated_at: formatInstant(session.updatedAt, form),
    last_active_at: formatInstant(source === 'cache' ? session.cachedLastActiveAt : session.lastActiveAt, form),
    expires_at: formatInstant(session.expiresAt, form),
    paused_at: session.pausedAt === undefined ? undefined : formatInstant(session.pausedAt, form),
    metadata,
  }
}
