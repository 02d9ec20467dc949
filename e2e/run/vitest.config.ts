import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('../..', import.meta.url))
const here = (name: string) => fileURLToPath(new URL(name, import.meta.url))

/**
 * Unit and component tests, each beside the file it tests.
 * `node`: everything without a page. `jsdom`: components (`*.test.tsx` under renderer/).
 * A test that needs a page for a plain `.test.ts` says so with `// @vitest-environment jsdom`.
 */
export default defineConfig({
  root,
  // The npm package `electron` starts a download when plain Node loads it, so no unit test may reach it.
  resolve: { alias: { electron: here('electron-stub.ts') } },
  test: {
    // Two cores: more workers only make timings of the isolation tests worse.
    maxWorkers: 2,
    // Tests that start a real process, sandbox or database need more than the usual 5 s, and far more on a machine that is busy.
    // The long forms (`npm run prove`) take as long as they take.
    testTimeout: process.env.PROVE ? 3_600_000 : 60_000,
    hookTimeout: 60_000,
    // Of a second, its own default, a busy machine makes a failure.
    expect: { poll: { timeout: 30_000 } },
    allowOnly: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          environment: 'node',
          include: ['{shared,electron,renderer}/**/*.test.ts', 'e2e/**/*.test.ts'],
          exclude: ['e2e/specs/**', 'e2e/electron/**', '**/node_modules/**', 'out/**'],
        },
      },
      {
        extends: true,
        plugins: [react()],
        test: {
          name: 'jsdom',
          environment: 'jsdom',
          include: ['renderer/**/*.test.tsx'],
          setupFiles: [here('jsdom-setup.ts')],
          css: { modules: { classNameStrategy: 'non-scoped' } },
        },
      },
    ],
  },
})
