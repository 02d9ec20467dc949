import type { Locator } from 'playwright/test'
import { expect, test } from '../fixtures/browser-test.ts'

const program = `# %% Load
import os
print("loaded", os.getpid() > 0)

# %% Check
x = 2
assert x == 3, "x is wrong"

# %% Use
print("x is", x)
`

test('cells run from the line above them, show what became of them, and know when they were edited since', async ({
  workbench,
  page,
}) => {
  const cell = (number: number): Locator => page.getByRole('group', { name: `Cell ${number}`, exact: true })
  await workbench.createSession('cells')
  await workbench.newScratch()
  await workbench.type(program)

  // By a button, alone: a name of another cell is not there.
  await cell(3).getByRole('button', { name: 'Run cell 3' }).click()
  await expect(cell(3)).toContainText(/failed.*exit code 1/)
  await expect(workbench.result).toContainText('NameError')

  // By keyboard, from the top: the caret goes on by itself.
  await workbench.editor.focus()
  await page.keyboard.press('ControlOrMeta+Home')
  await page.keyboard.press('Shift+Enter')
  await expect(cell(1)).toContainText('ok')
  await expect(workbench.statusLine).toContainText('Ln 6,')
  await page.keyboard.press('F8')
  await expect(workbench.statusLine).toContainText('Ln 10,')
  await page.keyboard.press('Shift+F8')
  await page.keyboard.press('Alt+Shift+Enter')
  await expect(cell(2)).toContainText('failed')

  // An edit is said at the cell that it is in, and taken back with it.
  await page.keyboard.press('ControlOrMeta+Home')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.type('import sys\n')
  await expect(cell(1)).toContainText('Edited since it ran')
  await expect(cell(2)).toContainText('failed')
  await page.keyboard.press('Shift+Enter')
  await expect(cell(1)).toContainText('ok')

  // A cell that comes between takes nobody’s outcome.
  await page.keyboard.press('ControlOrMeta+End')
  await page.keyboard.type('# %% Last')
  await expect(cell(4)).toBeVisible()
  await expect(cell(4)).not.toContainText(/ok|failed|Edited/)
  await expect(cell(3)).toContainText('failed')

  await workbench.expectKept()
  await page.reload()
  await workbench.ready()
  await expect(cell(1)).toContainText('ok')
  await expect(cell(2)).toContainText('failed')
  await expect(cell(3)).toContainText('failed')
  await expect(cell(4)).not.toContainText(/ok|failed|Edited/)
})
