import { shownPath } from '../../../shared/domain/path-bytes.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { formatCount } from '../../ui/format.ts'
import { showUploaded } from './upload-into.ts'

/** Names that are named; of more only the number. */
const mostNamed = 8

/** Asks before files of this computer take the place of files in the sandbox. */
export function ReplaceDialog() {
  const stores = useStores()
  const question = useSubject('transfers', (state) => state.question)
  if (!question) return null
  const { session, folder, files, taken } = question
  const fresh = files.length - taken.length
  const one = taken.length === 1
  const named = taken.slice(0, mostNamed).map(shownPath).join(', ')
  const more = taken.length > mostNamed ? ` and ${formatCount(taken.length - mostNamed)} more` : ''

  function answer(choice: 'replace' | 'skip' | 'cancel') {
    void stores.transfers
      .getState()
      .answer(choice)
      .then(() => (choice === 'cancel' ? undefined : showUploaded(stores, session, folder)))
  }

  return (
    <ConfirmDialog
      title={one ? `Replace ${shownPath(taken[0] ?? '')}?` : `Replace ${formatCount(taken.length)} files?`}
      action={one ? 'Replace file' : 'Replace files'}
      danger
      more={
        fresh > 0 && (
          <Button onClick={() => answer('skip')}>
            {fresh === 1 ? 'Only the new one' : `Only the ${fresh} new ones`}
          </Button>
        )
      }
      onClose={() => answer('cancel')}
      onConfirm={() => answer('replace')}
    >
      {named}
      {more} {one ? 'is' : 'are'} in {shownPath(folder)} already. What is there now goes. This is final.
    </ConfirmDialog>
  )
}
