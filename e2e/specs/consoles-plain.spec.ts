import { expect } from '../fixtures/browser-test.ts'
import { test } from '../fixtures/remote-test.ts'

test.use({ isPlain: true })

test('@plain consoles on a server as it is in the field: folders, a command at its own pace, and a server that goes', async ({
  workbench,
  server,
}) => {
  test.setTimeout(120_000)
  const { page, panel, screen } = workbench
  await workbench.connect(server.address, 'ada', 'Field')
  await workbench.createSession('far-away', 'Field')

  await test.step('a folder that was deleted can be left', async () => {
    await workbench.command('mkdir -p a/b && echo made')
    await workbench.command('cd a/b')
    await expect(screen).toHaveText(/\/workspace\/a\/b \$\s*$/)
    await workbench.command('rmdir ../b')
    await workbench.command('pwd')
    await expect(screen).toContainText('left by cd and a whole path')
    await workbench.command('cd /workspace')
    await expect(screen).toHaveText(/\/workspace \$\s*$/)
  })

  await test.step('two consoles at once', async () => {
    await page.keyboard.press('Control+Shift+`')
    await workbench.expectPrompt()
    await workbench.command('cd a')
    await page.keyboard.type('while [ ! -e go ]; do sleep 0.2; done; pwd')
    await page.keyboard.press('Enter')
    const second = panel.getByRole('tab', { name: /^Console 2/ })
    await expect(second).toHaveAccessibleName('Console 2, running')
    await page.keyboard.press('Alt+Shift+PageDown')
    await workbench.command('touch a/go')
    await second.click()
    await expect(screen).toHaveText(/\/workspace\/a\s*\/workspace\/a \$\s*$/)
  })

  await test.step('without its server input is off, with the time and what is known', async () => {
    await panel.getByRole('textbox', { name: /terminal input/i }).focus()
    await page.keyboard.type('sleep 600')
    await page.keyboard.press('Enter')
    await expect(panel.getByRole('tab', { name: /^Console 2/ })).toHaveAccessibleName('Console 2, running')
    await server.process.stop()
    await expect(panel).toContainText(/Connection lost \d\d:\d\d:\d\d.*Input is off until then/, { timeout: 60_000 })
    await expect(screen).toContainText('The outcome is unknown', { timeout: 60_000 })
    await page.keyboard.type('typed in vain')
    await expect(screen).not.toContainText('typed in vain')
  })
})
