import { expect, test } from 'vitest'
import { makeCalls, moveCalls, putCalls } from './change-calls.ts'

test('new files and folders, other names and other places are calls of a program too', () => {
  expect(makeCalls('ab', '/workspace/a b', 'file')).toEqual([
    { name: 'write_file', sandboxId: 'ab', path: '/workspace/a b', content: '' },
  ])
  expect(makeCalls('ab', '/workspace/-d', 'folder')).toMatchObject([{ command: ['mkdir', '--', '/workspace/-d'] }])
  expect(moveCalls('ab', '/workspace/a', '/workspace/b')).toMatchObject([
    { command: ['mv', '-n', '-T', '--', '/workspace/a', '/workspace/b'] },
  ])
  expect(putCalls('ab', ['/workspace/a', '/x/c'], 'copy', '/workspace/d')).toMatchObject([
    { command: ['cp', '-a', '-n', '-T', '--', '/workspace/a', '/workspace/d/a'] },
    { command: ['cp', '-a', '-n', '-T', '--', '/x/c', '/workspace/d/c'] },
  ])
  expect(putCalls('ab', ['/workspace/a'], 'cut', '/workspace/d')).toEqual(
    moveCalls('ab', '/workspace/a', '/workspace/d/a'),
  )
})

test('a name that text cannot hold, or that a server would take for a command, is not written out', () => {
  expect(makeCalls('ab', "/workspace/it's", 'file')).toEqual([])
  expect(makeCalls('ab', '/workspace/\udc80', 'folder')).toEqual([])
  expect(moveCalls('ab', '/workspace/\udc80', '/workspace/b')).toEqual([])
})
