import path from 'node:path'
import type { CDPSession, Page } from 'playwright/test'
import { chromium } from 'playwright/test'
import { startBrowserHost } from '../fixtures/browser-host.ts'
import { makeDataFolder } from '../fixtures/data-folder.ts'
import { chromiumExecutable, isRoot, projectFolder } from '../fixtures/environment.ts'
import { watchPages } from '../fixtures/page-watch.ts'
import { startProcess } from '../fixtures/running-process.ts'
import { freePort } from '../fixtures/sandbox-server.ts'
import { Workbench } from '../fixtures/workbench.ts'
import { median, report, rounded } from './measure.ts'
import { childrenOf, cpuSeconds, memoryOf, rendererOf } from './process-usage.ts'

// The window with 10,000 sessions of a server in the field: drawing, scrolling, going from one session to another, memory.

const sessions = 10_000
const cycles = 50
const scrolls = 5
const idleMs = 60_000
/** ms until what a change begins is over. */
const settleMs = 5_000

const folder = makeDataFolder()
const port = await freePort()
const browser = await chromium.launch({
  executablePath: chromiumExecutable(),
  chromiumSandbox: !isRoot,
  args: ['--enable-precise-memory-info'],
})

/** ms until what a function of the page changed is on the screen. */
async function untilPainted(
  page: Page,
  change: () => Promise<unknown>,
  shown: () => Promise<unknown>,
): Promise<number> {
  const began = Date.now()
  await change()
  await shown()
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
  return Date.now() - began
}

async function heapMegabytes(client: CDPSession): Promise<number> {
  await client.send('HeapProfiler.collectGarbage')
  const { usedSize } = await client.send('Runtime.getHeapUsage')
  return usedSize / 1e6
}

/**
 * ms in the page, from the next press of the pointer to the second frame with that session in the title.
 * Taken there, because what drives the browser takes as long as the window does.
 */
async function fromPressToPainted(page: Page, name: string): Promise<number> {
  return await page.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        const pressed = () => {
          const began = performance.now()
          const look = () => {
            if (document.querySelector('h1')?.textContent?.includes(wanted) !== true) requestAnimationFrame(look)
            else requestAnimationFrame(() => resolve(performance.now() - began))
          }
          requestAnimationFrame(look)
        }
        addEventListener('pointerdown', pressed, { capture: true, once: true })
      }),
    name,
  )
}

/** The processes of the application, by what they are. */
type Processes = Readonly<Record<string, number>>

/** Part of a processor that the application takes while nobody does anything, in all its processes. */
async function reportIdle(page: Page, withWhat: string, processes: Processes): Promise<void> {
  await page.waitForTimeout(settleMs)
  const began = Object.values(processes).map(cpuSeconds)
  await page.waitForTimeout(idleMs)
  const shares = Object.entries(processes).map(
    ([name, pid], index) => [name, ((cpuSeconds(pid) - (began[index] ?? 0)) / (idleMs / 1000)) * 100] as const,
  )
  const all = shares.reduce((sum, [, share]) => sum + share, 0)
  report({
    name: `window: part of a processor in a minute in which nothing happens, all processes, ${withWhat}`,
    value: rounded(all),
    unit: '%',
    target: '< 1',
    met: all < 1,
    comparedWith: null,
    details: Object.fromEntries(shares.map(([name, share]) => [name, rounded(share)])),
  })
}

/** Memory of the process that draws the page, beside that of one that draws nothing in the same browser. */
function reportMemory(when: string, most: number, pid: number, empty: number): void {
  const { proportional, resident } = memoryOf(pid)
  const nothing = memoryOf(empty)
  report({
    name: `window: memory of its process, ${when}`,
    value: rounded(proportional),
    unit: 'MB',
    target: `< ${most}`,
    met: proportional < most,
    comparedWith: { name: 'an empty page of the same browser', value: rounded(nothing.proportional) },
    details: { resident: rounded(resident), residentOfTheEmptyPage: rounded(nothing.resident) },
  })
}

/** Frames of a scroll through the whole list, in ms. */
async function scrollFrames(page: Page): Promise<readonly number[]> {
  return await page.evaluate(async () => {
    const list = document.querySelector('[role="listbox"]')?.parentElement?.parentElement
    if (!list) throw new Error('There is no list')
    const frames: number[] = []
    let last = performance.now()
    for (let step = 0; step < 120; step += 1) {
      list.scrollTop = (list.scrollHeight * step) / 120
      await new Promise((resolve) => requestAnimationFrame(resolve))
      const now = performance.now()
      frames.push(now - last)
      last = now
    }
    list.scrollTop = 0
    return frames
  })
}

/** A page with as many rows of plain text, all of them in it. */
async function plainPage(): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  const rows = '<div role="option" style="height:42px">a session</div>'.repeat(sessions)
  await page.setContent(`<div style="height:400px;overflow:auto"><div><div role="listbox">${rows}</div></div></div>`)
  return page
}

const startServer = () =>
  startProcess(process.execPath, [
    path.join(projectFolder, 'out', 'node', 'local-server.mjs'),
    '--plain',
    '--port',
    String(port),
    '--seed-sessions',
    String(sessions),
    '--human',
  ])
