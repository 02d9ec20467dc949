// @ts-check
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

/** Who holds a lock shows that it lives this often, ms. */
const sign = 5_000
/** A lock without such a sign for so long is nobody's, ms: its number may be another program's by now. */
const silence = 60_000

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
  const alive = setInterval(() => showLife(file), sign)
  alive.unref()
  try {
    return await work()
  } finally {
    clearInterval(alive)
    rmSync(file, { force: true })
  }
}

/** @param {string} file */
function showLife(file) {
  try {
    utimesSync(file, new Date(), new Date())
  } catch {
    // A computer that slept for long: another start took the lock for a dead one.
  }
}

/**
 * @param {string} file
 * @returns {boolean} whether it is ours now
 */
function take(file) {
  // Whole or not at all: a lock without a number, as a full disk leaves it, would never be given back.
  const own = `${file}.${process.pid}`
  try {
    writeFileSync(own, String(process.pid))
    linkSync(own, file)
    return true
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  } finally {
    rmSync(own, { force: true })
  }
  removeStale(file)
  return false
}

/** @param {string} file */
function removeStale(file) {
  const holder = holderOf(file)
  if (holder === undefined || isAtWork(file, holder)) return
  // Another start may have taken its place since we looked: then it goes back.
  const aside = `${file}.${process.pid}.stale`
  try {
    renameSync(file, aside)
    if (holderOf(aside) !== holder) linkSync(aside, file)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'EEXIST') throw error
  } finally {
    rmSync(aside, { force: true })
  }
}

/**
 * @param {string} file
 * @returns {string | undefined} undefined: there is no lock
 */
function holderOf(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

/**
 * @param {string} file
 * @param {string} holder
 */
function isAtWork(file, holder) {
  const number = Number(holder)
  if (!(number > 0)) return false
  try {
    process.kill(number, 0)
  } catch (error) {
    // EPERM: it runs, for another user.
    if (codeOf(error) !== 'EPERM') return false
  }
  const info = statSync(file, { throwIfNoEntry: false })
  return info !== undefined && Date.now() - info.mtimeMs < silence
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
