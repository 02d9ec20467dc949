import { describe, expect, it } from 'vitest'
import type { KeyHost, PressedKey } from './keys.ts'
import { commandFor, commands, keyLabel } from './keys.ts'

const linux: KeyHost = { mac: false, tab: false }
const tab: KeyHost = { mac: false, tab: true }
const mac: KeyHost = { mac: true, tab: false }

function press(keys: string, more: Partial<PressedKey> = {}): PressedKey {
  const parts = keys.split('+')
  const key = parts.pop() ?? ''
  return {
    key,
    code: /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : /^[0-9]$/.test(key) ? `Digit${key}` : key,
    ctrlKey: parts.includes('Ctrl'),
    shiftKey: parts.includes('Shift'),
    altKey: parts.includes('Alt'),
    metaKey: parts.includes('Cmd'),
    ...more,
  }
}

describe('commandFor', () => {
  it.each([
    ['Ctrl+Shift+N', 'session.new'],
    ['Ctrl+Enter', 'run'],
    ['Shift+F5', 'run.stop'],
    ['Ctrl+s', 'file.save'],
    ['Ctrl+Shift+S', 'file.saveAll'],
    ['Ctrl+Tab', 'tab.next'],
    ['Ctrl+1', 'region.sessions'],
    ['Ctrl+F6', 'region.next'],
    ['Ctrl+w', 'tab.close'],
  ])('%s is %s', (keys, id) => expect(commandFor(press(keys), linux, false)).toBe(id))

  it.each(['Enter', 'Alt+Enter', 'Ctrl+Alt+s', 'F5', 's', 'Ctrl+c'])('%s is nothing', (keys) =>
    expect(commandFor(press(keys), linux, false)).toBeUndefined(),
  )

  it('leaves Ctrl and a letter to the shell in a console', () => {
    for (const letter of 'abcdefghijklmnopqrstuvwxyz')
      expect(commandFor(press(`Ctrl+${letter}`), linux, true)).toBeUndefined()
    expect(commandFor(press('Ctrl+Shift+W'), linux, true)).toBe('tab.close')
    expect(commandFor(press('Ctrl+Shift+N'), linux, true)).toBe('session.new')
    expect(commandFor(press('Ctrl+Enter'), linux, true)).toBeUndefined()
  })

  it('takes the place of a letter on a keyboard without Latin ones', () => {
    expect(commandFor(press('Ctrl+s', { key: 'ы', code: 'KeyS' }), linux, false)).toBe('file.save')
    // Dvorak: the letter counts, not its place.
    expect(commandFor(press('Ctrl+s', { key: 's', code: 'Semicolon' }), linux, false)).toBe('file.save')
  })

  it('has a second key in a tab, which works in consoles too', () => {
    expect(commandFor(press('Alt+Shift+N'), tab, false)).toBe('session.new')
    expect(commandFor(press('Alt+Shift+W'), tab, true)).toBe('tab.close')
    expect(commandFor(press('Alt+Shift+N'), linux, false)).toBeUndefined()
  })

  it('has the keys of a Mac there', () => {
    expect(commandFor(press('Shift+Cmd+N'), mac, false)).toBe('session.new')
    expect(commandFor(press('Ctrl+Shift+N'), mac, false)).toBeUndefined()
  })
})

describe('keyLabel', () => {
  it('is the key that works here', () => {
    expect(keyLabel('session.new', linux)).toBe('Ctrl Shift N')
    expect(keyLabel('session.new', tab)).toBe('Alt Shift N')
    expect(keyLabel('session.new', mac)).toBe('⇧⌘N')
    expect(keyLabel('run', linux)).toBe('Ctrl ↵')
    expect(keyLabel('run', mac)).toBe('⌘↩')
  })
})

describe('the table', () => {
  it.each([
    ['mac', (id: keyof typeof commands) => commands[id].keys.mac],
    ['Windows and Linux', (id: keyof typeof commands) => commands[id].keys.other],
  ])('has no key twice on %s', (_name, of) => {
    const keys = (Object.keys(commands) as (keyof typeof commands)[]).map(of)
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('uses neither Ctrl+Alt, which is AltGr, nor a single letter', () => {
    for (const { keys } of Object.values(commands)) {
      expect(keys.other).not.toMatch(/Ctrl.*Alt|Alt.*Ctrl/)
      expect(keys.other).toMatch(/\+/)
    }
  })
})
