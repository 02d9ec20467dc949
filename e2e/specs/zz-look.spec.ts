import { expect, test } from '../fixtures/browser-test.ts'
import { expectAccessible, themes } from '../fixtures/look.ts'

test('look', async ({ workbench }) => {
  test.setTimeout(300_000)
  const { page } = workbench
  await workbench.createSession('air-quality')
  await workbench.command("printf '\\033[1;31mFAILED\\033[0m tests/test_daily.py - assert 3 == 4\\n'; ls --color=always /")
  await page.keyboard.press('Control+Shift+`')
  await workbench.command('echo failed FAILED failed; for i in 1 2 3; do echo FAILED $i; done')
  await page.keyboard.type('sleep 500')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Control+Shift+`')
  await workbench.command('echo failed FAILED failed; for i in 1 2 3; do echo FAILED $i; done; false')
  const shoot = async (name: string, sizes: number[]) => {
    for (const theme of themes.filter((t) => t.name !== 'x')) {
      await page.emulateMedia({ ...theme.media, reducedMotion: 'reduce' })
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme.chosen)
      await page.waitForTimeout(300)
      await expectAccessible(page, `${name} ${theme.name}`)
      for (const width of sizes) {
        await page.setViewportSize({ width, height: 700 })
        await page.waitForTimeout(200)
        await page.screenshot({ path: `/tmp/cons/${name}-${theme.name}-${width}.png` })
      }
    }
    await page.setViewportSize({ width: 1280, height: 700 })
  }
  await page.keyboard.press('Control+Shift+f')
  await page.getByRole('textbox', { name: 'Find in the console' }).fill('failed')
  await shoot('find', [640, 900, 1280])
  await page.getByRole('textbox', { name: 'Find in the console' }).fill('(')
  await shoot('regex', [1280])
  await page.keyboard.press('Escape')
  await page.keyboard.press('Shift+F10')
  await expect(page.getByRole('menu')).toBeVisible()
  await page.waitForTimeout(300)
  await page.screenshot({ path: `/tmp/cons/menu.png` })
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+5')
  await page.getByRole('tab', { name: 'Console 2' }).press('Delete')
  await page.waitForTimeout(300)
  await shoot('close', [1280, 640])
  await page.keyboard.press('Escape')
  for (let i = 0; i < 9; i += 1) await page.keyboard.press('Control+Shift+`')
  await shoot('many', [1280, 640])
  await workbench.title.getByRole('button', { name: /^Pause/ }).click()
  await page.getByRole('dialog', { name: /Pause/ }).getByRole('button', { name: /^Pause now/ }).click()
  await expect(workbench.session('air-quality')).toHaveAccessibleName(/paused/)
  await shoot('paused', [1280])
})
