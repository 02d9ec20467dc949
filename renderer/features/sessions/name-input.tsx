import type { KeyboardEvent } from 'react'
import { useEffect, useRef, useState } from 'react'
import { TextInput } from '../../ui/text-input.tsx'

/** The name as a field. Enter and leaving it keep it, Esc does not. */
export function NameInput({
  name,
  onDone,
}: {
  readonly name: string
  readonly onDone: (name: string | undefined) => void
}) {
  const [value, setValue] = useState(name)
  const input = useRef<HTMLInputElement>(null)
  const done = useRef(false)
  useEffect(() => {
    input.current?.focus()
    input.current?.select()
  }, [])
  function finish(next: string | undefined) {
    if (done.current) return
    done.current = true
    const trimmed = next?.trim()
    onDone(trimmed === '' || trimmed === name ? undefined : trimmed)
  }
  function onKeyDown(event: KeyboardEvent) {
    event.stopPropagation()
    if (event.key === 'Enter') finish(value)
    if (event.key === 'Escape') finish(undefined)
  }
  return (
    <TextInput
      ref={input}
      dense
      aria-label={`New name of ${name}`}
      maxLength={120}
      value={value}
      onChange={setValue}
      onKeyDown={onKeyDown}
      onBlur={() => finish(value)}
    />
  )
}
