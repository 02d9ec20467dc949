import { useEffect, useRef } from 'react'
import type { CheckStep, CheckStepId } from '../../../shared/domain/connection-check.ts'
import { classNames } from '../../ui/class-names.ts'
import { Details } from '../../ui/details.tsx'
import { StatusGlyph } from '../../ui/status-glyph.tsx'
import { VisuallyHidden } from '../../ui/visually-hidden.tsx'
import styles from './check-steps.module.css'

const names: Readonly<Record<CheckStepId, string>> = {
  name: 'Name',
  tcp: 'TCP',
  proxy: 'Proxy',
  tls: 'TLS',
  health: 'Health',
  token: 'Token',
  clock: 'Clock',
  requests: 'Requests left',
  pool: 'Pool',
}

const glyphs = { doing: 'making', ok: 'ok', failed: 'failed' } as const

/** What is seen where no words came with a step. */
const stateWords: Readonly<Record<CheckStep['state'], string>> = {
  waiting: '',
  doing: 'Asking…',
  ok: 'ok',
  failed: 'failed',
  'not-needed': 'not used',
  'not-reached': 'not reached',
}

/** What a screen reader is told: where it stands, then how it ended. */
function summary(steps: readonly CheckStep[]): string {
  const doing = steps.find(({ state }) => state === 'doing')
  if (doing) return `Checking ${names[doing.id]}`
  const failed = steps.filter(({ state }) => state === 'failed')
  if (failed.length === 0) return 'Everything was checked and works'
  return failed.map(({ id, words = '', fix = '' }) => `${names[id]} failed. ${words} ${fix}`).join(' ')
}

/** The steps of a check, each with what was found, or with what to do. */
export function CheckSteps({ steps }: { readonly steps: readonly CheckStep[] }) {
  const list = useRef<HTMLOListElement>(null)
  const found = steps.filter(({ state }) => state !== 'waiting' && state !== 'doing').length
  // It is longer than what is left of a dialog: the newest is brought into sight. (A page of a test has no layout.)
  useEffect(() => {
    if (found >= 0) list.current?.scrollIntoView?.({ block: 'nearest' })
  }, [found])
  return (
    <>
      <ol ref={list} className={styles.steps} aria-label="Check of the connection">
        {steps.map((step) => (
          <li key={step.id} className={styles.step}>
            <Mark state={step.state} />
            <span className={styles.name}>{names[step.id]}</span>
            <span className={classNames(styles.words, step.words === undefined && styles.quiet)}>
              {step.words ?? stateWords[step.state]}
            </span>
            {step.fix !== undefined && <span className={styles.fix}>{step.fix}</span>}
            {step.error && <Said error={step.error} />}
          </li>
        ))}
      </ol>
      <div role="status">
        <VisuallyHidden>{summary(steps)}</VisuallyHidden>
      </div>
    </>
  )
}

function Mark({ state }: { readonly state: CheckStep['state'] }) {
  return state === 'doing' || state === 'ok' || state === 'failed' ? (
    <StatusGlyph name={glyphs[state]} />
  ) : (
    <span aria-hidden />
  )
}

/** The server's own words, where it had some. */
function Said({ error: { details, status } }: { readonly error: NonNullable<CheckStep['error']> }) {
  if (details === undefined) return null
  return (
    <span className={styles.fix}>
      <Details text={[status, details].filter((part) => part !== undefined).join(' ')} />
    </span>
  )
}
