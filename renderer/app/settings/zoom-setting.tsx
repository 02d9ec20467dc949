import { zoomSteps } from '../../../shared/domain/zoom.ts'
import { useKeyLabel, useStores, useSubject } from '../../state/provider.tsx'
import { Field } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import styles from './settings-dialog.module.css'

const percent = (factor: number) => `${Math.round(factor * 100)} %`

/** Zoom of the window: a control where it is ours, and who zooms where it is not. */
export function ZoomSetting() {
  const { zoom } = useStores()
  const factor = useSubject('zoom', (state) => state.factor)
  const inKey = useKeyLabel('zoom.in')
  const outKey = useKeyLabel('zoom.out')
  const resetKey = useKeyLabel('zoom.reset')
  if (factor === undefined)
    return (
      <Field label="Zoom" group>
        {() => <span className={styles.words}>By the browser, with its own menu and keys</span>}
      </Field>
    )
  // What was kept by another version may lie between two steps.
  const steps = [...new Set([...zoomSteps, factor])].sort((a, b) => a - b)
  return (
    <Field label="Zoom" hint={keysHint([inKey, 'larger'], [outKey, 'smaller'], [resetKey, 'back to 100 %'])}>
      {(control) => (
        <Select
          {...control}
          value={`${factor}`}
          options={steps.map((step) => ({ value: `${step}`, label: percent(step) }))}
          onChange={(value) => void zoom.getState().set(Number(value))}
        />
      )}
    </Field>
  )
}

/** "Of everything in the window. Ctrl =: larger, …", without what has no key. */
function keysHint(...keys: readonly (readonly [key: string, what: string])[]): string {
  const known = keys.filter(([key]) => key !== '').map(([key, what]) => `${key}: ${what}`)
  return ['Of everything in the window.', known.join(', ')].filter(Boolean).join(' ')
}
