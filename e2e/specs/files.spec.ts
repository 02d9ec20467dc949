import { readFile } from 'node:fs/promises'
import { expect, test } from '../fixtures/browser-test.ts'
import { dropFiles } from '../fixtures/dropped-files.ts'
import { dialogWidths, lookInThemes, takePictures, themes } from '../fixtures/look.ts'

/** The smallest picture that there is. */
const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

test('files are gone to, looked at, renamed, moved, brought in, saved and deleted', async ({ workbench }) => {
  test.setTimeout(300_000)
  const { page, files } = workbench
  const [dark] = themes
  if (!dark) throw new Error('There are no themes.')
  async function openGoToFile() {
    await page.keyboard.press('Control+p')
    await expect(page.getByRole('combobox', { name: 'Search or run a command' })).toBeFocused()
  }
  await workbench.createSession('air-quality')
  await workbench.command(
    `mkdir -p data/2026/raw lib/node_modules/x '.git/objects' && echo station,pm25 >data/2026/raw/stations.csv && touch data/a.txt data/b.txt data/c.txt && echo ${png} | base64 -d >plot.png && printf 'a\\000b' >blob.bin && mkfifo pipe && ln -s nowhere dangling && touch $'two\\nlines' && truncate -s 9000000 big.log`,
  )
  await workbench.refreshFiles()

  await test.step('a file below folders that were never opened is gone to by some of its letters', async () => {
    await workbench.newScratch()
    await workbench.type('kept')
    await page.keyboard.press('Control+p')
    // At once: what is typed before the field is there belongs to it, and not to the file behind it.
    await page.keyboard.type('stcsv')
    await expect(page.getByRole('combobox', { name: 'Search or run a command' })).toHaveValue('/stcsv')
    await expect(workbench.editorLines).toHaveText('kept')
    await expect(page.getByRole('option').first()).toHaveText(/stations\.csv\s*data\/2026\/raw/)
    await expect(page.getByText(/^\/workspace: \d+ entries, as of .* Not looked into: .*node_modules/)).toBeVisible()
    await lookInThemes(page, 'go-to-file', dialogWidths)
    await page.keyboard.press('Enter')
    await expect(workbench.editorLines).toContainText('station,pm25')
  })

  await test.step('a folder that is gone to is shown in the tree', async () => {
    await openGoToFile()
    await page.keyboard.type('2026 raw')
    await expect(page.getByRole('option').first()).toHaveText(/raw\/\s*data\/2026/)
    await page.keyboard.press('Enter')
    await expect(workbench.file('raw, folder')).toBeFocused()
    await expect(workbench.file('stations.csv')).toBeVisible()
  })

  await test.step('what is no text is shown as what it is', async () => {
    await workbench.file('plot.png').click()
    await expect(page.getByRole('img', { name: 'plot.png' })).toBeVisible()
    await expect(page.getByRole('main')).toContainText('PNG picture')
    await workbench.file('blob.bin').click()
    await expect(page.getByRole('region', { name: 'Bytes of blob.bin' })).toContainText('61 00 62')
    await lookInThemes(page, 'bytes', dialogWidths)
    await workbench.file('big.log').click()
    await expect(page.getByRole('main').getByRole('alert')).toContainText(/9\.0 MB, and at most 8\.4 MB are opened/)
    await expect(page.getByRole('main').getByRole('button', { name: 'Save a copy…' })).toBeVisible()
    await workbench.file('pipe').click()
    const facts = page.getByRole('dialog', { name: 'pipe' })
    await expect(facts).toContainText('it has no content of its own')
    await expect(facts).toContainText('rw-r--r-- (644)')
    await lookInThemes(page, 'file-facts', dialogWidths)
    await page.keyboard.press('Escape')
    await expect(workbench.file('two↵lines')).toBeVisible()
    await workbench.file('dangling').click()
    await expect(page.getByRole('main').getByRole('alert')).toContainText('dangling cannot be opened')
  })

  await test.step('another name by F2; a document that is open goes with it', async () => {
    await workbench.file('stations.csv').click()
    await page.keyboard.press('F2')
    const field = page.getByRole('textbox', { name: 'Another name for stations.csv' })
    await expect(field).toBeFocused()
    // The ending stays.
    await page.keyboard.type('places')
    await page.keyboard.press('Enter')
    await expect(workbench.file('places.csv')).toBeFocused()
    await expect(workbench.tab('places.csv')).toBeVisible()
    await expect(workbench.tab('stations.csv')).toHaveCount(0)
    await page.keyboard.press('F2')
    await page.getByRole('textbox', { name: /^Another name/ }).fill('a/b')
    await page.keyboard.press('Enter')
    await expect(files.getByRole('alert')).toHaveText('A name holds no slash.')
    await page.keyboard.press('Escape')
    await expect(workbench.file('places.csv')).toBeFocused()
  })

  await test.step('cut and put elsewhere, copied, all by keys', async () => {
    await page.keyboard.press('Control+x')
    await workbench.file('data, folder').click()
    await workbench.file('data, folder').click()
    await page.keyboard.press('Control+v')
    await expect(files.getByRole('treeitem', { name: /^places\.csv/ })).toHaveAttribute('aria-level', '3')
    await workbench.file('a.txt').click()
    await page.keyboard.press('Control+c')
    await page.keyboard.press('Control+v')
    await expect(workbench.file('a copy.txt')).toBeVisible()
  })

  await test.step('files of this computer are dropped; what would be replaced is asked about', async () => {
    await dropFiles(workbench.file('raw, folder'), { 'new 1.txt': 'one', 'ü.txt': 'zwei' })
    await expect(workbench.file('new 1.txt')).toBeVisible()
    await dropFiles(workbench.file('raw, folder'), { 'new 1.txt': 'other', '3.txt': 'three' })
    const question = page.getByRole('alertdialog', { name: 'Replace new 1.txt?' })
    await lookInThemes(page, 'replace-file', [640])
    await question.getByRole('button', { name: 'Only the new one' }).click()
    await expect(workbench.file('3.txt')).toBeVisible()
    await workbench.file('new 1.txt').click()
    await expect(workbench.editorLines).toContainText('one')
  })

  await test.step('a copy is saved on this computer, byte for byte', async () => {
    await workbench.file('blob.bin').click({ button: 'right' })
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'Save a copy…' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('blob.bin')
    expect([...(await readFile(await download.path()))]).toEqual([0x61, 0, 0x62])
  })

  await test.step('several are marked and deleted after a question that names them', async () => {
    await workbench.file('a.txt').click()
    await page.keyboard.press('Shift+ArrowDown')
    await workbench.file('c.txt').click({ modifiers: ['Control'] })
    await workbench.file('c.txt').click({ button: 'right' })
    await page.emulateMedia({ ...dark.media, reducedMotion: 'reduce' })
    await takePictures(page, 'file-menu', dark, [1440])
    await page.getByRole('menuitem', { name: 'Delete 3…' }).click()
    const question = page.getByRole('alertdialog', { name: 'Delete 3 files and folders?' })
    await expect(question).toContainText('a.txt, b.txt, c.txt go. This is final.')
    await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused()
    await question.getByRole('button', { name: 'Delete 3' }).click()
    await expect(workbench.file('b.txt')).toHaveCount(0)
    await expect(workbench.file('a copy.txt')).toBeVisible()
  })

  await test.step('a console is opened in a folder', async () => {
    await workbench.file('raw, folder').click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Open a console here' }).click()
    await expect(workbench.screen).toHaveText(/\/workspace\/data\/2026\/raw \$\s*$/)
  })

  await lookInThemes(page, 'files', dialogWidths)
})
