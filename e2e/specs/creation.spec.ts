import type { Locator } from 'playwright/test'
import { expect, test } from '../fixtures/browser-test.ts'
import type { HoldingProxy } from '../fixtures/holding-proxy.ts'
import { startHoldingProxy } from '../fixtures/holding-proxy.ts'
import { test as remote } from '../fixtures/remote-test.ts'
import type { ApiUser } from '../fixtures/sandbox-server.ts'
import { apiUser, startPlainServer } from '../fixtures/sandbox-server.ts'
import type { Workbench } from '../fixtures/workbench.ts'

// Making a session, and its end: what is said before, and what can be taken back afterwards.

async function openNewSession({ page }: Workbench, where?: RegExp): Promise<Locator> {
  await page
    .getByRole('button', { name: /^New session/ })
    .first()
    .click()
  const dialog = page.getByRole('dialog', { name: 'New session' })
  if (where) {
    await dialog.getByRole('combobox', { name: 'Where' }).click()
    await page.getByRole('option', { name: where }).click()
  }
  return dialog
}

test('limits are explained, the environment reaches a run, and a deleted session comes back whole', async ({
  workbench,
}) => {
  const { page } = workbench
  const dialog = await openNewSession(workbench)
  await dialog.getByRole('textbox', { name: 'Name' }).fill('air-quality')
  const hours = dialog.getByRole('textbox', { name: 'Hours' })
  await expect(hours).toHaveAccessibleDescription(/^At most 168\. Ends /)
  await expect(dialog.getByRole('textbox', { name: 'CPU' })).toHaveAccessibleDescription(
    /^At most 1,024\. Here: \d+\.$/,
  )
  await expect(dialog).toContainText(/Runs this computer's own Python 3\.\d+\.\d+/)
  await hours.fill('200')
  await hours.blur()
  await expect(hours).toHaveAccessibleDescription('At most 168 hours on this computer.')
  await hours.fill('12')
  await dialog.getByRole('button', { name: 'No variables' }).click()
  await dialog.getByRole('textbox', { name: 'Name of a variable' }).fill('GREETING')
  const value = dialog.getByLabel('Value of GREETING')
  await expect(value).toHaveAttribute('type', 'password')
  await value.fill('from the form')
  await dialog.getByRole('button', { name: /^Create session/ }).click()
  await expect(dialog).toBeHidden({ timeout: 30_000 })
  await workbench.expectOpen('air-quality')

  await workbench.newScratch()
  await workbench.type('import os\nopen("kept.txt", "w").write(os.environ["GREETING"].upper())\nprint("written")\n')
  await workbench.run()
  await workbench.expectOutcome('ok')
  await workbench.refreshFiles()
  await workbench.file('kept.txt').dblclick()
  await expect(workbench.tab('kept.txt')).toBeVisible()

  const remove = await workbench.openDeleteDialog('air-quality')
  await expect(remove).toContainText(/Goes: the sandbox\./)
  await expect(remove).toContainText(/Stays on this computer: 1 file \(13 B\), 1 run and 1 edit\./)
  await expect(remove).toContainText(/You can undo until /)
  await remove.getByRole('button', { name: /^Delete session/ }).click()
  await expect(remove).toBeHidden({ timeout: 30_000 })
  await expect(workbench.sessions.getByRole('option')).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await workbench.expectOpen('air-quality')
  await workbench.command('cat kept.txt; echo')
  await expect(workbench.screen).toContainText('FROM THE FORM')
  await expect(workbench.editorTabs).toHaveText(['scratch 1', 'kept.txt'])

  // Again, and found in its place after the toast. Forgetting it is final and asks for its name.
  await (await workbench.openDeleteDialog('air-quality')).getByRole('button', { name: /^Delete session/ }).click()
  await expect(workbench.sessions.getByRole('option')).toHaveCount(0)
  await page.getByRole('button', { name: 'Deleted and expired sessions' }).click()
  const kept = page.getByRole('dialog', { name: 'Deleted and expired sessions' })
  await expect(kept.getByRole('listitem')).toContainText(/air-quality.*Deleted .* kept until .* 2 runs · 1 edit/)
  await kept.getByRole('button', { name: 'Revive air-quality' }).click()
  await workbench.expectOpen('air-quality')
  await (await workbench.openDeleteDialog('air-quality')).getByRole('button', { name: /^Delete session/ }).click()
  await expect(workbench.sessions.getByRole('option')).toHaveCount(0)
  await page.getByRole('button', { name: 'Deleted and expired sessions' }).click()
  await kept.getByRole('button', { name: 'Forget air-quality…' }).click()
  const question = page.getByRole('alertdialog', { name: 'Forget air-quality?' })
  await question.getByRole('textbox').fill('air-quality')
  await question.getByRole('button', { name: 'Forget session' }).click()
  await expect(kept).toContainText('None.')
})

const between = remote.extend<{ gateway: HoldingProxy; ada: ApiUser }>({
  gateway: async ({ server }, use) => {
    const gateway = await startHoldingProxy(server.port)
    await use(gateway)
    await gateway.close()
  },
  ada: async ({ server }, use) => {
    const user = await apiUser(server.address, 'ada')
    await use(user)
    user.close()
  },
})

between(
  'a failed step can be undone and leaves nothing, or tried again; a refusal is learnt from; a cancel takes back',
  async ({ workbench, gateway, ada }) => {
    await workbench.connect(gateway.address, 'ada', 'Lab')
    const dialog = await openNewSession(workbench, /Lab/)
    const names = async () => {
      const { sessions } = await ada.get('/sessions')
      return Array.isArray(sessions) ? sessions.length : -1
    }
    const acquired = async () => (await ada.get('/sandbox/stats')).active
    const create = dialog.getByRole('button', { name: /^Create session/ })
    await dialog.getByRole('textbox', { name: 'Name' }).fill('survey')

    gateway.refuse('POST /sessions', 400, 'memory_mb: must be at most 1024 megabytes')
    const memory = dialog.getByRole('textbox', { name: 'Memory in MB' })
    await create.click()
    await expect(dialog.getByRole('alert')).toContainText(/survey was not created/)
    await expect(memory).toHaveAccessibleDescription(/^At most 1,024, as it said on /)
    await memory.fill('512')

    gateway.refuse('POST /sandbox/acquire', 503, 'sandbox pool exhausted')
    await create.click()
    await expect(dialog.getByRole('alert')).toContainText(/Every sandbox of the server is in use|no sandbox/i)
    await expect(dialog.getByRole('status')).toHaveText('Step 2 of 3: sandbox')
    expect(await names()).toBe(1)
    await dialog.getByRole('button', { name: 'Undo' }).click()
    await expect(dialog.getByRole('button', { name: 'Undo' })).toBeHidden()
    // It goes when the undo begins, and this comes back when it is done.
    await expect(create).toBeEnabled()
    expect(await names()).toBe(0)
    expect(await ada.get('/kept-sessions')).toEqual({ sessions: [] })

    gateway.refuse('POST /bind', 500, 'not now')
    await create.click()
    await expect(dialog.getByRole('status')).toHaveText('Step 3 of 3: files')
    await dialog.getByRole('button', { name: 'Undo' }).click()
    await expect(dialog.getByRole('button', { name: 'Undo' })).toBeHidden()
    // It goes when the undo begins, and this comes back when it is done.
    await expect(create).toBeEnabled()
    expect([await names(), await acquired()]).toEqual([0, 0])

    // Cancelled while the server takes its time: what was made goes, and the dialog waits for that.
    const probing = gateway.hold('POST /execute')
    await create.click()
    await probing
    await expect(dialog.getByRole('status')).toHaveText('Step 2 of 3: sandbox')
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await expect(dialog).toBeHidden({ timeout: 30_000 })
    expect([await names(), await acquired()]).toEqual([0, 0])
    expect(await ada.get('/kept-sessions')).toEqual({ sessions: [] })

    gateway.refuse('POST /sandbox/acquire', 503, 'sandbox pool exhausted')
    await openNewSession(workbench, /Lab/)
    await dialog.getByRole('textbox', { name: 'Name' }).fill('second')
    await expect(memory).toHaveAccessibleDescription(/^At most 1,024, as it said on /)
    await create.click()
    await dialog.getByRole('button', { name: /^Try again/ }).click()
    await expect(dialog).toBeHidden({ timeout: 30_000 })
    await workbench.expectOpen('second')
    await expect(workbench.session('second')).toHaveAccessibleName(/, active, /)
  },
)

test('@plain where the server keeps nothing a deletion says that it is final, and asks for the name', async ({
  workbench,
}) => {
  const { page } = workbench
  const server = await startPlainServer()
  try {
    await workbench.connect(server.address, 'mira', 'Field')
    const dialog = await openNewSession(workbench, /Field/)
    await expect(dialog.getByRole('textbox', { name: 'CPU' })).toHaveAccessibleDescription(
      'Asked for: the server decides.',
    )
    await expect(dialog).toContainText(/CPU and memory are asked for/)
    const hours = dialog.getByRole('textbox', { name: 'Hours' })
    await hours.fill('169')
    await hours.blur()
    await expect(hours).toHaveAccessibleDescription('At most 168 hours on this server.')
    await hours.fill('24')
    await dialog.getByRole('textbox', { name: 'Name' }).fill('field-work')
    await dialog.getByRole('button', { name: /^Create session/ }).click()
    await expect(dialog).toBeHidden({ timeout: 60_000 })
    await workbench.expectOpen('field-work')
    const remove = await workbench.openDeleteDialog('field-work')
    await expect(remove).toContainText(/This is final: its server keeps nothing of a deleted session\./)
    await expect(remove).toContainText(/Goes: the session, the sandbox and 0 files \(0 B\); on this computer no runs/)
    const button = remove.getByRole('button', { name: /^Delete session/ })
    await expect(button).toBeDisabled()
    await remove.getByRole('textbox').fill('field-work')
    await button.click()
    await expect(remove).toBeHidden({ timeout: 60_000 })
    await expect(workbench.session('field-work')).toHaveCount(0)
    await expect(page.getByRole('button', { name: 'Undo' })).toHaveCount(0)
  } finally {
    await server.process.stop()
  }
})
