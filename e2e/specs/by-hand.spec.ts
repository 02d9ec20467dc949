import { expect, test } from '../fixtures/browser-test.ts'
import { Workbench } from '../fixtures/workbench.ts'

test('the palette, keys of one’s own, and how text is drawn', async ({ page, host, watch }) => {
  await page.goto(host.address)
  const workbench = new Workbench(page, watch)
  await workbench.ready()
  await workbench.createSession('air-quality')
  await workbench.newScratch()
  await workbench.type('print(6 * 7)\n')

  await test.step('the palette runs what it finds, with its target', async () => {
    await workbench.palette('>run scratch')
    await expect(page.getByRole('option', { name: /^Run\s*scratch 1/ })).toBeVisible()
    await page.keyboard.press('Enter')
    await workbench.expectOutcome('ok')
    await expect(workbench.result).toContainText('42')
  })

  await test.step('a new file can be copied as a call before it is made, by keys alone', async () => {
    await workbench.palette('>new file')
    await page.keyboard.press('Enter')
    const field = page.getByRole('textbox', { name: 'Name of the new file' })
    await expect(field).toBeFocused()
    await page.keyboard.type('data.csv')
    await page.keyboard.press('Tab')
    await expect(page.getByRole('button', { name: 'Copy as', exact: true })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('menuitem', { name: 'Copy as curl' })).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('button', { name: 'Copy as', exact: true })).toBeFocused()
    await page.keyboard.press('Shift+Tab')
    await expect(field).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(workbench.file('data.csv')).toBeVisible()
    await expect(workbench.tab('data.csv')).toBeVisible()
    await page.keyboard.press('Alt+Shift+W')
    await expect(workbench.tab('data.csv')).toHaveCount(0)
  })

  await test.step('in the smallest window the panel makes room before the editor does', async () => {
    const size = page.viewportSize()
    await page.setViewportSize({ width: 480, height: 400 })
    await workbench.palette('>go to a folder')
    await page.keyboard.press('Enter')
    await page.getByRole('textbox', { name: 'Folder' }).fill('/workspace')
    await page.keyboard.press('Enter')
    await expect(workbench.files).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(workbench.files).toBeHidden()
    // As two notices of several lines would.
    const style = await page.addStyleTag({ content: 'footer { margin-top: 160px }' })
    await expect.poll(async () => (await page.getByRole('main').boundingBox())?.height).toBeGreaterThanOrEqual(160)
    await style.evaluate((element) => element.parentNode?.removeChild(element))
    if (size) await page.setViewportSize(size)
  })

  await test.step('a key is changed and does it from then on, after a reload too', async () => {
    await page.keyboard.press('Control+,')
    await page.getByRole('tab', { name: 'Keys' }).click()
    await page.getByRole('textbox', { name: 'Find a command' }).fill('scratch')
    await page.getByRole('button', { name: /^Key of New scratch cell/ }).click()
    await page.keyboard.press('Control+Shift+Y')
    await expect(page.getByRole('button', { name: /^Key of New scratch cell: Ctrl Shift Y/ })).toBeVisible()
    await page.getByRole('tab', { name: 'Appearance' }).click()
    await page.getByRole('textbox', { name: 'Size in the editor' }).fill('20')
    await page.keyboard.press('Escape')
    await expect(workbench.editorLines.locator('.view-line').first()).toHaveCSS('font-size', '20px')
    await page.reload()
    await workbench.expectOpen('air-quality')
    await expect(workbench.editorTabs).toHaveCount(1)
    await page.keyboard.press('Control+Shift+Y')
    await expect(workbench.editorTabs).toHaveCount(2)
    await expect(workbench.editorLines.locator('.view-line').first()).toHaveCSS('font-size', '20px')
  })
})

