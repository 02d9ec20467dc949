import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SessionRef } from '../../../shared/domain/session.ts'
import type { WorkflowCursor } from '../../../shared/domain/workflow-cursor.ts'
import type { WorkflowKind } from '../../../shared/domain/workflow-kind.ts'
import { workflowKinds } from '../../../shared/domain/workflow-kind.ts'
import type { Records } from '../records/records.ts'
import type { PlainServer } from '../testing/plain-server.ts'
import { startPlainServer } from '../testing/plain-server.ts'
import { openRecords } from '../testing/records-on-disk.ts'
import type { CoreOnDisk } from './testing/core-on-disk.ts'
import { startCore, watchCursors } from './testing/core-on-disk.ts'
import type { KilledCore } from './testing/killed-core.ts'
import { createIt, labId, tell } from './testing/stories.ts'

/** How many kills; the long form goes through every point, several times. */
const rounds = process.env.PROVE ? 500 : 14

/** Where main dies: at a write of its cursor, or while a request is with the server. */
type Point =
  | { readonly kind: WorkflowKind; readonly write: number; readonly when: 'before' | 'after' }
  | { readonly kind: WorkflowKind; readonly request: string; readonly done: boolean }

const program = fileURLToPath(new URL('testing/killed-core.ts', import.meta.url))
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'workflow-kills-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** A server with a session on it, and the folder of an application that made it, which has ended. */
interface Scene {
  readonly server: PlainServer
  readonly data: string
  readonly ref: SessionRef
  /** The sandbox that it had at first. */
  readonly sandboxId: string
}

async function within<T>(data: string, use: (core: CoreOnDisk, records: Records) => Promise<T>): Promise<T> {
  const disk = openRecords(data)
  const core = startCore(disk.records)
  try {
    return await use(core, disk.records)
  } finally {
    await core.close()
    await disk.close()
  }
}

async function setTheScene(kind: WorkflowKind): Promise<Scene> {
  const server = await startPlainServer()
  const data = await mkdtemp(path.join(folder, 'data-'))
  const disk = openRecords(data)
  await disk.records.connections.put({ id: labId, name: 'Lab', address: server.http.origin, userId: 'mira' })
  await disk.close()
  if (kind === 'create') return { server, data, ref: { connectionId: labId, sessionId: 'none' }, sandboxId: '' }
  return await within(data, async ({ client }, records) => {
    const ref = await createIt(client)
    await records.drafts.keep({ session: ref, documentId: 'scratch:1', text: 'kept', revision: 1 })
    const sandboxId = String(server.sessions.get(ref.sessionId)?.sandbox_id)
    if (kind === 'resume') await client.call('sessions.pause', ref)
    const sandbox = server.sandboxes.get(sandboxId)
    if (kind === 'open' && sandbox) sandbox.state = 'dead'
    server.deeds()
    return { server, data, ref, sandboxId }
  })
}

/** All points of one workflow, from a run in which nobody dies. */
async function pointsOf(kind: WorkflowKind): Promise<readonly Point[]> {
  const scene = await setTheScene(kind)
  const disk = openRecords(scene.data)
  let writes = 0
  const core = startCore(
    watchCursors(disk.records, (when) => {
      if (when === 'after') writes += 1
    }),
  )
  await tell(core.client, kind, scene.ref)
  await core.close()
  await disk.close()
  await scene.server.close()
  const both = [true, false] as const
  return [
    ...Array.from({ length: writes }, (_, write) =>
      both.map((is) => ({ kind, write, when: is ? 'after' : 'before' }) as const),
    ),
    ...scene.server.deeds().map((request) => both.map((done) => ({ kind, request, done }))),
  ].flat()
}

/** Does it in a process that dies there. */
async function dieAt(scene: Scene, point: Point): Promise<void> {
  const plan: KilledCore = {
    folder: scene.data,
    kind: point.kind,
    ref: scene.ref,
    ...('write' in point ? { die: { at: point.write, when: point.when } } : {}),
  }
  const child = spawn(process.execPath, [program, JSON.stringify(plan)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_COMPILE_CACHE: path.join(folder, 'compiled') },
  })
  if ('request' in point) {
    const on = point.request.replace(' ', ' /api/v1')
    scene.server.mishaps.push({ on, reply: 'silence', works: point.done, onUse: () => child.kill('SIGKILL') })
  }
  const [, signal] = await once(child, 'exit')
  expect([point, signal]).toEqual([point, 'SIGKILL'])
}

