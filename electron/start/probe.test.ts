import { expect, test } from 'vitest'
import { isDebianLike } from './apt.mjs'
import { describeProbe, readAnswer } from './probe.mjs'

test('nothing is said when a sandbox runs', () => {
  const answer = readAnswer('{"status":"ready","isolation":"bubblewrap 0.8.0","languages":[]}\n')
  expect(describeProbe(answer, 0, '')).toEqual([])
})

test('cause and command are said when it does not', () => {
  const failed = {
    status: 'failed',
    cause: 'bubblewrap-missing',
    sentence: 'bubblewrap is not installed.',
    command: 'sudo apt install bubblewrap',
  }
  expect(describeProbe(readAnswer(`a warning\n${JSON.stringify(failed)}\n`), 1, '')).toEqual([
    'Sandboxes cannot run on this computer. bubblewrap is not installed.',
    '    sudo apt install bubblewrap',
    'The window opens all the same, and can connect to other servers.',
  ])
})

test('a probe that answers nothing is said with its last words', () => {
  expect(describeProbe(readAnswer(''), 137, 'one\ntwo\n')).toEqual([
    'Sandboxes on this computer could not be tried: the probe ended with code 137.',
    '    one',
    '    two',
  ])
})

test.each([
  ['ID=debian\nVERSION_ID="12"\n', true],
  ['ID=ubuntu\nID_LIKE=debian\n', true],
  ['ID=linuxmint\nID_LIKE="ubuntu debian"\n', true],
  ['ID=fedora\nNAME="Not debian"\n', false],
  ['ID="arch"\n', false],
])('%j: Debian or Ubuntu is %s', (text, expected) => {
  expect(isDebianLike(text)).toBe(expected)
})
