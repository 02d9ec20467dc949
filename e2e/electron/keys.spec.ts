import { expect, test } from '../fixtures/electron-test.ts'

// Keys that a browser keeps for itself (Ctrl+W closes its tab, Ctrl+N opens a window) belong to the application here.

test('reserved keys do what the table of keys says and never close the window', async ({
  window: { app, page, workbench },
}) => {
  await workbench.createSession('keys')
  const tabs = workbench.editorTabs
  await page.keyboard.press('Control+n')
  await expect(workbench.editor).toBeAttached()
  const before = await tabs.count()
  await page.keyboard.press('Control+n')
  await expect(tabs).toHaveCount(before + 1)

  const selected = workbench.editorTabs.and(page.getByRole('tab', { selected: true }))
  const last = await selected.textContent()
  await page.keyboard.press('Control+Tab')
  await expect(selected).not.toHaveText(last ?? '')
  await page.keyboard.press('Control+Shift+Tab')
  await expect(selected).toHaveText(last ?? '')

  await page.keyboard.press('Control+w')
  await expect(tabs).toHaveCount(before)
  for (let left = before; left > 0; left -= 1) await page.keyboard.press('Control+w')
  await expect(tabs).toHaveCount(0)
  await page.keyboard.press('Control+w')
  await page.keyboard.press('Control+Shift+n')
  await expect(page.getByRole('dialog', { name: 'New session' })).toBeVisible()
  await page.keyboard.press('Escape')

  const windows = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)
  expect(windows).toBe(1)
})
