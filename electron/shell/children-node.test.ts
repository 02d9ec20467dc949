import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { childrenNode } from './children-node.ts'

let appFolder: string
let own: string
beforeAll(() => {
  appFolder = mkdtempSync(path.join(tmpdir(), 'app-'))
  own = path.join(appFolder, 'node_modules', 'node', 'bin', 'node')
  mkdirSync(path.dirname(own), { recursive: true })
  writeFileSync(own, '')
})
afterAll(() => rmSync(appFolder, { recursive: true, force: true }))

describe('the Node of the children', () => {
  test('an installed application takes its own executable, whatever the environment says', () => {
    const environment = { CLOUD_SANDBOX_NODE: '/evil/node', PATH: '/evil' }
    expect(childrenNode({ isPackaged: true, appFolder, environment, globals: {} })).toBeUndefined()
  })

  test('in development it is the one that the start command names, else that of the packages', () => {
    const environment = { CLOUD_SANDBOX_NODE: '/n/node' }
    expect(childrenNode({ isPackaged: false, appFolder, environment, globals: {} })).toBe('/n/node')
    expect(childrenNode({ isPackaged: false, appFolder, environment: {}, globals: {} })).toBe(own)
    expect(childrenNode({ isPackaged: false, appFolder: '/nowhere', environment: {}, globals: {} })).toBeUndefined()
  })

  test('the entry of the test build may name one', () => {
    const globals = { cloudSandboxChildrenNode: '/t/node' }
    expect(childrenNode({ isPackaged: true, appFolder, environment: {}, globals })).toBe('/t/node')
  })
})
