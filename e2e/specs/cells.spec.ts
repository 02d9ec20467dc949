import type { Locator } from 'playwright/test'
import { expect, test } from '../fixtures/browser-test.ts'
import { expectAccessible } from '../fixtures/look.ts'

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
  // The editor’s own search was there before.
  await page.keyboard.press('ControlOrMeta+f')
  await expect(page.getByRole('textbox', { name: 'Find' })).toBeFocused()
  await page.keyboard.press('Escape')
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

  await workbench.newScratch()
  await expect(cell(1)).toBeHidden()
  await workbench.tab('scratch 1').click()
  await expect(cell(2)).toContainText('failed')
})

test('a traceback names the lines of the document, and one click goes there', async ({ workbench, page }) => {
  const line = (number: number) => workbench.result.getByRole('button', { name: `scratch 1, line ${number}` })
  const caret = (number: number) => expect(workbench.statusLine).toContainText(`Ln ${number},`)
  await workbench.createSession('places')
  await workbench.newScratch()
  await workbench.type(program)

  await page.getByRole('button', { name: 'Run cell 2', exact: true }).click()
  await expect(workbench.result).toContainText('AssertionError in scratch 1, line 7.')
  await expect(workbench.result).toContainText('cell 2')
  await line(7).click()
  await caret(7)

  // A selection counts as the document does too; the focus is in the text again.
  await page.keyboard.press('F8')
  await caret(10)
  await page.keyboard.press('Shift+End')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(workbench.result).toContainText('NameError in scratch 1, line 10.')
  await expect(workbench.result).toContainText('line 10 ·')

  // A cell that needs others says why it failed, and runs with them.
  await page.getByRole('button', { name: 'Run cell 3', exact: true }).click()
  await expect(workbench.result).toContainText('Each cell runs as a program of its own')
  await workbench.result.getByRole('button', { name: 'Run cells 1–3' }).click()
  await expect(workbench.result).toContainText('AssertionError in scratch 1, line 7.')
  await expect(workbench.result).toContainText('cells 1–3')
  await expect(page.getByRole('group', { name: 'Cell 1', exact: true })).toContainText(/failed.*cells 1–3/)

  await workbench.type(program.replace('x = 2', 'x = 3'))
  await page.getByRole('group', { name: 'Cell 3', exact: true }).getByRole('button', { name: 'Run cells 1–3' }).click()
  await workbench.expectOutcome('ok')
  await expect(workbench.result).toContainText('x is 3')
  await expect(page.getByRole('group', { name: 'Cell 3', exact: true })).toContainText(/ok.*cells 1–3/)

  // Until the text is another one.
  await workbench.type(program.replace('x = 2', 'x = 3  # so it holds'))
  await expect(workbench.result).toContainText(/made \d.*, before your last edit/)
  await expect(page.getByRole('group', { name: 'Cell 1', exact: true })).toContainText('Edited since cells 1–3 ran')
  await expectAccessible(page, 'cells')

  // Everything that the server told of it.
  await workbench.result.getByRole('button', { name: 'All facts' }).click()
  const facts = workbench.result.getByRole('region', { name: 'All that is known of this run' })
  await expect(facts).toContainText('exit code 0')
  await expect(facts).toContainText(/Took there\d/)
})
