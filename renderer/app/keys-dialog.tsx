import type { CommandId } from '../state/command-table.ts'
import { commands } from '../state/command-table.ts'
import { keyLabel } from '../state/keys.ts'
import { useKeyHost, useStores, useSubject } from '../state/provider.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { KeyCap } from '../ui/key-cap.tsx'
import styles from './keys-dialog.module.css'

/** The keys that do something now, as this host has them. */
export function KeysDialog() {
  const { dialogs } = useStores()
  const handlers = useSubject('commands', (state) => state.handlers)
  const host = useKeyHost()
  const ids = (Object.keys(commands) as CommandId[]).filter((id) => handlers[id] !== undefined)
  const close = () => dialogs.getState().close()
  return (
    <Dialog title="Keys" width={640} onClose={close} actions={<Button onClick={close}>Close</Button>}>
      <ul className={styles.keys}>
        {ids.map((id) => (
          <li key={id} className={styles.line}>
            <span>{commands[id].title}</span>
            <KeyCap spoken>{keyLabel(id, host)}</KeyCap>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
