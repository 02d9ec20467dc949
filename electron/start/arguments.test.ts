import { describe, expect, test } from 'vitest'
import { parseServerArguments, parseStartArguments } from './arguments.mjs'

describe('arguments of npm start', () => {
  test('without any, everything is left to the defaults', () => {
    expect(parseStartArguments([])).toEqual({
      browser: false,
      open: true,
      data: undefined,
      port: undefined,
      runtime: undefined,
    })
  })

  test('all flags, with a blank or an equals sign', () => {
    const wanted = { browser: true, open: false, data: '/home/x/my data', port: 4100, runtime: 'unisolated' }
    const flags = ['--browser', '--no-open']
    const apart = ['--data', 'my data', '--port', '4100', '--runtime', 'unisolated']
    expect(parseStartArguments([...flags, ...apart], '/home/x')).toEqual(wanted)
    const joined = ['--data=my data', '--port=4100', '--runtime=unisolated']
    expect(parseStartArguments([...flags, ...joined], '/home/x')).toEqual(wanted)
  })

  test.each([
    [['--dta', 'x'], '--dta is not a flag'],
    [['x'], '"x" is not expected'],
    [['--data'], '--data needs a value'],
    [['--data', '--browser'], '--data needs a value'],
    [['--data='], '--data needs a value'],
    [['--browser=1'], '--browser takes no value'],
    [['--port', '0'], 'from 1 to 65535'],
    [['--port', '65536'], 'from 1 to 65535'],
    [['--port', '80x'], 'from 1 to 65535'],
    [['--port', '-1'], 'from 1 to 65535'],
    [['--runtime', 'none'], 'bubblewrap or unisolated is needed'],
  ])('%j is refused with a sentence', (argv, words) => {
    expect(() => parseStartArguments(argv)).toThrow(words)
  })
})

describe('arguments of npm run server', () => {
  test('port and folder', () => {
    const wanted = ['--port', '8080', '--data', '/x/d']
    expect(parseServerArguments(['--port', '8080', '--data', 'd'], '/x')).toEqual(wanted)
    const unisolated = ['--runtime', 'unisolated']
    expect(parseServerArguments([...unisolated, '--port', '8080', '--data', 'd'], '/x')).toEqual([
      ...wanted,
      ...unisolated,
    ])
  })

  test('the reference server needs neither', () => {
    expect(parseServerArguments(['--plain'])).toEqual(['--plain=memory', '--port', '8080'])
    const seeded = ['--plain=stored', '--seed-sessions=10000']
    expect(parseServerArguments(['--plain=stored', '--seed-sessions', '10000', '--port', '9'])).toEqual([
      ...seeded,
      '--port',
      '9',
    ])
  })

  test.each([
    [['--port', '8080'], '--data is missing'],
    [['--data', 'd'], '--port is missing'],
    [['--port', '8080', '--data', 'd', '--browser'], '--browser is not a flag'],
    [['--plain', '--data', 'd'], '--plain keeps nothing'],
    [['--plain', '--runtime', 'unisolated'], 'isolates always'],
    [['--plain', '--seed-sessions'], '--seed-sessions needs a value'],
  ])('%j is refused with a sentence', (argv, words) => {
    expect(() => parseServerArguments(argv)).toThrow(words)
  })
})
