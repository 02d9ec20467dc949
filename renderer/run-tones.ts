import type { RunLabel } from '../shared/domain/outcome.ts'
import styles from './ui/tone.module.css'

/** The colour of an outcome's word; the word says it without. */
export const toneOf: Readonly<Record<RunLabel, string | undefined>> = {
  queued: styles.accent,
  running: styles.accent,
  ok: styles.ok,
  failed: styles.err,
  stopped: styles.quiet,
  'timed-out': styles.warn,
  'output-cut': styles.warn,
  refused: styles.err,
  'connection-lost': styles.warn,
  'sandbox-gone': styles.err,
}
