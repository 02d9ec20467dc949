import { Button } from './button.tsx'
import type { CopyText } from './copy-entries.ts'
import { copyEntries } from './copy-entries.ts'
import { CopyIcon } from './icons.ts'
import { Menu } from './menu.tsx'

interface CopyMenuProps {
  readonly texts: readonly CopyText[]
  readonly onDone: (copied: boolean) => void
}

/** "Copy as": the same by a program, in one of several forms. */
export function CopyMenu({ texts, onDone }: CopyMenuProps) {
  if (texts.length === 0) return null
  return (
    <Menu
      side="top"
      items={copyEntries(texts, onDone)}
      trigger={
        <Button icon={CopyIcon} variant="quiet">
          Copy as
        </Button>
      }
    />
  )
}
