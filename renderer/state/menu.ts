import type { MenuSection } from '../../shared/domain/menu.ts'
import type { CommandId } from './command-table.ts'
import { commands } from './command-table.ts'
import type { KeyHost } from './keys.ts'
import { shownKeys } from './keys.ts'

/** Which commands the application's menu has, and where. */
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
      ['session.new', 'session.openById'],
      ['session.details', 'session.pauseOrResume'],
      ['session.next', 'session.previous', 'session.filter'],
    ],
  },
  { label: 'Run', groups: [['run', 'run.stop'], ['run.options'], ['runs.show', 'output.read']] },
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
      ['region.next', 'region.previous', 'console.focus'],
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

/** Keys as Electron's menus write them; undefined for none, and for what they do not know. */
export function accelerator(keys: string): string | undefined {
  const parts = keys.split('+')
  const key = parts.pop() ?? ''
  const name = names[key] ?? key
  return showable.test(name) ? [...parts, name].join('+') : undefined
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
