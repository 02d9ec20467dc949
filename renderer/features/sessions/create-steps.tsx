import { useSubject } from '../../state/provider.tsx'
import { StatusGlyph } from '../../ui/status-glyph.tsx'
import styles from './progress-line.module.css'

/** The steps of the session that is being created under this name, as main tells them. */
export function CreateSteps({ connectionId, name }: { readonly connectionId: string; readonly name: string }) {
  const progress = useSubject(
    'sessions',
    (state) =>
      state.lists
        .find((list) => list.connectionId === connectionId)
        ?.sessions.find((session) => session.name === name && session.progress?.workflow === 'create')?.progress,
  )
  return (
    <span className={styles.line} role="status">
      <StatusGlyph name="making" />
      {progress ? `Step ${progress.step} of ${progress.of}: ${progress.words}` : 'Asking the server…'}
    </span>
  )
}
