import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { SandboxLimits } from '../runtimes/limits/limits.ts'
import { defaultLimits } from '../runtimes/limits/limits.ts'
import { openRuntime } from '../runtimes/open-runtime.ts'
import type { Runtime } from '../runtimes/runtime.ts'
import { execute } from '../sandboxes/execute.ts'
import { Sandbox } from '../sandboxes/sandbox.ts'
import { Sandboxes } from '../sandboxes/sandboxes.ts'
import type { ServerDatabase } from '../store/database.ts'
import { openDatabase } from '../store/database.ts'
import { SessionsStore } from '../store/sessions-store.ts'
import { workspacesIn } from '../testing/workspaces-in.ts'
import { Sessions } from './sessions.ts'

const ann = { userId: 'ann', isOwner: false }
const hour = 3_600_000
const wish = { image: 'x', cpuCount: 1, memoryMb: 512, lifeMs: hour, metadata: {} }

let folder: string
let database: ServerDatabase
let store: SessionsStore
let sandboxes: Sandboxes
let sessions: Sessions
/** The real runtime; what a test breaks on purpose it breaks here, once. */
let runtime: Runtime
let now: number
const faults: unknown[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sessions-'))
  const probed = await openRuntime(folder)
  if (probed.runtime === undefined) throw new Error(probed.probe.sentence)
  runtime = probed.runtime
  database = openDatabase(join(folder, 'server.sqlite'))
  store = new SessionsStore(database)
  sandboxes = new Sandboxes(runtime)
  now = Date.now()
  sessions = new Sessions(
    store,
    sandboxes,
    (fault) => faults.push(fault),
    () => now,
  )
})
afterEach(async () => {
  await sessions.close()
  await runtime.close()
  database.close()
  await rm(folder, { recursive: true, force: true })
  expect(faults.splice(0)).toEqual([])
})

const folders = () => workspacesIn(folder)
const kept = async () => {
  const names = await folders()
  const files = await Promise.all(
    names.map((name) => readFile(join(folder, 'workspaces', name, 'file'), 'utf8').catch(() => '')),
  )
  return files.filter((text) => text !== '')
}

/** A session bound to a sandbox, with one file. */
async function boundSession(): Promise<{ readonly id: string; readonly sandbox: Sandbox }> {
  const { id } = sessions.create(ann, wish)
  const sandbox = await sandboxes.acquire(ann.userId, true)
  await sessions.bind(id, sandbox.identity.id, ann)
  const request = {
    command: [],
    code: 'echo kept > file',
    language: '',
    workDir: '',
    env: {},
    timeout: 60,
    outputBytes: 1000,
  }
  if (sandbox.supervisor === undefined) throw new Error('It does not run')
  await execute(sandbox.supervisor, request, runtime.environment)
  return { id, sandbox }
}

function breakOnce<T extends object, K extends keyof T>(target: T, name: K, replacement: T[K]): void {
  const original = target[name]
  target[name] = new Proxy(Object(replacement), {
    apply(fake, _self, args) {
      target[name] = original
      return Reflect.apply(fake, target, args)
    },
  })
}

const fail = () => Promise.reject(new Error('broken on purpose'))

test('a session whose time is over loses its sandbox at once, and its files only a month later', async () => {
  const { id, sandbox } = await boundSession()
  const young = await boundSession()
  now += hour / 2
  await sessions.removeExpired()
  expect(await kept()).toHaveLength(2)
  store.put({ ...sessions.get(young.id, ann), expiresAt: now + 2 * hour })
  now += hour
  await sessions.removeExpired()
  expect(() => sessions.get(id, ann)).toThrow('session not found')
  expect(store.get(id)?.sandboxId).toBeUndefined()
  expect(await kept()).toHaveLength(2)
  expect(await runtime.workspaces.isEmpty(sandbox.workspace)).toBe(true)
  expect(sandbox.sessionId).toBeUndefined()
  expect(sessions.get(young.id, ann).sandboxId).toBe(young.sandbox.identity.id)

  store.put({ ...sessions.get(young.id, ann), expiresAt: now + 1000 * hour })
  now += 30 * 24 * hour
  await sessions.removeExpired()
  expect(store.get(id)).toBeUndefined()
  expect(await kept()).toHaveLength(1)
})

