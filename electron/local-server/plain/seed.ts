import { createHash } from 'node:crypto'
import { later, now } from './instants.ts'
import type { SeedOptions } from './options.ts'
import type { Session, Sessions } from './sessions.ts'

/** Nine of ten sessions are the first one's. */
const owners = ['mira', 'jonas', 'ines', 'tariq', 'agent-7'] as const
const subjects = [
  'invoice',
  'crawler',
  'notebook',
  'release',
  'sales',
  'robot',
  'survey',
  'parser',
  'weather',
  'ledger',
]
const deeds = ['cleanup', 'import', 'report', 'migration', 'retry', 'draft', 'benchmark', 'audit', 'demo', 'fix']
/** Names that a list has to be able to show. */
const odd = ['', 'größe ✓ 測試', 'a'.repeat(120), 'מבחן עברי', '<b>bold</b>', '  spaces  ', 'emoji 🧪🧪', 'line\nbreak']
const images = ['python:3.11-slim', 'node:20', 'ubuntu:24.04', 'ghcr.io/acme/agents/very-long-image-name:2026.11.3']
const hour = 3_600_000

/** Fills the service with sessions that are the same at every start, but for their times. Their sandboxes do not exist. */
export function seedSessions(sessions: Sessions, { count, owner }: SeedOptions): void {
  for (let index = 0; index < count; index += 1) sessions.add(seeded(index, owner))
}

function seeded(index: number, owner: string | undefined): Session {
  const hash = createHash('sha256').update(`seed ${index}`).digest()
  const pick = <Item>(items: readonly Item[], byte: number) => items[(hash[byte] ?? 0) % items.length] ?? items[0]
  const paused = index % 3 === 1
  const begin = later(now(), -(hash.readUInt16BE(0) / 65_536) * 160 * hour)
  const active = later(begin, (hash.readUInt16BE(2) / 65_536) * 2 * hour)
  const name = index % 50 === 49 ? pick(odd, 4) : `${pick(subjects, 4)} ${pick(deeds, 5)} ${index + 1}`
  const hex = hash.toString('hex')
  return {
    id: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`,
    userId: owner ?? (index % 10 < 9 ? owners[0] : (pick(owners.slice(1), 6) ?? owners[0])),
    sandboxId: paused || index % 4 === 0 ? undefined : hex.slice(40, 48),
    status: paused ? 'paused' : 'active',
    image: pick(images, 7) ?? '',
    cpuCount: 1 + ((hash[8] ?? 0) % 8),
    memoryMb: 512 * (1 + ((hash[9] ?? 0) % 16)),
    workspaceUrl: undefined,
    createdAt: begin,
    updatedAt: active,
    lastActiveAt: active,
    // Some end within the minute, so that a list is seen to change.
    expiresAt: later(now(), index % 100 === 7 ? 1000 * (index % 60) + 1000 : hour * (1 + ((hash[10] ?? 0) % 160))),
    pausedAt: paused ? active : undefined,
    metadata: {
      name: name ?? '',
      ...(index % 5 === 0 ? { agent: pick(['planner', 'coder', 'critic'], 11) ?? '' } : {}),
    },
    cachedUntil: 0,
    cachedLastActiveAt: active,
  }
}
