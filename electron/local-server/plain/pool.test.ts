import { Buffer } from 'node:buffer'
import { afterAll, expect, test } from 'vitest'
import { defaultLimits } from '../runtimes/limits/limits.ts'
import { execute, readExecRequest } from './execute.ts'
import { listFolder } from './files.ts'
import { referenceTimes, settingsOf } from './options.ts'
import { Pace } from './pace.ts'
import { Pool } from './pool.ts'
import { PlainSandbox } from './sandbox.ts'
import { closeBenches, sharedRuntime, startBench } from './testing/plain-user.ts'

afterAll(closeBenches)

test('2 five are kept warm, at most fifty are there', async () => {
  expect(settingsOf({})).toMatchObject({ warm: 5, most: 50 })
  const { user, server } = await startBench({ warm: 2, most: 3, times: { topUp: 50 } })
  const stats = async () => (await user.call('GET', '/sandbox/stats')).json
  expect(await stats()).toEqual({ idle: 2, active: 0, creating: 0, max: 3 })
  const first = await user.sandbox()
  let present = await stats()
  while (present.idle !== 2) present = await stats()
  expect(present).toEqual({ idle: 2, active: 1, creating: 0, max: 3 })
  await user.sandbox()
  await user.sandbox()
  expect(await stats()).toEqual({ idle: 0, active: 3, creating: 0, max: 3 })
  expect((await user.call('POST', '/sandbox/acquire')).status).toBe(503)
  await user.call('POST', '/sandbox/release', { sandbox_id: first })
  expect(await user.sandbox()).toBe(first)
  await server.restartSandboxes()
  // One may still be under way that was wanted before the restart.
  do present = await stats()
  while (present.creating !== 0)
  expect(present).toEqual({ idle: 2, active: 0, creating: 0, max: 3 })
})

test('5.4 only executes and file calls are a use, from their start', async () => {
  const runtime = await sharedRuntime()
  const made: PlainSandbox[] = []
  const settings = settingsOf({ times: { executeCost: 0 } })
  const pool = new Pool(settings, async () => {
    const sandbox = new PlainSandbox(runtime, defaultLimits, 0)
    made.push(sandbox)
    return sandbox
  })
  const context = { settings, pace: new Pace(0), path: '/bin' }
  for (let count = 0; count < 4; count += 1) await pool.acquire()
  const hourAgo = Date.now() - referenceTimes.reclaim
  for (const sandbox of made) sandbox.lastUse = hourAgo
  const [first, second, third, fourth] = made
  if (!first || !second || !third || !fourth) throw new Error('Too few')
  // They are dead, and are used all the same.
  await execute(first, readExecRequest(Buffer.from('{"sandbox_id":"x"}')), context)
  await expect(listFolder(second, '/workspace', context)).rejects.toThrow('failed to create exec')
  third.lastUse = hourAgo + 60_000
  await pool.sweep()
  expect(made.filter(({ id }) => pool.active(id) !== undefined)).toEqual([first, second, third])
})
