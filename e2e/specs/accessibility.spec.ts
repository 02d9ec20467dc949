import AxeBuilder from '@axe-core/playwright'
import type { Locator, Page } from 'playwright/test'
import { expect, test } from '../fixtures/browser-test.ts'
import type { Workbench } from '../fixtures/workbench.ts'

/** What screen readers were told, in order: live regions are read as they change. */
async function listen(page: Page): Promise<() => Promise<readonly string[]>> {
  await page.evaluate(() => {
    const told: string[] = []
    Reflect.set(window, 'told', told)
    for (const region of document.querySelectorAll('[aria-live]')) {
      const how = region.getAttribute('aria-live')
      new MutationObserver(() => told.push(`${how}: ${region.textContent}`)).observe(region, {
        childList: true,
        subtree: true,
        characterData: true,
      })
    }
  })
  return () => page.evaluate(() => Reflect.get(window, 'told') as string[])
}

/** Where the keyboard is: a region of the window, or what has the focus. Never the body. */
function focus(page: Page): Promise<string> {
  return page.evaluate(() => {
    const at = document.activeElement
    if (!at || at === document.body) return 'nowhere'
    return at.closest('[data-region]')?.getAttribute('data-region') ?? at.getAttribute('aria-label') ?? at.tagName
  })
}

const focused = (page: Page, where: string) => expect.poll(() => focus(page)).toBe(where)

async function noBarrier(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
}

/** Name and role as a screen reader has them, in the order of the document. */
async function landmarks(page: Page): Promise<readonly string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('header, nav, main, footer, section[aria-label]')]
      .filter((element) => element.getClientRects().length > 0 && !element.closest('[role="dialog"]'))
      .map((element) => `${element.localName} ${element.getAttribute('aria-label') ?? ''}`.trim()),
  )
}

async function write(workbench: Workbench, name: string): Promise<void> {
  await workbench.command(`echo text > ${name}`)
}

test('landmarks, names and keys of a session’s window, and what is announced in it', async ({ workbench, host }) => {
  const { page, watch } = workbench
  await workbench.createSession('air-quality')
  await write(workbench, 'one.txt')
  await write(workbench, 'two.txt')
  await workbench.refreshFiles()
  const told = await listen(page)
  const tells = (words: RegExp) => expect.poll(async () => (await told()).join('\n')).toMatch(words)

  await test.step('landmarks, in reading order', async () => {
    expect(await landmarks(page)).toEqual([
      'header',
      'nav Sessions and files',
      'section Sessions',
      'section Files',
      'main',
      'section Result',
      'section Panel',
      'footer',
    ])
    for (const [role, name] of [
      ['banner', ''],
      ['navigation', 'Sessions and files'],
      ['main', ''],
      ['region', 'Result'],
      ['region', 'Panel'],
      ['contentinfo', ''],
    ] as const)
      await expect(page.getByRole(role, name === '' ? {} : { name, exact: true })).toHaveCount(1)
  })

  await test.step('a session’s name says it all', async () => {
    const session = workbench.session('air-quality')
    await expect(session).toHaveAccessibleName(
      /^air-quality, active, \d+ days \d+ hours left, python.3\.11.slim, 2 CPU, 2 gigabytes, This computer/,
    )
    await expect(session).toHaveAttribute('aria-setsize', '1')
    await expect(session).toHaveAttribute('aria-posinset', '1')
  })

  await test.step('roles of lists, trees, tabs and sashes', async () => {
    await expect(workbench.files.getByRole('treeitem', { name: /^one\.txt/ })).toHaveAttribute('aria-level', '2')
    await expect(workbench.files.getByRole('treeitem', { name: /^workspace/ })).toHaveAttribute('aria-expanded', 'true')
    for (const name of ['Width of the side bar', 'Width of the result', 'Height of the panel']) {
      const sash = page.getByRole('separator', { name })
      await expect(sash).toHaveAttribute('aria-valuenow', /^\d+$/)
      await expect(sash).toHaveAttribute('aria-valuemin', /^\d+$/)
    }
    await noBarrier(page)
  })

  await test.step('Ctrl+F6 goes round, and Ctrl+1 to 5 lead to each region', async () => {
    await page.keyboard.press('Alt+Shift+e')
    await focused(page, 'editor')
    for (const region of ['result', 'panel', 'sessions', 'files', 'editor']) {
      await page.keyboard.press('Control+F6')
      await focused(page, region)
    }
    for (const region of ['files', 'sessions', 'panel']) {
      await page.keyboard.press('Control+Shift+F6')
      await focused(page, region)
    }
    for (const [key, region] of [
      ['1', 'sessions'],
      ['2', 'files'],
      ['3', 'editor'],
      ['4', 'result'],
      ['5', 'panel'],
    ] as const) {
      await page.keyboard.press(`Control+${key}`)
      await focused(page, region)
    }
  })

  await test.step('an end is announced with how much there is to read, and a key reads it', async () => {
    await page.keyboard.press('Control+3')
    await workbench.type('print("first")\nprint("second")')
    await page.keyboard.press('Control+Enter')
    await workbench.expectOutcome('ok')
    await tells(/polite: scratch 1: ok, [\d.]+ s.*\. 2 lines\. Ctrl Shift L reads them/)
    await page.keyboard.press('Control+Shift+l')
    await tells(/polite: first\nsecond/)
    await tells(/polite: Edits kept/)
  })

  await test.step('tabs: arrows move, Enter opens; closing one by key leaves the focus at its neighbour', async () => {
    await page.keyboard.press('Alt+Shift+e')
    await expect(workbench.editorTabs).toHaveCount(2)
    await workbench.type('second = 2')
    const [first, second] = [workbench.editorTabs.first(), workbench.editorTabs.last()]
    await second.focus()
    await page.keyboard.press('ArrowLeft')
    await expect(first).toBeFocused()
    await expect(second).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('Enter')
    await expect(first).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('Control+3')
    for (const left of [1, 0]) {
      await page.keyboard.press('Alt+Shift+w')
      // A scratch cell has no other place: it asks.
      await page.getByRole('alertdialog').getByRole('button', { name: 'Discard' }).focus()
      await page.keyboard.press('Enter')
      await expect(workbench.editorTabs).toHaveCount(left)
      await focused(page, 'editor')
    }
  })

  await test.step('a row that goes leaves the focus at the next one', async () => {
    await workbench.file('one.txt').click()
    await page.keyboard.press('Control+2')
    await expect(workbench.files.locator(':focus')).toHaveCount(1)
    await page.keyboard.press('Delete')
    const dialog = page.getByRole('dialog', { name: /Delete/ }).or(page.getByRole('alertdialog', { name: /Delete/ }))
    await expect(dialog).toHaveAttribute('aria-describedby', /./)
    await expect(dialog).toBeVisible()
    await noBarrier(page)
    await page.keyboard.press('Control+Enter')
    await expect(dialog).toBeHidden()
    await expect(workbench.file('one.txt')).toHaveCount(0)
    await focused(page, 'files')
  })

  await test.step('palette, keys, runs', async () => {
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('combobox', { name: 'Search or run a command' })).toBeFocused()
    await expect(page.getByRole('listbox', { name: 'Found' })).toBeVisible()
    await noBarrier(page)
    await page.keyboard.press('Escape')
    await focused(page, 'files')
    await page.keyboard.press('Control+Shift+/')
    const keys = page.getByRole('dialog', { name: 'Keys' })
    await expect(keys).toContainText('Maximise the panel')
    await expect(keys).toContainText('Alt Shift N')
    await page.keyboard.press('Escape')
    await focused(page, 'files')

    await page.keyboard.press('Control+5')
    await page.getByRole('tab', { name: /^Runs/ }).click()
    await expect(page.getByRole('grid', { name: /Runs/ })).toBeVisible()
    await page.keyboard.press('Control+Shift+m')
    await expect(page.getByRole('separator', { name: 'Height of the panel' })).toHaveCount(0)
    await expect(workbench.panel).toBeVisible()
    await page.keyboard.press('Control+Shift+m')
    await expect(page.getByRole('separator', { name: 'Height of the panel' })).toHaveCount(1)
    await page.keyboard.press('Control+`')
    await focused(page, 'panel')
  })

  await test.step('a lost connection is said at once, and Ctrl+6 leads to it', async () => {
    await page.keyboard.press('Control+1')
    await page.keyboard.press('Control+6')
    await focused(page, 'Notices')
    watch.allow(/WebSocket|ERR_CONNECTION|Failed to load resource/)
    await host.process.kill()
    await tells(/assertive: .*(lost|program)/i)
    await page.keyboard.press('Control+6')
    await focused(page, 'notices')
  })
})