test('what has ended comes back with its files and a new time, for 30 days, whichever way it ended', async () => {
  const expired = await boundSession()
  const deleted = await boundSession()
  await sessions.remove(deleted.id, ann)
  expect(() => sessions.get(deleted.id, ann)).toThrow('session not found')
  expect(() => sessions.touch(deleted.id, ann)).toThrow('session not found')
  expect(sessions.list(ann).map(({ id }) => id)).toEqual([expired.id])
  now += 2 * hour
  await sessions.removeExpired()
  expect(sessions.kept.list(ann).map(({ because }) => because)).toEqual(['expired', 'deleted'])
  expect(sessions.kept.list({ userId: 'bob', isOwner: false })).toEqual([])
  now += 29 * 24 * hour
  await sessions.removeExpired()
  expect((await sessions.kept.restore(expired.id, ann, 500 * hour)).expiresAt).toBe(now + 168 * hour)
  expect((await sessions.kept.restore(deleted.id, ann)).expiresAt).toBe(now + 24 * hour)
  expect(await kept()).toHaveLength(2)

  await sessions.remove(expired.id, ann)
  now += 31 * 24 * hour
  // Before anybody has cleared away.
  await expect(sessions.kept.restore(expired.id, ann)).rejects.toThrow('session not found')
  await sessions.removeExpired()
  expect(await kept()).toEqual([])
})

test('a deletion that cannot be written changes nothing, and one that is broken off after that is finished later', async () => {
  const { id, sandbox } = await boundSession()
  breakOnce(store, 'put', () => {
    throw new Error('disk full')
  })
  await expect(sessions.remove(id, ann)).rejects.toThrow('disk full')
  expect(sessions.get(id, ann).sandboxId).toBe(sandbox.identity.id)
  breakOnce(Sandbox.prototype, 'stop', fail)
  await expect(sessions.remove(id, ann)).rejects.toThrow('broken on purpose')
  expect(sessions.list(ann)).toEqual([])
  await sessions.removeExpired()
  expect(store.get(id)?.sandboxId).toBeUndefined()
  expect(await kept()).toEqual(['kept\n'])
})

test('a folder that cannot be removed keeps no other session, and stops no start', async () => {
  const [first, second] = [await boundSession(), await boundSession()]
  now += 31 * 24 * hour
  breakOnce(runtime.workspaces, 'remove', fail)
  await sessions.recover()
  expect(faults.splice(0)).toEqual([new Error('broken on purpose')])
  expect([store.get(first.id), store.get(second.id)]).toEqual([undefined, undefined])
})

test('a sandbox has its session’s processors and memory from the bind on, and the usual ones afterwards', async () => {
  const given: SandboxLimits[] = []
  const { create, setLimits } = runtime
  runtime.create = (spec) => {
    given.push(spec.limits)
    return create.call(runtime, spec)
  }
  runtime.setLimits = (id, limits) => {
    given.push(limits)
    return setLimits.call(runtime, id, limits)
  }
  const own = { ...defaultLimits, cpus: wish.cpuCount, memoryBytes: wish.memoryMb * 1024 * 1024 }
  const { id } = await boundSession()
  // Made before anybody knew for whom; bound without a restart.
  expect(given.splice(0)).toEqual([defaultLimits, own])
  await sessions.pause(id, ann)
  await sessions.resume(id, ann)
  const next = await sandboxes.acquire(ann.userId, true)
  await sessions.bind(id, next.identity.id, ann)
  // Emptied after the pause, made anew, restarted with the files of the session.
  expect(given).toEqual([defaultLimits, defaultLimits, own])
})

test('when the sandbox does not start again after a pause, the session is paused and keeps its files', async () => {
  const { id, sandbox } = await boundSession()
  breakOnce(runtime, 'create', fail)
  expect((await sessions.pause(id, ann)).status).toBe('paused')
  expect(sandboxes.get(sandbox.identity.id)).toBeUndefined()
  expect(await kept()).toEqual(['kept\n'])
})

