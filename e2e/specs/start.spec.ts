import { startBrowserHost } from '../fixtures/browser-host.ts'
import { expect, test } from '../fixtures/browser-test.ts'
import { lookInThemes } from '../fixtures/look.ts'
import { findProcesses, isAlive } from '../fixtures/process-table.ts'

test('an address that was used says how to get another one', async ({ workbench, host, browser }) => {
  await expect(workbench.page).toHaveURL(`${host.origin}/`)
  // Another browser profile: it has the address, but not the cookie.
  const other = await browser.newContext()
  try {
    const page = await other.newPage()
    await page.goto(host.address)
    await expect(page.getByRole('heading')).toContainText('used')
    await expect(page.getByText('npm start')).toBeVisible()
    await lookInThemes(page, 'address-used')
    await expect(page.getByRole('listbox', { name: 'Sessions' })).toHaveCount(0)
  } finally {
    await other.close()
  }
})

test('a second tab of the same browser shares the window’s session', async ({ workbench, host, context }) => {
  const second = await context.newPage()
  await second.goto(`${host.origin}/`)
  await expect(second.locator('html')).toHaveAttribute('data-state', 'ready')
  await expect(workbench.page.locator('html')).toHaveAttribute('data-state', 'ready')
})

test('a second start on a folder in use prints a fresh address of the running host and ends', async ({
  workbench,
  host,
  dataFolder,
  browser,
}) => {
  const second = await startBrowserHost(dataFolder.path)
  expect(await second.process.exited).toBe(0)
  expect(second.origin).toBe(host.origin)
  expect(second.address).not.toBe(host.address)
  expect(isAlive(host.process.pid)).toBe(true)
  await expect(workbench.page.locator('html')).toHaveAttribute('data-state', 'ready')

  const other = await browser.newContext()
  try {
    const page = await other.newPage()
    await page.goto(second.address)
    await expect(page.locator('html')).toHaveAttribute('data-state', 'ready')
  } finally {
    await other.close()
  }
})

test('a host that was killed leaves nothing that stops the next start', async ({ workbench, host, hosts }) => {
  workbench.watch.allow(/WebSocket|ERR_CONNECTION/)
  await host.process.kill()
  const next = await hosts.start()
  await workbench.page.goto(next.address)
  await workbench.ready()
})

test('the host ends on SIGTERM, says that the local server goes on, and the next one attaches to it', async ({
  workbench,
  host,
  hosts,
  dataFolder,
}) => {
  workbench.watch.allow(/WebSocket|ERR_CONNECTION/)
  await expect(workbench.page.getByRole('main')).toContainText('This computer is ready')
  const localServer = await host.localServerPid()
  expect(await host.process.stop()).toBe(true)
  expect(host.process.lines.join('\n')).toContain(`goes on (process ${localServer})`)
  await expect.poll(() => [...findProcesses(dataFolder.path).keys()]).toEqual([localServer])
  const next = await hosts.start()
  await workbench.page.goto(next.address)
  await expect(workbench.page.getByRole('main')).toContainText('This computer is ready')
  expect(await next.localServerPid()).toBe(localServer)
})
