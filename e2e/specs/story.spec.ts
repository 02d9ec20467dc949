import { expect, test } from '../fixtures/browser-test.ts'

test('a session from its creation to its end', async ({ workbench }) => {
  const { page } = workbench
  await test.step('create a session on this computer', async () => {
    await workbench.createSession('air-quality')
    await expect(workbench.title).toContainText('Active')
  })

  await test.step('run Python in the editor', async () => {
    await workbench.newScratch()
    await workbench.type('import os, platform\nprint("sum", sum(range(10)))\nprint(os.getuid(), os.getcwd())\n')
    await workbench.run()
    await workbench.expectOutcome('ok')
    await expect(workbench.result).toContainText('sum 45')
    await expect(workbench.result).toContainText('1000 /workspace')
  })

  await test.step('a failing program is shown as failed', async () => {
    await workbench.type('raise SystemExit(3)\n')
    await workbench.run()
    await workbench.expectOutcome(/failed.*exit code 3/)
  })

  await test.step('type a command in the console', async () => {
    await workbench.command('printf "one\\ntwo\\n" > notes.txt && ls')
    await expect(workbench.screen).toContainText('notes.txt')
  })

  await test.step('see, edit and save the file', async () => {
    await page.getByRole('button', { name: /^Refresh/ }).click()
    await workbench.file('notes.txt').click()
    await expect(workbench.editorLines).toContainText('one')
    await workbench.type('one\ntwo\nthree\n')
    await page.keyboard.press('ControlOrMeta+s')
    await expect(page.getByRole('tab', { name: /^notes\.txt/ })).not.toHaveAccessibleName(/unsaved/)
    await workbench.command('cat notes.txt')
    await expect(workbench.screen).toContainText('three')
  })

  await test.step('make a folder and a file', async () => {
    await page.getByRole('button', { name: 'New folder' }).click()
    await page.getByRole('textbox', { name: /name/i }).fill('data')
    await page.keyboard.press('Enter')
    await expect(workbench.file('data')).toBeVisible()
    await page.getByRole('button', { name: 'New file' }).click()
    await page.getByRole('textbox', { name: /name/i }).fill('limits.json')
    await page.keyboard.press('Enter')
    await expect(workbench.files.getByRole('treeitem', { name: /^limits\.json/ })).toBeVisible()
  })

  await test.step('pause: says what stays and what ends', async () => {
    await workbench.title.getByRole('button', { name: /^Pause/ }).click()
    const dialog = page.getByRole('dialog', { name: /Pause/ })
    await expect(dialog).toContainText(/files/i)
    await expect(dialog).toContainText(/processes/i)
    await dialog.getByRole('button', { name: /^Pause now/ }).click()
    await expect(dialog).toBeHidden({ timeout: 30_000 })
    await expect(workbench.session('air-quality')).toHaveAccessibleName(/paused/)
  })

  await test.step('resume: the files are there', async () => {
    await workbench.title.getByRole('button', { name: /^Resume/ }).click()
    await expect(workbench.session('air-quality')).toHaveAccessibleName(/active/, { timeout: 30_000 })
    await workbench.command('wc -l notes.txt; ls')
    await expect(workbench.screen).toContainText('3 notes.txt')
    await expect(workbench.file('limits.json')).toBeVisible()
  })

  await test.step('delete: is final and asks for the name', async () => {
    await workbench.session('air-quality').click({ button: 'right' })
    await page.getByRole('menuitem', { name: /^Delete/ }).click()
    const dialog = page.getByRole('dialog', { name: /Delete/ }).or(page.getByRole('alertdialog', { name: /Delete/ }))
    const button = dialog.getByRole('button', { name: /^Delete session/ })
    await expect(button).toBeDisabled()
    await dialog.getByRole('textbox').fill('air-quality')
    await button.click()
    await expect(dialog).toBeHidden({ timeout: 30_000 })
    await expect(workbench.sessions.getByRole('option')).toHaveCount(0)
  })
})
