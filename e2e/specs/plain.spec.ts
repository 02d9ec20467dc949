import type { Locator } from 'playwright/test'
import { expect } from '../fixtures/browser-test.ts'
import { lookInThemes } from '../fixtures/look.ts'
import { test } from '../fixtures/plain-test.ts'
import { ask, startPlainServer } from '../fixtures/sandbox-server.ts'
import type { Workbench } from '../fixtures/workbench.ts'

// Everything that the Python client can do, by hand, on a server as it is in the field: it has none of our extensions.

/** Another program of this user. */
class OtherProgram {
  readonly address: string
  readonly token: string

  private constructor(address: string, token: string) {
    this.address = address
    this.token = token
  }

  static async of(address: string, userId: string): Promise<OtherProgram> {
    const { text } = await ask(`${address}/api/v1/auth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user_id: userId }),
    })
    return new OtherProgram(address, (JSON.parse(text) as { access_token: string }).access_token)
  }

  async createSession(): Promise<string> {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${this.token}` }
    const { text } = await ask(`${this.address}/api/v1/sessions`, { method: 'POST', headers, body: '{"cpu_count":8}' })
    return (JSON.parse(text) as { id: string }).id
  }
}

async function menu(workbench: Workbench, name: string, entry: RegExp): Promise<void> {
  await workbench.session(name).click({ button: 'right' })
  await workbench.page.getByRole('menuitem', { name: entry }).click()
}

async function openConnectionPage({ page, title }: Workbench): Promise<Locator> {
  await title.getByRole('button', { name: /^Connections/ }).click()
  await page.getByRole('menuitem', { name: 'Details…' }).last().click()
  return page.getByRole('dialog', { name: 'Field' })
}

/** The value beside a name in a list of facts. */
function fact(place: Locator, name: string): Locator {
  return place
    .getByRole('term')
    .filter({ hasText: new RegExp(`^${name}$`) })
    .locator('+ dd')
}