let server: ReturnType<typeof startServer> | undefined

try {
  const host = await startBrowserHost(folder.path)
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' })
  const nothing = await browser.newPage()
  await nothing.goto('data:text/html,<title>empty</title>')
  const emptyRenderer = await rendererOf(browser, nothing)
  const page = await context.newPage()
  await page.goto(host.address)
  const workbench = new Workbench(page, await watchPages(context, () => []))
  await workbench.ready()
  const client = await context.newCDPSession(page)
  await client.send('HeapProfiler.enable')
  const renderer = await rendererOf(browser, page)
  const heapBefore = await heapMegabytes(client)
  reportMemory('before Monaco', 80, renderer, emptyRenderer)
  for (const name of ['first', 'second']) await workbench.createSession(name)

  const localServer = await host.localServerPid()
  // What else it started keeps records.
  const vaults = childrenOf(host.process.pid).filter((pid) => pid !== localServer)
  const processes: Processes = {
    page: renderer,
    main: host.process.pid,
    localServer,
    ...Object.fromEntries(vaults.map((pid) => ['vault', pid])),
  }
  await reportIdle(page, 'two sessions in the list', processes)

  // Begun here: in its first minute some ninety of its sessions end.
  server = startServer()
  await server.line(/http:\/\/127\.0\.0\.1:\d+/)
  const dialog = await workbench.openConnectDialog()
  await dialog.getByRole('textbox', { name: 'Address' }).fill(`http://127.0.0.1:${port}`)
  await dialog.getByRole('textbox', { name: /^User/ }).fill('mira')
  await dialog
    .getByRole('button', { name: /^Connect|^Keep|^Add/ })
    .last()
    .click()
  await page
    .getByText(/^\d+,\d{3}$/)
    .first()
    .waitFor({ timeout: 60_000 })
  await reportIdle(page, '10,000 sessions in the list, of which some ninety end in it', processes)
  await reportIdle(page, '10,000 sessions in the list', processes)

  const filter = page.getByRole('textbox', { name: 'Filter sessions' })
  await page.getByRole('button', { name: 'Filter sessions' }).click()
  const drawn: number[] = []
  for (let round = 0; round < 7; round += 1) {
    await filter.fill('nothing has this name')
    await page.getByText('No session fits the filter.').waitFor()
    drawn.push(
      await untilPainted(
        page,
        () => filter.fill(''),
        () => workbench.sessions.getByRole('option').first().waitFor(),
      ),
    )
  }
  report({
    name: 'window: a list of 10,000 sessions drawn',
    value: rounded(median(drawn)),
    unit: 'ms',
    target: '< 150',
    met: median(drawn) < 150,
    comparedWith: null,
  })

  const plain = await plainPage()
  const ours: (readonly number[])[] = []
  const theirs: (readonly number[])[] = []
  for (let round = 0; round < scrolls; round += 1) {
    ours.push(await scrollFrames(page))
    theirs.push(await scrollFrames(plain))
  }
  await plain.close()
  const longest = ours.map((frames) => Math.max(...frames))
  report({
    name: 'window: longest frame of a scroll through 10,000 sessions',
    value: rounded(median(longest)),
    unit: 'ms',
    target: '<= 50',
    met: median(longest) <= 50,
    comparedWith: {
      name: 'as many rows of plain text',
      value: rounded(median(theirs.map((frames) => Math.max(...frames)))),
    },
    details: {
      worst: rounded(Math.max(...longest)),
      best: rounded(Math.min(...longest)),
      medianFrame: rounded(median(ours.flat())),
      over50: ours.flat().filter((frame) => frame > 50).length,
      frames: ours.flat().length,
    },
  })

  // The list is filtered away, not the other server: both of this computer's sessions are drawn and open before.
  await filter.fill('')
  for (const name of ['first', 'second']) await workbench.session(name).click()
  const switches: number[] = []
  for (let round = 0; round < cycles; round += 1) {
    const name = round % 2 === 0 ? 'first' : 'second'
    const painted = fromPressToPainted(page, name)
    await workbench.session(name).click()
    switches.push(await painted)
  }
  report({
    name: 'window: from one session to the next, painted',
    value: rounded(median(switches)),
    unit: 'ms',
    target: '< 100',
    met: median(switches) < 100,
    comparedWith: null,
  })

  for (const name of ['first', 'second']) await workbench.session(name).click()
  await workbench.newScratch()
  const warm = await heapMegabytes(client)
  for (let round = 0; round < cycles; round += 1) await workbench.session(round % 2 === 0 ? 'first' : 'second').click()
  const after = await heapMegabytes(client)
  report({
    name: 'window: growth by 50 times going to another session',
    value: rounded(Math.max(0, after - warm)),
    unit: 'MB',
    target: '< 10',
    met: after - warm < 10,
    comparedWith: null,
    details: { heapBeforeMonaco: rounded(heapBefore), heapWithMonacoAnd10000Sessions: rounded(warm) },
  })

  reportMemory('with Monaco and 10,000 sessions', 130, renderer, emptyRenderer)
  await context.close()
  await host.process.stop()
} finally {
  await server?.stop()
  await browser.close()
  await folder.remove()
}
