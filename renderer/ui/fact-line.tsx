import { CopyButton } from './copy-button.tsx'
import styles from './fact-line.module.css'
import { Tooltip } from './tooltip.tsx'

/** One fact of a list of them: what it is called elsewhere is in the tooltip, with what it means. */
export interface Fact {
  readonly name: string
  readonly meaning: string
  /** Undefined: there is none, which is said. */
  readonly value: string | undefined
  /** Ids are as good as passwords on servers without owners: copied, and shown as code. */
  readonly copies?: true
}

/** A fact as a row of a `dl`. */
export function FactLine({ name, meaning, value, copies }: Fact) {
  return (
    <div className={styles.fact}>
      <dt>
        <Tooltip text={meaning} side="left">
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what it means is said on focus too */}
          <span tabIndex={0} className={styles.name}>
            {name}
          </span>
        </Tooltip>
      </dt>
      <dd className={styles.value}>
        {value === undefined ? (
          <span className={styles.none}>none</span>
        ) : (
          <span className={copies && styles.code}>{value}</span>
        )}
        {copies && value !== undefined && <CopyButton text={value} label={`Copy ${name.toLowerCase()}`} />}
      </dd>
    </div>
  )
}
