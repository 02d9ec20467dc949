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

test('two consoles run at once in folders of their own, closing one asks, and they come back after a reload and a restart', async ({
  workbench,
  host,
  hosts,
}) => {
  const { page, screen, watch } = workbench
  // Of the window that loses its program.
  watch.allow(/WebSocket|ERR_CONNECTION|Failed to load resource/)
  const second = consoles(workbench).nth(1)
  const find = page.getByRole('textbox', { name: 'Text to find' })
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

  await test.step('a window without its program says that input is off; a new start brings everything back', async () => {
    await page.keyboard.press('Control+c')
    expect(await host.process.stop()).toBe(true)
    await expect(workbench.panel.getByText(/Program lost at .* Input is off until then/)).toBeVisible()
    const next = await hosts.start()
    await page.goto(next.address)
    await workbench.ready()
    await expect(consoles(workbench)).toHaveText(['Console 1', 'build'])
    await expect(screen).toContainText('survived')
    await workbench.command('pwd')
    await expect(screen).toHaveText(/\/workspace\/two \$ pwd\s*\/workspace\/two\s*\/workspace\/two \$\s*$/)
  })
})

test.describe('with a clipboard', () => {
  test.use({ permissions: ['clipboard-read', 'clipboard-write'] })

  test('keys and menu of a console: copy, paste after a question, select, scroll, clear, and Ctrl+C always interrupts', async ({
    workbench,
  }) => {
    const { page, panel, screen } = workbench
    const input = panel.getByRole('textbox', { name: /terminal input/i })
    const clipboard = (text?: string) =>
      page.evaluate(
        async (wanted) =>
          wanted === undefined ? await navigator.clipboard.readText() : await navigator.clipboard.writeText(wanted),
        text,
      )
    await workbench.createSession('air-quality')

    await test.step('select all and copy take the whole screen, and leave the line alone', async () => {
      await workbench.command('seq 60')
      await page.keyboard.type('unfinished')
      await page.keyboard.press('Control+Shift+a')
      await page.keyboard.press('Control+Shift+c')
      await expect.poll(() => clipboard()).toMatch(/^\/workspace \$ seq 60\n1\n2\n.*60\n\/workspace \$ unfinished/s)
      await page.keyboard.press('Control+c')
      await expect(screen).toContainText('unfinished^C')
    })

    await test.step('several lines are shown before they are taken, and steer nothing', async () => {
      await clipboard('echo one\necho "\u001b[31mtwo"\n')
      await page.keyboard.press('Control+Shift+v')
      const question = page.getByRole('alertdialog', { name: 'Paste 2 lines?' })
      await expect(question).toContainText('echo one')
      await page.keyboard.press('Escape')
      await expect(question).toBeHidden()
      await expect(screen).not.toContainText('echo one')
      await input.focus()
      await page.keyboard.press('Shift+F10')
      await page.getByRole('menuitem', { name: /^Paste/ }).click()
      await question.getByRole('button', { name: 'Paste' }).click()
      await expect(input).toBeFocused()
      await page.keyboard.press('Enter')
      await workbench.expectPrompt()
      await expect(screen).toContainText('[31mtwo')
    })

    await test.step('the screen is scrolled by keys', async () => {
      await page.keyboard.press('Shift+Home')
      await expect(screen).toContainText('seq 60')
      await page.keyboard.press('Shift+PageDown')
      await expect(screen).not.toContainText('seq 60')
      await page.keyboard.press('Shift+End')
      await expect(screen).toHaveText(/\$\s*$/)
    })

    await test.step('what was cleared stays so after a reload, and its lines are in the history', async () => {
      await page.keyboard.press('Control+Shift+k')
      await expect(screen).toHaveText(/^\s*\/workspace \$\s*$/)
      await workbench.command('echo after')
      await page.reload()
      await workbench.ready()
      await expect(screen).toHaveText(/^\s*\/workspace \$ echo after\s*after\s*\/workspace \$\s*$/)
      await input.focus()
      for (let times = 0; times < 3; times += 1) await page.keyboard.press('ArrowUp')
      await expect(screen).toHaveText(/\$ seq 60\s*$/)
    })

    await test.step('a screen reader reads the rows when it is wanted', async () => {
      await workbench.palette('screen reader')
      await page.keyboard.press('Enter')
      await expect(panel.getByRole('list')).toContainText('after')
    })
  })
})
