import { readdirSync, readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright/test'

// What processes use of this computer, as Linux counts it.

/** Clock ticks in a second: the same on every Linux that Node runs on. */
const ticks = 100

/** The fields of `/proc/PID/stat` behind the name, which may hold anything. */
function statOf(pid: number): readonly string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return text.slice(text.lastIndexOf(')') + 2).split(' ')
}

/** Seconds of a processor that it has used, with all of its threads. */
export function cpuSeconds(pid: number): number {
  const [user, system] = statOf(pid).slice(11, 13)
  return (Number(user) + Number(system)) / ticks
}

/** Processes that it started and that run. */
export function childrenOf(pid: number): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((one) => {
      try {
        return Number(statOf(one)[1]) === pid
      } catch {
        // It ended while it was looked at.
        return false
      }
    })
}

export interface Memory {
  /** What is shared with other processes counts by its share. */
  readonly proportional: number
  readonly resident: number
}

/** MB (10^6 bytes) of memory. */
export function memoryOf(pid: number): Memory {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  const megabytes = (name: string) => (Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]) * 1024) / 1e6
  return { proportional: megabytes('Pss'), resident: megabytes('Rss') }
}

/** The process that draws this page. No protocol tells: it is the one that works when the page does. */
export async function rendererOf(browser: Browser, page: Page): Promise<number> {
  const client = await browser.newBrowserCDPSession()
  const times = async () => {
    const { processInfo } = await client.send('SystemInfo.getProcessInfo')
    return new Map(processInfo.filter(({ type }) => type === 'renderer').map(({ id, cpuTime }) => [id, cpuTime]))
  }
  const before = await times()
  await page.evaluate(() => {
    const end = performance.now() + 500
    while (performance.now() < end);
  })
  const worked = [...(await times())].map(([id, time]) => ({ id, time: time - (before.get(id) ?? 0) }))
  await client.detach()
  const [most] = worked.sort((a, b) => b.time - a.time)
  if (!most) throw new Error('The browser has no page.')
  return most.id
}
