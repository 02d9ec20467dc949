import { Switch } from '../../ui/switch.tsx'

interface ReleaseForeignProps {
  readonly id: string
  readonly checked: boolean
  readonly disabled: boolean
  readonly onChange: (checked: boolean) => void
}

/** The question about a sandbox that was not acquired here; no unless the person says yes. */
export function ReleaseForeign(props: ReleaseForeignProps) {
  return (
    <Switch {...props} label="Give its sandbox back too. It was not acquired here: whoever did may be working in it" />
  )
}