test('@plain everything that the Python client can do, by hand, and what it says is true', async ({
  workbench,
  server,
}) => {
  test.setTimeout(240_000)
  const { page } = workbench
  const mira = await OtherProgram.of(server.address, 'mira')
  const kim = await OtherProgram.of(server.address, 'kim')

  await test.step('set_token: a pasted token, checked step by step', async () => {
    const dialog = await workbench.openConnectDialog()
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Field')
    await dialog.getByRole('textbox', { name: /^Address/ }).fill(server.address)
    await dialog.getByRole('textbox', { name: /^User/ }).fill('mira')
    await dialog.getByRole('radio', { name: 'By a token' }).check()
    await dialog.getByLabel('Token', { exact: true }).fill(mira.token)
    await dialog.getByRole('button', { name: 'Check connection' }).click()
    await expect(dialog.getByRole('status').last()).toHaveText('Everything was checked and works')
    await dialog.getByRole('button', { name: /^Connect/ }).click()
    await expect(dialog).toBeHidden()
  })

  await test.step('create_session: figures that this server never applies are shown as asked for', async () => {
    await workbench.createSession('alpha', 'Field')
    await workbench.palette('>details alpha')
    await page.keyboard.press('Enter')
    const details = page.getByRole('dialog', { name: 'alpha' })
    await expect(fact(details, 'Image')).toHaveText('python:3.11-slim (asked for)')
    await expect(fact(details, 'Processors')).toHaveText('2 (asked for)')
    await expect(fact(details, 'Container')).toContainText(/^[0-9a-f]{64}/)
    await expect(fact(details, 'Sandbox state')).toHaveText('active')
    await expect(fact(details, 'Acquired')).toContainText('by this application')
    await expect(fact(details, 'Taken back')).toContainText(/^about .*if nobody uses it$/)
    await lookInThemes(page, 'plain-details', [1440])
    // What a field means is said on focus, and to screen readers.
    const memory = details.getByText('Memory', { exact: true })
    await memory.focus()
    await expect(page.getByText(/^memory_mb: kept as it was asked for/)).toBeVisible()
    await expect(memory).toHaveAccessibleDescription(/^memory_mb/)
    await details.getByRole('button', { name: 'Close' }).last().click()
    await expect(details).toBeHidden()
  })

  await test.step('get_session, list_sessions: by id, also of another user; renamed, filtered', async () => {
    await workbench.palette('>open a session by its id')
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Open a session by its id' })
    await dialog.getByRole('combobox', { name: 'Server' }).click()
    await page.getByRole('option', { name: /Field/ }).click()
    const id = await kim.createSession()
    await dialog.getByRole('textbox', { name: 'Id' }).fill(`session ${id} ready`)
    await dialog.getByRole('button', { name: 'Open session' }).click()
    await expect(dialog).toBeHidden()
    const found = workbench.session(id.slice(0, 8))
    await expect(found).toHaveAccessibleName(/active.*8 CPU.*of kim/)
    await found.click()
    await page.keyboard.press('F2')
    await page.getByRole('textbox', { name: /^New name of/ }).fill('from kim')
    await page.keyboard.press('Enter')
    await expect(workbench.session('from kim')).toBeVisible()
    await page.getByRole('button', { name: 'Filter sessions' }).click()
    await page.getByRole('textbox', { name: 'Filter sessions' }).fill('kim')
    await expect(workbench.sessions.getByRole('option')).toHaveCount(1)
    await page.keyboard.press('Escape')
    await expect(workbench.sessions.getByRole('option')).toHaveCount(2)
  })

  await test.step('execute, run_code: folder, environment and limit; a limit leaves the program running', async () => {
    await workbench.session('alpha').click()
    await workbench.expectOpen('alpha')
    await workbench.palette('>folder and environment')
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Run options' })
    await dialog.getByRole('textbox', { name: 'Folder' }).fill('/tmp')
    await dialog.getByRole('button', { name: 'Add a variable' }).click()
    await dialog.getByRole('textbox', { name: 'Name of a variable' }).fill('STATION')
    await dialog.getByLabel('Value of STATION').fill('north')
    await dialog.getByRole('button', { name: 'Keep options' }).click()
    await expect(dialog).toBeHidden()
    await workbench.newScratch()
    await workbench.type('import os\nprint(os.getcwd(), os.environ["STATION"])\n')
    await workbench.run()
    await workbench.expectOutcome('ok')
    await expect(workbench.result).toContainText('/tmp north')
    await workbench.type('import sys\nsys.exit(3)\n')
    await workbench.run()
    await workbench.expectOutcome('failed.*exit code 3')
  })

  await test.step('run_command, write_file, list_files, delete_file', async () => {
    await workbench.command('printf "one\\ntwo\\n" > notes.txt')
    await workbench.refreshFiles()
    await workbench.file('notes.txt').click()
    await expect(workbench.editorLines).toContainText('one')
    await workbench.type('one\nthree\n')
    await page.keyboard.press('ControlOrMeta+s')
    await expect(workbench.tab('notes.txt')).not.toHaveAccessibleName(/unsaved/)
    await workbench.command('cat notes.txt; touch gone.txt')
    await expect(workbench.screen).toContainText('three')
    await workbench.refreshFiles()
    await workbench.file('gone.txt').click({ button: 'right' })
    await page.getByRole('menuitem', { name: /^Delete/ }).click()
    await page.getByRole('button', { name: 'Delete file' }).click()
    await expect(workbench.file('gone.txt')).toBeHidden()
  })

  await test.step('get_sandbox_stats, release_sandbox: giving it back says what goes', async () => {
    const connection = await openConnectionPage(workbench)
    await expect(fact(connection, 'In use')).toHaveText('2 sandboxes')
    await expect(fact(connection, 'At most')).toHaveText('50 sandboxes')
    await expect(fact(connection, 'Extensions')).toHaveText('none: a plain server')
    await expect(fact(connection, 'Keeps')).toHaveText('it promises nothing')
    await lookInThemes(page, 'plain-connection', [1440])
    await page.keyboard.press('Escape')
    await menu(workbench, 'from kim', /^Give sandbox back/)
    const dialog = page.getByRole('alertdialog', { name: /^Give back the sandbox of from kim/ })
    await expect(dialog).toContainText('all files in /workspace, which Field does not keep')
    await dialog.getByRole('button', { name: 'Give sandbox back' }).click()
    await expect(dialog).toBeHidden({ timeout: 30_000 })
    const after = await openConnectionPage(workbench)
    await expect(fact(after, 'In use')).toHaveText('1 sandbox')
    await page.keyboard.press('Escape')
  })

  await test.step('pause_session, resume_session: says that this server keeps no files, and it keeps none', async () => {
    await workbench.session('alpha').click()
    await workbench.title.getByRole('button', { name: /^Pause/ }).click()
    const dialog = page.getByRole('dialog', { name: /Pause/ })
    await expect(dialog).toContainText('All files in /workspace: Field does not keep them')
    await lookInThemes(page, 'plain-pause', [1440])
    await dialog.getByRole('button', { name: /^Pause now/ }).click()
    await expect(dialog).toBeHidden({ timeout: 30_000 })
    await expect(workbench.session('alpha')).toHaveAccessibleName(/paused/)
    await workbench.title.getByRole('button', { name: /^Resume/ }).click()
    await expect(workbench.session('alpha')).toHaveAccessibleName(/active/, { timeout: 30_000 })
    await workbench.command('ls')
    await expect(page.getByText(/This folder is empty/)).toBeVisible()
  })

  await test.step('delete_session: several at once, with what goes', async () => {
    for (const name of ['alpha', 'from kim']) await workbench.session(name).click({ modifiers: ['Control'] })
    await menu(workbench, 'from kim', /^Delete 2…/)
    const dialog = page.getByRole('alertdialog', { name: /^Delete 2 sessions/ })
    await expect(dialog).toContainText(/final/i)
    await dialog.getByRole('textbox').fill('2')
    await dialog.getByRole('button', { name: 'Delete 2 sessions' }).click()
    await expect(dialog).toContainText('2 of 2 deleted', { timeout: 30_000 })
    await dialog.getByRole('button', { name: 'Done' }).click()
    await expect(workbench.sessions.getByRole('option')).toHaveCount(0)
  })
})

