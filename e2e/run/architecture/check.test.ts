import { describe, expect, test } from 'vitest'
import { check } from './check.mjs'
import { importRules } from './import-rules.mjs'
import { readSource } from './source.mjs'
import { textRules } from './text-rules.mjs'

const complaintsOf = (file: string, text: string) => check([readSource(file, text)])
/** Put together here, so that this very file keeps the rules it tests. */
const join = (...parts: string[]) => parts.join('')

const broken: [file: string, text: string, rule: string][] = [
  ['shared/domain/a.ts', "import fs from 'node:fs'", 'shared imports nothing but itself'],
  ['shared/wire/a.ts', "import { z } from 'zod'", 'shared imports nothing but itself'],
  [
    'shared/contract/a.ts',
    "import { b } from '../../electron/core/b.ts'",
    'the contract imports nothing but shared and zod',
  ],
  [
    'electron/core/files/a.ts',
    "import { b } from '../../../renderer/ui/b.ts'",
    'electron imports nothing of the window',
  ],
  ['electron/core/files/a.ts', "import { app } from 'electron'", 'only electron/shell imports Electron'],
  ['electron/children/a.ts', "const { app } = require('electron')", 'only electron/shell imports Electron'],
  ['electron/core/files/a.ts', "import { b } from '../../shell/b.ts'", 'core knows no host'],
  ['electron/core/files/a.ts', "export * from '../../vault/b.ts'", 'core knows no host'],
  [
    'electron/core/records/a.ts',
    "import { b } from '../../vault/contract.ts'",
    'records are the client of the vault and know the types of its contract, nothing else of it',
  ],
  ['electron/vault/a.ts', "import { b } from '../core/b.ts'", 'the vault runs alone'],
  ['electron/local-server/a.ts', "const b = await import('../vault/b.ts')", 'the local server runs alone'],
  ['electron/shell/a.ts', "import { b } from '../browser-host/b.ts'", 'a host never imports the other'],
  ['electron/browser-host/a.ts', "import { b } from '../shell/b.ts'", 'a host never imports the other'],
  ['electron/core/files/a.ts', "import { b } from '../runs/b.ts'", 'subjects of core never import each other'],
  ['electron/core/files/a.ts', "import { b } from '../handlers/b.ts'", 'handlers stand above all of core'],
  [
    'electron/local-server/runtimes/bubblewrap/a.ts',
    "import { b } from '../../sandboxes/b.ts'",
    'a runtime of sandboxes knows nothing of who uses them',
  ],
  ['electron/local-server/http/a.ts', "import Database from 'better-sqlite3'", 'SQLite lives in stores alone'],
  ['electron/core/files/a.ts', "import { request } from 'undici'", 'HTTP to servers goes through core/api alone'],
  ['renderer/app/a.ts', "import { b } from '../../electron/core/b.ts'", 'the window imports nothing that runs in Node'],
  [
    'renderer/app/a.ts',
    "import { contract } from '../../shared/contract/contract.ts'",
    'the window takes the contract as types',
  ],
  ['renderer/app/a.ts', "import type { z } from 'zod'", 'the window takes the contract as types'],
  ['renderer/features/files/a.tsx', "import { b } from '../editor/b.tsx'", 'a feature never imports another'],
  ['renderer/features/files/a.tsx', "import { b } from '../../link/b.ts'", 'a feature never imports another'],
  ['renderer/ui/a.tsx', "import type { Session } from '../../shared/domain/session.ts'", 'ui knows nothing of ours'],
  ['renderer/state/a.ts', "import { link } from '../link/link.ts'", 'state gets its client as a parameter'],
  ['renderer/link/a.ts', "import { b } from '../state/b.ts'", 'link carries bytes'],
  ['e2e/fixtures/a.ts', "import { b } from '../../electron/core/b.ts'", 'end-to-end tests drive the built product'],
  ['shared/a.ts', join('// @ts', '-ignore'), 'no rule is switched off in place'],
  [
    'shared/a.test.ts',
    join('// biome', '-ignore lint/suspicious/noExplicitAny: it is easier'),
    'no rule is switched off in place',
  ],
  ['shared/a.ts', join('/** TO', 'DO later */'), 'nothing is left for later'],
  ['shared/a.test.ts', join('test.sk', 'ip("x", () => {})'), 'no test is left out'],
  ['electron/core/a.ts', join('spawn("ls", { shell', ': true })'), 'a program gets a list of arguments'],
  ['electron/core/a.ts', join('import { exe', "c } from 'node:child_process'"), 'a program gets a list of arguments'],
  ['electron/shell/menu.ts', 'new BrowserWindow({})', 'windows come from one place'],
  ['electron/shell/menu.ts', 'const p = { webSecurity: false }', "Electron's safe settings stay as they are"],
  ['electron/shell/menu.ts', 'const p = { nodeIntegration: true }', "Electron's safe settings stay as they are"],
  ['electron/start/a.mjs', "const flag = '--no-sandbox'", "Chromium's sandbox is switched off in tests alone"],
  ['electron-builder.yml', 'executableArgs: [--no-sandbox]', "Chromium's sandbox is switched off in tests alone"],
  ['electron/shell/menu.ts', 'ipcRenderer.send("x")', 'the bridge is made in the preload'],
  [
    'renderer/app/a.tsx',
    'const a = <b dangerouslySetInnerHTML={{ __html: x }} />',
    'text of others never becomes HTML',
  ],
  ['renderer/app/a.css', '.a { color: #ff0000; }', 'colours come from renderer/ui/tokens.css'],
  ['renderer/app/a.css', '.a { color: rgb(1 2 3); }', 'colours come from renderer/ui/tokens.css'],
  ['renderer/app/a.tsx', "const a = <b style={{ color: '#fff' }} />", 'colours come from renderer/ui/tokens.css'],
  ['renderer/app/a.css', '.a { font-size: 13px; }', 'font sizes and durations come from renderer/ui/tokens.css'],
  [
    'renderer/app/a.css',
    '.a { transition: opacity 120ms; }',
    'font sizes and durations come from renderer/ui/tokens.css',
  ],
  ['renderer/app/a.tsx', 'const a = <b style={{ fontSize: 12 }} />', 'font sizes come from renderer/ui/tokens.css'],
  ['renderer/app/a.ts', 'list.toSorted()', 'the window is built for Chromium 108'],
  [
    'renderer/app/a.css',
    '.a { width: 1px; color: color-mix(in srgb, var(--a), var(--b)); }',
    'the window is built for Chromium 108',
  ],
  ['electron/shell/main.ts', "await fetch('http://x')", "Electron's main process is built for Node 16"],
]

