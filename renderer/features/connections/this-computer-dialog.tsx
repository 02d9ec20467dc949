import { useEffect } from 'react'
import { isUnisolated, localConnectionId } from '../../../shared/domain/connection.ts'
import { limitsWords } from '../../state/limits-words.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Icon } from '../../ui/icon.tsx'
import { IsolationIcon, NotIsolatedIcon } from '../../ui/icons.ts'
import { Tooltip } from '../../ui/tooltip.tsx'
import { ProgramsAccessField } from './programs-access-field.tsx'
import styles from './this-computer-dialog.module.css'

/** What holds the sandboxes of this computer, and whether other programs may use them. */
export function ThisComputerDialog() {
  const { dialogs, programs } = useStores()
  const connection = useSubject('connections', (state) => state.list?.find(({ id }) => id === localConnectionId))
  const isReady = connection?.status === 'ready'
  useEffect(() => {
    if (isReady) void programs.getState().load()
  }, [programs, isReady])
  const close = () => dialogs.getState().close()
  if (!connection) return null
  const { facts, probe, otherServer } = connection
  const limits = probe?.status === 'ready' ? limitsWords(probe) : undefined
  return (
    <Dialog
      title="This computer"
      width={560}
      onClose={close}
      onPrimary={close}
      status={facts?.version && `Local server ${otherServer?.version ?? facts.version}`}
      actions={
        <Button variant="primary" onClick={close}>
          Close
        </Button>
      }
    >
      <dl className={styles.facts}>
        <dt>Isolation</dt>
        <dd>
          {isUnisolated(connection) ? (
            <span className={styles.danger}>
              <Icon of={NotIsolatedIcon} size={14} /> Not isolated: code can reach your files
            </span>
          ) : (
            <span className={styles.held}>
              <Icon of={IsolationIcon} size={14} tone="ok" /> {facts?.runtime ?? 'unknown'}
            </span>
          )}
        </dd>
        <dt>Limits</dt>
        <dd>
          {limits ? (
            <Tooltip text={limits.meaning}>
              <button type="button" className={styles.limits}>
                {limits.name}
              </button>
            </Tooltip>
          ) : (
            'unknown'
          )}
        </dd>
        {probe?.status === 'ready' && (
          <>
            <dt>Languages</dt>
            <dd>{probe.languages.join(', ')}</dd>
          </>
        )}
      </dl>
      {isReady ? (
        <ProgramsAccessField />
      ) : (
        <p className={styles.note}>Its server does not answer, so nothing can be changed now.</p>
      )}
    </Dialog>
  )
}
