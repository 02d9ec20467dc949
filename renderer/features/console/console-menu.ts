import type { CommandId } from '../../state/command-table.ts'
import type { KeyHost } from '../../state/keys.ts'
import { keyLabel } from '../../state/keys.ts'
import type { Stores } from '../../state/stores.ts'
import { ClearIcon, CloseIcon, CopyIcon, NewIcon, RenameIcon, SearchIcon } from '../../ui/icons.ts'
import type { MenuEntry, MenuItem } from '../../ui/menu.tsx'

interface Options {
  readonly stores: Stores
  readonly keys: KeyHost
  readonly hasSelection: boolean
}

/** The menu of a console: what its keys do, by the same commands. */
export function consoleMenu({ stores, keys, hasSelection }: Options): readonly MenuEntry[] {
  const item = (id: CommandId, label: string, more: Partial<MenuItem> = {}): MenuItem => ({
    id,
    label,
    keys: keyLabel(id, keys),
    onSelect: () => void stores.commands.getState().run(id),
    ...more,
  })
  return [
    item('console.copy', 'Copy', { icon: CopyIcon, disabled: !hasSelection }),
    item('console.paste', 'Paste'),
    item('console.selectAll', 'Select all'),
    { id: 'after-text', separator: true },
    item('console.find', 'Find', { icon: SearchIcon }),
    item('console.clear', 'Clear', { icon: ClearIcon }),
    { id: 'after-screen', separator: true },
    item('console.new', 'New console', { icon: NewIcon }),
    item('console.rename', 'Rename…', { icon: RenameIcon }),
    item('console.close', 'Close', { icon: CloseIcon }),
  ]
}