test('when there is no room for a new folder, a pause still keeps the files of the session', async () => {
  const { id, sandbox } = await boundSession()
  breakOnce(runtime.workspaces, 'create', fail)
  expect((await sessions.pause(id, ann)).status).toBe('paused')
  expect(sandboxes.get(sandbox.identity.id)).toBeUndefined()
  expect(await kept()).toEqual(['kept\n'])
  await sessions.resume(id, ann)
  const next = await sandboxes.acquire(ann.userId, true)
  await sessions.bind(id, next.identity.id, ann)
  expect(await kept()).toEqual(['kept\n'])
})

test('when a bind fails half way, the session is unbound and keeps its files', async () => {
  const { id } = await boundSession()
  await sessions.unbind(id, ann)
  const next = await sandboxes.acquire(ann.userId, true)
  breakOnce(runtime, 'create', fail)
  await expect(sessions.bind(id, next.identity.id, ann)).rejects.toThrow('broken on purpose')
  expect(sessions.get(id, ann).sandboxId).toBeUndefined()
  expect(sandboxes.get(next.identity.id)).toBeUndefined()
  expect(await kept()).toEqual(['kept\n'])
})

test('an acquired sandbox that cannot be tied is given unbound, or is gone, and in no case held by nobody', async () => {
  const { id, sandbox } = await boundSession()
  await sessions.release(sandbox.identity.id, ann)
  const ties = { own: [id], elsewhere: new Set<string>() }

  const throwIt = () => {
    throw new Error('broken on purpose')
  }
  const unboundAfter = [
    () => breakOnce(runtime.workspaces, 'isEmpty', fail),
    () => breakOnce(store, 'openToTies', throwIt),
    () => breakOnce(store, 'put', throwIt),
  ]
  for (const breakIt of unboundAfter) {
    breakIt()
    const given = await sessions.acquire(ann.userId, true, ties)
    expect(String(faults.splice(0))).toBe('Error: broken on purpose')
    expect([given.sessionId, sessions.get(id, ann).sandboxId]).toEqual([undefined, undefined])
    await sessions.release(given.identity.id, ann)
  }

  breakOnce(Sandbox.prototype, 'restart', () => {
    // The unbinding that follows does not reach the disk either.
    breakOnce(store, 'put', throwIt)
    return fail()
  })
  await expect(sessions.acquire(ann.userId, true, ties)).rejects.toThrow('broken on purpose')
  expect(sandboxes.stats().total).toBe(0)
  await sessions.unbind(id, ann)
  expect(sessions.get(id, ann).sandboxId).toBeUndefined()

  breakOnce(runtime.workspaces, 'remove', fail)
  const tied = await sessions.acquire(ann.userId, true, ties)
  expect(String(faults.splice(0))).toBe('Error: broken on purpose')
  expect(sessions.get(id, ann).sandboxId).toBe(tied.identity.id)
  expect(await kept()).toEqual(['kept\n'])
})

test('a sandbox that ends while it is being bound is not started again', async () => {
  const { id } = await boundSession()
  const next = await sandboxes.acquire(ann.userId, true)
  breakOnce(runtime.workspaces, 'create', async () => {
    // Between the look at the sandbox and the bind: killed from outside.
    const lost = next.supervisor?.closed
    await runtime.destroy(next.identity.id)
    await lost
    throw new Error('broken on purpose')
  })
  await expect(sessions.bind(id, next.identity.id, ann)).rejects.toThrow('sandbox not found')
  expect(sessions.get(id, ann).sandboxId).toBeUndefined()
  expect(next.supervisor).toBeUndefined()
  expect(await kept()).toEqual(['kept\n'])
})

test('when the server is ended in the middle of moves, no file of a session goes', async () => {
  const bound = [await boundSession(), await boundSession()]
  const pauses = bound.map(({ id }) => sessions.pause(id, ann))
  await sessions.close()
  expect((await Promise.all(pauses)).map(({ status }) => status)).toEqual(['paused', 'paused'])
  expect(await kept()).toEqual(['kept\n', 'kept\n'])
  expect(await folders()).toHaveLength(2)
})
