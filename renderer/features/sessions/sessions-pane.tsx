import { useKeyLabel, useStores, useSubject } from '../../state/provider.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { NewIcon } from '../../ui/icons.ts'
import { PaneHead } from '../../ui/pane-head.tsx'
import { SessionList } from './session-list.tsx'
import styles from './sessions-pane.module.css'

/** The upper part of the side bar. */
export function SessionsPane() {
  const { dialogs } = useStores()
  const count = useSubject('sessions', (state) => state.lists.reduce((sum, list) => sum + list.sessions.length, 0))
  const keys = useKeyLabel('session.new')
  return (
    <section className={styles.pane} aria-label="Sessions" data-region="sessions">
      <PaneHead title="Sessions" note={count > 0 ? count : undefined}>
        <IconButton
          icon={NewIcon}
          label="New session"
          keys={keys}
          onClick={() => dialogs.getState().show({ kind: 'new-session' })}
        />
      </PaneHead>
      <SessionList />
    </section>
  )
}
