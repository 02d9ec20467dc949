import { expect } from '../fixtures/browser-test.ts'
import { test } from '../fixtures/remote-test.ts'

test.use({ isPlain: true })

test('@plain files on a server as it is in the field: names of any bytes, binary intact, far folders, and a question before the end', async ({
  workbench,
  server,
}) => {
  test.setTimeout(180_000)
  const { page } = workbench
  await workbench.connect(server.address, 'ada', 'Field')
  await workbench.createSession('far-away', 'Field')
  await workbench.command(
    "mkdir -p a/b/c && echo deep >a/b/c/found.md && printf old >$'bad\\377name' && printf '\\000\\377\\001' >raw.bin && sha256sum raw.bin >sum && touch \"it's a b\" && mkfifo pipe",
  )
  await workbench.refreshFiles()

  await test.step('a file below folders that were never opened', async () => {
    await page.keyboard.press('Control+p')
    await expect(page.getByRole('combobox', { name: 'Search or run a command' })).toBeFocused()
    await page.keyboard.type('found')
    await expect(page.getByRole('option').first()).toHaveText(/found\.md\s*a\/b\/c/)
    await page.keyboard.press('Enter')
    await expect(workbench.editorLines).toContainText('deep')
  })

  await test.step('bytes stay what they are, whatever is done with them', async () => {
    await workbench.file('raw.bin').click()
    await expect(page.getByRole('region', { name: 'Bytes of raw.bin' })).toContainText('00 ff 01')
    await page.keyboard.press('Control+s')
    await page.keyboard.press('Alt+Shift+w')
    await expect(workbench.tab('raw.bin')).toHaveCount(0)
    await workbench.command('sha256sum -c sum')
    await expect(workbench.screen).toContainText('raw.bin: OK')
  })

  await test.step('a name of any bytes is opened, and given another one', async () => {
    await workbench.file('bad\ufffdname').click()
    await expect(workbench.editorLines).toContainText('old')
    await page.keyboard.press('F2')
    await page.getByRole('textbox', { name: 'Another name for bad\ufffdname' }).fill('good name')
    await page.keyboard.press('Enter')
    await expect(workbench.tab('good name')).toBeVisible()
    await workbench.file('pipe').click()
    await expect(page.getByRole('dialog', { name: 'pipe' })).toContainText('it has no content of its own')
    await page.keyboard.press('Escape')
  })

  await test.step('a folder goes after a question that names what goes', async () => {
    await workbench.file('a, folder').focus()
    await page.keyboard.press('Delete')
    const question = page.getByRole('alertdialog', { name: 'Delete a?' })
    await expect(question).toContainText('/workspace/a and all that is in it go. This is final.')
    await question.getByRole('button', { name: 'Delete folder' }).click()
    await expect(workbench.file('a, folder')).toHaveCount(0)
    await workbench.file("it's a b").focus()
    await page.keyboard.press('Delete')
    await page.getByRole('button', { name: 'Delete file' }).click()
    await expect(workbench.file("it's a b")).toHaveCount(0)
    await workbench.command('ls -1 | cat -v')
    await expect(workbench.screen).toContainText(/good name\s*pipe\s*raw\.bin\s*sum/)
  })
})
