import { expect, test } from 'vitest'
import { familyOf, parseStat, readProcess, readProcesses } from './process-table.ts'

const line =
  '42 (a) b (c) S 7 42 42 0 -1 4194560 100 0 0 0 150 50 25 25 20 0 3 0 987654 10000000 2500 18446744073709551615 1 1 0 0 0\n'

test('a line of the kernel is read, whatever the program calls itself', () => {
  expect(parseStat(line)).toEqual({
    pid: 42,
    parent: 7,
    threads: 3,
    cpuMs: 2500,
    residentBytes: 2500 * 4096,
    startTicks: 987_654,
    isZombie: false,
  })
  expect(parseStat(line.replace(' S ', ' Z '))?.isZombie).toBe(true)
  for (const text of ['', '42', '42 (a) S 1', 'x (a) S 1 2 3']) expect(parseStat(text)).toBeUndefined()
})

test('a family is a process and all that descend from it', () => {
  const entry = (pid: number, parent: number) => ({ ...readOurselves(), pid, parent })
  const all = [entry(9, 5), entry(5, 2), entry(2, 1), entry(3, 1), entry(7, 9), entry(1, 0)]
  expect(familyOf(2, all).map(({ pid }) => pid)).toEqual([2, 5, 9, 7])
  expect(familyOf(4, all)).toEqual([])
})

test('this process is seen, and one that does not exist is not', async () => {
  expect((await readProcesses()).map(({ pid }) => pid)).toContain(process.pid)
  expect(readOurselves().residentBytes).toBeGreaterThan(1024 * 1024)
  expect(readProcess(2 ** 30)).toBeUndefined()
})

function readOurselves() {
  const found = readProcess(process.pid)
  if (found === undefined) throw new Error('This process is not seen')
  return found
}
