import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { chromium } from 'playwright/test'
import { startBrowserHost } from '../fixtures/browser-host.ts'
import { makeDataFolder } from '../fixtures/data-folder.ts'
import { chromiumExecutable, isRoot } from '../fixtures/environment.ts'
import { watchPages } from '../fixtures/page-watch.ts'
import { Workbench } from '../fixtures/workbench.ts'
import { median, report, rounded } from './measure.ts'
import type { StartMarks } from './start-marks.ts'
import { emptyPage, startMarks } from './start-marks.ts'

// From the start of the browser host to a usable window in a browser that runs, on a data folder that holds a session.

const runs = 10
const folder = makeDataFolder()
const browser = await chromium.launch({ executablePath: chromiumExecutable(), chromiumSandbox: !isRoot })

async function start(): Promise<StartMarks> {
  // The browser runs and has a tab: making a profile of its own for each run is the test's work, not the host's.
  const context = await browser.newContext()
  const page = await context.newPage()
  const began = Date.now()
  const host = await startBrowserHost(folder.path)
  await page.goto(host.address)
  const marks = await startMarks(page, began)
  await context.close()
  await host.process.stop()
  return marks
}

/** The same browser on a server in this process that answers at once with an empty page. */
async function startEmpty(): Promise<StartMarks> {
  const context = await browser.newContext()
  const page = await context.newPage()
  const began = Date.now()
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html')
    response.end(emptyPage)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  const marks = await startMarks(page, began)
  await context.close()
  server.closeAllConnections()
  server.close()
  return marks
}

try {
  // The first start makes the data folder and a session, and warms the caches.
  const host = await startBrowserHost(folder.path)
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(host.address)
  const workbench = new Workbench(page, await watchPages(context, () => []))
  await workbench.ready()
  await workbench.createSession('bench')
  await context.close()
  await host.process.stop()
  await startEmpty()

  const ours: StartMarks[] = []
  const plain: StartMarks[] = []
  for (let run = 0; run < runs; run += 1) {
    ours.push(await start())
    plain.push(await startEmpty())
  }
  const usable = median(ours.map((marks) => marks.usable))
  report({
    name: 'start to usable, warm, browser host and an open browser',
    value: rounded(usable),
    unit: 'ms',
    target: '< 1000',
    met: usable < 1000,
    comparedWith: { name: 'an empty page in the same browser', value: rounded(median(plain.map((one) => one.usable))) },
    details: {
      page: rounded(median(ours.map((marks) => marks.page))),
      paint: rounded(median(ours.map((marks) => marks.paint))),
    },
  })
} finally {
  await browser.close()
  await folder.remove()
}
