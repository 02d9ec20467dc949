import { expect } from '../fixtures/browser-test.ts'
import { lookInThemes } from '../fixtures/look.ts'
import { test } from '../fixtures/remote-test.ts'
import { freePort, startSandboxServer } from '../fixtures/sandbox-server.ts'
import type { Workbench } from '../fixtures/workbench.ts'

async function connect(workbench: Workbench, address: string, userId: string, name: string): Promise<void> {
  const dialog = await workbench.openConnectDialog()
  await dialog.getByRole('textbox', { name: /^Address/ }).fill(address)
  await dialog.getByRole('textbox', { name: /^User/ }).fill(userId)
  await dialog.getByRole('textbox', { name: /^Name/ }).fill(name)
  await dialog.getByRole('button', { name: /^Connect/ }).click()
}

test('a second connection by address and user id, with its own sessions', async ({ workbench, server }) => {
  const { page } = workbench
  await connect(workbench, server.address, 'ada', 'Lab')
  await expect(page.getByRole('dialog')).toBeHidden()
  await workbench.createSession('far-away', 'Lab')
  await expect(workbench.sideBar.getByText('Lab', { exact: true })).toBeVisible()
  await workbench.command('echo there; hostname')
  await expect(workbench.screen).toContainText('there')

  await page.reload()
  await workbench.ready()
  await expect(workbench.session('far-away')).toBeVisible()
})

test('a server that goes away is shown as such, with the age of what is known, and comes back', async ({
  workbench,
  server,
  remoteFolder,
}) => {
  // It waits for a list to become old, and is looked at in three themes.
  test.setTimeout(240_000)
  const { page } = workbench
  await connect(workbench, server.address, 'ada', 'Lab')
  await expect(page.getByRole('dialog')).toBeHidden()
  await workbench.createSession('far-away', 'Lab')
  await server.process.stop()
  await expect(workbench.session('far-away')).toHaveAccessibleName(/as of \d\d:\d\d/, { timeout: 40_000 })
  await lookInThemes(workbench.page, 'offline')
  const again = await startSandboxServer(remoteFolder.path, server.port)
  try {
    await workbench.checkLastConnection()
    await expect(workbench.session('far-away')).not.toHaveAccessibleName(/as of/)
  } finally {
    await again.process.stop()
  }
})

test('an address that does not answer is refused with its reason, and nothing is kept', async ({ workbench }) => {
  const { page } = workbench
  await connect(workbench, `http://127.0.0.1:${await freePort()}`, 'ada', 'Nobody')
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('alert')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await workbench.title.getByRole('button', { name: /^Connections/ }).click()
  await expect(page.getByRole('menu')).toContainText('This computer')
  await expect(page.getByRole('menu')).not.toContainText('Nobody')
})

test('an address that would send the token in the clear is refused before it is asked', async ({ workbench }) => {
  const { page } = workbench
  await connect(workbench, 'http://lab.example.org', 'ada', 'Clear')
  await expect(page.getByRole('dialog')).toContainText('Only https is allowed')
})
