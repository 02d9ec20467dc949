import { expect } from '../fixtures/browser-test.ts'
import { test } from '../fixtures/remote-test.ts'
import type { ApiUser } from '../fixtures/sandbox-server.ts'
import { apiUser, freePort, startSandboxServer, textOf } from '../fixtures/sandbox-server.ts'
import { isOnDisk } from '../fixtures/vault-journal.ts'
import type { Workbench } from '../fixtures/workbench.ts'

/** Sessions as a program makes them that names them `PREFIX-01` and so on; the first ones with a sandbox each. */
async function makeSessions(program: ApiUser, prefix: string, count: number, withSandbox: number): Promise<void> {
  for (let number = 1; number <= count; number += 1) {
    const name = `${prefix}-${String(number).padStart(2, '0')}`
    const asked = { metadata: { name } }
    const sessionId = textOf(await program.post('/sessions', asked), 'id')
    if (number > withSandbox) continue
    const sandboxId = textOf(await program.post('/sandbox/acquire'), 'sandbox_id')
    await program.post(`/sessions/${sessionId}/bind`, { sandbox_id: sandboxId })
  }
}

/** The list is virtual: how many it has is what each of its rows says. What others make is seen at the next poll. */
async function expectSessions(workbench: Workbench, count: number): Promise<void> {
  await expect(workbench.sessions.getByRole('option').first()).toHaveAttribute('aria-setsize', String(count), {
    timeout: 60_000,
  })
}

/** Opens this computer to programs and gives the address for them. */
async function letProgramsIn({ page, title }: Workbench): Promise<string> {
  await title.getByRole('button', { name: /^Connections/ }).click()
  await page.getByRole('menuitem', { name: /^Limits and programs/ }).click()
  const dialog = page.getByRole('dialog', { name: 'This computer' })
  const port = await freePort()
  await dialog.getByRole('textbox', { name: 'Port' }).fill(String(port))
  await dialog.getByRole('switch').click()
  await expect(dialog).toContainText(`SandboxClient(base_url="http://127.0.0.1:${port}")`)
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  return `http://127.0.0.1:${port}`
}

async function filter({ page, sessions }: Workbench, words: string, count: number): Promise<void> {
  const field = page.getByRole('textbox', { name: 'Filter sessions' })
  if (!(await field.isVisible())) await page.getByRole('button', { name: 'Filter sessions' }).click()
  await field.fill(words)
  await expect(sessions.getByRole('option').first()).toHaveAttribute('aria-setsize', String(count))
}

/** Runs until the file `go` is there, and says so. */
const waitingProgram =
  'import os, time\nprint("begun", flush=True)\nwhile not os.path.exists("/workspace/go"):\n    time.sleep(0.05)\nprint("went on")\n'

async function startWaiting(workbench: Workbench, name: string): Promise<void> {
  await filter(workbench, name, 1)
  await workbench.session(name).click()
  await workbench.expectOpen(name)
  await workbench.newScratch()
  await workbench.type(waitingProgram)
  await workbench.run()
  await expect(workbench.result).toContainText('running')
  await workbench.expectKept()
}

