import { expect, test } from '../fixtures/browser-test.ts'
import { isAlive } from '../fixtures/process-table.ts'
import type { Workbench } from '../fixtures/workbench.ts'

// What must still be there after something went away.

/** A file in the sandbox with edits that were never saved. */
async function editWithoutSaving(workbench: Workbench, text: string): Promise<void> {
  await workbench.command('printf "first\\n" > notes.txt; echo made')
  await expect(workbench.screen).toContainText('made')
  await workbench.refreshFiles()
  await workbench.file('notes.txt').click()
  await expect(workbench.editorLines).toContainText('first')
  await workbench.type(text)
  await workbench.expectKept()
}

test('a reload keeps the session, unsaved text and a run that goes on', async ({ workbench }) => {
  const { page } = workbench
  await workbench.createSession('keeper')
  await editWithoutSaving(workbench, 'edited, not saved')
  await workbench.newScratch()
  await workbench.type(
    'import time\nprint("begun", flush=True)\nopen("/workspace/seen", "w").close()\nwhile True:\n    import os\n    if os.path.exists("/workspace/go"):\n        break\n    time.sleep(0.05)\nprint("done after the reload")\n',
  )
  await workbench.run()
  await expect(workbench.result).toContainText('running')

  await page.reload()
  await workbench.ready()
  await expect(workbench.title).toContainText('keeper')
  await expect(workbench.editorLines).toContainText('done after the reload')
  await expect(workbench.result).toContainText('running')
  await workbench.command('touch go')
  await workbench.expectOutcome('ok')
  await expect(workbench.result).toContainText('done after the reload')

  await workbench.tab('notes.txt').click()
  await expect(workbench.editorLines).toContainText('edited, not saved')
  await expect(workbench.tab('notes.txt')).toHaveAccessibleName(/unsaved/)
})

test('edits and a run outlive a host that was killed', async ({ workbench, host, hosts }) => {
  const { page, watch } = workbench
  watch.allow(/WebSocket|ERR_CONNECTION|Failed to load resource/)
  await workbench.createSession('phoenix')
  await editWithoutSaving(workbench, 'typed before the crash')
  await workbench.newScratch()
  await workbench.type(
    'import os, time\nopen("begun", "w").write("under way")\nwhile not os.path.exists("go"):\n    time.sleep(0.05)\nopen("end", "w").write("ended as it would have")\n',
  )
  await workbench.run()
  await workbench.command('until [ -s begun ]; do sleep 0.1; done; cat begun')
  await expect(workbench.screen).toContainText('under way')
  const localServer = await host.localServerPid()
  await host.process.kill()

  const next = await hosts.start()
  await page.goto(next.address)
  await workbench.ready()
  expect(isAlive(localServer), 'the local server outlives its host').toBe(true)
  expect(await next.localServerPid()).toBe(localServer)
  await workbench.session('phoenix').click()
  await workbench.tab('notes.txt').click()
  await expect(workbench.editorLines).toContainText('typed before the crash')
  await workbench.command('cat notes.txt; touch go; until [ -s end ]; do sleep 0.1; done; cat end')
  await expect(workbench.screen).toContainText('first')
  await expect(workbench.screen).toContainText('ended as it would have')
})

test('a dead local server is shown as such and recovered from', async ({ workbench, host }) => {
  const { page } = workbench
  await workbench.createSession('lazarus')
  await workbench.command('echo kept > kept.txt; echo written')
  await expect(workbench.screen).toContainText('written')
  await workbench.newScratch()
  await workbench.type('import time\nprint("begun", flush=True)\ntime.sleep(600)\n')
  await workbench.run()
  await expect(workbench.result).toContainText('running')

  process.kill(await host.localServerPid(), 'SIGKILL')
  await expect(workbench.result).not.toContainText('running')
  await expect(workbench.result).toContainText(/sandbox gone|connection lost/)

  // It is started again by itself, which is said; the session is there, its sandbox is not.
  await expect(page.getByRole('region', { name: 'Notices' })).toContainText(/ended at .* and was started again/)
  await expect.poll(() => workbench.page.getByText(/Connected|Local server ready/).count()).toBeGreaterThan(0)
  await page.reload()
  await workbench.ready()
  await workbench.session('lazarus').click()
  await workbench.command('cat kept.txt')
  await expect(workbench.screen).toContainText('kept')
})
