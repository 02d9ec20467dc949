/**
 * Loaded before the vault's program (`node --import`): kills it at the point of its work that `VAULT_DIE_AT` names.
 * Points are counted from the start: before and after each call to the disk, in the middle of each writing of a file, and
 * before and after each statement of SQLite, its BEGIN and COMMIT among them. Beyond the last point it lives. How many
 * it passed is told at its end in the file that `VAULT_TELL_POINTS` names.
 */
import { writeFileSync } from 'node:fs'
import promises from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import Database from 'better-sqlite3'

const dieAt = Number(process.env.VAULT_DIE_AT ?? Number.POSITIVE_INFINITY)
let passed = 0

function point(): void {
  passed += 1
  if (passed === dieAt) process.kill(process.pid, 'SIGKILL')
}

const toldTo = process.env.VAULT_TELL_POINTS
if (toldTo !== undefined) process.on('exit', () => writeFileSync(toldTo, String(passed)))

type Method = (this: unknown, ...args: unknown[]) => unknown

/** Puts a point before and behind a method of an object. */
function around(target: object, name: string): void {
  const before = Reflect.get(target, name) as Method
  Reflect.set(target, name, function (this: unknown, ...args: unknown[]) {
    point()
    const result = before.apply(this, args)
    if (!(result instanceof Promise)) {
      point()
      return result
    }
    return result.finally(point)
  } satisfies Method)
}

const probe = await promises.open(process.execPath, 'r')
const handles = Object.getPrototypeOf(probe) as object
await probe.close()

// A writing that was under way: half of its bytes are there.
const writev = Reflect.get(handles, 'writev') as Method
Reflect.set(handles, 'writev', async function (this: unknown, ...args: unknown[]) {
  const [parts, position] = args as [Uint8Array[], number]
  point()
  if (passed + 1 === dieAt) {
    const bytes = Buffer.concat(parts)
    await writev.call(this, [bytes.subarray(0, bytes.byteLength / 2)], position)
  }
  point()
  return await writev.call(this, ...args)
} satisfies Method)
for (const name of ['datasync', 'sync', 'truncate']) around(handles, name)
for (const name of ['open', 'mkdir', 'rename', 'rm']) around(promises, name)
syncBuiltinESMExports()

const memory = new Database(':memory:')
around(Object.getPrototypeOf(memory.prepare('SELECT 1')) as object, 'run')
around(Object.getPrototypeOf(memory) as object, 'exec')
memory.close()
