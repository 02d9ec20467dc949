import type { SessionProgress } from '../../../shared/domain/session.ts'
import { StatusGlyph } from '../../ui/status-glyph.tsx'
import { VisuallyHidden } from '../../ui/visually-hidden.tsx'
import styles from './create-steps.module.css'

/** The steps of `create`, as main names them. */
const steps = ['session', 'sandbox', 'files'] as const

/** The three steps of a session that is being created, or that was left half made. */
export function CreateSteps({ at, failed }: { readonly at: SessionProgress | undefined; readonly failed: boolean }) {
  return (
    <div className={styles.steps} data-wide>
      <span role="status" className={styles.said}>
        <VisuallyHidden>
          {at ? `${at.undoing ? 'Undoing step' : 'Step'} ${at.step} of ${at.of}: ${at.words}` : 'Asking the server…'}
        </VisuallyHidden>
      </span>
      {at?.undoing && <span aria-hidden>Undoing</span>}
      {steps.map((name, index) => {
        const step = index + 1
        const now = at?.step ?? 1
        return (
          <span key={name} className={styles.step} data-state={step > now ? 'waiting' : undefined} aria-hidden>
            {step < now && <StatusGlyph name="ok" />}
            {step === now && <StatusGlyph name={failed ? 'failed' : 'making'} />}
            {step > now && <span className={styles.waiting} />}
            {name}
          </span>
        )
      })}
    </div>
  )
}
