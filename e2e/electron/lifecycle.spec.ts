import path from 'node:path'
import type { ElectronApplication } from 'playwright/test'
import { displaySwitches } from '../fixtures/electron-app.ts'
import { expect, test } from '../fixtures/electron-test.ts'
import { electronExecutable, isRoot, projectFolder } from '../fixtures/environment.ts'
import { localServerPid } from '../fixtures/local-server.ts'
import { findProcesses, openFiles } from '../fixtures/process-table.ts'
import { startProcess } from '../fixtures/running-process.ts'

/**
 * Answers the questions of the system in the person's place: 0 stays. Tells what was asked, by the program's output: that
 * is there while it ends, too.
 */
async function answerQuestions(app: ElectronApplication, answers: readonly number[]): Promise<() => readonly string[]> {
  let printed = ''
  app.process().stdout?.on('data', (chunk: Buffer) => {
    printed += chunk.toString()
  })
  await app.evaluate(({ dialog }, given) => {
    const left = [...given]
    Reflect.set(dialog, 'showMessageBoxSync', (_window: unknown, options: { message: string }) => {
      process.stdout.write(`asked: ${options.message}\n`)
      return left.shift()
    })
  }, answers)
  return () => [...printed.matchAll(/^asked: (.*)$/gm)].map(([, message = '']) => message)
}

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

test('a second start brings the window forward, says what it cannot have of its wishes, and ends; on another folder it is another application', async ({
  window: { app, workbench, pid },
  dataFolder,
  open,
}) => {
  await app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.hide()
  })
  const again = (...more: readonly string[]) =>
    startProcess(electronExecutable(), [
      ...displaySwitches,
      ...(isRoot ? ['--no-sandbox'] : []),
      projectFolder,
      '--data',
      dataFolder.path,
      ...more,
    ])
  const [second, unisolated] = [again(), again('--runtime', 'unisolated')]
  expect(await second.exited, second.lines.join('\n')).toBe(0)
  expect(await unisolated.exited, unisolated.lines.join('\n')).toBe(1)
  expect(unisolated.lines.join('\n')).toContain('It runs its sandboxes with bubblewrap. End it first')
  const shown = () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((one) => one.isVisible()))
  await expect.poll(shown).toEqual([true])
  await workbench.ready()

  const elsewhere = path.join(dataFolder.path, 'other')
  const other = await open({ dataFolder: elsewhere })
  expect(other.pid).not.toBe(pid)
  await workbench.createSession('only-here')
  await expect(other.page.getByRole('main')).toContainText('This computer is ready')
  await expect(other.workbench.session('only-here')).toHaveCount(0)
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
  // The first time the person stays.
  const asked = await answerQuestions(app, [0, 1])
  await app.evaluate(({ app: electron }) => electron.quit())
  await expect.poll(asked).toEqual(['A run is not over yet.'])
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

test('closing asks while edits are not kept, and obeys the answer', async ({
  window: { app, page, workbench },
  dataFolder,
}) => {
  await workbench.createSession('unkept')
  await workbench.newScratch()
  await workbench.type('kept')
  await workbench.expectKept()
  const [vault] = [...findProcesses('vault.mjs', dataFolder.path).keys()]
  if (vault === undefined) throw new Error('No vault runs')
  // Stays, then goes.
  const asked = await answerQuestions(app, [0, 1])
  const question = 'Some edits are not kept on this computer yet.'
  process.kill(vault, 'SIGSTOP')
  try {
    await workbench.type('not kept')
    const close = () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
    await close()
    await expect.poll(asked).toEqual([question])
    await expect(workbench.editorLines).toContainText('not kept')
    await close()
    await expect.poll(asked).toEqual([question, question])
  } finally {
    process.kill(vault, 'SIGCONT')
  }
  await expect.poll(() => page.isClosed()).toBe(true)
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

test('a renderer that crashed comes back with the session and its text, and says so', async ({
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
        'document.documentElement.dataset.state + " " + (document.querySelector(".view-lines")?.textContent ?? "") + " " + document.body.textContent',
      ) as Promise<string>
    })
  await expect.poll(state).toMatch(/^ready still.here.*The window stopped working and was loaded again/s)
  // A load that a person asks for has nothing to say.
  const again = () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.reload())
  await again()
  await expect.poll(state).toMatch(/^ready still.here/)
  expect(await state()).not.toContain('stopped working')
})
