import type { Locator } from 'playwright/test'
import { expect, test } from '../fixtures/browser-test.ts'
import { lookInThemes } from '../fixtures/look.ts'
import { apiUser, freePort, startSandboxServer } from '../fixtures/sandbox-server.ts'
import type { Workbench } from '../fixtures/workbench.ts'

async function openDialog({ title, page }: Workbench): Promise<Locator> {
  await title.getByRole('button', { name: /^Connections/ }).click()
  await page.getByRole('menuitem', { name: /^Limits and programs/ }).click()
  const dialog = page.getByRole('dialog', { name: 'This computer' })
  await expect(dialog).toBeVisible()
  return dialog
}

test('this computer is opened to programs by a switch, which says where, and what is in the way', async ({
  workbench,
  dataFolder,
}) => {
  test.setTimeout(240_000)
  await expect(workbench.page.getByRole('main')).toContainText('This computer is ready')
  await workbench.createSession('mine')
  const taken = await startSandboxServer(`${dataFolder.path}/other`)
  const dialog = await openDialog(workbench)
  const [port, toggle] = [dialog.getByRole('textbox', { name: 'Port' }), dialog.getByRole('switch')]
  await port.fill(String(taken.port))
  await toggle.click()
  await expect(dialog).toContainText(`Port ${taken.port} is taken by another program.`)
  await expect(toggle).not.toBeChecked()
  await taken.process.stop()

  const free = await freePort()
  await port.fill(String(free))
  await toggle.click()
  await expect(dialog).toContainText(`SandboxClient(base_url="http://127.0.0.1:${free}")`)
  await lookInThemes(workbench.page, 'this-computer')
  const program = await apiUser(`http://127.0.0.1:${free}`, 'program')
  await program.post('/sessions', { metadata: { name: 'made by a program' } })
  program.close()
  await toggle.click()
  await expect(dialog).not.toContainText('SandboxClient')
  await expect(apiUser(`http://127.0.0.1:${free}`, 'program')).rejects.toThrow('ECONNREFUSED')
  await workbench.page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
})

test('without isolation the whole status line says so, in red', async ({ page, hosts, watch }) => {
  test.setTimeout(240_000)
  const host = await hosts.start('--runtime', 'unisolated')
  await page.goto(host.address)
  await expect(page.getByRole('contentinfo')).toContainText('Not isolated: code can reach your files')
  await lookInThemes(page, 'unisolated')
  expect(watch.problems).toEqual([])
})
