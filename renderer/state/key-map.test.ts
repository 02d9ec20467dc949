import { describe, expect, it } from 'vitest'
import { press } from '../testing/press-key.ts'
import type { CommandId } from './command-table.ts'
import type { KeyHost, KeyPlace } from './keys.ts'
import { commandFor, shownKeys } from './keys.ts'

// The whole map of keys, as people were promised it. A key that changes here has to change in their heads too.

/** Where a key works: everywhere, everywhere but in consoles, in consoles alone, in the text of a document alone. */
type Where = 'all' | 'not in consoles' | 'consoles' | 'text'

const map: readonly (readonly [
  action: CommandId,
  mac: string,
  other: string,
  where: Where | { readonly mac: Where; readonly other: Where },
])[] = [
  ['palette.open', 'Shift+Cmd+P', 'Ctrl+Shift+P', 'all'],
  ['palette.open', 'F1', 'F1', 'not in consoles'],
  ['palette.quick', 'Cmd+K', 'Ctrl+K', 'not in consoles'],
  ['file.goTo', 'Cmd+P', 'Ctrl+P', 'not in consoles'],
  // Elsewhere than on a Mac the first press finds in the console itself.
  ['runs.findAll', 'Shift+Cmd+F', 'Ctrl+Shift+F', { mac: 'all', other: 'not in consoles' }],
  ['session.new', 'Shift+Cmd+N', 'Ctrl+Shift+N', 'all'],
  ['session.pauseOrResume', 'Shift+Cmd+H', 'Ctrl+Shift+H', 'all'],
  ['session.next', 'Ctrl+Cmd+ArrowDown', 'Ctrl+Shift+PageDown', 'all'],
  ['session.previous', 'Ctrl+Cmd+ArrowUp', 'Ctrl+Shift+PageUp', 'all'],
  ['run', 'Cmd+Enter', 'Ctrl+Enter', 'not in consoles'],
  ['run.cellGoOn', 'Shift+Enter', 'Shift+Enter', 'text'],
  ['run.stop', 'Shift+F5', 'Shift+F5', 'all'],
  ['view.sideBar', 'Cmd+B', 'Ctrl+B', 'not in consoles'],
  ['view.panel', 'Cmd+J', 'Ctrl+J', 'not in consoles'],
  ['view.result', 'Shift+Cmd+B', 'Ctrl+Shift+B', 'not in consoles'],
  ['output.read', 'Shift+Cmd+L', 'Ctrl+Shift+L', 'all'],
  ['settings.open', 'Cmd+,', 'Ctrl+,', 'not in consoles'],
  ['file.save', 'Cmd+S', 'Ctrl+S', 'not in consoles'],
  ['file.saveAll', 'Alt+Cmd+S', 'Ctrl+Shift+S', 'not in consoles'],
  ['scratch.new', 'Cmd+N', 'Ctrl+N', 'not in consoles'],
  ['tab.close', 'Cmd+W', 'Ctrl+W', 'not in consoles'],
  ['console.close', 'Cmd+W', 'Ctrl+Shift+W', 'consoles'],
  ['tab.reopen', 'Shift+Cmd+T', 'Ctrl+Shift+T', 'not in consoles'],
  ['tab.next', 'Ctrl+Tab', 'Ctrl+Tab', 'not in consoles'],
  ['tab.previous', 'Ctrl+Shift+Tab', 'Ctrl+Shift+Tab', 'not in consoles'],
  // In a console its tabs are the consoles.
  ['console.next', 'Ctrl+Tab', 'Ctrl+Tab', 'consoles'],
  ['console.previous', 'Ctrl+Shift+Tab', 'Ctrl+Shift+Tab', 'consoles'],
  ['console.new', 'Ctrl+Shift+`', 'Ctrl+Shift+`', 'all'],
  ['console.focus', 'Ctrl+`', 'Ctrl+`', 'all'],
  ['region.sessions', 'Cmd+1', 'Ctrl+1', 'all'],
  ['region.files', 'Cmd+2', 'Ctrl+2', 'all'],
  ['region.editor', 'Cmd+3', 'Ctrl+3', 'all'],
  ['region.result', 'Cmd+4', 'Ctrl+4', 'all'],
  ['region.panel', 'Cmd+5', 'Ctrl+5', 'all'],
  ['region.notices', 'Cmd+6', 'Ctrl+6', 'not in consoles'],
  ['region.next', 'Ctrl+Cmd+ArrowRight', 'Ctrl+F6', 'all'],
  ['region.previous', 'Ctrl+Cmd+ArrowLeft', 'Ctrl+Shift+F6', 'all'],
  ['view.maximisePanel', 'Shift+Cmd+M', 'Ctrl+Shift+M', 'all'],
  ['help.keys', 'Alt+Cmd+/', 'Ctrl+Shift+/', 'all'],
  ['console.copy', 'Cmd+C', 'Ctrl+Shift+C', 'consoles'],
  ['console.paste', 'Cmd+V', 'Ctrl+Shift+V', 'consoles'],
  ['console.find', 'Cmd+F', 'Ctrl+Shift+F', 'consoles'],
  ['console.clear', 'Cmd+K', 'Ctrl+Shift+K', 'consoles'],
  ['console.selectAll', 'Cmd+A', 'Ctrl+Shift+A', 'consoles'],
  ['console.pageUp', 'Shift+PageUp', 'Shift+PageUp', 'consoles'],
  ['console.pageDown', 'Shift+PageDown', 'Shift+PageDown', 'consoles'],
  ['console.top', 'Shift+Home', 'Shift+Home', 'consoles'],
  ['console.end', 'Shift+End', 'Shift+End', 'consoles'],
  ['zoom.in', 'Cmd+=', 'Ctrl+=', 'all'],
  ['zoom.out', 'Cmd+-', 'Ctrl+-', 'all'],
  ['zoom.reset', 'Cmd+0', 'Ctrl+0', 'all'],
]

