import { expect, test } from '../fixtures/browser-test.ts'
import { isOnDisk } from '../fixtures/vault-journal.ts'

// Runs belong to the session: what they printed and how they ended is there after the application was killed.

test('runs outlive an application that was killed: output, outcome, and no tick for one that was under way', async ({
  workbench,
  host,
  hosts,
  dataFolder,
}) => {
  const { page, watch } = workbench
  watch.allow(/WebSocket|ERR_CONNECTION|Failed to load resource/)
  await workbench.createSession('elephant')
  await workbench.newScratch()
  await workbench.type('print("printed before the crash")\nraise SystemExit(3)')
  await workbench.run()
  await workbench.expectOutcome('failed')
  await workbench.newScratch()
  await workbench.type('import time\nprint("begun", flush=True)\ntime.sleep(600)')
  await workbench.run()
  await expect(workbench.result).toContainText('running')
  await workbench.expectKept()
  await expect.poll(() => isOnDisk(dataFolder.path, /"exitCode":3/), 'the end of the first is on disk').toBe(true)
  await expect.poll(() => isOnDisk(dataFolder.path, /"name":"running"/), 'the second is on disk').toBe(true)
  await host.process.kill()

  const next = await hosts.start()
  await page.goto(next.address)
  await workbench.ready()
  await workbench.session('elephant').click()
  await workbench.tab('scratch 2').click()
  await expect(workbench.result).toHaveText(/^\s*(connection lost|sandbox gone)/, { timeout: 30_000 })
  await workbench.tab('scratch 1').click()
  await workbench.expectOutcome('failed')
  await expect(workbench.result).toContainText('exit code 3')
  await expect(workbench.result).toContainText('printed before the crash')
})
