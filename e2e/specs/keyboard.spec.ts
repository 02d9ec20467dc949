import { expect, test } from '../fixtures/browser-test.ts'

test('the whole story by keyboard alone', async ({ workbench }) => {
  const { page } = workbench
  // A tab of a browser keeps Ctrl+Shift+N: there the second key does it.
  await page.keyboard.press('Alt+Shift+n')
  const dialog = page.getByRole('dialog', { name: 'New session' })
  await expect(dialog).toBeVisible()
  await dialog.getByRole('textbox', { name: 'Name' }).focus()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('by-keys')
  await page.keyboard.press('Control+Enter')
  await expect(dialog).toBeHidden({ timeout: 30_000 })
  await workbench.expectOpen('by-keys')

  await page.keyboard.press('Alt+Shift+e')
  await expect(workbench.editor).toBeFocused()
  await page.keyboard.type('print("typed", 6 * 7')
  await page.keyboard.press('Control+Enter')
  await workbench.expectOutcome('ok')
  await expect(workbench.result).toContainText('typed 42')

  await page.keyboard.press('Control+`')
  await page.keyboard.type('echo from-the-console > a.txt && cat a.txt')
  await page.keyboard.press('Enter')
  await expect(workbench.screen).toContainText('from-the-console')
  await page.keyboard.press('Control+`')
  await expect(workbench.editor).toBeFocused()

  await page.keyboard.press('Control+2')
  await expect(workbench.files.locator(':focus')).toHaveCount(1)
  await page.keyboard.press('Control+1')
  // The list has the focus and names its row (aria-activedescendant).
  await expect(workbench.sessions).toBeFocused()

  await page.keyboard.press('Control+Shift+h')
  const pause = page.getByRole('dialog', { name: /Pause/ })
  await expect(pause).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await expect(pause).toBeHidden({ timeout: 30_000 })
  await expect(workbench.session('by-keys')).toHaveAccessibleName(/paused/)

  await page.keyboard.press('Control+1')
  await page.keyboard.press('Delete')
  const remove = page.getByRole('dialog', { name: /Delete/ }).or(page.getByRole('alertdialog', { name: /Delete/ }))
  await expect(remove.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await remove.getByRole('textbox').focus()
  await page.keyboard.type('by-keys')
  await page.keyboard.press('Control+Enter')
  await expect(remove).toBeHidden({ timeout: 30_000 })
  await expect(workbench.sessions.getByRole('option')).toHaveCount(0)
})

test('a dialog closes with Escape and gives the focus back', async ({ workbench }) => {
  const { page } = workbench
  const button = page.getByRole('main').getByRole('button', { name: /^New session/ })
  await button.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'New session' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(button).toBeFocused()
})