/** What is on disk after the death, and then what the next start makes of it. */
async function startAgain(
  scene: Scene,
  seen: (cursors: readonly WorkflowCursor[]) => void,
): Promise<readonly string[]> {
  const disk = openRecords(scene.data)
  seen(await disk.records.cursors.list())
  const core = startCore(disk.records)
  await expect.poll(() => disk.records.cursors.list()).toEqual([])
  const { connectionId } = scene.ref
  const drafts = await core.client.call('drafts.list', scene.ref)
  const names = (await disk.records.sessions.list(connectionId)).map(({ name }) => name)
  await core.close()
  await disk.close()
  return [...drafts.map(({ text }) => `draft ${text}`), ...names]
}

/** Nothing is half: it was done, or it never was; nothing was made or released twice. */
async function dieAndGoOn(point: Point): Promise<void> {
  const { kind } = point
  const scene = await setTheScene(kind)
  const { server, ref, sandboxId } = scene
  await dieAt(scene, point)
  let cursor: WorkflowCursor | undefined
  const kept = await startAgain(scene, (cursors) => {
    expect(cursors.length).toBeLessThanOrEqual(1)
    cursor = cursors[0]
  })
  await server.close()

  const session = kind === 'create' ? [...server.sessions.values()][0] : server.sessions.get(ref.sessionId)
  const taken = [...server.sandboxes].filter(([, sandbox]) => sandbox.acquired).map(([id]) => id)
  const bound = session?.sandbox_id
  // Nobody can know of a sandbox whose answer died with the process; one is the most, and the server takes it back.
  const lost = taken.filter((id) => id !== bound && id !== sandboxId && !JSON.stringify(cursor ?? null).includes(id))
  expect(lost.length).toBeLessThanOrEqual(1)
  // Was anything of it done, or on disk? A probe changes nothing.
  const begun = cursor !== undefined || server.deeds().some((line) => line !== 'POST /execute true')
  const releases = server.http.received.filter(
    ({ path: asked, body }) => asked.endsWith('/release') && body.includes(sandboxId) && sandboxId !== '',
  )
  expect(releases.length).toBeLessThanOrEqual(1)
  // Whether a release was carried out is not known: then it is not repeated.
  const left = cursor?.step === 'release' && cursor.phase === 'doing'

  expect(server.sessions.size).toBe(kind === 'delete' ? (begun ? 0 : 1) : kind === 'create' ? (begun ? 1 : 0) : 1)
  switch (kind) {
    case 'create':
      if (!begun) break
      expect(taken).toContain(bound)
      expect(kept).toEqual(['survey'])
      break
    case 'open':
    case 'resume':
      if (begun)
        expect([session?.status, server.sandboxes.get(String(bound))]).toMatchObject([
          'active',
          { state: 'alive', acquired: true },
        ])
      break
    case 'pause':
      expect(session?.status).toBe(begun ? 'paused' : 'active')
      if (begun && !left) expect(taken).toEqual([])
      break
    case 'let-go':
      expect([session?.status, bound]).toEqual(['active', begun ? undefined : sandboxId])
      if (begun && !left) expect(taken).toEqual([])
      break
    case 'delete':
      if (begun && !left) expect(taken).toEqual([])
  }
  if (kind !== 'create') expect(kept).toEqual(kind === 'delete' && begun ? [] : ['draft kept', 'survey'])
}

describe('main and its vault are killed', () => {
  test(`at ${rounds} points of the workflows, and the next start finishes what was under way`, {
    timeout: 3_600_000,
  }, async () => {
    const points = (await Promise.all(workflowKinds.map(pointsOf))).flat()
    expect(points.length).toBeGreaterThan(100)
    for (let round = 0; round < rounds; round += 1) {
      // Spread over all of them; the long form meets each.
      const point = points[Math.floor((round * points.length) / Math.min(rounds, points.length)) % points.length]
      if (!point) throw new Error('There are no points.')
      try {
        await dieAndGoOn(point)
      } catch (error) {
        throw new Error(`Killed at ${JSON.stringify(point)}`, { cause: error })
      }
    }
  })
})
