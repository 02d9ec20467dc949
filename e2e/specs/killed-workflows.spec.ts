import { expect, test } from '../fixtures/browser-test.ts'
import { makeDataFolder } from '../fixtures/data-folder.ts'
import type { HoldingProxy } from '../fixtures/holding-proxy.ts'
import { startHoldingProxy } from '../fixtures/holding-proxy.ts'
import { startSandboxServer } from '../fixtures/sandbox-server.ts'

// The application is killed while a server is at something that it was asked to do.

const slow = test.extend<{ server: HoldingProxy }>({
  server: async ({ browserName: _browser }, use) => {
    const folder = makeDataFolder()
    const real = await startSandboxServer(folder.path)
    const proxy = await startHoldingProxy(real.port)
    await use(proxy)
    await proxy.close()
    await real.process.stop()
    await folder.remove()
  },
})

slow(
  'killed while it creates and while it pauses: the next start finishes both',
  async ({ workbench, server, host, hosts }) => {
    const { page, watch } = workbench
    watch.allow(/WebSocket|ERR_CONNECTION|Failed to load resource/)
    await workbench.connect(server.address, 'ada', 'Lab')

    const acquiring = server.hold('POST /sandbox/acquire')
    await page
      .getByRole('button', { name: /^New session/ })
      .first()
      .click()
    const dialog = page.getByRole('dialog', { name: 'New session' })
    await dialog.getByRole('combobox', { name: 'Where' }).click()
    await page.getByRole('option', { name: /Lab/ }).click()
    await dialog.getByRole('textbox', { name: 'Name' }).fill('half-made')
    await dialog.getByRole('button', { name: /^Create session/ }).click()
    await acquiring
    await expect(dialog.getByRole('status')).toHaveText('Step 2 of 3: sandbox')
    await host.process.kill()

    const second = await hosts.start()
    await page.goto(second.address)
    await workbench.ready()
    // Finished: it is there once, under its name, with a sandbox that works.
    await expect(workbench.session('half-made')).toHaveAccessibleName(/, active, /)
    await workbench.session('half-made').click()
    await workbench.command('echo it works')
    await expect(workbench.screen).toContainText('it works')

    // Its sandbox goes back after a question, and it gets another one.
    await workbench.session('half-made').click({ button: 'right' })
    await page.getByRole('menuitem', { name: /^Give sandbox back/ }).click()
    const question = page.getByRole('alertdialog', { name: /^Give back the sandbox of half-made/ })
    await question.getByRole('button', { name: 'Give sandbox back' }).click()
    await expect(question).toBeHidden()
    await page.getByRole('button', { name: 'Get a sandbox' }).click()
    await expect(page.getByRole('button', { name: 'Get a sandbox' })).toBeHidden()

    const pausing = server.hold('POST /pause')
    await workbench.session('half-made').click({ button: 'right' })
    await page.getByRole('menuitem', { name: /^Pause/ }).click()
    await page.getByRole('button', { name: /^Pause now/ }).click()
    await pausing
    await expect(page.getByRole('dialog').getByRole('status')).toHaveText('Pausing · step 3 of 5, pause')
    await second.process.kill()

    const third = await hosts.start()
    await page.goto(third.address)
    await workbench.ready()
    await expect(workbench.session('half-made')).toHaveAccessibleName(/, paused, /)
  },
)