test('whatever goes, the keyboard stays in the window', async ({ workbench }) => {
  const { page } = workbench
  const dialog = (name: RegExp): Locator =>
    page.getByRole('dialog', { name }).or(page.getByRole('alertdialog', { name }))
  await workbench.createSession('goes')
  await workbench.createSession('stays')
  await expect(workbench.session('goes')).toHaveAttribute('aria-setsize', '2')

  // Every dialog that a key opens gives the focus back to where it came from.
  await page.keyboard.press('Control+1')
  await expect(workbench.sessions).toBeFocused()
  for (const [keys, name] of [
    ['Control+,', /Settings/],
    ['Alt+Shift+n', /New session/],
    ['Control+Shift+h', /Pause/],
    ['Control+p', /Search|command/i],
  ] as const) {
    await page.keyboard.press(keys)
    await expect(dialog(name), keys).toBeVisible()
    // Nothing behind it can be reached. (Not by aria-modal: on a Mac that hides the lists that fields open over a dialog.)
    await expect(page.getByRole('banner'), keys).toHaveCount(0)
    await expect(page.getByRole('navigation'), keys).toHaveCount(0)
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog'), keys).toHaveCount(0)
    await expect(workbench.sessions, keys).toBeFocused()
  }

  await page.keyboard.press('End')
  await page.keyboard.press('Delete')
  const remove = dialog(/^Delete goes/)
  await expect(remove.getByRole('button', { name: 'Cancel' })).toBeFocused()
  if (await remove.getByRole('textbox').count()) await remove.getByRole('textbox').fill('goes')
  await page.keyboard.press('Control+Enter')
  await expect(remove).toBeHidden({ timeout: 30_000 })
  await expect(workbench.sessions).toBeFocused()

  await page.keyboard.press('Control+b')
  await expect(workbench.sideBar).toBeHidden()
  await expect.poll(() => focus(page)).not.toBe('nowhere')
  await page.keyboard.press('Control+b')
  await page.keyboard.press('Control+5')
  await focused(page, 'panel')
  await page.getByRole('button', { name: 'Hide the panel' }).focus()
  await page.keyboard.press('Enter')
  await expect(workbench.panel).toBeHidden()
  await expect.poll(() => focus(page)).not.toBe('nowhere')
})
