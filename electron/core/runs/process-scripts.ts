import { z } from 'zod'
import { AppError, fail } from '../../../shared/domain/errors.ts'
import { stopGraceMs } from '../../../shared/domain/run.ts'
import { factsOf } from '../api/facts-of.ts'
import { pythonCommand } from '../api/python-command.ts'
import type { Sandbox } from '../api/sandbox.ts'
import { marker } from './invocation.ts'

/**
 * `run id, signal (0: only look), seconds to wait first`: finds the processes that carry the run's mark, and signals
 * them and the groups they are in: a child that cleared its environment is still in its group. While it waits it looks
 * whether any is left. Prints how many there were.
 */
const script = `
import os, sys, time
mark = b'${marker}=' + os.fsencode(sys.argv[1])
number = int(sys.argv[2])
until = time.monotonic() + float(sys.argv[3])
def marked():
    found = {}
    for name in os.listdir('/proc'):
        if not name.isdigit() or int(name) == os.getpid():
            continue
        try:
            with open('/proc/%s/stat' % name, 'rb') as f:
                fields = f.read().rpartition(b')')[2].split()
            if fields[0] in (b'Z', b'X'):
                continue
            with open('/proc/%s/environ' % name, 'rb') as f:
                if mark in f.read().split(b'\\0'):
                    found[int(name)] = int(fields[2])
        except OSError:
            continue
    return found
found = marked()
while found and time.monotonic() < until:
    time.sleep(0.05)
    found = marked()
if number:
    spare = {0, os.getpgrp()}
    try:
        spare.add(os.getpgid(1))
    except OSError:
        pass
    for group in set(found.values()) - spare:
        try:
            os.killpg(group, number)
        except OSError:
            pass
    for pid in found:
        try:
            os.kill(pid, number)
        except OSError:
            pass
print(len(found))
`

const terminate = 15
const kill = 9
/** Seconds between asking to end and ending. */
const grace = stopGraceMs / 1000

async function run({ api, id }: Sandbox, runId: string, signal: number, wait: number): Promise<number> {
  const command = pythonCommand(script, [runId, String(signal), String(wait)])
  const request = { sandboxId: id, command, workDir: '/', timeout: 30 }
  // One that waits is not short: it must not hold up file operations.
  const result = wait > 0 ? await api.execute(request) : await api.executeShort(request)
  const verdict = factsOf(result)
  if (verdict.kind === 'unknown') throw new AppError(verdict.error)
  if (verdict.facts.error) throw new AppError(verdict.facts.error)
  if (verdict.facts.exitCode === 127)
    throw fail('unsupported', 'This sandbox has no Python 3, which stopping and looking up a run needs.')
  const count = z.coerce.number().int().min(0).safeParse(result.stdout.trim())
  if (verdict.facts.exitCode !== 0 || !count.success) throw fail('server', 'The processes could not be looked up.')
  return count.data
}

/** Asks a run's processes to end. How many there were. */
export async function askToEnd(sandbox: Sandbox, runId: string): Promise<number> {
  return await run(sandbox, runId, terminate, 0)
}

/** Gives them five seconds, then ends those that are left. How many that were. */
export async function endAfterGrace(sandbox: Sandbox, runId: string): Promise<number> {
  return await run(sandbox, runId, kill, grace)
}

/** How many of its processes run. Rejects with `gone` when the sandbox is. */
export async function countProcesses(sandbox: Sandbox, runId: string): Promise<number> {
  return await run(sandbox, runId, 0, 0)
}
