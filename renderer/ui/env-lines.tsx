import styles from './env-lines.module.css'
import { IconButton } from './icon-button.tsx'
import { CloseIcon } from './icons.ts'
import { Switch } from './switch.tsx'
import { TextInput } from './text-input.tsx'

/** One variable in the form. */
export interface EnvLine {
  readonly key: number
  readonly name: string
  /** Undefined: a secret that keeps its value. */
  readonly value: string | undefined
  readonly secret: boolean
  readonly kept?: 'keychain' | 'memory' | 'missing'
}

let lastKey = 0

/** A new line of a form. */
export function envLine(variable: Omit<EnvLine, 'key'>): EnvLine {
  lastKey += 1
  return { key: lastKey, ...variable }
}

interface EnvLinesProps {
  readonly lines: readonly EnvLine[]
  /** By place; what is wrong with a line. */
  readonly problems: readonly (string | undefined)[]
  readonly onChange: (lines: readonly EnvLine[]) => void
  readonly disabled?: boolean
}

const keptWords = {
  keychain: 'kept, in the key store',
  memory: 'kept in memory only',
  missing: 'not here any more: give it again',
} as const

/** Variables by name and value. The value of a secret is never shown, only replaced. */
export function EnvLines({ lines, problems, onChange, disabled = false }: EnvLinesProps) {
  const change = (key: number, part: Partial<EnvLine>) =>
    onChange(lines.map((line) => (line.key === key ? { ...line, ...part } : line)))
  if (lines.length === 0) return null
  return (
    <ul className={styles.lines}>
      {lines.map((line, index) => (
        <li key={line.key}>
          <div className={styles.line}>
            <TextInput
              value={line.name}
              aria-label="Name of a variable"
              aria-invalid={problems[index] !== undefined || undefined}
              placeholder="NAME"
              disabled={disabled}
              onChange={(name) => change(line.key, { name })}
            />
            <TextInput
              type={line.secret ? 'password' : 'text'}
              value={line.value ?? ''}
              aria-label={`Value of ${line.name || 'the variable'}`}
              disabled={disabled}
              placeholder={line.value === undefined && line.kept ? keptWords[line.kept] : ''}
              onChange={(value) => change(line.key, { value })}
            />
            <Switch
              label="Secret"
              checked={line.secret}
              disabled={disabled}
              // A secret does not become readable by a switch: it has to be typed anew.
              onChange={(secret) => change(line.key, { secret, ...(secret ? {} : { value: '' }) })}
            />
            <IconButton
              icon={CloseIcon}
              size={14}
              disabled={disabled}
              label={`Take ${line.name || 'the variable'} away`}
              onClick={() => onChange(lines.filter(({ key }) => key !== line.key))}
            />
          </div>
          {problems[index] && <p className={styles.problem}>{problems[index]}</p>}
        </li>
      ))}
    </ul>
  )
}
