import type { Connection } from '../../../shared/domain/connection.ts'
import { sayCopied } from '../../state/copied.ts'
import type { SdkCall } from '../../state/copy-as.ts'
import { copyTexts } from '../../state/copy-as.ts'
import { useStores } from '../../state/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { copyEntries } from '../../ui/copy-entries.ts'
import { CopyIcon } from '../../ui/icons.ts'
import { Menu } from '../../ui/menu.tsx'

interface CopyAsMenuProps {
  readonly connection: Connection | undefined
  /** In the order in which they have to be made. */
  readonly calls: readonly SdkCall[]
}

/** The same by a program: as Python, or for a shell. */
export function CopyAsMenu({ connection, calls }: CopyAsMenuProps) {
  const stores = useStores()
  if (!connection) return null
  return (
    <Menu
      side="top"
      items={copyEntries(copyTexts(calls, connection), sayCopied(stores))}
      trigger={
        <Button icon={CopyIcon} variant="quiet">
          Copy as
        </Button>
      }
    />
  )
}
