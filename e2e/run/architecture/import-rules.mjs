// @ts-check

/**
 * @typedef {object} ImportRule
 * @property {string} name what holds
 * @property {string[]} files to which it applies; "*" is a part of a name, "**" any depth, a leading "!" takes out again
 * @property {string[]} [only] nothing but these may be imported
 * @property {string[]} [never] these may not be imported
 * @property {string[]} [typesOnly] these may be imported as types only
 * @property {boolean} [tests] tests keep to it as well; without it they may use what they like
 */

/** Who may import whom. Arrows point to `shared`; nothing points out of it. `{1}` is what the first "{*}" of `files` stood for. */
export const importRules = /** @type {ImportRule[]} */ ([
  {
    name: 'shared imports nothing but itself; its contract checks with zod',
    files: ['shared/**', '!shared/contract/**'],
    only: ['shared/**'],
  },
  {
    name: 'the contract imports nothing but shared and zod',
    files: ['shared/contract/**'],
    only: ['shared/**', 'zod'],
  },
  {
    name: 'electron imports nothing of the window and of the end-to-end tests',
    files: ['electron/**'],
    never: ['renderer/**', 'e2e/**'],
    tests: true,
  },
  {
    name: 'only electron/shell imports Electron',
    files: ['**', '!electron/shell/**', '!e2e/**'],
    never: ['electron'],
  },
  {
    name: 'core knows no host, no child process and no store',
    files: ['electron/core/**', '!electron/core/records/**'],
    never: [
      'electron/shell/**',
      'electron/browser-host/**',
      'electron/children/**',
      'electron/local-server/**',
      'electron/vault/**',
      'electron/start/**',
    ],
  },
  {
    name: 'records are the client of the vault and know the types of its contract, nothing else of it',
    files: ['electron/core/records/**'],
    only: ['electron/core/records/**', 'electron/core/*.ts', 'electron/vault/contract.ts', 'shared/**'],
    typesOnly: ['electron/vault/contract.ts'],
  },
  {
    name: 'the vault runs alone',
    files: ['electron/vault/**'],
    only: ['electron/vault/**', 'electron/children/**', 'shared/**', 'node:**', 'better-sqlite3', 'zod'],
  },
  {
    name: 'the local server runs alone',
    files: ['electron/local-server/**'],
    never: [
      'electron/core/**',
      'electron/vault/**',
      'electron/shell/**',
      'electron/browser-host/**',
      'electron/start/**',
    ],
  },
  {
    name: 'a host never imports the other; what they share lies in browser-host/page and browser-host/application',
    files: ['electron/shell/**'],
    never: ['electron/browser-host/*', 'electron/start/**'],
  },
  {
    name: 'a host never imports the other',
    files: ['electron/browser-host/**'],
    never: ['electron/shell/**', 'electron/start/**'],
  },
  {
    name: 'subjects of core never import each other; handlers and workflows take several',
    // Below all subjects lie the clients: of servers (api), of processes in sandboxes (channel), of the vault (records);
    // and what decides when servers are asked (scheduler).
    files: [
      'electron/core/{*}/**',
      '!electron/core/handlers/**',
      '!electron/core/workflows/**',
      '!electron/core/records/**',
    ],
    only: [
      'electron/core/{1}/**',
      'electron/core/*.ts',
      'electron/core/api/**',
      'electron/core/channel/**',
      'electron/core/scheduler/**',
      'electron/core/records/records.ts',
      'shared/**',
      'node:**',
      '@*/*',
      '*',
    ],
  },
  {
    name: 'handlers stand above all of core',
    files: ['electron/core/**', '!electron/core/handlers/**', '!electron/core/*.ts'],
    never: ['electron/core/handlers/**'],
  },
  {
    name: 'a runtime of sandboxes knows nothing of who uses them',
    files: ['electron/local-server/runtimes/**', 'electron/local-server/supervisor/**'],
    never: [
      'electron/local-server/http/**',
      'electron/local-server/sandboxes/**',
      'electron/local-server/sessions/**',
      'electron/local-server/store/**',
    ],
  },
  {
    name: 'SQLite lives in stores alone',
    files: ['**', '!electron/vault/store/**', '!electron/local-server/store/**', '!e2e/bench/**'],
    never: ['better-sqlite3', 'node:sqlite'],
  },
  {
    name: 'HTTP to servers goes through core/api alone',
    files: ['electron/**', 'renderer/**', '!electron/core/api/**'],
    never: ['undici', 'node:http2', 'axios'],
  },
  {
    name: 'the window imports nothing that runs in Node',
    files: ['renderer/**', '!renderer/vite.config.ts'],
    never: ['electron/**', 'e2e/**', 'node:**', 'electron', 'fs', 'path', 'child_process', 'os', 'crypto'],
  },
  {
    name: 'the window takes the contract as types, so that zod does not reach it',
    files: ['renderer/**'],
    typesOnly: ['shared/contract/**'],
    never: ['zod'],
  },
  {
    name: 'a feature never imports another; features meet in renderer/app',
    files: ['renderer/features/{*}/**'],
    only: [
      'renderer/features/{1}/**',
      'renderer/state/**',
      'renderer/ui/**',
      'renderer/*.ts',
      'shared/**',
      '*',
      '@*/*',
    ],
  },
  {
    name: 'ui knows nothing of ours',
    files: ['renderer/ui/**'],
    only: ['renderer/ui/**', '*', '@*/*'],
    never: ['zustand'],
  },
  {
    name: 'state gets its client as a parameter and draws nothing',
    files: ['renderer/state/**'],
    never: ['renderer/link/**', 'renderer/features/**', 'renderer/app/**', 'renderer/ui/**'],
  },
  {
    name: 'link carries bytes and knows no screen',
    files: ['renderer/link/**'],
    never: ['renderer/features/**', 'renderer/app/**', 'renderer/ui/**', 'renderer/state/**'],
  },
  {
    name: 'end-to-end tests drive the built product, not its sources',
    files: ['e2e/**', '!e2e/bench/**'],
    never: [
      'renderer/**',
      'electron/core/**',
      'electron/vault/**',
      'electron/local-server/**',
      'electron/shell/**',
      'electron/browser-host/**',
    ],
    tests: true,
  },
])
