import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import type { Locator } from 'playwright/test'
import { expect } from '../fixtures/browser-test.ts'
import { lookInThemes } from '../fixtures/look.ts'
import { test } from '../fixtures/plain-test.ts'
import { ask, freePort, startPlainServer } from '../fixtures/sandbox-server.ts'
import type { Workbench } from '../fixtures/workbench.ts'

// Every error of the Python client, provoked: its sentence, the server's own words, its action, and that the action heals.

const page502 = {
  status: 502,
  headers: { 'content-type': 'text/html', 'x-request-id': 'req-502-a' },
  body: '<html><h1>502 Bad Gateway</h1></html>',
}

/** Status, request id and the server's own words, all of which can be copied. */
async function expectDetails(place: Locator, lines: readonly RegExp[]): Promise<void> {
  await place.getByRole('button', { name: 'Details' }).click()
  for (const line of lines) await expect(place.locator('code')).toHaveText(line)
  await expect(place.getByRole('button', { name: 'Copy details' })).toBeVisible()
}

async function askForNewSession(workbench: Workbench, name: string): Promise<Locator> {
  const { page } = workbench
  await page
    .getByRole('button', { name: /^New session/ })
    .first()
    .click()
  const dialog = page.getByRole('dialog', { name: 'New session' })
  await chooseLab(workbench, dialog)
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name)
  await dialog.getByRole('button', { name: /^Create session/ }).click()
  return dialog
}

async function chooseLab({ page }: Workbench, dialog: Locator): Promise<void> {
  await dialog.getByRole('combobox').first().click()
  await page.getByRole('option', { name: /Lab/ }).click()
}

/** Gives back the sandboxes of all sessions, as another program of the same user may. */
async function releaseBehindItsBack(address: string): Promise<void> {
  const json = { 'content-type': 'application/json' }
  const { text: token } = await ask(`${address}/api/v1/auth/token`, {
    method: 'POST',
    headers: json,
    body: '{"user_id":"mira"}',
  })
  const authorization = `Bearer ${(JSON.parse(token) as { access_token: string }).access_token}`
  const headers = { ...json, authorization }
  const { text } = await ask(`${address}/api/v1/sessions`, { headers })
  const { sessions } = JSON.parse(text) as { sessions: readonly { sandbox_id?: string }[] }
  for (const { sandbox_id } of sessions) {
    if (sandbox_id === undefined) continue
    await ask(`${address}/api/v1/sandbox/release`, { method: 'POST', headers, body: JSON.stringify({ sandbox_id }) })
  }
}

