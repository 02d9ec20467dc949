import { expect, it } from 'vitest'
import { clashOf, keysProblem, recordedKeys } from './key-recording.ts'
import type { KeyHost, PressedKey } from './keys.ts'
import { commandFor } from './keys.ts'

const linux: KeyHost = { mac: false, tab: false }

function pressed(key: string, code: string, held: Partial<PressedKey> = {}): PressedKey {
  return { key, code, ctrlKey: false, shiftKey: false, altKey: false, metaKey: false, ...held }
}

it.each([
  [pressed('s', 'KeyS', { ctrlKey: true }), 'Ctrl+S'],
  [pressed('S', 'KeyS', { ctrlKey: true, shiftKey: true }), 'Ctrl+Shift+S'],
  // A keyboard without Latin letters.
  [pressed('ы', 'KeyS', { ctrlKey: true }), 'Ctrl+S'],
  [pressed('!', 'Digit1', { ctrlKey: true, shiftKey: true }), 'Ctrl+Shift+1'],
  [pressed('~', 'Backquote', { ctrlKey: true, shiftKey: true }), 'Ctrl+Shift+`'],
  [pressed('F5', 'F5', { shiftKey: true }), 'Shift+F5'],
  [pressed('ArrowDown', 'ArrowDown', { metaKey: true, ctrlKey: true }), 'Ctrl+Cmd+ArrowDown'],
])('%o is written %s, and is found again by it', (key, written) => {
  expect(recordedKeys(key)).toBe(written)
  expect(commandFor(key, { ...linux, changed: { 'connection.add': written } }, 'elsewhere')).toBeDefined()
})

it('waits while only modifiers are down', () => {
  expect(recordedKeys(pressed('Shift', 'ShiftLeft', { shiftKey: true }))).toBeUndefined()
})

it.each(['S', 'Shift+S', 'Escape', 'Ctrl+Alt+Q', 'Ctrl+Tab'])('%s cannot be a command’s', (keys) => {
  expect(keysProblem(keys, linux)).toMatch(/\.$/)
})

it.each(['Ctrl+S', 'Alt+Shift+S', 'F9', 'Shift+F9'])('%s can be', (keys) => {
  expect(keysProblem(keys, linux)).toBeUndefined()
})

it('tells what a key means in consoles from what it means elsewhere', () => {
  const key = (letter: string) => pressed(letter, `Key${letter}`, { ctrlKey: true, shiftKey: true })
  // As in the table: find in the console, and in all sessions.
  expect(clashOf('console.find', key('F'), linux)).toBeUndefined()
  expect(clashOf('runs.findAll', key('F'), linux)).toBeUndefined()
  expect(clashOf('console.copy', key('K'), linux)).toBe('console.clear')
  expect(clashOf('session.new', key('C'), linux)).toBe('console.copy')
  expect(clashOf('file.save', key('C'), linux)).toBeUndefined()
})

it('names the command that has the keys already, but not the one that is changed', () => {
  const save = pressed('s', 'KeyS', { ctrlKey: true })
  expect(clashOf('run', save, linux)).toBe('file.save')
  expect(clashOf('file.save', save, linux)).toBeUndefined()
  expect(clashOf('run', save, { ...linux, changed: { 'file.save': '' } })).toBeUndefined()
})
