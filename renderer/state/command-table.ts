/** A key of one action. Parts are joined by `+`; the last one is the key itself. */
export interface Keys {
  readonly mac: string
  readonly other: string
  /** A browser's tab keeps the first key for itself: this one works there. */
  readonly browser?: { readonly mac: string; readonly other: string }
  /** Within a console, where the first key belongs to the shell. Win and Linux alone. */
  readonly inConsole?: string
  /** Works in a console too. */
  readonly consoles?: true
  /** A second key that does the same, but not in a console. */
  readonly also?: string
  /** Works while a dialog is open too. */
  readonly inDialogs?: true
  /** Not within the editor, which has this key itself. */
  readonly outsideEditor?: true
  /** Only where the text of a document is typed: elsewhere this key means something else. */
  readonly inText?: true
  /** Works in a console alone; elsewhere the same key may mean something else. */
  readonly onlyConsole?: true
}

export interface Command {
  readonly title: string
  /** None: it is done from the palette and from menus, until a person gives it a key. */
  readonly keys?: Keys
}

/** Every action of the window, once. Who carries it out registers for it (`useCommand`). */
export const commands = {
  'palette.open': {
    title: 'Search or run a command',
    keys: {
      mac: 'Shift+Cmd+P',
      other: 'Ctrl+Shift+P',
      also: 'F1',
      browser: { mac: 'Ctrl+Shift+P', other: 'Alt+Shift+P' },
      consoles: true,
    },
  },
  'palette.quick': {
    title: 'Search, outside the editor',
    keys: { mac: 'Cmd+K', other: 'Ctrl+K', outsideEditor: true },
  },
  'file.goTo': { title: 'Go to file or folder', keys: { mac: 'Cmd+P', other: 'Ctrl+P' } },
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
  'session.filter': { title: 'Filter sessions' },
  'session.details': { title: 'Details of the session' },
  'session.kept': { title: 'Deleted and expired sessions' },
  'session.openById': { title: 'Open a session by its id' },
  'session.next': {
    title: 'Next session',
    keys: { mac: 'Ctrl+Cmd+ArrowDown', other: 'Ctrl+Shift+PageDown', consoles: true },
  },
  'session.previous': {
    title: 'Previous session',
    keys: { mac: 'Ctrl+Cmd+ArrowUp', other: 'Ctrl+Shift+PageUp', consoles: true },
  },
  // Before the commands that have the same keys outside consoles: the first one that fits is taken.
  'console.copy': {
    title: 'Copy from the console',
    keys: { mac: 'Cmd+C', other: 'Ctrl+Shift+C', onlyConsole: true },
  },
  'console.paste': {
    title: 'Paste into the console',
    keys: { mac: 'Cmd+V', other: 'Ctrl+Shift+V', onlyConsole: true },
  },
  'console.find': {
    title: 'Find in the console',
    keys: { mac: 'Cmd+F', other: 'Ctrl+Shift+F', onlyConsole: true },
  },
  'console.clear': {
    title: 'Clear the console',
    keys: { mac: 'Cmd+K', other: 'Ctrl+Shift+K', onlyConsole: true },
  },
  'console.selectAll': {
    title: 'Select all in the console',
    keys: { mac: 'Cmd+A', other: 'Ctrl+Shift+A', onlyConsole: true },
  },
  'console.pageUp': {
    title: 'Console: page up',
    keys: { mac: 'Shift+PageUp', other: 'Shift+PageUp', onlyConsole: true },
  },
  'console.pageDown': {
    title: 'Console: page down',
    keys: { mac: 'Shift+PageDown', other: 'Shift+PageDown', onlyConsole: true },
  },
  'console.top': { title: 'Console: to the top', keys: { mac: 'Shift+Home', other: 'Shift+Home', onlyConsole: true } },
  'console.end': { title: 'Console: to the end', keys: { mac: 'Shift+End', other: 'Shift+End', onlyConsole: true } },
  'console.close': {
    title: 'Close console',
    keys: {
      mac: 'Cmd+W',
      other: 'Ctrl+Shift+W',
      browser: { mac: 'Ctrl+Shift+W', other: 'Alt+Shift+W' },
      onlyConsole: true,
    },
  },
  'console.next': {
    title: 'Next console',
    keys: {
      mac: 'Ctrl+Tab',
      other: 'Ctrl+Tab',
      browser: { mac: 'Ctrl+Shift+PageDown', other: 'Alt+Shift+PageDown' },
      onlyConsole: true,
    },
  },
  'console.previous': {
    title: 'Previous console',
    keys: {
      mac: 'Ctrl+Shift+Tab',
      other: 'Ctrl+Shift+Tab',
      browser: { mac: 'Ctrl+Shift+PageUp', other: 'Alt+Shift+PageUp' },
      onlyConsole: true,
    },
  },
  'console.new': {
    title: 'New console',
    keys: { mac: 'Ctrl+Shift+`', other: 'Ctrl+Shift+`', consoles: true },
  },
  'console.rename': { title: 'Rename console' },
  'console.reopen': { title: 'Reopen the console that was closed last' },
  'console.screenReader': { title: 'Screen reader mode of consoles, on or off' },
  'runs.findAll': {
    title: 'Find in all sessions',
    keys: { mac: 'Shift+Cmd+F', other: 'Ctrl+Shift+F', consoles: true },
  },
  run: { title: 'Run', keys: { mac: 'Cmd+Enter', other: 'Ctrl+Enter' } },
  'run.cell': { title: 'Run cell', keys: { mac: 'Alt+Shift+Enter', other: 'Alt+Shift+Enter' } },
  'run.cellGoOn': {
    title: 'Run cell, go to the next',
    keys: { mac: 'Shift+Enter', other: 'Shift+Enter', inText: true },
  },
  'run.cellsToHere': { title: 'Run cells above and this one', keys: { mac: 'F9', other: 'F9' } },
  'cell.next': { title: 'Next cell', keys: { mac: 'F8', other: 'F8' } },
  'cell.previous': { title: 'Previous cell', keys: { mac: 'Shift+F8', other: 'Shift+F8' } },
  'run.options': { title: 'Folder and environment of runs' },
  'runs.show': { title: 'Show all runs' },
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
  'files.goToFolder': { title: 'Go to a folder' },
  'zoom.in': { title: 'Zoom in', keys: { mac: 'Cmd+=', other: 'Ctrl+=', consoles: true, inDialogs: true } },
  'zoom.out': { title: 'Zoom out', keys: { mac: 'Cmd+-', other: 'Ctrl+-', consoles: true, inDialogs: true } },
  'zoom.reset': { title: 'Zoom to 100 %', keys: { mac: 'Cmd+0', other: 'Ctrl+0', consoles: true, inDialogs: true } },
  'settings.open': { title: 'Settings', keys: { mac: 'Cmd+,', other: 'Ctrl+,' } },
  'logs.show': { title: 'Logs and report' },
  'notices.show': { title: 'All notices' },
  'connection.add': { title: 'Connect to a server' },
  'help.keys': { title: 'Keys', keys: { mac: 'Alt+Cmd+/', other: 'Ctrl+Shift+/', consoles: true } },
} as const satisfies Record<string, Command>

export type CommandId = keyof typeof commands

/** Commands that a dialog leaves their keys to. */
export const inDialogs: ReadonlySet<string> = new Set(
  Object.entries<Command>(commands).flatMap(([id, { keys }]) => (keys?.inDialogs ? [id] : [])),
)