test('sessions are filtered, labelled, opened by their id, and several are done with at once', async ({
  page,
  host,
  watch,
}) => {
  await page.goto(host.address)
  const workbench = new Workbench(page, watch)
  await workbench.ready()
  for (const name of ['alpha', 'beta', 'gamma']) await workbench.createSession(name)

  await test.step('a label is kept and found by', async () => {
    await workbench.palette('>details gamma')
    await page.keyboard.press('Enter')
    const details = page.getByRole('dialog', { name: 'gamma' })
    await details.getByRole('textbox', { name: 'Labels' }).fill('nightly')
    await page.keyboard.press('Enter')
    await expect(details.getByRole('listitem').filter({ hasText: 'nightly' })).toBeVisible()
    await page.keyboard.press('Escape')
    await page.reload()
    await workbench.expectOpen('gamma')
    await page.getByRole('button', { name: 'Filter sessions' }).click()
    await page.getByRole('textbox', { name: 'Filter sessions' }).fill('nightly')
    await expect(workbench.sessions.getByRole('option')).toHaveCount(1)
    await page.keyboard.press('Escape')
    await expect(workbench.sessions.getByRole('option')).toHaveCount(3)
  })

  await test.step('two are paused at once', async () => {
    await workbench.session('alpha').click({ modifiers: ['Control'] })
    await workbench.session('beta').click({ modifiers: ['Control'] })
    await workbench.session('beta').click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Pause 2…' }).click()
    const dialog = page.getByRole('alertdialog', { name: /^Pause 2 sessions/ })
    await dialog.getByRole('button', { name: 'Pause 2 sessions' }).click()
    await expect(dialog).toContainText('2 of 2 paused.', { timeout: 30_000 })
    await dialog.getByRole('button', { name: 'Done' }).click()
    for (const name of ['alpha', 'beta']) await expect(workbench.session(name)).toHaveAccessibleName(/paused/)
    await expect(workbench.session('gamma')).toHaveAccessibleName(/active/)
  })

  await test.step('an id out of a log opens its session; one that is not there is said', async () => {
    await workbench.palette('>details alpha')
    await page.keyboard.press('Enter')
    const details = page.getByRole('dialog', { name: 'alpha' })
    const id = await details
      .getByText(/^[0-9a-f]{8}-[0-9a-f-]{27}$/)
      .first()
      .textContent()
    await page.keyboard.press('Escape')
    await workbench.palette('>open a session by its id')
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Open a session by its id' })
    await dialog.getByRole('textbox', { name: 'Id' }).fill('5d0c5a0e-1111-4222-8333-444455556666')
    await dialog.getByRole('button', { name: 'Open session' }).click()
    await expect(dialog).toContainText(/was not found on This computer/)
    await dialog.getByRole('textbox', { name: 'Id' }).fill(`INFO session=${id ?? ''} paused`)
    await dialog.getByRole('button', { name: 'Open session' }).click()
    await expect(dialog).toBeHidden()
    await expect(workbench.title).toContainText('alpha')
  })
})

test('any folder, names of any bytes, a folder and variables for runs, and all runs to look through', async ({
  page,
  host,
  watch,
}) => {
  await page.goto(host.address)
  const workbench = new Workbench(page, watch)
  await workbench.ready()
  await workbench.createSession('air-quality')

  await test.step('a name that is no UTF-8 is opened, edited and saved as itself', async () => {
    await workbench.command("mkdir data && printf old > $'bad\\377name' && printf other > $'bad\\376name'")
    await workbench.refreshFiles()
    await workbench.file('bad\ufffdname').last().click()
    await expect(workbench.editorLines).toContainText('old')
    await workbench.type('new')
    await page.keyboard.press('Control+s')
    await expect(workbench.tab('bad\ufffdname')).not.toHaveAccessibleName(/unsaved/)
    await workbench.command("cat $'bad\\377name' $'bad\\376name'")
    await expect(workbench.screen).toContainText('newother')
  })

  await test.step('another folder is at the top, and the workspace again', async () => {
    await page.getByRole('button', { name: 'More for files' }).click()
    await page.getByRole('menuitem', { name: 'Go to folder…' }).click()
    await page.getByRole('textbox', { name: 'Folder' }).fill('/etc')
    await page.keyboard.press('Enter')
    await expect(workbench.file('passwd')).toBeVisible()
    // The dialog gives the focus back to where it came from.
    await expect(page.getByRole('button', { name: 'More for files' })).toBeFocused()
    await page.getByRole('button', { name: 'More for files' }).click()
    await page.getByRole('menuitem', { name: 'Back to /workspace' }).click()
    await expect(workbench.file('data')).toBeVisible()
  })

  await test.step('runs begin in their folder, with variables; a secret is in no field again', async () => {
    await workbench.palette('>folder and environment')
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Run options' })
    await dialog.getByRole('textbox', { name: 'Folder' }).fill('/workspace/data')
    await dialog.getByRole('button', { name: 'Add a variable' }).click()
    await dialog.getByRole('textbox', { name: 'Name of a variable' }).fill('API_KEY')
    await dialog.getByRole('switch', { name: 'Secret' }).click()
    await dialog.getByLabel('Value of API_KEY').fill('hunter2')
    await dialog.getByRole('button', { name: 'Keep options' }).click()
    await expect(dialog).toBeHidden()
    await workbench.newScratch()
    await workbench.type('import os\nprint(os.getcwd(), os.environ["API_KEY"][::-1])\n')
    await workbench.run()
    await workbench.expectOutcome('ok')
    await expect(workbench.result).toContainText('/workspace/data 2retnuh')
    await workbench.palette('>folder and environment')
    await page.keyboard.press('Enter')
    await expect(dialog.getByLabel('Value of API_KEY')).toHaveValue('')
    await page.keyboard.press('Escape')
  })

  await test.step('all runs are a list, found by what they printed', async () => {
    await page.getByRole('tab', { name: /^Runs/ }).click()
    const runs = page.getByRole('grid', { name: 'Runs' })
    await expect(runs.getByRole('row')).toHaveCount(4)
    await page.getByRole('textbox', { name: 'Find runs' }).fill('2retnuh')
    await expect(runs.getByRole('row')).toHaveCount(2)
    await runs.focus()
    await page.keyboard.press('ArrowDown')
    await expect(workbench.panel).toContainText('exit code 0')
    await expect(workbench.panel).toContainText('/workspace/data 2retnuh')
  })
})