test('a day: forty sessions on two connections, one of which dies in the middle', async ({
  workbench,
  server,
  remoteFolder,
  dataFolder,
  host,
  hosts,
}) => {
  // Forty sessions, three starts, and a list that has to become old.
  test.setTimeout(300_000)
  const { page, watch } = workbench

  await test.step('in the morning: what programs made over night, on both, and two made by hand', async () => {
    const agent = await apiUser(server.address, 'ada')
    await makeSessions(agent, 'lab', 20, 2)
    agent.close()
    await workbench.connect(server.address, 'ada', 'Lab')
    await expectSessions(workbench, 20)
    const program = await apiUser(await letProgramsIn(workbench), 'nightly')
    await makeSessions(program, 'job', 18, 2)
    program.close()
    await workbench.createSession('hand-here')
    await workbench.createSession('hand-lab', 'Lab')
    await workbench.command('echo of the morning > kept.txt; echo written')
    await expect(workbench.screen).toContainText('written')
    await expectSessions(workbench, 40)
  })

  await test.step('work on both at once, and a text that is not saved', async () => {
    await startWaiting(workbench, 'hand-here')
    await startWaiting(workbench, 'hand-lab')
    await workbench.newScratch()
    await workbench.type('a thought of the morning')
    await workbench.expectKept()
    await filter(workbench, '', 40)
  })

  await test.step('the server dies: its run is not called ok, its list is dated, the rest goes on', async () => {
    await server.process.kill()
    await workbench.tab('scratch 1').click()
    await workbench.expectOutcome('(connection lost|sandbox gone)')
    await filter(workbench, 'lab-0', 9)
    await expect(workbench.session('lab-01')).toHaveAccessibleName(/as of \d\d:\d\d/, { timeout: 60_000 })
    await filter(workbench, '', 40)
    await filter(workbench, 'hand-here', 1)
    await workbench.session('hand-here').click()
    await expect(workbench.session('hand-here')).not.toHaveAccessibleName(/as of/)
    await workbench.command('touch go')
    await workbench.expectOutcome('ok')
    await expect(workbench.result).toContainText('went on')
    const isKept = () => isOnDisk(dataFolder.path, /"title":"scratch 1"[^\0]{1,2000}"exitCode":0/)
    await expect.poll(isKept, 'the end of the run is on disk').toBe(true)
  })

  await test.step('the application is killed too: what was typed is there, also where no server answers', async () => {
    watch.allow(/WebSocket|ERR_CONNECTION|Failed to load resource/)
    await host.process.kill()
    const next = await hosts.start()
    await page.goto(next.address)
    await workbench.ready()
    await filter(workbench, 'hand-lab', 1)
    await workbench.session('hand-lab').click()
    await workbench.tab('scratch 2').click()
    await expect(workbench.editorLines).toContainText('a thought of the morning')
    await expect(workbench.session('hand-lab')).toHaveAccessibleName(/unknown|as of/)
    await filter(workbench, 'hand-here', 1)
    await workbench.session('hand-here').click()
    await workbench.expectOutcome('ok')
  })

  const again = await startSandboxServer(remoteFolder.path, server.port)
  try {
    await test.step('the server is back: all forty as they are now, and the files of the morning', async () => {
      await workbench.checkLastConnection()
      await filter(workbench, '', 40)
      await filter(workbench, 'hand-lab', 1)
      await expect(workbench.session('hand-lab')).toHaveAccessibleName(/, active, (?!.*as of)/)
      await workbench.session('hand-lab').click()
      await workbench.command('cat kept.txt')
      await expect(workbench.screen).toContainText('of the morning')
    })

    await test.step('in the evening: everything of the night goes, on both, and stays away', async () => {
      for (const [words, count] of [
        ['lab-', 20],
        ['job-', 18],
      ] as const) {
        await filter(workbench, words, count)
        await workbench.sessions.focus()
        await page.keyboard.press('ControlOrMeta+a')
        await page.keyboard.press('Delete')
        const dialog = page.getByRole('alertdialog', { name: `Delete ${count} sessions?` })
        await dialog.getByRole('button', { name: `Delete ${count} sessions` }).click()
        await expect(dialog).toContainText(`${count} of ${count} deleted.`, { timeout: 60_000 })
        await dialog.getByRole('button', { name: 'Done' }).click()
        await expect(dialog).toBeHidden()
      }
      await filter(workbench, '', 2)
      await hosts.all.at(-1)?.process.stop()
      const next = await hosts.start()
      await page.goto(next.address)
      await workbench.ready()
      await expectSessions(workbench, 2)
      const agent = await apiUser(again.address, 'ada')
      expect((await agent.get('/sessions')).sessions).toHaveLength(1)
      agent.close()
    })
  } finally {
    await again.process.stop()
  }
})
