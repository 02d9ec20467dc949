import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { test as browserTest, expect } from '../fixtures/browser-test.ts'
import { makeDataFolder } from '../fixtures/data-folder.ts'
import { lookInThemes } from '../fixtures/look.ts'

/** All programs of this computer but bubblewrap, which can be added later. */
interface Programs {
  readonly folder: string
  addBubblewrap(): void
}

const places = ['/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin']

const test = browserTest.extend<{ programs: Programs }>({
  programs: async ({ browserName: _browser }, use) => {
    const parent = makeDataFolder()
    const folder = path.join(parent.path, 'bin')
    mkdirSync(folder)
    for (const place of places) {
      for (const name of existsSync(place) ? readdirSync(place) : []) {
        const link = path.join(folder, name)
        if (name !== 'bwrap' && !existsSync(link)) symlinkSync(path.join(place, name), link)
      }
    }
    const bubblewrap = places.map((place) => path.join(place, 'bwrap')).find((file) => existsSync(file))
    await use({
      folder,
      addBubblewrap: () => {
        if (bubblewrap === undefined) throw new Error('bubblewrap is not installed')
        symlinkSync(bubblewrap, path.join(folder, 'bwrap'))
      },
    })
    rmSync(parent.path, { recursive: true, force: true })
  },
  hostEnvironment: async ({ programs }, use) => use({ ...process.env, PATH: programs.folder }),
})

test('without bubblewrap the window opens, says why and what to type, and Check again recovers', async ({
  workbench,
  programs,
}) => {
  const { page } = workbench
  const main = page.getByRole('main')
  await expect(main).toContainText(/bubblewrap/i)
  await expect(main.getByText(/apt(-get)? install|dnf install|pacman -S|zypper|apk add/)).toBeVisible()
  await lookInThemes(page, 'failed-probe')

  programs.addBubblewrap()
  await main.getByRole('button', { name: 'Check again' }).click()
  await expect(main).toContainText('This computer is ready')
  await workbench.createSession('recovered')
  await workbench.command('echo works')
  await expect(workbench.screen).toContainText('works')
})
