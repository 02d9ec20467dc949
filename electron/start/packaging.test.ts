import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { projectFolder } from './project.mjs'
import { withLastFuse } from './set-last-fuse.mjs'

const configuration = readFileSync(path.join(projectFolder, 'electron-builder.yml'), 'utf8')

/** The plain "key: value" lines below a key of the first column. */
function readBlock(name: string): Record<string, string> {
  const [, block = ''] = new RegExp(`^${name}:\n((?:[ #].*\n|\n)*)`, 'm').exec(configuration) ?? []
  return Object.fromEntries([...block.matchAll(/^ {2}(\w+): (.+)$/gm)].map(([, key = '', value = '']) => [key, value]))
}

test('the fuses of the packaged application are set as decided, key by key', () => {
  expect(readBlock('electronFuses')).toEqual({
    runAsNode: 'false',
    enableCookieEncryption: 'true',
    enableNodeOptionsEnvironmentVariable: 'false',
    enableNodeCliInspectArguments: 'false',
    enableEmbeddedAsarIntegrityValidation: 'true',
    onlyLoadAppFromAsar: 'true',
    loadBrowserProcessSpecificV8Snapshot: 'false',
    grantFileProtocolExtraPrivileges: 'false',
  })
  expect(configuration).toMatch(/^afterPack: electron\/start\/set-last-fuse\.mjs$/m)
})

describe('the ninth fuse', () => {
  const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
  const executable = (count: number, states: string) =>
    Buffer.concat([Buffer.from(`before${sentinel}`), Buffer.from([1, count]), Buffer.from(`${states}after`)])

  test('WasmTrapHandlers is switched on, and nothing else is touched', () => {
    expect(withLastFuse(executable(9, '100110010'))).toEqual(executable(9, '100110011'))
  })

  test('both halves of a universal executable are changed', () => {
    const half = executable(9, '000000000')
    const changed = executable(9, '000000001')
    expect(withLastFuse(Buffer.concat([half, half]))).toEqual(Buffer.concat([changed, changed]))
  })

  test.each([8, 10])('an Electron with %i fuses is refused', (count) => {
    expect(() => withLastFuse(executable(count, '0'.repeat(count)))).toThrow(`${count} fuses`)
  })

  test('a file without fuses is refused', () => {
    expect(() => withLastFuse(Buffer.from('nothing'))).toThrow('no fuses')
  })
})

test('installers are configured for the three systems, with icon and desktop entry', () => {
  expect(configuration).toMatch(/^linux:\n {2}target: \[AppImage, deb\]$/m)
  expect(configuration).toMatch(/^mac:\n {2}target: \[dmg\]$/m)
  expect(configuration).toMatch(/^win:\n {2}target: \[nsis\]$/m)
  expect(configuration).toMatch(/^ {2}desktop:\n {4}entry:\n {6}Name: Cloud Sandbox Desktop$/m)
  const icon = readFileSync(path.join(projectFolder, readBlock('linux').icon ?? ''))
  // Width and height in the header of a PNG; macOS needs 512 at least.
  expect([icon.readUInt32BE(16), icon.readUInt32BE(20)]).toEqual([1024, 1024])
})

test("the AppImage is started with Chromium's sandbox", () => {
  expect(configuration).toMatch(/^appImage:\n(?: {2}#.*\n)* {2}executableArgs: \[\]$/m)
  // Newer tools add the switch by themselves where user namespaces are closed.
  expect(configuration).toMatch(/^toolsets:\n {2}appimage: "0\.0\.0"$/m)
})

test('native files and Python files lie beside the archive, not in it', () => {
  expect(configuration).toMatch(/^asarUnpack:\n {2}- "\*\*\/\*\.node"\n {2}- out\/supervisor\/\*\*$/m)
  expect(configuration).toMatch(/^npmRebuild: false$/m)
})

test('the Electron that ships is pinned to one version, 45 or newer', () => {
  const { devDependencies } = JSON.parse(readFileSync(path.join(projectFolder, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>
  }
  expect(devDependencies.electron).toMatch(/^\d+\.\d+\.\d+$/)
  expect(Number.parseInt(devDependencies.electron ?? '', 10)).toBeGreaterThanOrEqual(45)
})
