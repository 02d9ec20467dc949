// @ts-check
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

/**
 * Does work that no other process may do at the same time, such as writing `out/`. Another one is waited for; a lock whose process
 * has ended does not count.
 * @template T
 * @param {string} file the lock, holds the number of the process
 * @param {() => Promise<T>} work
 * @param {() => void} [onWait] called once when another process is at it
 * @returns {Promise<T>}
 */
export async function oneAtATime(file, work, onWait) {
  mkdirSync(path.dirname(file), { recursive: true })
  for (let waited = false; !take(file); waited = true) {
    if (!waited) onWait?.()
    await wait(100)
  }
  try {
    return await work()
  } finally {
    rmSync(file, { force: true })
  }
}

/**
 * @param {string} file
 * @returns {boolean} whether it is ours now
 */
function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'EEXIST') throw error
  }
  if (!isHeld(file)) rmSync(file, { force: true })
  return false
}

/** @param {string} file */
function isHeld(file) {
  try {
    const holder = Number(readFileSync(file, 'utf8'))
    // An empty one was made a moment ago and gets its number next.
    if (holder > 0) process.kill(holder, 0)
    return true
  } catch (error) {
    // EPERM: it runs, for another user. ENOENT: it was given back meanwhile.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
