import type { Command, CommandId } from './command-table.ts'
import { commands } from './command-table.ts'
import type { KeyHost, PressedKey } from './keys.ts'
import { commandFor } from './keys.ts'

const modifiers: ReadonlySet<string> = new Set(['Control', 'Shift', 'Alt', 'AltGraph', 'Meta', 'Dead', 'Process'])

/** Keys by the place on the keyboard where Shift changes what they give. */
const places: Readonly<Record<string, string>> = { Backquote: '`', Slash: '/', Comma: ',' }

/** A pressed key as a command's key is written, or undefined while only modifiers are down. */
export function recordedKeys(pressed: PressedKey): string | undefined {
  if (modifiers.has(pressed.key)) return undefined
  const parts = [
    pressed.ctrlKey ? 'Ctrl' : '',
    pressed.altKey ? 'Alt' : '',
    pressed.shiftKey ? 'Shift' : '',
    pressed.metaKey ? 'Cmd' : '',
  ].filter(Boolean)
  return [...parts, keyName(pressed)].join('+')
}

function keyName({ key, code }: PressedKey): string {
  const place = places[code] ?? /^(?:Digit|Key)(.)$/.exec(code)?.[1]
  if (/^[a-z]$/i.test(key)) return key.toUpperCase()
  return place ?? key
}

/** Why these keys cannot be a command's, as a sentence; undefined when they can. */
export function keysProblem(keys: string, host: KeyHost): string | undefined {
  const parts = keys.split('+')
  const key = parts.at(-1) ?? ''
  const held = new Set(parts.slice(0, -1))
  if (/^F\d+$/.test(key)) return undefined
  if (key === 'Escape' || key === 'Tab') return 'This key is needed to move about and to leave.'
  if (!held.has('Ctrl') && !held.has('Cmd') && !held.has('Alt'))
    return `A letter alone is for typing. Hold ${host.mac ? '⌘, ⌃ or ⌥' : 'Ctrl or Alt'} with it.`
  if (!host.mac && held.has('Ctrl') && held.has('Alt'))
    return 'Ctrl and Alt together type characters on many keyboards.'
  return undefined
}

/** Another command that these keys call now, where this one works too. */
export function clashOf(id: CommandId, pressed: PressedKey, host: KeyHost): CommandId | undefined {
  // Without its own keys: they may be chosen again.
  const others = { ...host, changed: { ...host.changed, [id]: '' } }
  const { keys }: Command = commands[id]
  const elsewhere = keys?.onlyConsole ? undefined : commandFor(pressed, others, 'elsewhere')
  if (elsewhere !== undefined || isAsInTheTable(id, pressed, host)) return elsewhere
  const inConsole = commandFor(pressed, others, 'console')
  const other: Command | undefined = inConsole && commands[inConsole]
  return other?.keys?.onlyConsole && worksInConsoles(keys) ? inConsole : undefined
}

/** In the table some keys mean one thing in consoles and another elsewhere. */
function isAsInTheTable(id: CommandId, pressed: PressedKey, { changed: _, ...host }: KeyHost): boolean {
  return commandFor(pressed, host, 'console') === id || commandFor(pressed, host, 'elsewhere') === id
}

function worksInConsoles(keys: Command['keys']): boolean {
  return keys === undefined || keys.consoles === true || keys.onlyConsole === true
}

/** The changed keys without those that are no command's any more, as after an update. */
export function knownKeys(changed: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(changed).filter(([id]) => id in commands))
}
