import type { Session } from '../../../shared/domain/session.ts'
import styles from './leaving.module.css'
import type { LeavingWords } from './leaving-words.ts'
import { leavingWords } from './leaving-words.ts'
import { useHoldings } from './use-holdings.ts'

/** What goes and what stays, in lines of their own. */
export function Leaving({ words: { goes, stays, undo } }: { readonly words: LeavingWords }) {
  return (
    <span className={styles.leaving}>
      {stays === undefined && <span className={styles.final}>{undo}</span>}
      {goes !== '' && (
        <span>
          <b className={styles.what}>Goes:</b> {goes}
        </span>
      )}
      {stays !== undefined && (
        <>
          <span>
            <b className={styles.what}>Stays on this computer:</b> {stays}
          </span>
          <span>{undo}</span>
        </>
      )}
    </span>
  )
}

interface LeavingManyProps {
  readonly sessions: readonly Session[]
  /** Until when one can come back (ms, our clock); undefined: never. */
  readonly untilOf: (session: Session) => number | undefined
}

/** The same for several, those that can come back and the others apart. */
export function LeavingMany({ sessions, untilOf }: LeavingManyProps) {
  const kept = sessions.filter((session) => untilOf(session) !== undefined)
  const final = sessions.filter((session) => untilOf(session) === undefined)
  const ofKept = useHoldings(kept)
  const ofFinal = useHoldings(final)
  const [first] = kept
  return (
    <>
      {first && <Leaving words={leavingWords({ sessions: kept, holdings: ofKept, keptUntil: untilOf(first) })} />}
      {final.length > 0 && (
        <Leaving words={leavingWords({ sessions: final, holdings: ofFinal, keptUntil: undefined })} />
      )}
    </>
  )
}
