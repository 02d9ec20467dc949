import { describe, expect, it } from 'vitest'
import { press } from '../testing/press-key.ts'
import type { Command, CommandId } from './command-table.ts'
import { commands } from './command-table.ts'
import type { KeyHost } from './keys.ts'
import { commandFor, keyLabel } from './keys.ts'

const linux: KeyHost = { mac: false, tab: false }
const tab: KeyHost = { mac: false, tab: true }
const mac: KeyHost = { mac: true, tab: false }

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
  ])('%s is %s', (keys, id) => expect(commandFor(press(keys), linux, 'elsewhere')).toBe(id))

  it.each(['Enter', 'Alt+Enter', 'Ctrl+Alt+s', 'F5', 's', 'Ctrl+c'])('%s is nothing', (keys) =>
    expect(commandFor(press(keys), linux, 'elsewhere')).toBeUndefined(),
  )

  it('leaves Ctrl and a letter to the shell in a console', () => {
    for (const letter of 'abcdefghijklmnopqrstuvwxyz')
      expect(commandFor(press(`Ctrl+${letter}`), linux, 'console')).toBeUndefined()
    expect(commandFor(press('Ctrl+Shift+W'), linux, 'console')).toBe('console.close')
    expect(commandFor(press('Ctrl+Shift+N'), linux, 'console')).toBe('session.new')
    expect(commandFor(press('Ctrl+Enter'), linux, 'console')).toBeUndefined()
  })

  it('runs a cell by Shift and Enter where its text is typed, and nowhere else', () => {
    expect(commandFor(press('Shift+Enter'), linux, 'editor')).toBe('run.cellGoOn')
    // The editor's search goes to the match before by this key.
    expect(commandFor(press('Shift+Enter'), linux, 'editor-widget')).toBeUndefined()
    expect(commandFor(press('Shift+Enter'), linux, 'elsewhere')).toBeUndefined()
    expect(commandFor(press('Ctrl+k'), linux, 'editor-widget')).toBeUndefined()
  })

  it.each([
    ['Ctrl+Shift+C', 'console.copy', undefined],
    ['Ctrl+Shift+F', 'console.find', 'runs.findAll'],
    ['Ctrl+Tab', 'console.next', 'tab.next'],
    ['Shift+PageUp', 'console.pageUp', undefined],
    ['Shift+Home', 'console.top', undefined],
  ])('%s is %s in a console and %s elsewhere', (keys, inside, outside) => {
    expect(commandFor(press(keys), linux, 'console')).toBe(inside)
    expect(commandFor(press(keys), linux, 'elsewhere')).toBe(outside)
  })

  it('takes the place of a letter on a keyboard without Latin ones', () => {
    expect(commandFor(press('Ctrl+s', { key: 'ы', code: 'KeyS' }), linux, 'elsewhere')).toBe('file.save')
    // Dvorak: the letter counts, not its place.
    expect(commandFor(press('Ctrl+s', { key: 's', code: 'Semicolon' }), linux, 'elsewhere')).toBe('file.save')
  })

  it('has a second key in a tab, which works in consoles too', () => {
    expect(commandFor(press('Alt+Shift+N'), tab, 'elsewhere')).toBe('session.new')
    expect(commandFor(press('Alt+Shift+W'), tab, 'console')).toBe('console.close')
    expect(commandFor(press('Alt+Shift+W'), tab, 'elsewhere')).toBe('tab.close')
    expect(commandFor(press('Alt+Shift+N'), linux, 'elsewhere')).toBeUndefined()
  })

  it('zooms by plus and minus wherever they are on a keyboard', () => {
    for (const [keys, more] of [
      ['Ctrl+=', { code: 'Equal' }],
      ['Ctrl+Shift', { key: '+', code: 'Equal', shiftKey: true, ctrlKey: true }],
      ['Ctrl', { key: '+', code: 'BracketRight', ctrlKey: true }],
      ['Ctrl', { key: '+', code: 'NumpadAdd', ctrlKey: true }],
    ] as const)
      expect(commandFor(press(keys, more), linux, 'console')).toBe('zoom.in')
    expect(commandFor(press('Ctrl+-', { code: 'NumpadSubtract' }), linux, 'elsewhere')).toBe('zoom.out')
    expect(commandFor(press('Ctrl+0', { code: 'Numpad0' }), linux, 'elsewhere')).toBe('zoom.reset')
    expect(commandFor(press('Alt', { key: '+', altKey: true, ctrlKey: true }), linux, 'elsewhere')).toBeUndefined()
    expect(commandFor(press('Cmd+='), linux, 'elsewhere')).toBeUndefined()
    expect(commandFor(press('Cmd+='), mac, 'elsewhere')).toBe('zoom.in')
  })

  it('has the keys of a Mac there', () => {
    expect(commandFor(press('Shift+Cmd+N'), mac, 'elsewhere')).toBe('session.new')
    expect(commandFor(press('Ctrl+Shift+N'), mac, 'elsewhere')).toBeUndefined()
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

describe('keys that a person changed', () => {
  const changed: KeyHost = { ...linux, changed: { run: 'Ctrl+R', 'file.save': '', 'connection.add': 'Ctrl+Shift+Y' } }

  it('hold in place of the ones of the table', () => {
    expect(commandFor(press('Ctrl+r'), changed, 'elsewhere')).toBe('run')
    expect(commandFor(press('Ctrl+Enter'), changed, 'elsewhere')).toBeUndefined()
    expect(commandFor(press('Ctrl+Shift+Y'), changed, 'elsewhere')).toBe('connection.add')
    expect(keyLabel('run', changed)).toBe('Ctrl R')
  })

  it('can be none', () => {
    expect(commandFor(press('Ctrl+s'), changed, 'elsewhere')).toBeUndefined()
    expect(keyLabel('file.save', changed)).toBe('')
  })

  it('never take Ctrl and a letter from the shell', () => {
    const shell: KeyHost = { ...linux, changed: { 'session.new': 'Ctrl+R' } }
    expect(commandFor(press('Ctrl+r'), shell, 'console')).toBeUndefined()
    expect(commandFor(press('Ctrl+r'), shell, 'elsewhere')).toBe('session.new')
  })
})

describe('the editor', () => {
  it('keeps Ctrl+K, with which its own keys begin', () => {
    expect(commandFor(press('Ctrl+k'), linux, 'editor')).toBeUndefined()
    expect(commandFor(press('Ctrl+k'), linux, 'elsewhere')).toBe('palette.quick')
    expect(commandFor(press('F1'), linux, 'editor')).toBe('palette.open')
    expect(commandFor(press('F1'), linux, 'console')).toBeUndefined()
  })
})

const table = Object.entries(commands) as [CommandId, Command][]

describe('the table', () => {
  it.each(['mac', 'other'] as const)('has no key twice on %s', (system) => {
    // What works in consoles alone may have a key that means something else outside of them.
    for (const inConsoles of [true, undefined]) {
      const keys = table.flatMap(([, command]) =>
        command.keys && command.keys.onlyConsole === inConsoles
          ? [command.keys[system], command.keys.also ?? []].flat()
          : [],
      )
      expect(new Set(keys).size).toBe(keys.length)
    }
  })

  it('uses neither Ctrl+Alt, which is AltGr, nor a single letter', () => {
    for (const [, { keys }] of table) {
      if (!keys) continue
      expect(keys.other).not.toMatch(/Ctrl.*Alt|Alt.*Ctrl/)
      expect(keys.other).toMatch(/\+|^F[0-9]+$/)
    }
  })
})
