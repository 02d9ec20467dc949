import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseShellArguments } from './shell-arguments.ts'

describe('arguments of the executable', () => {
  test('finds the data folder among the switches of others', () => {
    for (const argv of [
      ['electron', '.', '--data', '/d'],
      ['electron', '--inspect=0', '--data=/d', '.', '--remote-debugging-port=0'],
      ['app', '--disable-gpu', '--data', '/d', 'file:///x'],
    ]) {
      expect(parseShellArguments(argv)).toEqual({
        kind: 'window',
        dataFolder: path.resolve('/d'),
        runtime: 'bubblewrap',
      })
    }
    expect(parseShellArguments(['app'])).toMatchObject({ kind: 'window', dataFolder: undefined })
  })

  test('refuses --data without a folder, which would open another one', () => {
    for (const argv of [
      ['app', '--data'],
      ['app', '--data='],
      ['app', '--data', '--disable-gpu'],
    ]) {
      expect(() => parseShellArguments(argv)).toThrow('--data needs a folder')
    }
  })

  test('a computer without isolation has to be asked for by name', () => {
    const runtimeOf = (...argv: readonly string[]) => parseShellArguments(['app', '--disable-gpu', ...argv])
    for (const argv of [['--runtime', 'unisolated'], ['--runtime=unisolated']])
      expect(runtimeOf(...argv)).toMatchObject({ kind: 'window', runtime: 'unisolated' })
    for (const argv of [['--runtime'], ['--runtime=none'], ['--runtime', '--data', '/d']])
      expect(() => runtimeOf(...argv)).toThrow('bubblewrap or unisolated is needed')
  })

  test('the local server comes before any window, and gets the arguments after its flag', () => {
    expect(parseShellArguments(['app', '--local-server', '--data', '/d', '--parent-pipe'])).toEqual({
      kind: 'local-server',
      dataFolder: path.resolve('/d'),
      argv: ['--data', '/d', '--parent-pipe'],
    })
  })
})
