import type { Connection } from '../../../shared/domain/connection.ts'
import { statusWord } from '../../state/connection-words.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { CheckConnectionIcon } from '../../ui/icons.ts'
import styles from './connect-dialog.module.css'

/** "This computer": built in, so there is nothing to change. */
export function LocalFacts({ connection: { id, status, facts, probe } }: { readonly connection: Connection }) {
  const { connections } = useStores()
  const checking = useSubject('connections', (state) => state.checking.has(id))
  return (
    <section aria-label="This computer">
      <div className={styles.facts}>
        <p>This computer: {statusWord(status)}.</p>
        {probe?.status === 'failed' && <p>{probe.sentence}</p>}
        {facts?.runtime !== undefined && <p>Sandboxes by {facts.runtime}.</p>}
        <p>It lists the sessions of every user of its server, with the owner beside those of others.</p>
      </div>
      <div className={styles.check}>
        <Button icon={CheckConnectionIcon} disabled={checking} onClick={() => void connections.getState().check(id)}>
          {checking ? 'Checking…' : 'Check again'}
        </Button>
      </div>
    </section>
  )
}
