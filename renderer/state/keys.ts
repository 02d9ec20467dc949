/** A key of one action. Parts are joined by `+`; the last one is the key itself. */
interface Keys {
  readonly mac: string
  readonly other: string
  /** A browser's tab keeps the first key for itself: this one works there. */
  readonly browser?: { readonly mac: string; readonly other: string }
  /** Within a console, where the first key belongs to the shell. Win and Linux alone. */
  readonly inConsole?: string
  /** Works in a console too. */
  readonly consoles?: true
}

interface Command {
  readonly title: string
  readonly keys: Keys
}

/** Every action with a key, once. Who carries it out registers for it (`useCommand`). */
export const commands = {
  'session.new': {
    title: 'New session',
    keys: {
      mac: 'Shift+Cmd+N',
      other: 'Ctrl+Shift+N',
      browser: { mac: 'Ctrl+Shift+N', other: 'Alt+Shift+N' },
      consoles: true,
    },
  },
  'session.pauseOrResume': {
    title: 'Pause or resume',
    keys: { mac: 'Shift+Cmd+H', other: 'Ctrl+Shift+H', consoles: true },
  },
  'session.next': {
    title: 'Next session',
    keys: { mac: 'Ctrl+Cmd+ArrowDown', other: 'Ctrl+Shift+PageDown', consoles: true },
  },
  'session.previous': {
    title: 'Previous session',
    keys: { mac: 'Ctrl+Cmd+ArrowUp', other: 'Ctrl+Shift+PageUp', consoles: true },
  },
  run: { title: 'Run', keys: { mac: 'Cmd+Enter', other: 'Ctrl+Enter' } },
  'run.stop': { title: 'Stop the run in front', keys: { mac: 'Shift+F5', other: 'Shift+F5', consoles: true } },
  'file.save': { title: 'Save', keys: { mac: 'Cmd+S', other: 'Ctrl+S' } },
  'file.saveAll': { title: 'Save all', keys: { mac: 'Alt+Cmd+S', other: 'Ctrl+Shift+S' } },
  'scratch.new': {
    title: 'New scratch cell',
    keys: { mac: 'Cmd+N', other: 'Ctrl+N', browser: { mac: 'Ctrl+Shift+E', other: 'Alt+Shift+E' } },
  },
  'tab.close': {
    title: 'Close tab',
    keys: {
      mac: 'Cmd+W',
      other: 'Ctrl+W',
      inConsole: 'Ctrl+Shift+W',
      browser: { mac: 'Ctrl+Shift+W', other: 'Alt+Shift+W' },
      consoles: true,
    },
  },
  'tab.reopen': {
    title: 'Reopen tab',
    keys: { mac: 'Shift+Cmd+T', other: 'Ctrl+Shift+T', browser: { mac: 'Ctrl+Shift+T', other: 'Alt+Shift+T' } },
  },
  'tab.next': {
    title: 'Next tab',
    keys: {
      mac: 'Ctrl+Tab',
      other: 'Ctrl+Tab',
      browser: { mac: 'Ctrl+Shift+PageDown', other: 'Alt+Shift+PageDown' },
      consoles: true,
    },
  },
  'tab.previous': {
    title: 'Previous tab',
    keys: {
      mac: 'Ctrl+Shift+Tab',
      other: 'Ctrl+Shift+Tab',
      browser: { mac: 'Ctrl+Shift+PageUp', other: 'Alt+Shift+PageUp' },
      consoles: true,
    },
  },
  'console.focus': { title: 'To the console and back', keys: { mac: 'Ctrl+`', other: 'Ctrl+`', consoles: true } },
  'region.sessions': { title: 'Sessions', keys: { mac: 'Cmd+1', other: 'Ctrl+1', consoles: true } },
  'region.files': { title: 'Files', keys: { mac: 'Cmd+2', other: 'Ctrl+2', consoles: true } },
  'region.editor': { title: 'Editor', keys: { mac: 'Cmd+3', other: 'Ctrl+3', consoles: true } },
  'region.result': { title: 'Result', keys: { mac: 'Cmd+4', other: 'Ctrl+4', consoles: true } },
  'region.panel': { title: 'Panel', keys: { mac: 'Cmd+5', other: 'Ctrl+5', consoles: true } },
  'region.notices': { title: 'Focus the notices', keys: { mac: 'Cmd+6', other: 'Ctrl+6' } },
  'region.next': { title: 'Next region', keys: { mac: 'Ctrl+Cmd+ArrowRight', other: 'Ctrl+F6', consoles: true } },
  'region.previous': {
    title: 'Previous region',
    keys: { mac: 'Ctrl+Cmd+ArrowLeft', other: 'Ctrl+Shift+F6', consoles: true },
  },
  'view.sideBar': { title: 'Show or hide the side bar', keys: { mac: 'Cmd+B', other: 'Ctrl+B' } },
  'view.panel': { title: 'Show or hide the panel', keys: { mac: 'Cmd+J', other: 'Ctrl+J' } },
  'view.result': { title: 'Show or hide the result', keys: { mac: 'Shift+Cmd+B', other: 'Ctrl+Shift+B' } },
  'view.maximisePanel': {
    title: 'Maximise the panel',
    keys: { mac: 'Shift+Cmd+M', other: 'Ctrl+Shift+M', consoles: true },
  },
  'output.read': {
    title: 'Read the last output',
    keys: { mac: 'Shift+Cmd+L', other: 'Ctrl+Shift+L', consoles: true },
  },
  'help.keys': { title: 'Keys', keys: { mac: 'Alt+Cmd+/', other: 'Ctrl+Shift+/', consoles: true } },
} as const satisfies Record<string, Command>

