import { expect, test } from 'vitest'
import { LineEditor } from './line-editor.ts'

function typed(text: string): LineEditor {
  const editor = new LineEditor()
  editor.insert(text)
  return editor
}

test('text goes in where the caret is', () => {
  const editor = typed('ac')
  editor.left()
  editor.insert('b')
  expect([editor.text, editor.caret]).toEqual(['abc', 2])
  editor.home()
  editor.delete()
  editor.end()
  editor.backspace()
  expect(editor.text).toBe('b')
})

test('a character of two units is one step and one deletion', () => {
  const editor = typed('a😀b')
  editor.left()
  editor.left()
  expect(editor.caret).toBe(1)
  editor.delete()
  expect(editor.text).toBe('ab')
  const other = typed('a😀')
  other.backspace()
  expect(other.text).toBe('a')
})

test('words are crossed and deleted', () => {
  const editor = typed('git commit --all')
  editor.wordLeft()
  expect(editor.caret).toBe(13)
  editor.deleteWord()
  expect(editor.text).toBe('git all')
  editor.wordLeft()
  editor.wordRight()
  expect(editor.caret).toBe(3)
  editor.deleteToEnd()
  expect(editor.text).toBe('git')
  editor.deleteToStart()
  expect(editor.text).toBe('')
})

test('the history is looked through, and the line being typed comes back', () => {
  const editor = new LineEditor()
  for (const line of ['one', 'two', 'two', '  ']) {
    editor.insert(line)
    editor.accept()
  }
  editor.insert('thr')
  editor.previous()
  expect(editor.text).toBe('two')
  editor.previous()
  editor.previous()
  expect(editor.text).toBe('one')
  editor.next()
  editor.next()
  expect(editor.text).toBe('thr')
  editor.next()
  expect(editor.text).toBe('thr')
})

test('older lines come before all others, and move nobody who looks through them', () => {
  const editor = new LineEditor()
  for (const line of ['three', 'four']) {
    editor.insert(line)
    editor.accept()
  }
  editor.previous()
  editor.rememberOlder(['one', ' ', 'two'])
  expect(editor.text).toBe('four')
  for (const line of ['three', 'two', 'one', 'one']) {
    editor.previous()
    expect(editor.text).toBe(line)
  }
})
