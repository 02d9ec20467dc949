import { execFile } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { _electron } from 'playwright/test'
import { displaySwitches } from '../fixtures/electron-app.ts'
import { appOrigin, expect, test } from '../fixtures/electron-test.ts'
import { electronExecutable, isRoot, outFolder, projectFolder } from '../fixtures/environment.ts'
import { watchPages } from '../fixtures/page-watch.ts'
import { findProcesses } from '../fixtures/process-table.ts'
import { Workbench } from '../fixtures/workbench.ts'

const output = path.join(outFolder, 'package')
const unpacked = path.join(output, 'linux-unpacked')
const archive = path.join(unpacked, 'resources', 'app.asar')

/** Builds the folder of the installed application, as `npm run package -- --linux dir` does, around the Electron of the tests. */
async function packageApplication(): Promise<void> {
  rmSync(output, { recursive: true, force: true })
  const electronFolder = path.dirname(electronExecutable())
  const version = readFileSync(path.join(electronFolder, 'version'), 'utf8').trim().replace(/^v/, '')
  await promisify(execFile)(
    process.execPath,
    [
      path.join(projectFolder, 'node_modules', 'electron-builder', 'cli.js'),
      ...['--config', 'e2e/electron-runtime/packaged/electron-builder.yml', '--publish', 'never', '--linux', 'dir'],
      `-c.electronDist=${electronFolder}`,
      `-c.electronVersion=${version}`,
      `-c.directories.output=${output}`,
    ],
    { cwd: projectFolder },
  )
}

/** Paths of the files in an asar archive: its header is JSON after four lengths of four bytes. */
function filesIn(file: string): string[] {
  const bytes = readFileSync(file)
  const header: unknown = JSON.parse(bytes.toString('utf8', 16, 16 + bytes.readUInt32LE(12)))
  return [...walk(header, '')]
}

function* walk(node: unknown, at: string): Generator<string> {
  if (typeof node !== 'object' || node === null) return
  if (!('files' in node) || typeof node.files !== 'object' || node.files === null) {
    yield at
    return
  }
  for (const [name, child] of Object.entries(node.files)) yield* walk(child, at === '' ? name : `${at}/${name}`)
}

// One after the other: both look at the same package.
test.describe.configure({ mode: 'serial' })
test.beforeAll(packageApplication)

test('the packaged application starts, and shows the sessions of this computer', async ({ dataFolder }) => {
  const app = await _electron.launch({
    executablePath: path.join(unpacked, 'cloud-sandbox-desktop'),
    chromiumSandbox: !isRoot,
    args: [...displaySwitches, '--data', dataFolder.path],
    env: { ...process.env, E2E_NODE: process.execPath } as Record<string, string>,
  })
  try {
    const page = await app.firstWindow()
    const workbench = new Workbench(page, await watchPages(app.context(), () => [appOrigin]))
    await workbench.ready()
    await workbench.createSession('packaged')
    await expect(workbench.session('packaged')).toBeVisible()
    expect(await app.evaluate((electron) => electron.app.isPackaged)).toBe(true)
    // Both children run from the package, not from the working copy.
    for (const bundle of ['vault.mjs', 'local-server.mjs']) {
      await expect.poll(() => [...findProcesses(bundle, dataFolder.path).values()].join('\n')).toContain(unpacked)
    }
  } finally {
    await app.close()
  }
})

test('a package holds the bundles and SQLite, and nothing else', () => {
  const files = filesIn(archive)
  const places = new Set(files.map((file) => file.split('/').slice(0, 2).join('/')))
  // The last one is the entry of this test build.
  expect([...places].sort()).toEqual([
    'e2e/electron-runtime',
    'node_modules/better-sqlite3',
    'out/main',
    'out/node',
    'out/renderer',
    'out/supervisor',
    'package.json',
  ])
  expect(files.filter((file) => /\.(map|ts|tsx)$/.test(file))).toEqual([])
  expect(files.filter((file) => file.endsWith('.node'))).toEqual([
    'node_modules/better-sqlite3/prebuilds/linux-x64.node',
  ])
})
