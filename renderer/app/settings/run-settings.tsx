import { runLimits } from '../../state/documents-run.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { Field } from '../../ui/field.tsx'
import { formatLimit } from '../../ui/format.ts'
import { Select } from '../../ui/select.tsx'

/** What new runs begin with. */
export function RunSettings() {
  const { documents } = useStores()
  const limit = useSubject('documents', (state) => state.limit)
  return (
    <Field label="Time limit" hint="A program that runs longer is ended. The same limit stands beside Run.">
      {(control) => (
        <Select
          {...control}
          value={`${limit}`}
          options={runLimits.map((seconds) => ({ value: `${seconds}`, label: formatLimit(seconds) }))}
          onChange={(value) => documents.getState().setLimit(Number(value))}
        />
      )}
    </Field>
  )
}
