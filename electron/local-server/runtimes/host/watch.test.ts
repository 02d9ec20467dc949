import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { openRuntime } from '../open-runtime.ts'
import { HostRuntime } from './host-runtime.ts'
import { readProcesses } from './process-table.ts'

vi.mock(import('./process-table.ts'), async (importOriginal) => {
  const original = await importOriginal()
  return { ...original, readProcesses: vi.fn(original.readProcesses) }
})

test('a look at all sandboxes reads the processes of the computer once, and holds nobody up meanwhile', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'watch-'))
  const { runtime } = await openRuntime(folder, { kind: 'unisolated' })
  if (!(runtime instanceof HostRuntime)) throw new Error('Another runtime')
  const ids = ['a', 'b', 'c']
  try {
    for (const id of ids) {
      const workspace = await runtime.workspaces.create()
      await runtime.create({ id, workspace, network: true, limits: runtime.defaultLimits })
    }
    vi.mocked(readProcesses).mockClear()
    await runtime.watchNow()
    expect(vi.mocked(readProcesses).mock.results.map(({ value }) => value)).toEqual([expect.any(Promise)])
    for (const id of ids) expect((await runtime.stats(id))?.processes).toBeGreaterThan(0)
  } finally {
    await runtime.close()
    await rm(folder, { recursive: true, force: true })
  }
})
