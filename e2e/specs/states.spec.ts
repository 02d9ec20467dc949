import type { Locator, Page } from 'playwright/test'
import { expect, test } from 'playwright/test'
import { expectAccessible, picturesFolder, themes } from '../fixtures/look.ts'
import type { PreviewServer } from '../fixtures/preview-server.ts'
import { startPreview } from '../fixtures/preview-server.ts'

/** What renderer/testing/states tells of a state. */
interface StateCard {
  readonly group: string
  readonly name: string
  readonly part: keyof typeof parts
  readonly steps?: readonly Step[]
  readonly wait?: number
  readonly words: readonly (string | RegExp)[]
  readonly actions?: readonly string[]
  readonly row?: { readonly session: string; readonly menu: readonly string[] }
}

type Step = { readonly click: string } | { readonly fill: string; readonly text: string }

const parts = {
  window: '#root',
  sessions: '[data-region="sessions"]',
  files: '[data-region="files"]',
  editor: '[data-region="editor"]',
  result: '[data-region="result"]',
  panel: '[data-region="panel"]',
  dialog: '[role="dialog"], [role="alertdialog"]',
} as const

// One worker: the preview is built once.
test.describe.configure({ mode: 'default' })

let preview: PreviewServer

test.beforeAll(async () => {
  test.setTimeout(120_000)
  preview = await startPreview()
})

test.afterAll(() => preview.close())

test.use({ viewport: { width: 1280, height: 800 }, timezoneId: 'UTC', locale: 'en-GB', trace: 'off' })

for (const group of ['session', 'run', 'region', 'console', 'dialog']) {
  test(`every state of a ${group}: its words, what can be done, three themes`, async ({ page }) => {
    test.setTimeout(600_000)
    const problems: string[] = []
    page.on('pageerror', (error) => problems.push(error.stack ?? error.message))
    await page.clock.install({ time: '2026-11-22T14:02:30Z' })
    await page.goto(preview.address)
    const all = await page.evaluate(() => (window as unknown as { windowStates: StateCard[] }).windowStates)
    expect(new Set(all.map(({ name }) => name)).size, 'each name stands once').toBe(all.length)
    const cards = all.filter((card) => card.group === group)
    expect(cards).not.toEqual([])
    for (const card of cards) {
      // The others are looked at all the same.
      await test
        .step(card.name, () => lookAt(page, card))
        .catch((error) => problems.push(`${card.name}: ${String(error)}`))
    }
    expect(problems).toEqual([])
  })
}

async function lookAt(page: Page, card: StateCard): Promise<void> {
  await page.goto(`${preview.address}?state=${card.name}`)
  const part = page.locator(parts[card.part]).first()
  for (const step of card.steps ?? []) await take(step, part)
  if (card.wait !== undefined) await pass(page, part, card.wait, card.words)
  await expectSaid(page, part, card)
  await takePictures(page, part, card)
}

async function take(step: Step, part: Locator): Promise<void> {
  if ('fill' in step) await part.getByLabel(step.fill, { exact: true }).fill(step.text)
  else await pressable(part, step.click).first().click()
}

/** Lets time pass until it is said. What is waited for may begin a moment after the page is there. */
async function pass(page: Page, part: Locator, seconds: number, words: StateCard['words']): Promise<void> {
  await expect(async () => {
    await page.clock.fastForward(seconds * 1000)
    for (const word of words) await expect(part).toContainText(word, { timeout: 200 })
  }).toPass()
}

/** What can be clicked under this name; a key may stand behind it. */
function pressable(part: Locator, name: string): Locator {
  const begins = { name: new RegExp(`^${name}`) }
  return part.getByRole('button', begins).or(part.getByRole('tab', begins)).or(part.getByRole('radio', begins))
}

/** The words of the state, and what can be done about it. */
async function expectSaid(page: Page, part: Locator, { name, words, actions = [], row }: StateCard): Promise<void> {
  const option = row && page.getByRole('option', { name: new RegExp(`^${row.session},`) })
  for (const word of words) await expect(option ?? part, name).toContainText(word)
  for (const action of actions) await expect(pressable(part, action).first(), name).toBeVisible()
  if (!option) return
  await option.click({ button: 'right' })
  for (const label of row.menu)
    await expect(page.getByRole('menuitem', { name: new RegExp(`^${label}`) }), name).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('menu')).toHaveCount(0)
}

async function takePictures(page: Page, part: Locator, { name, part: within }: StateCard): Promise<void> {
  for (const theme of themes.filter((one) => one.name !== 'forced')) {
    await page.emulateMedia({ ...theme.media, reducedMotion: 'reduce' })
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme.chosen)
    // The themes differ in nothing but colours.
    const rules = theme.name === 'dark' ? 'everything' : 'colours'
    await expectAccessible(page, `${name}, ${theme.name}`, rules, parts[within])
    await part.screenshot({ path: `${picturesFolder}/state-${name}-${theme.name}.png`, animations: 'disabled' })
  }
}
