import { expect } from '../fixtures/browser-test.ts'
import { lookInThemes } from '../fixtures/look.ts'
import { test } from '../fixtures/remote-test.ts'
import { freePort, startSandboxServer } from '../fixtures/sandbox-server.ts'

test('a second connection by address and user id, with its own sessions', async ({ workbench, server }) => {
  const { page } = workbench
  await workbench.connect(server.address, 'ada', 'Lab')
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
  await workbench.connect(server.address, 'ada', 'Lab')
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
  const dialog = await workbench.fillConnectDialog(`http://127.0.0.1:${await freePort()}`, 'ada', 'Nobody')
  await dialog.getByRole('button', { name: /^Connect/ }).click()
  await expect(dialog.getByRole('alert')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await workbench.title.getByRole('button', { name: /^Connections/ }).click()
  await expect(page.getByRole('menu')).toContainText('This computer')
  await expect(page.getByRole('menu')).not.toContainText('Nobody')
})

test('an address that would send the token in the clear is refused before it is asked', async ({ workbench }) => {
  const dialog = await workbench.fillConnectDialog('http://lab.example.org', 'ada', 'Clear')
  await dialog.getByRole('button', { name: /^Connect/ }).click()
  await expect(dialog).toContainText('Only https is allowed')
})
