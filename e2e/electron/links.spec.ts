import { expect, test } from '../fixtures/electron-test.ts'

test('a link in output opens outside after a question that names its host, and only then', async ({
  window: { app, page, workbench },
}) => {
  await app.evaluate(({ shell }) => {
    const opened: string[] = []
    Reflect.set(globalThis, 'opened', opened)
    shell.openExternal = async (url) => {
      opened.push(url)
    }
  })
  const opened = () => app.evaluate(() => Reflect.get(globalThis, 'opened') as string[])
  await workbench.createSession('links')
  await workbench.command('echo https://docs.example.org/a?b=1')
  await expect(workbench.screen).toContainText('docs.example.org')
  expect(await opened()).toEqual([])

  await workbench.clickInConsole('https://docs.example.org/a')
  const question = page.getByRole('dialog').or(page.getByRole('alertdialog'))
  await expect(question).toContainText('docs.example.org')
  expect(await opened()).toEqual([])
  await page.keyboard.press('Escape')
  await expect(question).toBeHidden()
  expect(await opened()).toEqual([])

  await workbench.clickInConsole('https://docs.example.org/a')
  await question.getByRole('button', { name: /^Open/ }).click()
  await expect.poll(opened).toEqual(['https://docs.example.org/a?b=1'])
  const windows = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)
  expect(windows).toBe(1)
})
