import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from '../fixtures/electron-test.ts'
import { projectFolder } from '../fixtures/environment.ts'
import { isAlive } from '../fixtures/process-table.ts'

// What ships runs the vault in a utility process of Electron itself. The Electron of the tests may be too old for SQLite, so
// that the vault here is one without.

/** A copy of the application with another vault and an entry for it, and without a Node beside it. */
function applicationWithPlainVault(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'csd-app-'))
  for (const part of ['out/main', 'out/renderer'])
    cpSync(path.join(projectFolder, part), path.join(folder, part), { recursive: true })
  cpSync(path.join(projectFolder, 'e2e/electron-runtime/plain-vault'), path.join(folder, 'out', 'node'), {
    recursive: true,
  })
  const description: unknown = JSON.parse(readFileSync(path.join(projectFolder, 'package.json'), 'utf8'))
  writeFileSync(
    path.join(folder, 'package.json'),
    JSON.stringify({ ...(description as object), main: 'out/node/entry.cjs' }),
  )
  return folder
}

test('the vault is a utility process: it keeps settings, is started again when it dies, and ends with the application', async ({
  open,
  dataFolder,
}) => {
  const folder = applicationWithPlainVault()
  const pids = () =>
    readFileSync(path.join(dataFolder.path, 'plain-vault', 'pids'), 'utf8')
      .trim()
      .split('\n')
      .map(Number)
  const settings = path.join(dataFolder.path, 'plain-vault', 'settings.json')
  const kept = () => (existsSync(settings) ? readFileSync(settings, 'utf8') : '')
  try {
    const { page, app, quit } = await open({ folder, env: { CLOUD_SANDBOX_NODE: '' } })
    const choose = async (theme: string) => {
      await page.getByRole('button', { name: /^View/ }).first().click()
      await page
        .getByRole('menuitemcheckbox', { name: theme })
        .or(page.getByRole('menuitemradio', { name: theme }))
        .click()
    }
    await choose('Dark')
    await expect.poll(kept).toContain('"theme":"dark"')
    expect(pids()).toHaveLength(1)
    const types = await app.evaluate(({ app: electron }) =>
      electron.getAppMetrics().map(({ pid, type, serviceName, name }) => ({ pid, type, name: name ?? serviceName })),
    )
    expect(types.find(({ pid }) => pid === pids()[0])).toMatchObject({ type: 'Utility', name: 'Vault' })

    process.kill(pids()[0] ?? 0, 'SIGKILL')
    await choose('Light')
    await expect.poll(kept).toContain('"theme":"light"')
    expect(pids()).toHaveLength(2)
    expect(await quit()).toBe(true)
    await expect.poll(() => pids().map(isAlive)).toEqual([false, false])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
