import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { familyOf, readProcess, readProcesses } from './runtimes/host/process-table.ts'
import { ApiUser, send } from './testing/http-client.ts'
import { startTestServer } from './testing/start-server.ts'

test.each(['bubblewrap', 'unisolated'])(
  'after a kill of the server (%s) no process of a sandbox is left, and the next start removes the rest',
  async (runtime) => {
    const flags = ['--runtime', runtime]
    const first = await startTestServer({ flags })
    const { dataFolder } = first
    const ann = await ApiUser.named(first.address, 'ann')
    const sandbox = await ann.sandbox()
    await ann.output(sandbox, ['sh', '-c', 'echo x >/tmp/x; sleep 4711 </dev/null >/dev/null 2>&1 &'])
    await ann.output(sandbox, ['sh', '-c', 'setsid sleep 4712 </dev/null >/dev/null 2>&1 &'])
    const family = familyOf(first.process.pid ?? 0, await readProcesses()).slice(1)
    expect(family.length).toBeGreaterThanOrEqual(3)
    const note = await readFile(join(dataFolder, 'local-server/runtime/control-groups'), 'utf8').catch(() => '')
    const groups = note.split('\n').filter((line) => line !== '')

    await first.kill()
    const isLeft = ({ pid, startTicks }: (typeof family)[number]) => {
      const present = readProcess(pid)
      return present !== undefined && !present.isZombie && present.startTicks === startTicks
    }
    await expect.poll(() => family.filter(isLeft), { timeout: 60_000 }).toEqual([])

    const second = await startTestServer({ flags, dataFolder })
    expect(groups.map((group) => join(group, sandbox)).filter((group) => existsSync(group))).toEqual([])
    await expect.poll(() => readdir(join(dataFolder, 'local-server/sandboxes')), { timeout: 60_000 }).toEqual([])
    await second.stop()
    expect(groups.filter((group) => existsSync(group))).toEqual([])
    await second.close()
  },
)

test('without isolation: named as that, the SDK’s calls work, and file calls stay in the sandbox’s folders', async () => {
  const server = await startTestServer({ flags: ['--runtime', 'unisolated'] })
  try {
    const health = await send(server.address, { method: 'GET', path: '/health' })
    expect(health.json).toMatchObject({ runtime: 'unisolated', probe: { isolation: 'unisolated' } })
    const ann = await ApiUser.named(server.address, 'ann')
    const sandbox = await ann.sandbox()
    const file = { sandbox_id: sandbox, path: '/workspace/a b/x', content: 'hello' }
    expect((await ann.call('PUT', '/files', file)).json).toEqual({ success: true })
    expect(await ann.output(sandbox, ['cat', 'a b/x'])).toBe('hello')
    expect(await ann.output(sandbox, ['cat', '/workspace/a b/x'])).toBe('hello')
    const code = {
      sandbox_id: sandbox,
      code: 'import os; print(os.listdir("."))',
      language: 'python',
      work_dir: '/workspace',
    }
    expect((await ann.call('POST', '/execute', code)).json).toMatchObject({ exit_code: 0, stdout: "['a b']\n" })
    const { json } = await ann.call('GET', `/files?sandbox_id=${sandbox}&path=/workspace`)
    expect(json.files).toMatchObject([{ name: 'a b', path: '/workspace/a b', is_dir: true }])
    for (const [method, path] of [
      ['GET', '/files?path=/etc'],
      ['DELETE', '/files?path=/no-folder-of-this-name'],
    ] as const) {
      const answer = await ann.call(method, `${path}&sandbox_id=${sandbox}`)
      expect([answer.status, answer.text]).toEqual([500, expect.stringContaining('nothing isolates it')])
    }
    expect((await ann.call('POST', '/sandbox/release', { sandbox_id: sandbox })).status).toBe(200)
  } finally {
    await server.close()
  }
})
