import { defineConfig } from 'playwright/test'
import { chromiumExecutable, isRoot } from './fixtures/environment.ts'

/**
 * End-to-end tests over the built product (`out/`): nothing is served from source.
 * `browser`: the window in Chromium over the browser host. `electron`: what only the real Electron can show.
 * `npm test` builds first, finds the executables (`E2E_CHROMIUM`, `E2E_ELECTRON`) and gives Electron a display.
 */
export default defineConfig({
  testDir: '.',
  outputDir: 'out/results',
  // Each test starts a host with its own data folder, vault and local server: two of them fill two cores.
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  // A test that passes at the second try is a fault, not a pass.
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    actionTimeout: 15_000,
    navigationTimeout: 20_000,
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
  },
  projects: [
    {
      name: 'browser',
      testMatch: 'specs/**/*.spec.ts',
      use: {
        browserName: 'chromium',
        viewport: { width: 1440, height: 900 },
        colorScheme: 'dark',
        contextOptions: { reducedMotion: 'reduce' },
        launchOptions: {
          executablePath: chromiumExecutable(),
          // Chromium refuses its own sandbox as root; every other user keeps it.
          chromiumSandbox: !isRoot,
          args: ['--force-color-profile=srgb', '--disable-gpu'],
        },
      },
    },
    { name: 'electron', testMatch: 'electron/**/*.spec.ts' },
  ],
})
