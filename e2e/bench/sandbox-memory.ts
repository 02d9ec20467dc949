import { readdirSync, readFileSync } from 'node:fs'
import { makeDataFolder } from '../fixtures/data-folder.ts'
import { apiUser, startSandboxServer, textOf } from '../fixtures/sandbox-server.ts'
import { report, rounded } from './measure.ts'

// What sandboxes cost that nobody uses at the moment: in the server, and in all processes of theirs.

const count = 30

/** Bytes of a process, what it shares with others in equal parts. */
function proportionalBytes(pid: number): number {
  return 1024 * Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1'))?.[1] ?? 0)
}

function residentBytes(pid: number): number {
  return 1024 * Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0)
}

/** The processes that descend from one, without it. */
function descendants(pid: number): readonly number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const parent = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${name}/status`, 'latin1'))?.[1]
      parents.set(Number(name), Number(parent))
    } catch {
      // Ended meanwhile.
    }
  }
  const found = [pid]
  for (const one of found) for (const [child, parent] of parents) if (parent === one) found.push(child)
  return found.slice(1)
}

const folder = makeDataFolder()
const server = await startSandboxServer(folder.path)
const user = await apiUser(server.address, 'bench')
try {
  const { pid } = server.process
  // One goes before: what is loaded once belongs to none of them.
  await user.post('/sandbox/release', { sandbox_id: textOf(await user.post('/sandbox/acquire'), 'sandbox_id') })
  const before = residentBytes(pid)
  for (let number = 0; number < count; number += 1) {
    const sandbox = textOf(await user.post('/sandbox/acquire'), 'sandbox_id')
    await user.post('/execute', { sandbox_id: sandbox, command: ['true'], timeout: 60 })
  }
  const inServer = (residentBytes(pid) - before) / count
  report({
    name: 'local server: its own memory for an idle sandbox',
    value: rounded(inServer / 1000),
    unit: 'KB',
    target: '< 1000',
    met: inServer < 1_000_000,
    comparedWith: { name: 'the server without any', value: rounded(before / 1000) },
  })
  const processes = descendants(pid)
  const outside = processes.reduce((sum, process) => sum + proportionalBytes(process), 0) / count
  report({
    name: 'local server: memory of an idle sandbox’s processes',
    value: rounded(outside / 1_000_000),
    unit: 'MB',
    target: '< 15',
    met: outside < 15_000_000,
    comparedWith: null,
    details: { processes: processes.length / count },
  })
} finally {
  user.close()
  await server.process.stop()
  await folder.remove()
}
