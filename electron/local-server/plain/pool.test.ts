import { afterAll, expect, test } from 'vitest'
import { settingsOf } from './options.ts'
import { closeBenches, startBench } from './testing/plain-user.ts'

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