test('@plain the six errors of the Python client say what happened and what to do, and their actions heal', async ({
  workbench,
  gateway,
  server,
}) => {
  test.setTimeout(240_000)
  const { page } = workbench
  await workbench.connect(gateway.address, 'mira', 'Lab')
  await workbench.createSession('far-away', 'Lab')
  // Behind a dialog it is hidden from screen readers, which hear of it as it comes.
  const problem = page.getByRole('region', { name: 'Notices', includeHidden: true })

  await test.step('ServiceUnavailableError: the page of a proxy whose server is down', async () => {
    gateway.lie('', page502)
    await workbench.checkLastConnection()
    await expect(problem).toContainText(
      'Lab cannot be used: something in front of the server answered in its place (502).',
    )
    await expect(workbench.session('far-away')).toHaveAccessibleName(/unknown/)
    await expectDetails(problem, [/Status 502/, /Request id req-502-a/])
    await lookInThemes(page, 'error-proxy-page', [1440])
    gateway.tellTheTruth()
    await problem.getByRole('button', { name: 'Try now' }).click()
    await expect(problem).toBeHidden()
  })

  await test.step('AuthError: the server accepts this user no more', async () => {
    const no = { status: 401, body: '{"error":"unauthorized","message":"user is locked"}' }
    gateway.lie('POST /api/v1/auth/token', no)
    gateway.lie('GET /api/v1/', no)
    await workbench.title.getByRole('button', { name: /^Connections/ }).click()
    await page.getByRole('menuitem', { name: 'Details…' }).last().click()
    const said = page.getByRole('dialog', { name: 'Lab' }).getByRole('alert')
    await expect(said).toContainText('Its pool could not be asked for: the server does not accept this user.')
    await expectDetails(said, [/Status 401/, /user is locked/])
    await expect(problem).toContainText('Lab cannot be used: the server does not accept this user.')
    await said.getByRole('button', { name: 'Sign in…' }).click()
    const form = page.getByRole('dialog', { name: 'Lab' })
    await expect(form.getByRole('textbox', { name: /^User/ })).toHaveValue('mira')
    gateway.tellTheTruth()
    await form.getByRole('button', { name: /^Save/ }).click()
    await expect(form).toBeHidden()
    await expect(problem).toBeHidden()
    await expect(workbench.session('far-away')).toHaveAccessibleName(/active/)
  })

  await test.step('RateLimitError: says how long, and another try after that works', async () => {
    const body = '{"error":"rate_limit_exceeded","message":"slow down"}'
    gateway.lie('POST /api/v1/sessions', { status: 429, headers: { 'retry-after': '2' }, body })
    const dialog = await askForNewSession(workbench, 'hurried')
    const said = dialog.getByRole('alert')
    await expect(said).toContainText('hurried was not created: the server takes no more requests at the moment.')
    await expect(said).toContainText(/Try again in \d s\./)
    await expectDetails(said, [/Status 429/, /slow down/])
    gateway.tellTheTruth()
    await expect(async () => {
      await dialog.getByRole('button', { name: /^Try again/ }).click({ timeout: 1000 })
      await expect(dialog).toBeHidden({ timeout: 5000 })
    }).toPass({ timeout: 60_000 })
    await workbench.expectOpen('hurried')
  })

  await test.step('SandboxError: the server’s own words are behind Details', async () => {
    const body = '{"error":"quota","message":"the quota of lab-7 is used up"}'
    gateway.lie('POST /api/v1/sessions', { status: 507, body })
    const dialog = await askForNewSession(workbench, 'one-more')
    const said = dialog.getByRole('alert')
    await expect(said).toContainText('one-more was not created: the server answered 507.')
    await expect(said).not.toContainText('lab-7')
    await expectDetails(said, [/Status 507/, /Request id none was sent/, /the quota of lab-7 is used up/])
    gateway.tellTheTruth()
    await dialog.getByRole('button', { name: /^Try again/ }).click()
    await expect(dialog).toBeHidden({ timeout: 30_000 })
    await workbench.expectOpen('one-more')
  })

  await test.step('NotFoundError: a sandbox that somebody released, and a session that never was', async () => {
    await workbench.session('far-away').click()
    await workbench.expectOpen('far-away')
    await releaseBehindItsBack(server.address)
    await workbench.newScratch()
    await workbench.type('print("here")\n')
    await workbench.run()
    await workbench.expectOutcome('sandbox gone')
    await workbench.result.getByRole('button', { name: 'Get a sandbox' }).click()
    await expect(page.getByText(/far-away has a new sandbox/)).toBeVisible({ timeout: 30_000 })
    await page.getByRole('region', { name: 'State of the session' }).getByRole('button', { name: 'Close' }).click()
    await expect(page.getByText(/far-away has a new sandbox/)).toBeHidden()
    await workbench.run()
    await workbench.expectOutcome('ok')

    await workbench.palette('Open a session by its id')
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: /^Open/ })
    await chooseLab(workbench, dialog)
    await dialog.getByRole('textbox', { name: 'Id' }).fill('5d0c5a0e-1111-4222-8333-444455556666')
    await dialog.getByRole('button', { name: /^Open session/ }).click()
    await expect(dialog.getByRole('alert')).toContainText(
      'The session was not found on Lab: the server knows no session of this id.',
    )
    await page.keyboard.press('Escape')
  })

  await test.step('TimeoutError: a server that says nothing', async () => {
    // To all that is asked: any answer in between would be a sign of life.
    gateway.lie('GET ', 'silence')
    await workbench.checkLastConnection()
    await expect(problem).toContainText('Lab does not answer.', { timeout: 30_000 })
    await expectDetails(problem, [/did not answer within \d+ seconds/])
    gateway.tellTheTruth()
    await problem.getByRole('button', { name: 'Try now' }).click()
    await expect(problem).toBeHidden()
  })

  await test.step('a server that is dead, and comes back', async () => {
    await server.process.stop()
    await workbench.checkLastConnection()
    await expect(problem).toContainText(/Lab answers but does not work at the moment|Lab does not answer/)
    const again = await startPlainServer('memory', server.port)
    await problem.getByRole('button', { name: 'Try now' }).click()
    await expect(problem).toBeHidden()
    // It had its sessions in memory.
    await expect(workbench.session('far-away')).toHaveAccessibleName(/gone/)
    await again.process.stop()
  })
})

test('@plain an address of no server says which kind of wrong it is, and the right one connects', async ({
  workbench,
  server,
  gateway,
}) => {
  const { page } = workbench
  const other = createServer((socket) => {
    socket.on('error', () => undefined).once('data', () => socket.end('SSH-2.0-x\r\n'))
  })
  other.listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  const dialog = await workbench.openConnectDialog()
  const said = dialog.getByRole('alert')

  async function tryAddress(address: string, words: RegExp): Promise<void> {
    await dialog.getByRole('textbox', { name: /^Address/ }).fill(address)
    await dialog.getByRole('textbox', { name: /^User/ }).fill('mira')
    await dialog.getByRole('button', { name: /^(Connect|Try again)/ }).click()
    await expect(said).toContainText(words, { timeout: 30_000 })
  }

  await tryAddress(`http://127.0.0.1:${port}`, /what answers there is no Cloud Sandbox server\. Check the address/)
  await tryAddress(server.address.replace('http:', 'https:'), /the server does not speak https at this address.*http:/)
  await lookInThemes(page, 'error-no-tls', [1440])
  await tryAddress(`http://127.0.0.1:${await freePort()}`, /nothing answers at its address/)
  gateway.lie('', page502)
  await tryAddress(gateway.address, /something in front of the server answered in its place \(502\)/)
  await expectDetails(said, [/Status 502/, /Request id req-502-a/])
  gateway.tellTheTruth()
  await dialog.getByRole('button', { name: /^Try again/ }).click()
  await expect(dialog).toBeHidden()
  other.close()
})
