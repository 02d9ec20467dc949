import { useState } from 'react'
import { isAppError } from '../../../shared/domain/errors.ts'
import type { StorageLimits, StorageUsage } from '../../../shared/domain/storage.ts'
import { showError, toastError, useShowError } from '../../state/error-actions.ts'
import { useStores } from '../../state/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { ErrorProblem } from '../../ui/error-problem.tsx'
import { Field } from '../../ui/field.tsx'
import { formatCount, formatSize } from '../../ui/format.ts'
import { TextInput } from '../../ui/text-input.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import styles from './storage-settings.module.css'
import { useAnswer } from './use-answer.ts'

/** What is kept on this computer, how much room it takes, and for how long. */
export function StorageSettings() {
  const { diagnostics } = useStores()
  const show = useShowError()
  const { value: usage, error, again } = useAnswer(diagnostics.getState().usage)
  if (error && !usage) return <ErrorProblem {...show(error, 'What is kept could not be read', { retry: again })} />
  if (!usage) return <Waiting words="Adding up what is kept…" rows={4} />
  return (
    <>
      <Usage usage={usage} onFreed={again} />
      <Limits limits={usage.limits} onChanged={again} />
    </>
  )
}

function Usage({ usage, onFreed }: { readonly usage: StorageUsage; readonly onFreed: () => void }) {
  const stores = useStores()
  const { diagnostics, notices } = stores
  const [asked, setAsked] = useState<'outputs' | 'copies'>()

  async function free(what: 'outputs' | 'copies'): Promise<void> {
    setAsked(undefined)
    try {
      const bytes = await diagnostics.getState().free(what)
      notices.getState().toast({ tone: 'accent', text: `${formatSize(bytes)} are free again.` })
      onFreed()
    } catch (thrown) {
      toastError(stores, thrown, 'Nothing was given up', { retry: () => void free(what) })
    }
  }

  /** Asked twice in place: what is given up does not come back. */
  const button = (what: 'outputs' | 'copies', label: string, sure: string) => (
    <Button
      size="small"
      variant={asked === what ? 'danger' : 'plain'}
      disabled={
        usage[what === 'outputs' ? 'outputs' : 'copies'] === 0 || (what === 'outputs' && usage.outputs.bytes === 0)
      }
      onBlur={() => setAsked(undefined)}
      onClick={() => (asked === what ? void free(what) : setAsked(what))}
    >
      {asked === what ? sure : label}
    </Button>
  )

  return (
    <ul className={styles.usage}>
      <li>
        <span>Sessions, edits, settings</span>
        <span className={styles.size}>{formatSize(usage.records)}</span>
      </li>
      <li>
        <span>Output of {formatCount(usage.outputs.runs)} runs</span>
        <span className={styles.size}>{formatSize(usage.outputs.bytes)}</span>
        {button('outputs', 'Free', 'Give all output up')}
      </li>
      <li>
        <span>
          {formatCount(usage.archives.count)} archives of files
          {usage.archives.unfinished > 0 && `, ${formatCount(usage.archives.unfinished)} unfinished`}
        </span>
        <span className={styles.size}>{formatSize(usage.archives.bytes)}</span>
      </li>
      <li>
        <span>Copies from before updates</span>
        <span className={styles.size}>{formatSize(usage.copies)}</span>
        {button('copies', 'Free', 'Give all copies up')}
      </li>
      <li>
        <span>Free on this disk</span>
        <span className={styles.size}>{formatSize(usage.diskFree)}</span>
      </li>
    </ul>
  )
}

const gigabyte = 1_000_000_000

function Limits({ limits, onChanged }: { readonly limits: StorageLimits; readonly onChanged: () => void }) {
  const stores = useStores()
  const { diagnostics } = stores
  const [days, setDays] = useState(String(limits.outputDays))
  const [size, setSize] = useState(String(Math.round((limits.outputBytes / gigabyte) * 10) / 10))
  const [problem, setProblem] = useState<string>()
  const isDays = /^\d+$/.test(days) && Number(days) >= 1 && Number(days) <= 3650
  const isSize = size.trim() !== '' && Number(size) >= 0 && Number(size) <= 100_000

  async function keep(): Promise<void> {
    if (!isDays || !isSize) return
    const next = { ...limits, outputDays: Number(days), outputBytes: Math.round(Number(size) * gigabyte) }
    if (next.outputDays === limits.outputDays && next.outputBytes === limits.outputBytes) return
    try {
      await diagnostics.getState().setLimits(next)
      setProblem(undefined)
      onChanged()
    } catch (thrown) {
      if (!isAppError(thrown)) throw thrown
      const { title, advice } = showError(stores, thrown, 'The limits were not kept')
      setProblem(`${title} ${advice}`)
    }
  }

  return (
    <>
      <Field
        label="Keep output"
        hint="The oldest output goes first. Runs stay, and say that their output is not here any more."
        error={isDays ? problem : 'From 1 to 3,650 days.'}
      >
        {(control) => (
          <TextInput
            {...control}
            suffix="days"
            inputMode="numeric"
            value={days}
            onChange={setDays}
            onBlur={() => void keep()}
          />
        )}
      </Field>
      <Field label="At most" error={isSize ? undefined : 'A number of gigabytes.'}>
        {(control) => (
          <TextInput
            {...control}
            suffix="GB"
            inputMode="decimal"
            value={size}
            onChange={setSize}
            onBlur={() => void keep()}
          />
        )}
      </Field>
    </>
  )
}
