import type { FileIndexEnd } from '../../../shared/domain/file-index.ts'
import { shownPath } from '../../../shared/domain/path-bytes.ts'
import { describeError } from '../../state/describe-error.ts'
import { useStores } from '../../state/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { Details } from '../../ui/details.tsx'
import { formatAsOf, formatCount } from '../../ui/format.ts'
import styles from './palette.module.css'
import type { FoundFiles } from './use-found-files.ts'

/** Below the files that were found: of how many, how old that is, and what was left out. */
export function FilesStatus({ files }: { readonly files: FoundFiles }) {
  const { fileIndex } = useStores()
  const { session, root, index } = files
  if (!index) return null
  const { reading, error, end, found } = index
  const folder = shownPath(root)
  const words = error && describeError(error, `${folder} could not be read`)
  const again = () => void fileIndex.getState().refresh(session, root)
  const known = end ? `${formatCount(found.paths.length)} entries, ${formatAsOf(end.asOf, Date.now())}` : ''
  return (
    <div className={styles.status} role="status">
      {reading ? (
        <>
          <span>
            {known === '' ? '' : `${known}. `}Reading {folder}…{' '}
            {reading.soFar > 0 && `${formatCount(reading.soFar)} entries so far`}
          </span>
          <Button size="small" variant="quiet" onClick={() => fileIndex.getState().cancel(session)}>
            Cancel
          </Button>
        </>
      ) : error ? (
        <>
          <div>
            {words?.title} {words?.advice} {known}
            {words?.details && <Details text={words.details} />}
          </div>
          <Button size="small" variant="quiet" onClick={again}>
            Try again
          </Button>
        </>
      ) : end ? (
        <span>{[`${folder}: ${known}`, ...leftOutWords(end)].join('. ')}.</span>
      ) : (
        <>
          <span>
            Stopped after {formatCount(found.paths.length)} entries of {folder}.
          </span>
          <Button size="small" variant="quiet" onClick={again}>
            Read all
          </Button>
        </>
      )}
    </div>
  )
}

/** What a reading left out, one sentence each, without full stops. */
export function leftOutWords({ leftOut, unreadable, tooDeep, stopped }: FileIndexEnd): readonly string[] {
  const names = Object.entries(leftOut).map(([name, count]) => (count === 1 ? name : `${name} (${formatCount(count)})`))
  return [
    ...(stopped === 'entries' ? ['There are more: it ended at so many'] : []),
    ...(stopped === 'time' ? ['There are more: it ended after a minute'] : []),
    ...(names.length > 0 ? [`Not looked into: ${names.join(', ')}`] : []),
    ...(unreadable > 0
      ? [`${formatCount(unreadable)} ${unreadable === 1 ? 'folder' : 'folders'} could not be read`]
      : []),
    ...(tooDeep > 0 ? [`${formatCount(tooDeep)} ${tooDeep === 1 ? 'folder lies' : 'folders lie'} too deep`] : []),
  ]
}
