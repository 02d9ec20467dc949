import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { OpenWindow } from '../fixtures/electron-test.ts'
import { expect, test } from '../fixtures/electron-test.ts'

const bounds = ({ app }: OpenWindow) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())
const zoom = ({ page }: OpenWindow) => page.evaluate(() => Math.round(devicePixelRatio * 100))

test('a window comes back where it was, with its zoom, parts, sizes, session, tabs and unsaved text; one that no screen shows comes back on one', async ({
  open,
  dataFolder,
}) => {
  const kept = path.join(dataFolder.path, 'window.json')
  const first = await open()
  const { workbench, page, app } = first
  await workbench.createSession('kept')
  await workbench.newScratch()
  await workbench.type('unsaved = 1')
  await workbench.newScratch()
  await workbench.type('unsaved = 2')
  await workbench.expectKept()
  const tabs = await workbench.editorTabs.allTextContents()
  await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.setBounds({ x: 60, y: 40, width: 1400, height: 900 }),
  )

  const view = page.getByRole('separator', { name: 'Width of the side bar' })
  await view.focus()
  await page.keyboard.press('ArrowRight')
  const width = await view.getAttribute('aria-valuenow')
  await page.keyboard.press('Control+j')
  await expect(workbench.panel).toBeHidden()

  // By key while the settings are open: the control follows.
  await page.keyboard.press('Control+,')
  const control = page.getByRole('dialog', { name: 'Settings' }).getByRole('combobox', { name: 'Zoom' })
  await expect(control).toContainText('100 %')
  await page.keyboard.press('Control+=')
  await expect(control).toContainText('110 %')
  await control.click()
  await page.getByRole('option', { name: '125 %' }).click()
  await expect(control).toContainText('125 %')
  await expect.poll(() => zoom(first)).toBe(125)
  await page.keyboard.press('Escape')
  await expect.poll(() => readFileSync(kept, 'utf8')).toMatch(/"zoom":1.25.*"width":1400/)
  // What a crash leaves behind, not what an orderly end writes.
  await first.kill()

  const second = await open()
  expect(await bounds(second)).toEqual({ x: 60, y: 40, width: 1400, height: 900 })
  expect(await zoom(second)).toBe(125)
  await expect(second.workbench.title).toContainText('kept')
  await expect(second.workbench.editorLines).toContainText('unsaved = 2')
  expect(await second.workbench.editorTabs.allTextContents()).toEqual(tabs)
  await expect(second.workbench.panel).toBeHidden()
  await expect(second.page.getByRole('separator', { name: 'Width of the side bar' })).toHaveAttribute(
    'aria-valuenow',
    width ?? '',
  )
  await second.page.keyboard.press('Control+0')
  await expect.poll(() => zoom(second)).toBe(100)
  await second.page.keyboard.press('Control+j')
  await expect(second.workbench.panel).toBeVisible()
  await second.quit()

  // The screen it was on is gone.
  const left: Record<string, unknown> = JSON.parse(readFileSync(kept, 'utf8'))
  expect(left).toMatchObject({ zoom: 1 })
  writeFileSync(kept, JSON.stringify({ ...left, place: { x: 5000, y: 3000, width: 1000, height: 700 } }))
  const third = await open()
  const seen = await third.app.evaluate(({ BrowserWindow, screen }) => ({
    bounds: BrowserWindow.getAllWindows()[0]?.getBounds() ?? { x: -1, y: -1, width: 0, height: 0 },
    area: screen.getPrimaryDisplay().workArea,
  }))
  expect(seen.bounds).toMatchObject({ width: 1000, height: 700 })
  expect(seen.bounds.x).toBeGreaterThanOrEqual(seen.area.x)
  expect(seen.bounds.x + seen.bounds.width).toBeLessThanOrEqual(seen.area.x + seen.area.width)
  expect(seen.bounds.y + seen.bounds.height).toBeLessThanOrEqual(seen.area.y + seen.area.height)
  await expect(third.workbench.panel).toBeVisible()
})
