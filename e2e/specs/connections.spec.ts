import type { Locator } from 'playwright/test'
import { expect } from '../fixtures/browser-test.ts'
import { filesBelow, filesWith } from '../fixtures/files-with.ts'
import { lookInThemes } from '../fixtures/look.ts'
import { test } from '../fixtures/remote-test.ts'
import { ask } from '../fixtures/sandbox-server.ts'

function stepOf(dialog: Locator, name: string): Locator {
  return dialog.getByRole('listitem').filter({ hasText: new RegExp(`^${name}`) })
}

/** A token as another program would have it. */
async function tokenFor(address: string, userId: string): Promise<string> {
  const { text } = await ask(`${address}/api/v1/auth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user_id: userId }),
  })
  return (JSON.parse(text) as { access_token: string }).access_token
}

test('a connection is made, checked step by step and changed with the keyboard alone', async ({
  workbench,
  server,
}) => {
  const { page } = workbench
  const dialog = await workbench.openConnectDialog()
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toBeFocused()
  await page.keyboard.type('Lab')
  await page.keyboard.press('Tab')
  await page.keyboard.type(server.address)
  await page.keyboard.press('Tab')
  await page.keyboard.type('ada')
  await dialog.getByRole('button', { name: 'Check connection' }).focus()
  await page.keyboard.press('Enter')
  for (const name of ['Health', 'Token', 'Clock', 'Requests left', 'Pool'])
    await expect(stepOf(dialog, name)).not.toContainText(/not reached|Asking/)
  await expect(dialog.getByRole('status').last()).toHaveText('Everything was checked and works')
  await expect(stepOf(dialog, 'Proxy')).toContainText('not used')
  await lookInThemes(page, 'connection-checked')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(dialog).toBeHidden()

  await workbench.title.getByRole('button', { name: /^Connections/ }).click()
  await page.getByRole('menuitem', { name: 'Edit…' }).click()
  const lab = page.getByRole('dialog', { name: 'Lab' })
  await expect(lab.getByRole('textbox', { name: /^Address/ })).toHaveValue(server.address)
  await lab.getByRole('textbox', { name: 'Name' }).fill('Bench')
  // Arrows move in the list; what was typed stays where it was typed.
  await lab.getByRole('radio', { name: /^Lab/ }).focus()
  await page.keyboard.press('ArrowUp')
  await expect(page.getByRole('dialog', { name: 'This computer' })).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await expect(lab.getByRole('textbox', { name: 'Name' })).toHaveValue('Bench')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByRole('dialog')).toBeHidden()
  await workbench.title.getByRole('button', { name: /^Connections/ }).click()
  await expect(page.getByRole('menu')).toContainText('Bench: ready')
})

test('a failed check says which step it was and what to do', async ({ workbench, server }) => {
  const { page } = workbench
  const dialog = await workbench.openConnectDialog()
  await dialog.getByRole('textbox', { name: /^Address/ }).fill(server.address.replace('http:', 'https:'))
  await dialog.getByRole('textbox', { name: /^User/ }).fill('ada')
  await dialog.getByRole('button', { name: /^Connect/ }).click()
  await expect(dialog.getByRole('alert')).toBeVisible()
  await expect(stepOf(dialog, 'TLS')).toContainText('Check the port')
  await expect(stepOf(dialog, 'Pool')).toContainText('not reached')
  await lookInThemes(page, 'connection-failed')
})

test('a pasted token works, is asked for again after a start, and no token is in any file, log or address', async ({
  workbench,
  server,
  remoteFolder,
  dataFolder,
  host,
  hosts,
}) => {
  const { page, watch } = workbench
  watch.allow(/WebSocket|ERR_CONNECTION|Failed to load resource/)
  const token = await tokenFor(server.address, 'ada')
  const dialog = await workbench.openConnectDialog()
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Lab')
  await dialog.getByRole('textbox', { name: /^Address/ }).fill(server.address)
  await dialog.getByRole('textbox', { name: /^User/ }).fill('ada')
  await dialog.getByRole('radio', { name: 'By a token' }).check()
  await dialog.getByLabel('Token', { exact: true }).fill(`${token}x`)
  await dialog.getByRole('button', { name: /^Connect/ }).click()
  await expect(stepOf(dialog, 'Token')).toContainText('Paste a new token')
  await dialog.getByLabel('Token', { exact: true }).fill(token)
  await expect(dialog).toContainText('in memory only: no keychain was found')
  await dialog.getByRole('button', { name: /^Connect/ }).click()
  await expect(dialog).toBeHidden()
  await workbench.createSession('far-away', 'Lab')
  await workbench.command('echo there')
  await expect(workbench.screen).toContainText('there')
  // One on this computer too, whose server gives tokens by user id.
  await workbench.createSession('near-by', 'This computer')
  await workbench.command('echo here')
  await expect(workbench.screen).toContainText('here')

  await host.process.stop()
  const next = await hosts.start()
  await page.goto(next.address)
  await workbench.ready()
  await expect(workbench.sideBar).toContainText('Signed out by Lab: the token was in memory only')
  await expect(page.getByText(/This folder is empty/)).toBeVisible()
  await lookInThemes(page, 'signed-out')
  await workbench.sideBar.getByRole('button', { name: 'Sign in…' }).click()
  const again = page.getByRole('dialog', { name: 'Lab' })
  await again.getByLabel('Token', { exact: true }).fill(token)
  await again.getByRole('button', { name: /^Save/ }).click()
  await expect(again).toBeHidden()
  await expect(workbench.session('far-away')).not.toHaveAccessibleName(/as of|unknown/)

  expect(page.url()).not.toContain(token)
  await next.process.stop()
  // The form of every token that these servers give, and this one's signature in any form.
  const traces = [/eyJ[\w-]{10,}\.[\w-]{10,}/, token, token.split('.')[2] ?? token]
  expect(filesBelow(dataFolder.path).length).toBeGreaterThan(3)
  expect(filesWith(dataFolder.path, traces)).toEqual([])
  expect(filesWith(remoteFolder.path, traces)).toEqual([])
  const printed = [...hosts.all.map(({ process }) => process), server.process].flatMap(({ lines }) => lines)
  for (const trace of traces) expect(printed.filter((line) => line.match(trace))).toEqual([])
})
