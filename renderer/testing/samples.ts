import type { Connection } from '../../shared/domain/connection.ts'
import type { ServerSession, Session, SessionList } from '../../shared/domain/session.ts'

/** What tests and the preview start from; give what differs. */

const hour = 3_600_000

export function serverSession(more: Partial<ServerSession> = {}): ServerSession {
  const now = Date.now()
  return {
    id: 'a1',
    userId: 'user',
    status: 'active',
    sandboxId: 'box-1',
    image: 'python:3.11-slim',
    cpuCount: 2,
    memoryMb: 2048,
    createdAt: now - hour,
    updatedAt: now - hour,
    lastActiveAt: now - 60_000,
    expiresAt: now + 3.2 * hour,
    metadata: {},
    ...more,
  }
}

export function session(more: Partial<Session> = {}): Session {
  return {
    connectionId: 'local',
    sessionId: 'a1',
    name: 'air-quality',
    status: 'active',
    asOf: Date.now(),
    server: serverSession(),
    ...more,
  }
}

export function sessionList(sessions: readonly Session[], more: Partial<SessionList> = {}): SessionList {
  return { connectionId: 'local', state: 'current', asOf: Date.now(), sessions, ...more }
}

export function localConnection(more: Partial<Connection> = {}): Connection {
  return {
    id: 'local',
    kind: 'local',
    name: 'This computer',
    address: 'a server on this computer',
    userId: 'user',
    status: 'ready',
    lastAnswerAt: Date.now(),
    facts: {
      version: '1',
      runtime: 'bubblewrap 0.8.0',
      extensions: ['attach/1', 'keeps/1', 'kept/1'],
      keeps: ['workspace'],
      keptDays: 30,
      most: { cpuCount: 1024, memoryMb: 1_048_576, ttlHours: 168 },
      computer: { cpuCount: 8, memoryMb: 16_000 },
    },
    skew: 0,
    probe: {
      status: 'ready',
      isolation: 'bubblewrap 0.8.0',
      languages: ['Python 3.11.2', 'Node 20.20', 'bash 5.2'],
      limits: 'per-process',
    },
    ...more,
  }
}

export function serverConnection(more: Partial<Connection> = {}): Connection {
  return {
    id: 'lab',
    kind: 'server',
    name: 'lab.example.org',
    address: 'https://lab.example.org',
    userId: 'user',
    status: 'ready',
    lastAnswerAt: Date.now(),
    facts: { extensions: [], keeps: [] },
    skew: 0,
    ...more,
  }
}
