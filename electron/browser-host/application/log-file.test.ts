import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openLogFile } from './log-file.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'log-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))
const read = (name: string) => readFileSync(path.join(folder, 'logs', name), 'utf8')

describe('log file', () => {
  test('adds lines, over several starts, for this user alone', () => {
    for (const line of ['one', 'two']) {
      const log = openLogFile(folder, 'main')
      log.write(line)
      log.close()
      log.write('after the end')
    }
    expect(read('main.log')).toBe('one\ntwo\n')
    expect(statSync(path.join(folder, 'logs', 'main.log')).mode & 0o077).toBe(0)
  })

  test('puts a full file aside while it is written', () => {
    const log = openLogFile(folder, 'main')
    for (let count = 0; count < 6; count += 1) log.write('x'.repeat(1024 * 1024))
    log.write('last')
    log.close()
    expect(read('main.log.old').length).toBeGreaterThanOrEqual(5 * 1024 * 1024)
    expect(read('main.log')).toMatch(/^x{1048576}\nlast\n$/)
  })

  test('a folder that cannot be written stops nobody', () => {
    writeFileSync(path.join(folder, 'logs'), 'a file in the way')
    const log = openLogFile(folder, 'main')
    expect(() => log.write('line')).not.toThrow()
    log.close()
  })
})
