import { useState } from 'react'
import { StorageSettings } from '../../features/diagnostics/storage-settings.tsx'
import { useShowError } from '../../state/error-actions.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorLine } from '../../ui/error-problem.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { AppearanceSettings } from './appearance-settings.tsx'
import { KeySettings } from './key-settings.tsx'
import { RunSettings } from './run-settings.tsx'
import styles from './settings-dialog.module.css'

const pages = {
  appearance: { label: 'Appearance', Page: AppearanceSettings },
  runs: { label: 'Runs', Page: RunSettings },
  storage: { label: 'Kept here', Page: StorageSettings },
  keys: { label: 'Keys', Page: KeySettings },
} as const

type PageId = keyof typeof pages

/** What a person can set. Every change holds at once and is kept. */
export function SettingsDialog({ first = 'appearance' }: { readonly first?: PageId | undefined }) {
  const { dialogs } = useStores()
  const [page, setPage] = useState<PageId>(first)
  const problem = useSubject('settings', (state) => state.problem)
  const show = useShowError()
  const close = () => dialogs.getState().close()
  const { Page } = pages[page]
  return (
    <Dialog
      title="Settings"
      width={720}
      onClose={close}
      status={
        problem ? (
          <ErrorLine {...show(problem, 'Changes are not kept')} />
        ) : (
          'Changes hold at once and are kept on this computer.'
        )
      }
      actions={<Button onClick={close}>Close</Button>}
    >
      <div className={styles.tabs}>
        <Tabs
          label="Settings"
          variant="panel"
          panelPrefix="settings"
          tabs={(Object.keys(pages) as PageId[]).map((id) => ({ id, label: pages[id].label }))}
          active={page}
          onActivate={(id) => setPage(id as PageId)}
        />
      </div>
      <div role="tabpanel" id={`settings-${page}`} aria-labelledby={`settings-tab-${page}`} className={styles.page}>
        <Page />
      </div>
    </Dialog>
  )
}
