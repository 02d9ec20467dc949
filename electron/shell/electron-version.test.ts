import { expect, test } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }

/** The oldest major that got security fixes when this was last looked at (three are supported, a new one comes every eight weeks). */
const oldestSupported = 43

test('the Electron that ships is pinned to one version, of a supported major', () => {
  const { electron } = packageJson.devDependencies
  expect(electron).toMatch(/^\d+\.\d+\.\d+$/)
  expect(Number(electron.split('.')[0])).toBeGreaterThanOrEqual(oldestSupported)
})
