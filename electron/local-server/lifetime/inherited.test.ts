import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

test('files that its parent has open are closed in the server, and not handed on', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cloud-sandbox-inherited-'))
  const name = join(folder, 'of-the-window')
  const given = openSync(name, 'w')
  const main = fileURLToPath(new URL('../main.ts', import.meta.url))
  const child = spawn(process.execPath, [main, '--data', folder, '--socket', join(folder, 'x.sock'), '--parent-pipe'], {
    stdio: ['pipe', 'pipe', 'inherit', given, given],
  })
  await once(createInterface({ input: child.stdout ?? process.stdin }), 'line')
  const files = `/proc/${child.pid}/fd`
  expect(readdirSync(files).map((descriptor) => readlinkSync(`${files}/${descriptor}`))).not.toContain(name)
  child.stdin?.end()
  expect(await once(child, 'exit')).toEqual([0, null])
  closeSync(given)
  rmSync(folder, { recursive: true })
})
