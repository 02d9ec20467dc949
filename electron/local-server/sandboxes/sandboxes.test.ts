import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Duplex } from 'node:stream'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openRuntime } from '../runtimes/open-runtime.ts'
import type { Runtime } from '../runtimes/runtime.ts'
import { Sandboxes } from './sandboxes.ts'

let folder: string
let runtime: Runtime
let sandboxes: Sandboxes

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandboxes-'))
  const probed = await openRuntime(folder)
  if (probed.runtime === undefined) throw new Error(probed.probe.sentence)
  runtime = probed.runtime
  sandboxes = new Sandboxes(runtime, 3)
})
afterEach(async () => {
  await sandboxes.close()
  await runtime.close()
  await rm(folder, { recursive: true, force: true })
})

const acquire = () => sandboxes.acquire('ann', true)
// Without a code the answer is the bare words, as on every server of this API.
const exhausted = { status: 503, message: 'sandbox pool exhausted', code: undefined }

test('of more than there may be, asked for at once, so many are given, and one more with each that goes', async () => {
  const asked = await Promise.allSettled(Array.from({ length: 5 }, acquire))
  expect(asked.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'rejected'])
  expect(asked.at(-1)).toMatchObject({ reason: exhausted })
  expect(sandboxes.stats()).toMatchObject({ max: 3, total: 3, creating: 0 })

  const [first] = asked
  if (first?.status !== 'fulfilled') throw new Error('None was given')
  await sandboxes.remove(first.value, 'remove folder')
  await acquire()
  await expect(acquire()).rejects.toMatchObject(exhausted)
})

test('one that does not start takes no place', async () => {
  const { create } = runtime
  runtime.create = () => Promise.reject(new Error('broken on purpose'))
  for (let round = 0; round < 4; round += 1) await expect(acquire()).rejects.toThrow('broken on purpose')
  runtime.create = create
  await acquire()
  expect(sandboxes.stats()).toMatchObject({ total: 1, creating: 0 })
})

test('one whose supervisor never answers is ended, with all that runs in it', async () => {
  const { connect } = runtime
  let id = ''
  runtime.connect = (sandboxId) => {
    id = sandboxId
    // What it says is no greeting.
    return Duplex.from(['not a frame, and longer than one may be: '.repeat(4)])
  }
  await expect(acquire()).rejects.toThrow()
  runtime.connect = connect
  expect(id).not.toBe('')
  expect(await runtime.stats(id)).toBeUndefined()
  expect(sandboxes.stats()).toMatchObject({ total: 0, creating: 0 })
})
