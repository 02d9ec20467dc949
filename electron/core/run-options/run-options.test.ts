import { expect, test } from 'vitest'
import type { Keystore } from '../host.ts'
import { noKeystore } from '../host.ts'
import { memoryRecords } from '../testing/memory-records.ts'
import { RunOptionsKeeper } from './run-options.ts'

const session = { connectionId: 'lab', sessionId: 'a' }

/** Encrypts by turning around, and forgets everything when it is locked. */
function turningKeystore() {
  const state = { locked: false }
  const turn = (text: string) => [...text].reverse().join('')
  const keystore: Keystore = {
    backend: async () => 'a test',
    encrypt: async (text) => new TextEncoder().encode(turn(text)),
    decrypt: async (bytes) => {
      if (state.locked) throw new Error('locked')
      return turn(new TextDecoder().decode(bytes))
    },
  }
  return { keystore, state }
}

test('a secret goes to runs and to nobody else, and is written encrypted alone', async () => {
  const records = memoryRecords()
  const { keystore } = turningKeystore()
  const keeper = new RunOptionsKeeper(records.runOptions, keystore)
  const wanted = {
    workDir: '/workspace/data',
    env: [
      { name: 'STAGE', value: 'test', secret: false },
      { name: 'API_KEY', value: 'hunter2', secret: true },
    ],
  }
  const told = await keeper.write(session, wanted)
  expect(told).toEqual({
    workDir: '/workspace/data',
    env: [
      { name: 'STAGE', value: 'test', secret: false },
      { name: 'API_KEY', secret: true, kept: 'keychain' },
    ],
  })
  expect(JSON.stringify(await records.runOptions.get(session))).not.toContain('hunter2')
  expect(await new RunOptionsKeeper(records.runOptions, keystore).resolve(session)).toEqual({
    workDir: '/workspace/data',
    env: { STAGE: 'test', API_KEY: 'hunter2' },
  })
})

test('a secret that is not given again keeps its value; one that is taken away is gone', async () => {
  const keeper = new RunOptionsKeeper(memoryRecords().runOptions, turningKeystore().keystore)
  await keeper.write(session, { env: [{ name: 'KEY', value: 'one', secret: true }] })
  await keeper.write(session, { env: [{ name: 'KEY', secret: true }] })
  expect((await keeper.resolve(session)).env).toEqual({ KEY: 'one' })
  await keeper.write(session, { env: [{ name: 'KEY', value: 'two', secret: true }] })
  expect((await keeper.resolve(session)).env).toEqual({ KEY: 'two' })
  await keeper.write(session, { env: [] })
  expect((await keeper.resolve(session)).env).toEqual({})
})

test('without a key store secrets live in memory, and a run without them is refused, never run', async () => {
  const records = memoryRecords()
  const keeper = new RunOptionsKeeper(records.runOptions, noKeystore)
  const told = await keeper.write(session, { env: [{ name: 'KEY', value: 'hunter2', secret: true }] })
  expect(told.env).toEqual([{ name: 'KEY', secret: true, kept: 'memory' }])
  expect((await keeper.resolve(session)).env).toEqual({ KEY: 'hunter2' })
  const restarted = new RunOptionsKeeper(records.runOptions, noKeystore)
  expect((await restarted.read(session)).env).toEqual([{ name: 'KEY', secret: true, kept: 'missing' }])
  await expect(restarted.resolve(session)).rejects.toMatchObject({ code: 'refused', message: /KEY/ })
})

test('a key store that is locked loses nothing', async () => {
  const records = memoryRecords()
  const { keystore, state } = turningKeystore()
  const keeper = new RunOptionsKeeper(records.runOptions, keystore)
  await keeper.write(session, { env: [{ name: 'KEY', value: 'x', secret: true }] })
  state.locked = true
  expect((await keeper.read(session)).env[0]?.kept).toBe('missing')
  await keeper.write(session, { workDir: '/tmp', env: [{ name: 'KEY', secret: true }] })
  state.locked = false
  expect(await keeper.resolve(session)).toEqual({ workDir: '/tmp', env: { KEY: 'x' } })
})

test('what is forgotten is gone', async () => {
  const keeper = new RunOptionsKeeper(memoryRecords().runOptions, noKeystore)
  await keeper.write(session, { workDir: '/tmp', env: [{ name: 'KEY', value: 'x', secret: true }] })
  await keeper.forget(session)
  expect(await keeper.read(session)).toEqual({ env: [] })
})
