import { expect, test } from '../fixtures/browser-test.ts'
import { dialogWidths, lookInThemes } from '../fixtures/look.ts'
import { Workbench } from '../fixtures/workbench.ts'

test('dialogs, settings, palette and runs in every theme: axe finds nothing, nothing is cut off', async ({
  page,
  host,
  watch,
}) => {
  test.setTimeout(600_000)
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto(host.address)
  const workbench = new Workbench(page, watch)
  await workbench.ready()
  await workbench.createSession('air-quality')
  await workbench.newScratch()
  await workbench.type('print("41,208 readings")\n')
  await workbench.run()
  await workbench.expectOutcome('ok')
  await workbench.command('pytest -q || true')

  await workbench.palette('')
  await lookInThemes(page, 'palette', dialogWidths)
  await page.keyboard.press('Escape')

  const dialogs = {
    details: 'details air-quality',
    'run-options': 'folder and environment',
    'go-to-folder': 'go to a folder',
    'open-by-id': 'open a session by its id',
    kept: 'deleted and expired sessions',
    logs: 'logs and report',
    notices: 'all notices',
  }
  for (const [view, command] of Object.entries(dialogs)) {
    await workbench.palette(`>${command}`)
    await page.keyboard.press('Enter')
    await expect(page.getByRole('combobox', { name: 'Search or run a command' })).toBeHidden()
    await expect(page.getByRole('dialog')).toBeVisible()
    await lookInThemes(page, view, dialogWidths)
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toBeHidden()
  }

  await workbench.palette('>settings')
  await page.keyboard.press('Enter')
  for (const name of ['Appearance', 'Runs', 'Kept here', 'Keys']) {
    await page.getByRole('tab', { name, exact: true }).last().click()
    await expect(page.getByRole('tabpanel', { name, exact: true })).toBeVisible()
    await lookInThemes(page, `settings-${name.toLowerCase().replace(' ', '-')}`, dialogWidths)
  }
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: 'Filter sessions' }).click()
  await page.getByRole('textbox', { name: 'Filter sessions' }).fill('air')
  await page.getByRole('tab', { name: /^Runs/ }).click()
  await page.getByRole('row', { name: /scratch 1/ }).click()
  await expect(workbench.panel).toContainText(/stdout\s*16 B/)
  await lookInThemes(page, 'runs')
})
