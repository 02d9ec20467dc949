import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openLogFile } from './log-file.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'log-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))
const megabyte = 1024 * 1024
const read = (name: string) => readFileSync(path.join(folder, 'logs', name), 'utf8')

describe('log file', () => {
  test('adds lines, over several starts, for this user alone', () => {
    for (const line of ['one', 'two']) {
      const log = openLogFile(folder, 'main')
      log.write(`${line}\n`)
      log.close()
      log.write('after the end')
    }
    expect(read('main.log')).toBe('one\ntwo\n')
    expect(statSync(path.join(folder, 'logs', 'main.log')).mode & 0o077).toBe(0)
  })

  test('puts a full file aside while it is written, and never takes more than 10 MB in all', () => {
    const log = openLogFile(folder, 'main')
    for (const letter of 'abcdefgh') log.write(`${letter.repeat(2 * megabyte - 1)}\n`)
    log.write('last\n')
    log.close()
    expect(readdirSync(path.join(folder, 'logs')).sort()).toEqual(['main.log', 'main.old.log'])
    expect([read('main.old.log')[0], read('main.old.log').length]).toEqual(['e', 4 * megabyte])
    expect(read('main.log')).toMatch(/^g+\nh+\nlast\n$/)
  })

  test('what is larger than a whole log is cut', () => {
    const log = openLogFile(folder, 'main')
    log.write(Buffer.alloc(9 * megabyte, 'x'))
    log.close()
    expect(read('main.log').length).toBe(5 * megabyte)
  })

  test('writes again once the obstacle is gone', () => {
    writeFileSync(path.join(folder, 'logs'), 'a file in the way')
    const log = openLogFile(folder, 'main')
    log.write('lost\n')
    rmSync(path.join(folder, 'logs'))
    log.write('kept\n')
    log.close()
    expect(read('main.log')).toBe('kept\n')
  })

  test('a folder that cannot be written stops nobody', () => {
    writeFileSync(path.join(folder, 'logs'), 'a file in the way')
    const log = openLogFile(folder, 'main')
    expect(() => log.write('line')).not.toThrow()
    log.close()
  })
})
