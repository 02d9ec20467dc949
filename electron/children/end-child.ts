import type { ChildProcess } from 'node:child_process'

/** How long a child may take to end by itself before it is killed (ms). */
const endWait = 5000

/** Resolves when this process no longer runs, also when it could not be started. */
export function exitOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => {
      // An error while it runs (a signal that could not be sent) is no end; one before it ran is.
      if (child.pid === undefined) resolve()
    })
  })
}

/** Waits for the end of a child that was told to end, and kills it when it takes too long. */
export async function killLate(exited: Promise<void>, kill: () => void, wait = endWait): Promise<void> {
  const timer = setTimeout(kill, wait)
  await exited
  clearTimeout(timer)
}

/** How it ended, for the log: its exit code, the signal, or that it never ran. */
export function endOf(child: ChildProcess): string {
  return child.pid === undefined ? 'not started' : String(child.exitCode ?? child.signalCode)
}
