import { expect, test } from '../fixtures/browser-test.ts'

// What a program in a sandbox prints is text. It sets no clipboard, no title, opens nothing, and is no markup.

test.use({ permissions: ['clipboard-read', 'clipboard-write'] })

const esc = '\\033'

test('output sets neither the clipboard nor the title', async ({ workbench }) => {
  const { page } = workbench
  await workbench.createSession('hostile')
  await page.evaluate(() => navigator.clipboard.writeText('mine'))
  const title = await page.title()
  // OSC 52 (clipboard), OSC 0 and 2 (title), a title report, and a sentinel.
  await workbench.command(
    `printf '${esc}]52;c;b3ducw==\\007${esc}]0;owned\\007${esc}]2;owned\\007${esc}[21t${esc}]52;c;?\\007'; echo end-of-attack`,
  )
  await expect(workbench.screen).toContainText(/^end-of-attack|[^ ]\s*end-of-attack/)
  await workbench.newScratch()
  await workbench.type(
    `import sys\nsys.stdout.write("\\x1b]52;c;b3ducw==\\x07\\x1b]0;owned\\x07<img src=x onerror=alert(1)>")\n`,
  )
  await workbench.run()
  await workbench.expectOutcome('ok')
  await expect(workbench.result).toContainText('<img src=x onerror=alert(1)>')
  expect(await page.title()).toBe(title)
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('mine')
})

test('a link in output opens nothing without a click and a question that names the host', async ({
  workbench,
  context,
}) => {
  const { page } = workbench
  await workbench.createSession('links')
  const dialogs: string[] = []
  page.on('dialog', async (dialog) => {
    dialogs.push(dialog.message())
    await dialog.dismiss()
  })
  await workbench.command(
    `printf '${esc}]8;;https://real.example.org/path\\007harmless${esc}]8;;\\007 ${esc}]8;;javascript:alert(1)\\007script${esc}]8;;\\007\\n'`,
  )
  await expect(workbench.screen).toContainText('harmless')
  expect(context.pages()).toHaveLength(1)

  await workbench.clickInConsole('harmless')
  const question = page.getByRole('dialog').or(page.getByRole('alertdialog'))
  await expect(question).toContainText('real.example.org')
  await page.keyboard.press('Escape')
  await expect(question).toBeHidden()

  await workbench.clickInConsole('script')
  await expect(question).toBeHidden()
  expect(dialogs).toEqual([])
  expect(context.pages()).toHaveLength(1)
  expect(new URL(page.url()).pathname).toBe('/')
})
