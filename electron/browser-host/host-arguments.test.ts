import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseHostArguments } from './host-arguments.ts'

describe('arguments of the browser host', () => {
  test('reads folder, port and whether to open', () => {
    expect(parseHostArguments(['--data', '/d'])).toEqual({
      dataFolder: path.resolve('/d'),
      port: 0,
      open: true,
      runtime: 'bubblewrap',
    })
    expect(parseHostArguments(['--data=d', '--port', '4000', '--no-open', '--runtime', 'unisolated'])).toEqual({
      dataFolder: path.resolve('d'),
      port: 4000,
      open: false,
      runtime: 'unisolated',
    })
  })

  test.each([
    [[], '--data is missing'],
    [['--data', ''], '--data is missing'],
    [['--data'], "'--data <value>' argument missing"],
    [['--data', '/d', '--prot', '1'], "Unknown option '--prot'"],
    [['--data', '/d', 'more'], "Unexpected argument 'more'"],
    [['--data', '/d', '--port', '65536'], '--port 65536'],
    [['--data', '/d', '--port', '-1'], '--port'],
    [['--data', '/d', '--port', '80a'], '--port 80a'],
    [['--data', '/d', '--runtime', 'docker'], '--runtime docker'],
  ])('refuses %j', (argv, words) => {
    expect(() => parseHostArguments(argv)).toThrow(words)
  })
})
