import { makeDataFolder } from '../fixtures/data-folder.ts'
import type { OpenWindow } from '../fixtures/electron-test.ts'
import { expect, test } from '../fixtures/electron-test.ts'
import { filesBelow, filesWith } from '../fixtures/files-with.ts'
import { apiUser, startSandboxServer } from '../fixtures/sandbox-server.ts'

/**
 * What the shipped Electron says of the system's key store, in the place of the older one of the tests, which names no
 * backend and finds no store. The cipher is a stand-in; that it is asked, and that nothing else is written, is what is tested.
 */
async function pretend({ app }: OpenWindow, backend: 'basic_text' | 'gnome_libsecret'): Promise<void> {
  await app.evaluate(({ safeStorage }, name) => {
    const turned = (bytes: Buffer) => bytes.map((byte) => byte ^ 0x5a) as Buffer
    Reflect.set(safeStorage, 'getSelectedStorageBackend', () => name)
    Reflect.set(safeStorage, 'isEncryptionAvailable', () => true)
    Reflect.set(safeStorage, 'encryptString', (text: string) => turned(Buffer.from(text)))
    Reflect.set(safeStorage, 'decryptString', (bytes: Buffer) => turned(bytes).toString())
  }, backend)
}

test('a pasted token is in memory where encrypting would hide it from nobody, and encrypted by a key store; it is in no file, log or output', async ({
  open,
  dataFolder,
}) => {
  const remote = makeDataFolder()
  const server = await startSandboxServer(remote.path)
  const printed: string[] = []
  try {
    const user = await apiUser(server.address, 'ada')
    const { token } = user
    user.close()
    const start = async () => {
      const window = await open()
      for (const stream of [window.app.process().stdout, window.app.process().stderr])
        stream?.on('data', (chunk: Buffer) => printed.push(chunk.toString('latin1')))
      return window
    }

    const first = await start()
    // Electron's own fallback encrypts with a password that is in its source: that counts as none.
    await pretend(first, 'basic_text')
    const dialog = await first.workbench.openConnectDialog()
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Lab')
    await dialog.getByRole('textbox', { name: /^Address/ }).fill(server.address)
    await dialog.getByRole('textbox', { name: /^User/ }).fill('ada')
    await dialog.getByRole('radio', { name: 'By a token' }).check()
    await expect(dialog).toContainText('in memory only')
    await dialog.getByLabel('Token', { exact: true }).fill(token)
    await dialog.getByRole('button', { name: /^Connect/ }).click()
    await expect(dialog).toBeHidden()
    expect(await first.quit()).toBe(true)

    const second = await start()
    await expect(second.workbench.sideBar).toContainText('Signed out by Lab: the token was in memory only')
    await pretend(second, 'gnome_libsecret')
    await second.workbench.sideBar.getByRole('button', { name: 'Sign in…' }).click()
    const again = second.page.getByRole('dialog', { name: 'Lab' })
    await expect(again).toContainText('the keyring of this desktop')
    await again.getByLabel('Token', { exact: true }).fill(token)
    await again.getByRole('button', { name: /^Save/ }).click()
    await expect(again).toBeHidden()
    await second.workbench.createSession('with-a-key', 'Lab')
    await second.kill()

    // In no form: as it is, in base64, and its signature alone, which is what makes it worth something.
    const signature = token.split('.')[2] ?? token
    const traces = [/eyJ[\w-]{10,}\.[\w-]{10,}/, signature, Buffer.from(token).toString('base64').slice(0, 60)]
    expect(filesBelow(dataFolder.path).length).toBeGreaterThan(3)
    expect(filesWith(dataFolder.path, traces)).toEqual([])
    expect(filesWith(remote.path, traces)).toEqual([])
    const output = [...printed, ...server.process.lines].join('\n')
    for (const trace of traces) expect(output).not.toMatch(trace)

    // What the keyring encrypted is not thrown away by a start that cannot open it: the person is asked.
    const third = await start()
    await expect(third.workbench.sideBar).toContainText(/Signed out by Lab/)
    await pretend(third, 'gnome_libsecret')
    await third.workbench.checkLastConnection()
    await expect(third.workbench.session('with-a-key')).not.toHaveAccessibleName(/as of|unknown/)
  } finally {
    await server.process.stop()
    await remote.remove()
  }
})
