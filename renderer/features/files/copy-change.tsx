import type { SessionRef } from '../../../shared/domain/session.ts'
import { sayCopied } from '../../state/copied.ts'
import type { SdkCall } from '../../state/copy-as.ts'
import { copyTexts } from '../../state/copy-as.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { findSession } from '../../state/sessions.ts'
import { copyEntries } from '../../ui/copy-entries.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { CopyIcon } from '../../ui/icons.ts'
import { Menu } from '../../ui/menu.tsx'

interface CopyChangeProps {
  readonly session: SessionRef
  readonly calls: (sandboxId: string) => readonly SdkCall[]
}

/** "Copy as", beside a name that is being typed: the same by a program. */
export function CopyChange({ session, calls }: CopyChangeProps) {
  const stores = useStores()
  const sandboxId = useSubject('sessions', ({ lists }) => findSession(lists, session)?.server?.sandboxId)
  const connection = useSubject('connections', ({ list }) => list?.find(({ id }) => id === session.connectionId))
  const texts = sandboxId === undefined ? [] : copyTexts(calls(sandboxId), connection, stores)
  if (texts.length === 0) return null
  return (
    <Menu
      align="end"
      items={copyEntries(texts, sayCopied(stores))}
      trigger={<IconButton icon={CopyIcon} label="Copy as" size={14} />}
    />
  )
}
