import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { codeOf } from '../error-code.ts'

/** The server that has a data folder. The lock is the database's; this only says whose it is. */
export interface Holder {
  readonly pid: number
  readonly version: string
  /** Its private socket. */
  readonly socket: string
}

/** Another server works on this data folder. The message names it and says what to do. */
export class HeldError extends Error {
  override readonly name = 'HeldError'
  /** Undefined when it does not say who it is: it has only just been started. */
  readonly holder: Holder | undefined

  constructor(holder: Holder | undefined, options?: ErrorOptions) {
    const who = holder === undefined ? '' : ` (process ${holder.pid})`
    super(
      `Another Cloud Sandbox server${who} works on this data folder. End it, or choose another data folder.`,
      options,
    )
    this.holder = holder
  }
}

const fileIn = (folder: string) => join(folder, 'holder.json')

/** Only the one that has the lock of the folder may write it. */
export function writeHolder(folder: string, holder: Holder): void {
  const whole = `${fileIn(folder)}.new`
  writeFileSync(whole, JSON.stringify(holder), { mode: 0o600 })
  renameSync(whole, fileIn(folder))
}

/** Removes what this process wrote: by now another one may have a folder of this name. */
export function removeHolder(folder: string): void {
  if (readHolder(folder)?.pid === process.pid) rmSync(fileIn(folder), { force: true })
}

/** Who has the folder, if that one lives: the file of a killed server stays. */
export function readHolder(folder: string): Holder | undefined {
  try {
    const found: Partial<Record<keyof Holder, unknown>> = Object(JSON.parse(readFileSync(fileIn(folder), 'utf8')))
    const { pid, version, socket } = found
    if (typeof pid !== 'number' || typeof version !== 'string' || typeof socket !== 'string') return undefined
    return isAlive(pid) ? { pid, version, socket } : undefined
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Another user's: it cannot be signalled, and it is there.
    return codeOf(error) === 'EPERM'
  }
}
