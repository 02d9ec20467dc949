import type { SessionRef } from '../../../shared/domain/session.ts'
import { useSubject } from '../../state/provider.tsx'
import { findSession } from '../../state/sessions.ts'
import { StatusGlyph } from '../../ui/status-glyph.tsx'
import styles from './progress-line.module.css'
import { progressWords } from './session-words.ts'

/** What a workflow on this session is doing, in the footer of the dialog that began it. */
export function ProgressLine({ session, waiting }: { readonly session: SessionRef; readonly waiting: string }) {
  const progress = useSubject('sessions', (state) => findSession(state.lists, session)?.progress)
  return (
    <span className={styles.line} role="status">
      <StatusGlyph name="making" />
      {progress ? progressWords(progress) : waiting}
    </span>
  )
}