/** What a tab of a browser has in place of the keys that it keeps; they work in consoles too. */
const alternates: readonly (readonly [action: CommandId, mac: string, other: string])[] = [
  ['scratch.new', 'Ctrl+Shift+E', 'Alt+Shift+E'],
  ['session.new', 'Ctrl+Shift+N', 'Alt+Shift+N'],
  ['tab.close', 'Ctrl+Shift+W', 'Alt+Shift+W'],
  ['tab.reopen', 'Ctrl+Shift+T', 'Alt+Shift+T'],
  ['tab.next', 'Ctrl+Shift+PageDown', 'Alt+Shift+PageDown'],
  ['tab.previous', 'Ctrl+Shift+PageUp', 'Alt+Shift+PageUp'],
  ['palette.open', 'Ctrl+Shift+P', 'Alt+Shift+P'],
]

const hosts = [
  ['mac', { mac: true, tab: false }],
  ['Win, Linux', { mac: false, tab: false }],
] as const

describe.each(hosts)('the map of keys, %s', (_name, host: KeyHost) => {
  const system = host.mac ? 'mac' : 'other'
  const rows = map.map(([action, mac, other, where]) => {
    const keys = { mac, other }[system]
    return [action, keys, typeof where === 'string' ? where : where[system]] as const
  })

  it.each(rows)('%s: %s, %s', (action, keys, where) => {
    const at = (place: KeyPlace) => commandFor(press(keys), host, place)
    expect(at('console') === action).toBe(where === 'all' || where === 'consoles')
    expect(at('elsewhere') === action).toBe(where === 'all' || where === 'not in consoles')
    // The editor keeps Ctrl+K, with which its own keys begin.
    expect(at('editor') === action).toBe(where !== 'consoles' && action !== 'palette.quick')
  })

  it('has no key that deletes', () => {
    for (const keys of ['Delete', 'Ctrl+Delete', 'Shift+Delete', 'Cmd+Backspace', 'Ctrl+Backspace'])
      for (const place of ['console', 'editor', 'elsewhere'] as const)
        expect(commandFor(press(keys), host, place)).toBeUndefined()
  })
})

it.each([
  ['mac', { mac: true, tab: true }],
  ['Win, Linux', { mac: false, tab: true }],
] as const)('in a tab of a browser the second key does it, and is the one that is shown, %s', (_name, host) => {
  for (const [action, mac, other] of alternates) {
    const keys = host.mac ? mac : other
    expect([action, shownKeys(action, host)]).toEqual([action, keys])
    expect([action, commandFor(press(keys), host, 'elsewhere')]).toEqual([action, action])
    expect([action, commandFor(press(keys), { ...host, tab: false }, 'elsewhere')]).not.toEqual([action, action])
  }
})

it('a tab’s second keys work in consoles too; there tabs are consoles', () => {
  const inConsole = alternates.map(([, , keys]) => commandFor(press(keys), { mac: false, tab: true }, 'console'))
  expect(inConsole).toEqual([
    'scratch.new',
    'session.new',
    'console.close',
    'tab.reopen',
    'console.next',
    'console.previous',
    'palette.open',
  ])
})