export type CommandId = keyof typeof commands

/** Where the keys are pressed. */
export interface KeyHost {
  readonly mac: boolean
  /** In a tab of a browser, which keeps some keys; not in a window of its own. */
  readonly tab: boolean
}

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
  if (pressed.shiftKey !== parts.includes('Shift')) return false
  if (pressed.altKey !== parts.includes('Alt')) return false
  if (pressed.metaKey !== parts.includes('Cmd')) return false
  if (/^[A-Z]$/.test(key)) {
    // The letter on the key cap; on a keyboard without Latin letters the place where it would be.
    return /^[a-z]$/i.test(pressed.key) ? pressed.key.toUpperCase() === key : pressed.code === `Key${key}`
  }
  // Shift changes what these give, so the place counts.
  if (/^[0-9]$/.test(key)) return pressed.code === `Digit${key}`
  if (key === '`') return pressed.code === 'Backquote'
  if (key === '/') return pressed.code === 'Slash' || pressed.key === '/'
  return pressed.key === key
}

/** The keys that do this here; the one to show first. */
function keysOf({ keys }: Command, host: KeyHost, inConsole: boolean): readonly string[] {
  const first = host.mac ? keys.mac : inConsole && keys.inConsole ? keys.inConsole : keys.other
  const second = host.tab && keys.browser ? (host.mac ? keys.browser.mac : keys.browser.other) : undefined
  return second ? [second, first] : [first]
}

/** The command that a key press asks for, if any. `inConsole`: the shell gets what no command claims there. */
export function commandFor(pressed: PressedKey, host: KeyHost, inConsole: boolean): CommandId | undefined {
  for (const [id, command] of all) {
    if (inConsole && !command.keys.consoles) continue
    if (keysOf(command, host, inConsole).some((keys) => matches(keys, pressed))) return id
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

/** The key of a command as it is printed: "Ctrl Shift N", "⇧⌘N". */
export function keyLabel(id: CommandId, host: KeyHost): string {
  const [keys = ''] = keysOf(commands[id], host, false)
  const parts = keys.split('+')
  return host.mac
    ? parts.map((part) => macSigns[part] ?? part).join('')
    : parts.map((part) => otherSigns[part] ?? part).join(' ')
}