test.each(broken)('%s with %j is refused', (file, text, rule) => {
  expect(complaintsOf(file, text).join('\n')).toContain(rule)
})

test('every rule has an example that breaks it', () => {
  for (const { name } of [...importRules, ...textRules]) {
    expect(
      broken.some(([, , rule]) => name.startsWith(rule)),
      name,
    ).toBe(true)
  }
})

describe('what is allowed', () => {
  test.each([
    ['shared/contract/a.ts', "import { z } from 'zod'\nimport type { B } from '../domain/b.ts'"],
    ['electron/shell/main.ts', "import { app } from 'electron'\nimport { core } from '../core/core.ts'"],
    [
      'electron/core/files/a.ts',
      "import { b } from './b.ts'\nimport type { Api } from '../api/api.ts'\nimport path from 'node:path'",
    ],
    ['electron/core/handlers/a.ts', "import { b } from '../files/b.ts'\nimport { c } from '../runs/c.ts'"],
    ['electron/core/files/a.test.ts', "import { b } from '../runs/b.ts'"],
    ['electron/vault/store/a.ts', "import Database from 'better-sqlite3'"],
    [
      'renderer/features/files/a.tsx',
      "import { b } from './b.tsx'\nimport c from './c.module.css'\nimport { useStore } from 'zustand'",
    ],
    ['renderer/app/a.ts', "import type { Contract } from '../../shared/contract/contract.ts'"],
    ['renderer/ui/tokens.css', ':root { --accent: #ff0000; --fast: 120ms; --size: 13px; }'],
    ['renderer/app/a.css', '#app { color: var(--text-1); margin: 1px; transition: opacity var(--fast); }'],
    ['shared/a.ts', 'const text = \'import x from "node:fs"\' // fetch()'],
    ['e2e/electron/a.ts', "import type { BrowserWindow } from 'electron'\nconst flags = ['--no-sandbox']"],
  ])('%s with %j', (file, text) => {
    expect(complaintsOf(file, text)).toEqual([])
  })
})

test('what main loads keeps to Node 16, also through other files; types and children do not count', () => {
  const sources = [
    readSource('electron/shell/main.ts', "import { a } from '../core/a.ts'\nimport type { B } from '../core/b.ts'"),
    readSource('electron/core/a.ts', "import './c.ts'"),
    readSource('electron/core/b.ts', 'await fetch(url)'),
    readSource('electron/core/c.ts', 'const x = await fetch(url)'),
  ]
  expect(check(sources)).toEqual([expect.stringMatching(/^electron\/core\/c\.ts:1: .*Node 16/)])
})
