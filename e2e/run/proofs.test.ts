import { expect, test } from 'vitest'
import { findProofs, proveVariable } from './proofs.mjs'

const source = (file: string, text: string) => ({ file, text })
// Put together, so that this file is none itself.
const reads = `process.env.${proveVariable}`
const sources = [
  source('electron/a.test.ts', `const rounds = ${reads} ? 100 : 6`),
  source('electron/b.test.ts', 'const rounds = 6'),
  source('electron/c.ts', reads),
  source('renderer/d.test.tsx', reads),
]

test('every test file with a long form is found, by name when one is given', () => {
  expect(findProofs(sources, [])).toEqual(['electron/a.test.ts', 'renderer/d.test.tsx'])
  expect(findProofs(sources, ['renderer/'])).toEqual(['renderer/d.test.tsx'])
  expect(findProofs(sources, ['b.test'])).toEqual([])
})
