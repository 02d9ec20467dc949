import { afterEach, expect, test } from 'vitest'
import { withNodeEnv } from './build-all.mjs'

const before = process.env.NODE_ENV

afterEach(() => {
  process.env.NODE_ENV = before
})

test('a build leaves the environment of what is started after it as it was, also when it fails', async () => {
  process.env.NODE_ENV = 'test'
  await withNodeEnv('production', async () => expect(process.env.NODE_ENV).toBe('production'))
  expect(process.env.NODE_ENV).toBe('test')
  const failing = withNodeEnv('production', () => Promise.reject(new Error('no disk')))
  await expect(failing).rejects.toThrow('no disk')
  expect(process.env.NODE_ENV).toBe('test')
  delete process.env.NODE_ENV
  await withNodeEnv('production', async () => {})
  expect('NODE_ENV' in process.env).toBe(false)
})
