import { runLimits } from '../../state/documents-run.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { Field } from '../../ui/field.tsx'
import { formatTook } from '../../ui/format.ts'
import { Select } from '../../ui/select.tsx'

/** What new runs begin with. */
export function RunSettings() {
  const { documents } = useStores()
  const limit = useSubject('documents', (state) => state.limit)
  return (
    <Field
      label="Time limit of runs"
      hint="A program that takes longer is ended. It is the same that stands beside Run."
    >
      {(control) => (
        <Select
          {...control}
          value={`${limit}`}
          options={runLimits.map((seconds) => ({ value: `${seconds}`, label: formatTook(seconds * 1000) }))}
          onChange={(value) => documents.getState().setLimit(Number(value))}
        />
      )}
    </Field>
  )
}
