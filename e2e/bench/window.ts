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

// The window with 10,000 sessions of a server in the field: drawing, scrolling, going from one session to another, memory.

const sessions = 10_000
const cycles = 50
const idleMs = 20_000

const folder = makeDataFolder()
const port = await freePort()
const server = startProcess(process.execPath, [
  path.join(projectFolder, 'out', 'node', 'local-server.mjs'),
  '--plain',
  '--port',
  String(port),
  '--seed-sessions',
  String(sessions),
  '--human',
])
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

/** Part of a processor that the page's main thread is busy while nobody does anything. */
async function busyShare(page: Page, client: CDPSession): Promise<number> {
  const busy = async () =>
    (await client.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0
  const began = await busy()
  await page.waitForTimeout(idleMs)
  return ((await busy()) - began) / (idleMs / 1000)
}

function reportIdle(withWhat: string, share: number): void {
  report({
    name: `window: part of a processor while nothing happens, ${withWhat}`,
    value: rounded(share * 100),
    unit: '%',
    target: '< 1',
    met: share < 0.01,
    comparedWith: null,
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

/** The same scroll over as many rows of plain text, all of them in the page. */
async function plainScrollFrames(): Promise<readonly number[]> {
  const page = await browser.newPage()
  await page.setContent(
    `<div id="list" style="height:400px;overflow:auto">${'<div style="height:42px">a session</div>'.repeat(sessions)}</div>`,
  )
  const frames = await page.evaluate(async () => {
    const list = document.getElementById('list')
    const all: number[] = []
    let last = performance.now()
    for (let step = 0; list && step < 120; step += 1) {
      list.scrollTop = (list.scrollHeight * step) / 120
      await new Promise((resolve) => requestAnimationFrame(resolve))
      const now = performance.now()
      all.push(now - last)
      last = now
    }
    return all
  })
  await page.close()
  return frames
}

try {
  await server.line(/http:\/\/127\.0\.0\.1:\d+/)
  const host = await startBrowserHost(folder.path)
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' })
  const page = await context.newPage()
  await page.goto(host.address)
  const workbench = new Workbench(page, await watchPages(context, () => []))
  await workbench.ready()
  const client = await context.newCDPSession(page)
  await client.send('HeapProfiler.enable')
  const beforeMonaco = await heapMegabytes(client)
  for (const name of ['first', 'second']) await workbench.createSession(name)

  await client.send('Performance.enable')
  reportIdle('two sessions in the list', await busyShare(page, client))

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

  const frames = await scrollFrames(page)
  const plain = await plainScrollFrames()
  const longest = Math.max(...frames)
  report({
    name: 'window: longest frame of a scroll through 10,000 sessions',
    value: rounded(longest),
    unit: 'ms',
    target: '<= 50',
    met: longest <= 50,
    comparedWith: { name: 'as many rows of plain text', value: rounded(Math.max(...plain)) },
    details: { median: rounded(median(frames)), over50: frames.filter((frame) => frame > 50).length },
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
    details: { beforeMonaco: rounded(beforeMonaco), withMonacoAnd10000Sessions: rounded(warm) },
  })

  reportIdle('10,000 sessions in the list', await busyShare(page, client))
  await context.close()
  await host.process.stop()
} finally {
  await server.stop()
  await browser.close()
  await folder.remove()
}
