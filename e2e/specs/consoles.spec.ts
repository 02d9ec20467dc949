import type { Locator } from 'playwright/test'
import { expect, test } from '../fixtures/browser-test.ts'
import type { Workbench } from '../fixtures/workbench.ts'

const consoles = (workbench: Workbench): Locator =>
  workbench.panel.getByRole('tablist', { name: 'Panel' }).getByRole('tab')

/** Types a line and does not wait for it. */
async function start(workbench: Workbench, line: string): Promise<void> {
  await workbench.expectPrompt()
  await workbench.panel.getByRole('textbox', { name: /terminal input/i }).focus()
  await workbench.page.keyboard.type(line)
  await workbench.page.keyboard.press('Enter')
}

test('two consoles run at once in folders of their own, closing one asks, and a reload brings them back', async ({
  workbench,
}) => {
  const { page, screen } = workbench
  const second = consoles(workbench).nth(1)
  const find = page.getByRole('textbox', { name: 'Find in the console' })
  const input = workbench.panel.getByRole('textbox', { name: /terminal input/i })
  await workbench.createSession('air-quality')

  await test.step('each has its own folder', async () => {
    await workbench.command('mkdir one two')
    await workbench.command('cd one')
    await page.keyboard.press('Control+Shift+`')
    await expect(consoles(workbench)).toHaveText(['Console 1', 'Console 2'])
    await expect(second).toHaveAttribute('aria-selected', 'true')
    await expect(input).toBeFocused()
    await expect(input).toHaveAccessibleName('Console 2, air-quality: terminal input')
    await workbench.command('cd two')
    await expect(screen).toHaveText(/\/workspace\/two \$\s*$/)
  })

  await test.step('what runs in one holds up no other', async () => {
    await start(workbench, 'while [ ! -e ../go ]; do sleep 0.1; done; echo went on in $PWD')
    await expect(second).toHaveAccessibleName('Console 2, running')
    await page.keyboard.press('Alt+Shift+PageUp')
    await expect(input).toHaveAccessibleName('Console 1, air-quality: terminal input')
    await workbench.command('echo I am in $PWD; touch ../go')
    await expect(screen).toContainText('I am in /workspace/one')
    await expect(second).toHaveAccessibleName('Console 2')
    await second.click()
    await expect(screen).toContainText('went on in /workspace/two')
  })

  await test.step('text is found, by case and by expression, and Esc gives the focus back', async () => {
    await workbench.command('echo Alpha beta; echo alpha Beta; echo gamma')
    await page.keyboard.press('Control+Shift+f')
    await expect(find).toBeFocused()
    await find.fill('gamma')
    const count = workbench.panel.getByRole('search').getByRole('status')
    await expect(count).toHaveText(/ of 2$/)
    await find.fill('ALPHA')
    await expect(count).toHaveText(/ of 4$/)
    await page.getByRole('button', { name: 'Match case' }).click()
    await expect(count).toHaveText('None')
    await find.fill('^(Alpha|alpha) [bB]eta')
    await page.getByRole('button', { name: 'Regular expression' }).click()
    await expect(count).toHaveText(/ of 2$/)
    await find.press('Enter')
    const first = await count.textContent()
    await find.press('Enter')
    await expect(count).not.toHaveText(first ?? '')
    await find.press('Shift+Enter')
    await expect(count).toHaveText(first ?? '')
    await find.fill('(')
    await expect(count).toHaveText('No regular expression')
    await find.press('Escape')
    await expect(find).toBeHidden()
    await expect(input).toBeFocused()
  })

  await test.step('pressed again it searches the runs of all sessions', async () => {
    await page.keyboard.press('Control+Shift+f')
    await expect(find).toBeFocused()
    await find.fill('touch')
    await page.keyboard.press('Control+Shift+f')
    const runs = page.getByRole('textbox', { name: 'Find runs' })
    await expect(runs).toHaveValue('touch')
    await expect(runs).toBeFocused()
    await expect(page.getByRole('grid', { name: 'Runs' }).getByRole('row')).toHaveCount(2)
    await second.click()
  })

  await test.step('a console in which something runs is closed after a question alone', async () => {
    await start(workbench, 'sleep 600')
    await expect(second).toHaveAccessibleName('Console 2, running')
    await page.keyboard.press('Alt+Shift+w')
    const question = page.getByRole('alertdialog', { name: 'Close Console 2?' })
    await expect(question).toContainText('sleep 600')
    await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(question).toBeHidden()
    await expect(consoles(workbench)).toHaveCount(2)
    await page.keyboard.press('Control+c')
    await workbench.expectPrompt()
    await expect(screen).toContainText('stopped')

    await page.keyboard.press('Control+Shift+`')
    await start(workbench, 'sleep 601')
    await expect(consoles(workbench).nth(2)).toHaveAccessibleName('Console 3, running')
    await consoles(workbench).nth(2).press('Delete')
    await page.getByRole('button', { name: 'Stop and close' }).click()
    await expect(consoles(workbench)).toHaveText(['Console 1', 'Console 2'])
    await expect(input).toBeFocused()
  })

  await test.step('a reload brings back tabs, names, folders, what was on the screen, and what was typed', async () => {
    await second.press('F2')
    const name = page.getByRole('dialog', { name: 'Rename Console 2' }).getByRole('textbox', { name: 'Name' })
    await name.fill('build')
    await page.keyboard.press('Enter')
    await expect(consoles(workbench)).toHaveText(['Console 1', 'build'])
    await start(workbench, 'while [ ! -e ../again ]; do sleep 0.1; done; echo survived')
    await expect(second).toHaveAccessibleName('build, running')

    await page.reload()
    await workbench.ready()
    await expect(consoles(workbench)).toHaveText(['Console 1', 'build'])
    await expect(second).toHaveAttribute('aria-selected', 'true')
    await expect(second).toHaveAccessibleName('build, running')
    await consoles(workbench).first().click()
    await expect(screen).toContainText('I am in /workspace/one')
    await workbench.command('touch ../again')
    await second.click()
    await expect(screen).toContainText('survived')
    await expect(screen).toHaveText(/\/workspace\/two \$\s*$/)
    await input.focus()
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowUp')
    await expect(screen).toHaveText(/\/workspace\/two \$ sleep 600\s*$/)
  })
})
