import { expect, test } from '../fixtures/browser-test.ts'
import type { Workbench } from '../fixtures/workbench.ts'

/** Active, and nothing is being done with it. */
const settled = /^(?!.*step \d).*, active, /

/** Tab until what has the focus is called so; fails when it is not among the next ones. */
async function tabTo({ page }: Workbench, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 25; presses += 1) {
    await page.keyboard.press('Tab')
    const label = await page.evaluate(() => {
      const { activeElement: element } = document
      return element?.getAttribute('aria-label') ?? element?.textContent ?? ''
    })
    if (name.test(label)) return
  }
  throw new Error(`Tab does not lead to ${name}`)
}

/** A command by its words in the palette. */
async function runCommand({ page }: Workbench, words: string): Promise<void> {
  await page.keyboard.press('Alt+Shift+p')
  await expect(page.getByRole('combobox', { name: 'Search or run a command' })).toBeFocused()
  await page.keyboard.type(words)
  await expect(page.getByRole('listbox', { name: 'Found' }).getByRole('option').first()).toBeVisible()
  await page.keyboard.press('Enter')
}

test('from the first start to the last deletion by keyboard alone', async ({ workbench }) => {
  const { page } = workbench

  await test.step('the first session, from the button of the empty window', async () => {
    await tabTo(workbench, /^New session/)
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'New session' })
    await expect(dialog).toBeVisible()
    await dialog.getByRole('textbox', { name: 'Name' }).focus()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type('by-keys')
    await page.keyboard.press('Control+Enter')
    await expect(dialog).toBeHidden({ timeout: 30_000 })
    await workbench.expectOpen('by-keys')
  })

  await test.step('code that runs, as a whole and cell by cell', async () => {
    await page.keyboard.press('Alt+Shift+e')
    await expect(workbench.editor).toBeFocused()
    await page.keyboard.type('print("typed", 6 * 7')
    await page.keyboard.press('Control+Enter')
    await workbench.expectOutcome('ok')
    await expect(workbench.result).toContainText('typed 42')
  })

  await test.step('a command in the console, and back', async () => {
    await page.keyboard.press('Control+`')
    await page.keyboard.type('mkdir deep && echo from-the-console > deep/a.txt && cat deep/a.txt')
    await page.keyboard.press('Enter')
    await expect(workbench.screen).toContainText('from-the-console')
    await workbench.expectPrompt()
    await page.keyboard.press('Control+`')
    await expect(workbench.editor).toBeFocused()
  })

  await test.step('a file below a folder that was never opened, changed and saved', async () => {
    await page.keyboard.press('Control+p')
    await expect(page.getByRole('combobox', { name: 'Search or run a command' })).toBeFocused()
    await page.keyboard.type('a.txt')
    await expect(page.getByRole('option').first()).toContainText('deep', { timeout: 30_000 })
    await page.keyboard.press('Enter')
    await expect(workbench.editorLines).toContainText('from-the-console')
    await page.keyboard.press('Control+3')
    await expect(workbench.editor).toBeFocused()
    await page.keyboard.type('changed ')
    await page.keyboard.press('Control+s')
    await expect(workbench.tab('a.txt')).not.toHaveAccessibleName(/unsaved/)
  })

  await test.step('the tree: fold out, rename, and a deletion that is thought better of', async () => {
    await page.keyboard.press('Control+2')
    await expect(workbench.files.locator(':focus')).toHaveCount(1)
    await expect(workbench.file('deep')).toBeVisible({ timeout: 30_000 })
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowRight')
    await expect(workbench.file('a.txt')).toBeVisible()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('F2')
    await expect(workbench.files.getByRole('textbox')).toBeFocused()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type('b.txt')
    await page.keyboard.press('Enter')
    await expect(workbench.file('b.txt')).toBeVisible({ timeout: 30_000 })
    await page.keyboard.press('Delete')
    const question = page.getByRole('alertdialog', { name: /b\.txt/ })
    await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(question).toBeHidden()
    // Back on what was asked about, so that the next key is for it.
    await expect(workbench.file('b.txt')).toBeFocused()
  })

  await test.step('a name for the session, by F2 in the list', async () => {
    await page.keyboard.press('Control+1')
    // The list has the focus and names its row (aria-activedescendant).
    await expect(workbench.sessions).toBeFocused()
    await page.keyboard.press('F2')
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type('renamed-by-keys')
    await page.keyboard.press('Enter')
    await expect(workbench.session('renamed-by-keys')).toBeVisible()
    await expect(workbench.sessions).toBeFocused()
  })

  await test.step('settings, details and the runs of all sessions, each left by Escape', async () => {
    await page.keyboard.press('Control+,')
    await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible()
    await page.keyboard.press('Escape')
    await runCommand(workbench, '>details renamed')
    await expect(page.getByRole('dialog', { name: 'renamed-by-keys' })).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
    await page.keyboard.press('Control+3')
    await page.keyboard.press('Control+Shift+f')
    await expect(page.getByRole('textbox', { name: 'Find runs' })).toBeFocused()
    await page.keyboard.type('typed')
    await expect(page.getByRole('grid', { name: 'Runs' }).getByRole('row').first()).toBeVisible()
  })

  await test.step('pause and resume, with one key', async () => {
    await page.keyboard.press('Control+Shift+h')
    const pause = page.getByRole('dialog', { name: /Pause/ })
    await expect(pause).toBeVisible()
    await page.keyboard.press('Control+Enter')
    await expect(pause).toBeHidden({ timeout: 30_000 })
    await expect(workbench.session('renamed-by-keys')).toHaveAccessibleName(/paused/)
    await page.keyboard.press('Control+Shift+h')
    await expect(workbench.session('renamed-by-keys')).toHaveAccessibleName(settled, { timeout: 30_000 })
  })

  await test.step('delete, undone from the notice, and deleted again', async () => {
    const remove = page.getByRole('alertdialog', { name: /^Delete renamed-by-keys/ })
    const askToDelete = async () => {
      await page.keyboard.press('Control+1')
      await expect(workbench.sessions).toBeFocused()
      await page.keyboard.press('Delete')
      await expect(remove.getByRole('button', { name: 'Cancel' })).toBeFocused()
      await page.keyboard.press('Control+Enter')
      await expect(remove).toBeHidden({ timeout: 30_000 })
      await expect(workbench.sessions.getByRole('option')).toHaveCount(0)
    }
    await askToDelete()
    await page.keyboard.press('Control+6')
    await expect(page.getByRole('button', { name: /^Undo/ })).toBeFocused()
    await page.keyboard.press('Enter')
    // It is in front again, with a sandbox: its files are read.
    await expect(workbench.file('deep')).toBeVisible({ timeout: 30_000 })
    await expect(workbench.session('renamed-by-keys')).toHaveAccessibleName(settled)
    await askToDelete()
  })
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
