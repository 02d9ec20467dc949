import type { OpenWindow } from '../fixtures/electron-test.ts'
import { expect, test } from '../fixtures/electron-test.ts'

/** What the menu of the system shows, from main. */
function menuOf({ app }: OpenWindow) {
  return app.evaluate(({ Menu }) =>
    (Menu.getApplicationMenu()?.items ?? []).flatMap(({ label, submenu }) =>
      (submenu?.items ?? [])
        .filter(({ type }) => type !== 'separator')
        .map((item) => ({
          menu: label,
          id: item.id,
          enabled: item.enabled,
          keys: item.accelerator ? String(item.accelerator) : '',
          taken: item.registerAccelerator,
        })),
    ),
  )
}

/** As soon as it can be chosen: what the window has to say about that comes a frame later. */
async function choose({ app }: OpenWindow, id: string): Promise<void> {
  const click = () =>
    app.evaluate(({ Menu }, chosen) => {
      const item = Menu.getApplicationMenu()?.getMenuItemById(chosen)
      if (item?.enabled) item.click()
      return item?.enabled
    }, id)
  await expect.poll(click, id).toBe(true)
}

test('each entry of the menu does what its command does, and shows the key that the command has', async ({
  window,
}) => {
  const { page, workbench } = window
  const entry = async (id: string) => (await menuOf(window)).find((one) => one.id === id)
  const dialog = (name: string | RegExp) => page.getByRole('dialog', { name })
  const focused = (region: string) =>
    expect
      .poll(() => page.evaluate(() => document.activeElement?.closest('[data-region]')?.getAttribute('data-region')))
      .toBe(region)

  // Without a session there is nothing to run: the entry says so.
  await expect.poll(() => entry('run')).toMatchObject({ menu: 'Run', enabled: false, keys: 'Ctrl+Enter' })
  await choose(window, 'session.new')
  await expect(dialog('New session')).toBeVisible()
  // A dialog takes the whole window.
  await expect.poll(() => entry('settings.open')).toMatchObject({ enabled: false })
  await page.keyboard.press('Escape')
  await workbench.createSession('menu')

  const opens: Readonly<Record<string, string | RegExp>> = {
    'session.openById': 'Open a session by its id',
    'session.details': 'menu',
    'session.pauseOrResume': /Pause/,
    'connection.add': /^Connect to a server/,
    'settings.open': 'Settings',
    'help.keys': 'Keys',
    'notices.show': 'Notices',
    'logs.show': 'Logs',
    'run.options': 'Run options',
    'files.goToFolder': 'Go to folder',
    'palette.open': /Search|command/i,
    'file.goTo': /Search|command/i,
  }
  for (const [id, name] of Object.entries(opens)) {
    await choose(window, id)
    await expect(dialog(name), id).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
  }

  await choose(window, 'scratch.new')
  await expect(workbench.editor).toBeAttached()
  await workbench.type('print(6 * 7)')
  await expect.poll(() => entry('run')).toMatchObject({ enabled: true })
  await choose(window, 'run')
  await workbench.expectOutcome('ok')
  await expect(workbench.result).toContainText('42')
  await choose(window, 'output.read')
  await choose(window, 'scratch.new')
  await expect(workbench.editorTabs).toHaveCount(2)
  await choose(window, 'tab.previous')
  await expect(workbench.editorTabs.first()).toHaveAttribute('aria-selected', 'true')
  await choose(window, 'tab.next')
  await expect(workbench.editorTabs.last()).toHaveAttribute('aria-selected', 'true')
  await choose(window, 'tab.close')
  await expect(workbench.editorTabs).toHaveCount(1)
  await expect.poll(() => entry('tab.reopen')).toMatchObject({ enabled: true })

  for (const region of ['panel', 'result', 'editor', 'files', 'sessions']) {
    await choose(window, `region.${region}`)
    await focused(region)
  }
  await choose(window, 'region.next')
  await focused('files')
  await choose(window, 'region.previous')
  await focused('sessions')
  await choose(window, 'console.focus')
  await focused('panel')
  await choose(window, 'session.filter')
  await expect(page.getByRole('textbox', { name: /filter/i }).or(page.getByRole('searchbox'))).toBeFocused()

  const separator = (name: string) => page.getByRole('separator', { name })
  for (const [id, shown] of [
    ['view.sideBar', workbench.session('menu')],
    ['view.result', separator('Width of the result')],
    ['view.panel', workbench.panel],
  ] as const) {
    await choose(window, id)
    await expect(shown).toBeHidden()
    await choose(window, id)
    await expect(shown).toBeVisible()
  }
  await choose(window, 'view.maximisePanel')
  await expect(separator('Height of the panel')).toBeHidden()
  await choose(window, 'view.maximisePanel')
  await choose(window, 'runs.show')
  await expect(page.getByRole('grid', { name: /Runs/ })).toBeVisible()
  await choose(window, 'zoom.in')
  await expect.poll(() => page.evaluate(() => Math.round(devicePixelRatio * 100))).toBe(110)
  await choose(window, 'zoom.out')
  await choose(window, 'zoom.reset')
  await expect.poll(() => page.evaluate(() => Math.round(devicePixelRatio * 100))).toBe(100)

  // No key is taken from the page, and a changed one is the one that is shown.
  const all = await menuOf(window)
  expect(all.length).toBeGreaterThan(35)
  expect(all.filter(({ keys, taken }) => keys !== '' && taken)).toEqual([])
  await choose(window, 'settings.open')
  await page.getByRole('tab', { name: 'Keys' }).click()
  await page.getByRole('button', { name: /^Key of Save all:/ }).click()
  await page.keyboard.press('Control+Shift+Y')
  await expect.poll(async () => (await entry('file.saveAll'))?.keys).toBe('Ctrl+Shift+Y')
  await page.keyboard.press('Escape')

  // It is for desktops that show it elsewhere: no bar comes into the window, and none with Alt.
  await page.keyboard.press('Alt')
  const bar = await window.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isMenuBarVisible())
  expect(bar).toBe(false)
})
