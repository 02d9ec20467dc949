import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { makeDataFolder } from '../fixtures/data-folder.ts'
import { startApp } from '../fixtures/electron-app.ts'
import { watchPages } from '../fixtures/page-watch.ts'
import { Workbench } from '../fixtures/workbench.ts'
import { median, report, rounded } from './measure.ts'
import type { StartMarks } from './start-marks.ts'
import { emptyPage, startMarks } from './start-marks.ts'

// From the start of the process to a window that can be used, on a data folder that holds a session. Monaco and the
// terminal come later and are not counted. Playwright's debugger is attached in both, and takes its share.

const runs = 10
const folder = makeDataFolder()

/** An application with a window and an empty page: less than this no Electron application can take. */
function bareApplication(): string {
  const bare = path.join(folder.path, 'bare')
  mkdirSync(path.join(bare, 'out', 'main'), { recursive: true })
  writeFileSync(path.join(bare, 'package.json'), JSON.stringify({ name: 'bare', main: 'out/main/main.cjs' }))
  writeFileSync(path.join(bare, 'page.html'), emptyPage)
  const code = `const { app, BrowserWindow: Window } = require(${JSON.stringify('electron')})
app.whenReady().then(() => new Window({ width: 1280, height: 800 }).loadFile(${JSON.stringify(path.join(bare, 'page.html'))}))
app.on('window-all-closed', () => app.quit())`
  writeFileSync(path.join(bare, 'out', 'main', 'main.cjs'), code)
  return bare
}

async function start(application?: string): Promise<StartMarks> {
  const began = Date.now()
  const running = await startApp({ dataFolder: folder.path, ...(application ? { folder: application } : {}) })
  const marks = await startMarks(running.page, began)
  await running.quit()
  return marks
}

try {
  // The first start makes the data folder and a session, and warms the caches.
  const first = await startApp({ dataFolder: folder.path })
  const workbench = new Workbench(first.page, await watchPages(first.app.context(), () => []))
  await workbench.ready()
  await workbench.createSession('bench')
  await first.quit()
  const bare = bareApplication()
  await start(bare)

  const ours: StartMarks[] = []
  const plain: StartMarks[] = []
  for (let run = 0; run < runs; run += 1) {
    ours.push(await start())
    plain.push(await start(bare))
  }
  const usable = median(ours.map((marks) => marks.usable))
  report({
    name: 'start to usable, warm, Electron',
    value: rounded(usable),
    unit: 'ms',
    target: '< 1000',
    met: usable < 1000,
    comparedWith: {
      name: 'a bare Electron window with an empty page',
      value: rounded(median(plain.map((marks) => marks.usable))),
    },
    details: {
      page: rounded(median(ours.map((marks) => marks.page))),
      paint: rounded(median(ours.map((marks) => marks.paint))),
    },
  })
} finally {
  await folder.remove()
}
