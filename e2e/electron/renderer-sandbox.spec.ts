import {
  chmodSync,
  chownSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import type { AppOptions } from '../fixtures/electron-app.ts'
import { expect, test } from '../fixtures/electron-test.ts'
import { electronExecutable, isRoot, projectFolder } from '../fixtures/environment.ts'
import { findProcesses } from '../fixtures/process-table.ts'

/** nobody, on the systems where tests run as root. */
const ordinary = 65_534

/**
 * Everything the application needs in a folder that an ordinary user may read, and a start as that user: as root Chromium
 * refuses its sandbox. Called by an ordinary user it changes nothing.
 */
function asOrdinaryUser(folder: string): Partial<AppOptions> {
  if (!isRoot) return { sandbox: true }
  const electron = path.join(folder, 'electron')
  const application = path.join(folder, 'application')
  const home = path.join(folder, 'home')
  const data = path.join(folder, 'data')
  for (const made of [electron, application, home, data]) mkdirSync(made, { recursive: true })
  cpSync(path.dirname(electronExecutable()), electron, { recursive: true })
  cpSync(path.join(projectFolder, 'out'), path.join(application, 'out'), { recursive: true })
  copyFileSync(path.join(projectFolder, 'package.json'), path.join(application, 'package.json'))
  const display = process.env.XAUTHORITY
  if (display !== undefined) copyFileSync(display, path.join(home, 'display'))
  const start = path.join(folder, 'start')
  const user = `--reuid=${ordinary} --regid=${ordinary} --clear-groups`
  writeFileSync(start, `#!/bin/sh\nexec setpriv ${user} -- ${path.join(electron, 'electron')} "$@"\n`)
  chmodSync(start, 0o755)
  giveAway(folder)
  return {
    sandbox: true,
    executable: start,
    folder: application,
    dataFolder: data,
    env: {
      HOME: home,
      XDG_RUNTIME_DIR: home,
      ...(display === undefined ? {} : { XAUTHORITY: path.join(home, 'display') }),
    },
  }
}

function giveAway(file: string): void {
  chownSync(file, ordinary, ordinary)
  for (const entry of readdirSync(file, { withFileTypes: true, recursive: true }))
    chownSync(path.join(entry.parentPath, entry.name), ordinary, ordinary)
}

test('the renderer runs in Chromium’s sandbox', async ({ open, dataFolder }) => {
  const window = await open(asOrdinaryUser(dataFolder.path))
  const renderers = [...findProcesses('--type=renderer')].filter(([pid]) => isDescendant(pid, window.pid))
  expect(renderers.length).toBeGreaterThan(0)
  for (const [pid, command] of renderers) {
    expect(command).not.toContain('--no-sandbox')
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    // 2: a filter of system calls is on. A process without the sandbox has 0.
    expect(status).toMatch(/^Seccomp:\t2$/m)
    expect(status).toMatch(/^NoNewPrivs:\t1$/m)
    expect(status).toMatch(/^CapEff:\t0+$/m)
  }
})

function isDescendant(pid: number, ancestor: number): boolean {
  for (let at = pid; at > 1; ) {
    if (at === ancestor) return true
    const status = readFileSync(`/proc/${at}/status`, 'utf8')
    at = Number(/^PPid:\t(\d+)$/m.exec(status)?.[1] ?? 0)
  }
  return false
}
