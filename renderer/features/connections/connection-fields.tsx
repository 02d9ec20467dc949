import type { RefObject } from 'react'
import { checkAddress } from '../../../shared/domain/connection.ts'
import { Choice } from '../../ui/choice.tsx'
import { Field } from '../../ui/field.tsx'
import { TextArea } from '../../ui/text-area.tsx'
import { TextInput } from '../../ui/text-input.tsx'
import type { ConnectionForm, FormProblems } from './connection-form.ts'

interface ConnectionFieldsProps {
  readonly form: ConnectionForm
  /** Of the fields that were left. */
  readonly problems: FormProblems
  /** One is kept, so an empty field means that one. */
  readonly tokenIsThere: boolean
  readonly disabled: boolean
  readonly first: RefObject<HTMLInputElement | null>
  readonly onChange: (change: Partial<ConnectionForm>) => void
  readonly onLeave: (field: keyof ConnectionForm) => void
}

const signIns = [
  { value: 'user', label: 'By user id' },
  { value: 'token', label: 'By a token' },
] as const

/** The fields that describe a server. */
export function ConnectionFields(props: ConnectionFieldsProps) {
  const { form, problems, tokenIsThere, disabled, first, onChange, onLeave } = props
  const verdict = checkAddress(form.address)
  const leave = (field: keyof ConnectionForm) => () => form[field] !== '' && onLeave(field)
  return (
    <>
      <Field label="Name" hint="Its host when this is empty.">
        {(control) => (
          <TextInput
            {...control}
            ref={first}
            maxLength={120}
            value={form.name}
            disabled={disabled}
            onChange={(name) => onChange({ name })}
          />
        )}
      </Field>
      <Field
        label="Address"
        error={problems.address}
        hint={verdict.ok ? verdict.address : 'Such as https://lab.example.org'}
      >
        {(control) => (
          <TextInput
            {...control}
            inputMode="url"
            value={form.address}
            disabled={disabled}
            onChange={(address) => onChange({ address })}
            onBlur={leave('address')}
          />
        )}
      </Field>
      <Field label="User id" error={problems.userId} hint="Sessions are listed for this user.">
        {(control) => (
          <TextInput
            {...control}
            value={form.userId}
            disabled={disabled}
            onChange={(userId) => onChange({ userId })}
            onBlur={leave('userId')}
          />
        )}
      </Field>
      <Field label="Sign in" group>
        {() => (
          <Choice
            value={form.signIn}
            options={signIns}
            disabled={disabled}
            onChange={(signIn) => onChange({ signIn })}
          />
        )}
      </Field>
      {form.signIn === 'user' ? (
        <Field label="Role" error={problems.role} hint="The server gives a token for user id and role.">
          {(control) => (
            <TextInput
              {...control}
              maxLength={120}
              value={form.role}
              disabled={disabled}
              onChange={(role) => onChange({ role })}
              onBlur={() => onLeave('role')}
            />
          )}
        </Field>
      ) : (
        <Field
          label="Token"
          error={problems.token}
          hint={
            tokenIsThere ? 'One is there. Paste another one to replace it.' : 'As the server or its keeper gave it.'
          }
        >
          {(control) => (
            <TextInput
              {...control}
              type="password"
              autoComplete="off"
              value={form.token}
              disabled={disabled}
              onChange={(token) => onChange({ token })}
              onBlur={leave('token')}
            />
          )}
        </Field>
      )}
      <Field label="Proxy" error={problems.proxy} hint="Empty for none. Such as http://proxy.example.org:3128">
        {(control) => (
          <TextInput
            {...control}
            inputMode="url"
            value={form.proxy}
            disabled={disabled}
            onChange={(proxy) => onChange({ proxy })}
            onBlur={leave('proxy')}
          />
        )}
      </Field>
      <Field
        label="Extra certificate"
        error={problems.ca}
        hint="PEM, accepted for this server beside the well-known ones."
      >
        {(control) => (
          <TextArea
            {...control}
            value={form.ca}
            disabled={disabled}
            onChange={(ca) => onChange({ ca })}
            onBlur={leave('ca')}
          />
        )}
      </Field>
    </>
  )
}
