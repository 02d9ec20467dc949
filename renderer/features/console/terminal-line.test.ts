// @vitest-environment jsdom
import { Terminal } from '@xterm/xterm'
import { expect, test } from 'vitest'
import { OutputWriter } from './output-writer.ts'
import { TerminalLine } from './terminal-line.ts'

/** The real terminal, without a place on a screen. */
function terminal(columns: number): {
  readonly terminal: Terminal
  screen(): Promise<{ rows: string[]; cursor: number[] }>
} {
  const made = new Terminal({ cols: columns, rows: 6, convertEol: true })
  return {
    terminal: made,
    async screen() {
      await new Promise<void>((resolve) => made.write('', resolve))
      const { active } = made.buffer
      const rows = Array.from(
        { length: 6 },
        (_, row) => active.getLine(active.baseY + row)?.translateToString(true) ?? '',
      )
      return { rows: rows.filter((row) => row !== ''), cursor: [active.cursorY, active.cursorX] }
    },
  }
}

test('a line is drawn behind its prompt, and the caret is where it is edited', async () => {
  const { terminal: screenOf, screen } = terminal(40)
  const line = new TerminalLine(screenOf)
  line.show('/workspace')
  line.editor.insert('ls -l')
  line.editor.wordLeft()
  line.draw()
  expect(await screen()).toEqual({ rows: ['/workspace $ ls -l'], cursor: [0, 17] })
})

test('a line longer than the terminal goes over rows and back', async () => {
  const { terminal: screenOf, screen } = terminal(20)
  const line = new TerminalLine(screenOf)
  line.show('/workspace')
  line.editor.insert('echo 0123456789 abcdef')
  line.draw()
  expect(await screen()).toEqual({ rows: ['/workspace $ echo 01', '23456789 abcdef'], cursor: [1, 15] })
  line.editor.home()
  line.draw()
  expect((await screen()).cursor).toEqual([0, 13])
  line.editor.deleteToEnd()
  line.editor.insert('ls')
  line.draw()
  expect(await screen()).toEqual({ rows: ['/workspace $ ls'], cursor: [0, 15] })
})

test('a line that just fills its row, and one of wide characters, keep the caret', async () => {
  const { terminal: screenOf, screen } = terminal(20)
  const line = new TerminalLine(screenOf)
  line.show('/workspace')
  line.editor.insert('1234567')
  line.draw()
  expect(await screen()).toEqual({ rows: ['/workspace $ 1234567'], cursor: [1, 0] })
  line.editor.backspace()
  line.editor.backspace()
  line.editor.insert('日')
  line.draw()
  expect((await screen()).cursor).toEqual([1, 0])
  line.editor.left()
  line.draw()
  expect((await screen()).cursor).toEqual([0, 18])
})

test('a line of several lines is drawn and left below its last one', async () => {
  const { terminal: screenOf, screen } = terminal(30)
  const line = new TerminalLine(screenOf)
  line.show('/workspace')
  line.editor.insert('for i in 1\ndo echo $i\ndone')
  line.draw()
  line.editor.home()
  line.draw()
  line.finish('^C')
  line.editor.clear()
  line.show('/workspace')
  expect(await screen()).toEqual({
    rows: ['/workspace $ for i in 1', 'do echo $i', 'done^C', '/workspace $ '],
    cursor: [3, 13],
  })
})

const bytes = (text: string) => new TextEncoder().encode(text)

test('output is written once although it is read twice, and leaves the cursor at a row’s start', async () => {
  const { terminal: screenOf, screen } = terminal(30)
  const writer = new OutputWriter(screenOf)
  await writer.write({ stream: 'stdout', offset: 0, bytes: bytes('one\nt') }, true)
  await writer.write({ stream: 'stdout', offset: 0, bytes: bytes('one\ntwo') }, true)
  await writer.end()
  expect(await screen()).toEqual({ rows: ['one', 'two'], cursor: [2, 0] })
  expect(writer.tail).toBe('one\ntwo')
})

test('a program that leaves the terminal in a state of its own gives it back', async () => {
  const { terminal: screenOf, screen } = terminal(30)
  const writer = new OutputWriter(screenOf)
  await writer.write(
    { stream: 'stdout', offset: 0, bytes: bytes('before\n\x1b[?1049h\x1b[?25l\x1b[?1000h\x1b[31mfull') },
    true,
  )
  await writer.end()
  expect(screenOf.buffer.active.type).toBe('normal')
  expect(screenOf.modes.mouseTrackingMode).toBe('none')
  expect(await screen()).toEqual({ rows: ['before'], cursor: [1, 0] })
})
