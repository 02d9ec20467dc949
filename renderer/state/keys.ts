import type { Command, CommandId, Keys } from './command-table.ts'
import { commands } from './command-table.ts'

/** Keys that a person gave to commands in place of their own; empty: none. */
export type ChangedKeys = Readonly<Partial<Record<CommandId, string>>>

/** Where the keys are pressed. */
export interface KeyHost {
  readonly mac: boolean
  /** In a tab of a browser, which keeps some keys; not in a window of its own. */
  readonly tab: boolean
  readonly changed?: ChangedKeys
}

/** What has the focus: the shell and the editor keep some keys for themselves, and so do what the editor opens over its text. */
export type KeyPlace = 'console' | 'editor' | 'editor-widget' | 'elsewhere'

const all: readonly (readonly [CommandId, Command])[] = Object.entries(commands) as [CommandId, Command][]

/** What a pressed key means, as far as matching needs it. */
export interface PressedKey {
  readonly key: string
  readonly code: string
  readonly ctrlKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
  readonly metaKey: boolean
}

function matches(keys: string, pressed: PressedKey): boolean {
  const parts = keys.split('+')
  const key = parts.pop() ?? ''
  if (pressed.ctrlKey !== parts.includes('Ctrl')) return false
  // A plus needs Shift on many keyboards, and is a key of its own on others.
  const isPlus = key === '=' && pressed.key === '+'
  if (!isPlus && pressed.shiftKey !== parts.includes('Shift')) return false
  if (pressed.altKey !== parts.includes('Alt')) return false
  if (pressed.metaKey !== parts.includes('Cmd')) return false
  if (/^[A-Z]$/.test(key)) {
    // The letter on the key cap; on a keyboard without Latin letters the place where it would be.
    return /^[a-z]$/i.test(pressed.key) ? pressed.key.toUpperCase() === key : pressed.code === `Key${key}`
  }
  // Shift changes what these give, so the place counts.
  if (/^[0-9]$/.test(key))
    return pressed.code === `Digit${key}` || (pressed.code === `Numpad${key}` && pressed.key === key)
  if (key === '`') return pressed.code === 'Backquote'
  if (key === '/') return pressed.code === 'Slash' || pressed.key === '/'
  if (key === ',') return pressed.code === 'Comma' || pressed.key === ','
  return isPlus || pressed.key === key
}

/** The keys that do this here; the one to show first. */
function keysOf(id: CommandId, host: KeyHost, inConsole: boolean): readonly string[] {
  const changed = host.changed?.[id]
  if (changed !== undefined) return changed === '' ? [] : [changed]
  const { keys }: Command = commands[id]
  if (!keys) return []
  const first = host.mac ? keys.mac : inConsole && keys.inConsole ? keys.inConsole : keys.other
  const second = host.tab && keys.browser ? (host.mac ? keys.browser.mac : keys.browser.other) : undefined
  if (second && inConsole && !keys.consoles && !keys.onlyConsole) return [second]
  const also = keys.also !== undefined && !inConsole ? [keys.also] : []
  return second ? [second, first, ...also] : [first, ...also]
}

/** The second keys of a tab do: no shell has them. */
function worksInConsoles(keys: Keys, { tab }: KeyHost): boolean {
  return keys.consoles === true || keys.onlyConsole === true || (tab && keys.browser !== undefined)
}

/** In a console Ctrl and a letter always go to the shell, whatever a person chose. */
function isOfTheShell(keys: string, host: KeyHost): boolean {
  return !host.mac && /^Ctrl\+[A-Z]$/.test(keys)
}

/** The command that a key press asks for, if any. The shell and the editor get what no command claims there. */
export function commandFor(pressed: PressedKey, host: KeyHost, place: KeyPlace): CommandId | undefined {
  for (const [id, { keys }] of all) {
    if (place === 'console' ? keys && !worksInConsoles(keys, host) : keys?.onlyConsole) continue
    if (place.startsWith('editor') && keys?.outsideEditor) continue
    if (place !== 'editor' && keys?.inText) continue
    for (const one of keysOf(id, host, place === 'console')) {
      if (matches(one, pressed) && !(place === 'console' && isOfTheShell(one, host))) return id
    }
  }
  return undefined
}

const macSigns: Readonly<Record<string, string>> = {
  Ctrl: '⌃',
  Alt: '⌥',
  Shift: '⇧',
  Cmd: '⌘',
  Enter: '↩',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  PageUp: '⇞',
  PageDown: '⇟',
}

const otherSigns: Readonly<Record<string, string>> = { Enter: '↵', PageUp: 'PgUp', PageDown: 'PgDn' }

/** The key of a command that is shown for it here, as the table writes keys; empty when it has none. */
export function shownKeys(id: CommandId, host: KeyHost): string {
  const [keys = ''] = keysOf(id, host, false)
  return keys
}

/** The key of a command as it is printed: "Ctrl Shift N", "⇧⌘N"; empty when it has none. */
export function keyLabel(id: CommandId, host: KeyHost): string {
  return printKeys(shownKeys(id, host), host)
}

/** Keys as they are printed on this computer's keyboard. */
export function printKeys(keys: string, { mac }: Pick<KeyHost, 'mac'>): string {
  const parts = keys.split('+')
  return mac
    ? parts.map((part) => macSigns[part] ?? part).join('')
    : parts.map((part) => otherSigns[part] ?? part).join(' ')
}
