import type { MenuSection } from '../../shared/domain/menu.ts'
import type { CommandId } from './command-table.ts'
import { commands } from './command-table.ts'
import type { KeyHost } from './keys.ts'
import { shownKeys } from './keys.ts'

/**
 * Which commands the application's menu has, and where. Not those whose keys mean something else outside consoles: a
 * Mac's menu cannot tell where the focus is.
 */
const menus: readonly { readonly label: string; readonly groups: readonly (readonly CommandId[])[] }[] = [
  {
    label: 'File',
    groups: [
      ['scratch.new', 'file.goTo', 'files.goToFolder'],
      ['file.save', 'file.saveAll'],
      ['tab.close', 'tab.reopen'],
      ['connection.add', 'settings.open'],
    ],
  },
  {
    label: 'Session',
    groups: [
      ['session.new', 'session.openById', 'session.kept'],
      ['session.details', 'session.pauseOrResume'],
      ['session.next', 'session.previous', 'session.filter'],
    ],
  },
  {
    label: 'Run',
    groups: [
      ['run', 'run.cell', 'run.cellGoOn', 'run.cellsToHere', 'run.stop'],
      ['cell.next', 'cell.previous'],
      ['run.options'],
      ['runs.show', 'runs.findAll', 'output.read'],
    ],
  },
  {
    label: 'Console',
    groups: [['console.new', 'console.rename', 'console.reopen'], ['console.focus'], ['console.screenReader']],
  },
  {
    label: 'View',
    groups: [
      ['palette.open'],
      ['view.sideBar', 'view.result', 'view.panel', 'view.maximisePanel'],
      ['zoom.in', 'zoom.out', 'zoom.reset'],
    ],
  },
  {
    label: 'Go',
    groups: [
      ['region.sessions', 'region.files', 'region.editor', 'region.result', 'region.panel', 'region.notices'],
      ['region.next', 'region.previous'],
      ['tab.next', 'tab.previous'],
    ],
  },
  { label: 'Help', groups: [['help.keys', 'notices.show', 'logs.show']] },
]

const names: Readonly<Record<string, string>> = {
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
}

/** What a menu can show of keys: names that it knows. */
const showable = /^(?:[A-Z0-9`/,.;=-]|F\d{1,2}|Enter|Tab|PageUp|PageDown|Home|End|Up|Down|Left|Right)$/

/**
 * Keys as Electron's menus write them; undefined for none, for what they do not know, and for keys that are no
 * command's alone (Shift+Enter): a Mac's menu takes what the page left.
 */
export function accelerator(keys: string): string | undefined {
  const parts = keys.split('+')
  const key = parts.pop() ?? ''
  const name = names[key] ?? key
  const isCommand = parts.includes('Ctrl') || parts.includes('Cmd') || /^F\d+$/.test(name)
  return isCommand && showable.test(name) ? [...parts, name].join('+') : undefined
}

/**
 * The application's menu with the keys that hold now.
 * @param isEnabled whether somebody carries the command out at the moment
 */
export function menuSections(host: KeyHost, isEnabled: (id: CommandId) => boolean): readonly MenuSection[] {
  return menus.map(({ label, groups }) => ({
    label,
    groups: groups.map((group) =>
      group.map((id) => {
        const keys = accelerator(shownKeys(id, host))
        return {
          id,
          label: commands[id].title,
          enabled: isEnabled(id),
          ...(keys === undefined ? {} : { accelerator: keys }),
        }
      }),
    ),
  }))
}
