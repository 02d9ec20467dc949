import { displaySwitches } from '../fixtures/electron-app.ts'
import { expect, test } from '../fixtures/electron-test.ts'
import { electronExecutable, isRoot, projectFolder } from '../fixtures/environment.ts'
import { localServerPid } from '../fixtures/local-server.ts'
import { findProcesses, openFiles } from '../fixtures/process-table.ts'
import { startProcess } from '../fixtures/running-process.ts'

test('a reload keeps the session, its unsaved text and the outcome of a run', async ({
  window: { page, workbench },
}) => {
  await workbench.createSession('keeper')
  await workbench.newScratch()
  await workbench.type('print("result " + str(6 * 7))')
  await workbench.run()
  await workbench.expectOutcome('ok')
  await workbench.type('print("edited since")')
  await workbench.expectKept()
  await page.reload()
  await workbench.ready()
  await expect(workbench.title).toContainText('keeper')
  await expect(workbench.editorLines).toContainText('edited since')
  await expect(workbench.result).toContainText('result 42')
  await workbench.expectOutcome('ok')
})

test('a second start brings the window forward and ends', async ({ window: { app, workbench }, dataFolder }) => {
  await app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.hide()
  })
  const second = startProcess(electronExecutable(), [
    ...displaySwitches,
    ...(isRoot ? ['--no-sandbox'] : []),
    projectFolder,
    '--data',
    dataFolder.path,
  ])
  expect(await second.exited, second.lines.join('\n')).toBe(0)
  const shown = () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((one) => one.isVisible()))
  await expect.poll(shown).toEqual([true])
  await workbench.ready()
})

test('quitting asks while a run is not over; the run goes on without the application', async ({
  window: { app, page, workbench, quit },
  open,
}) => {
  await workbench.createSession('busy')
  await workbench.newScratch()
  await workbench.type(
    'import os, time\nwhile not os.path.exists("go"):\n    time.sleep(0.05)\nopen("end", "w").write("ended as it would have")\n',
  )
  await workbench.run()
  await app.evaluate(({ dialog }) => {
    const asked: string[] = []
    Reflect.set(globalThis, 'asked', asked)
    // 0: stay, 1: quit. The first time the person stays.
    Reflect.set(dialog, 'showMessageBoxSync', (_window: unknown, options: { message: string }) => {
      asked.push(options.message)
      return asked.length === 1 ? 0 : 1
    })
  })
  await app.evaluate(({ app: electron }) => electron.quit())
  await expect
    .poll(() => app.evaluate(() => Reflect.get(globalThis, 'asked') as unknown))
    .toEqual(['A run is not over yet.'])
  await workbench.ready()
  expect(page.isClosed()).toBe(false)
  expect(await quit()).toBe(true)

  const next = (await open()).workbench
  await next.session('busy').click()
  await next.command('touch go; until [ -s end ]; do sleep 0.1; done; cat end')
  await expect(next.screen).toContainText('ended as it would have')
})

test('quitting ends everything but the local server, and the next start attaches to it', async ({
  window,
  dataFolder,
  open,
}) => {
  const server = await localServerPid(dataFolder.path)
  await expect(window.page.getByRole('main')).toContainText('This computer is ready')
  expect(await window.quit()).toBe(true)
  await expect.poll(() => [...findProcesses(dataFolder.path).keys()]).toEqual([server])
  // Electron hands its open files on to whatever it starts.
  expect(openFiles(server).filter((file) => file.includes('/electron/'))).toEqual([])
  const next = await open()
  await expect(next.page.getByRole('main')).toContainText('This computer is ready')
  expect(await localServerPid(dataFolder.path)).toBe(server)
})

test('edits outlive an application that was killed', async ({ open }) => {
  const first = await open()
  await first.workbench.createSession('phoenix')
  await first.workbench.newScratch()
  await first.workbench.type('typed before the crash')
  await first.workbench.expectKept()
  await first.kill()

  const { workbench } = await open()
  await workbench.session('phoenix').click()
  await expect(workbench.editorLines).toContainText('typed before the crash')
})

test('a renderer that crashed comes back with the session and its text', async ({
  window: { app, page, workbench },
}) => {
  await workbench.createSession('crash')
  await workbench.newScratch()
  await workbench.type('still here')
  await workbench.expectKept()
  workbench.watch.allow(/crashed/)
  const gone = page.waitForEvent('crash')
  await app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer()
  })
  await gone
  const state = () =>
    app.evaluate(async ({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      return contents?.executeJavaScript(
        'document.documentElement.dataset.state + " " + (document.querySelector(".view-lines")?.textContent ?? "")',
      ) as Promise<string>
    })
  await expect.poll(state).toMatch(/^ready still.here/)
})
