import { expect, test } from 'vitest'
import { OutputReader } from './runs-output.ts'

const encode = (text: string) => new TextEncoder().encode(text)

function read(pieces: readonly (readonly ['stdout' | 'stderr', string])[], limit = 1_000_000) {
  const reader = new OutputReader(limit)
  for (const [stream, text] of pieces) reader.push({ stream, bytes: encode(text) })
  return reader
}

function lines(reader: OutputReader): string[] {
  const { head, tail } = reader.view()
  return [...head, ...tail].flatMap((block) => block.lines.map((line) => line.map(({ text }) => text).join('')))
}

test('lines come in order of arrival, and stderr is told apart', () => {
  const reader = read([
    ['stdout', 'one\nt'],
    ['stderr', 'bad\n'],
    ['stdout', 'wo'],
  ])
  expect(lines(reader)).toEqual(['one', 'tbad', 'wo'])
  expect(reader.view().head[0]?.lines[1]).toEqual([{ text: 't' }, { text: 'bad', stderr: true }])
  expect(reader.view().lineCount).toBe(3)
})

test('a progress bar shows its last state', () => {
  expect(lines(read([['stdout', ' 10%|#\r 50%|#####\r100%|##########\ndone\n']]))).toEqual(['100%|##########', 'done'])
  expect(lines(read([['stdout', 'abcdef\rxy']]))).toEqual(['xycdef'])
  expect(lines(read([['stdout', 'abcdef\r\x1b[Kxy']]))).toEqual(['xy'])
  expect(lines(read([['stdout', 'abc\b\bX']]))).toEqual(['aXc'])
})

test('a character cut between two pieces is whole, whatever the other stream writes between', () => {
  const bytes = encode('é')
  const reader = new OutputReader(1000)
  reader.push({ stream: 'stdout', bytes: bytes.slice(0, 1) })
  reader.push({ stream: 'stderr', bytes: encode('!') })
  reader.push({ stream: 'stdout', bytes: bytes.slice(1) })
  reader.end()
  expect(lines(reader)).toEqual(['!é'])
})

test('an unfinished character is shown at the end as what it is', () => {
  const reader = new OutputReader(1000)
  reader.push({ stream: 'stdout', bytes: new Uint8Array([0x61, 0xc3]) })
  reader.end()
  expect(lines(reader)).toEqual(['a\ufffd'])
})

test('of much output the beginning and the end are held, and what lies between is counted', () => {
  const reader = new OutputReader(20_000)
  const all = Array.from({ length: 10_000 }, (_, number) => `line ${number}\n`)
  for (const line of all) reader.push({ stream: 'stdout', bytes: encode(line) })
  const { left, lineCount } = reader.view()
  const held = lines(reader)
  expect(held[0]).toBe('line 0')
  expect(held.at(-1)).toBe('line 9999')
  const heldSize = held.reduce((sum, line) => sum + line.length + 1, 0)
  expect(heldSize).toBeLessThan(25_000)
  expect(heldSize + left).toBe(all.join('').length)
  expect(lineCount).toBe(10_000)
})

test('one endless line is cut into pieces', () => {
  const reader = read([['stdout', 'x'.repeat(100_000)]])
  expect(lines(reader).every((line) => line.length <= 20_000)).toBe(true)
  expect(lines(reader).join('')).toBe('x'.repeat(100_000))
})

test('blocks that did not change stay the same object', () => {
  const reader = read([['stdout', 'a\n'.repeat(450)]])
  const before = reader.view()
  reader.push({ stream: 'stdout', bytes: encode('b\n') })
  const after = reader.view()
  expect(after.head[0]).toBe(before.head[0])
  expect(after.head[2]).not.toBe(before.head[2])
})