test('@plain a server with a database says that it saved a workspace, and forgets the words of its sessions', async ({
  workbench,
}) => {
  test.setTimeout(120_000)
  const { page } = workbench
  const stored = await startPlainServer('stored')
  try {
    await workbench.connect(stored.address, 'mira', 'Field')
    await workbench.createSession('alpha', 'Field')
    await workbench.command('echo kept > notes.txt')
    await workbench.title.getByRole('button', { name: /^Pause/ }).click()
    const dialog = page.getByRole('dialog', { name: /Pause/ })
    await expect(dialog).toContainText('All files in /workspace: Field does not keep them')
    await dialog.getByRole('button', { name: /^Pause now/ }).click()
    await expect(dialog).toBeHidden({ timeout: 30_000 })
    // Its list has no words of sessions: the name is this computer's.
    await expect(workbench.session('alpha')).toHaveAccessibleName(/paused/)
    await workbench.palette('>details alpha')
    await page.keyboard.press('Enter')
    const details = page.getByRole('dialog', { name: 'alpha' })
    await expect(fact(details, 'Archive there')).toHaveText(/^\S+:\/\/\S+|^\//)
    await expect(fact(details, 'Sandbox')).toHaveText('none')
    await expect(fact(details, 'Paused')).toContainText(/ago|now/)
  } finally {
    await stored.process.stop()
  }
})
