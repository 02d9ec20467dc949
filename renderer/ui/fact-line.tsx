import { classNames } from './class-names.ts'
import { CopyButton } from './copy-button.tsx'
import styles from './fact-line.module.css'
import { Tooltip } from './tooltip.tsx'

/** One fact of a list of them: what it is called elsewhere is in the tooltip, with what it means. */
export interface Fact {
  readonly name: string
  readonly meaning: string
  /** Undefined: there is none, which is said. */
  readonly value: string | undefined
  /** What is said where there is none; "none" otherwise. */
  readonly without?: string | undefined
  /** Ids are as good as passwords on servers without owners: copied, and shown as code. */
  readonly copies?: true
}

/** A fact as a row of a `dl`. @param dense in a pane, beside what it is about */
export function FactLine({ name, meaning, value, without = 'none', copies, dense }: Fact & { readonly dense?: true }) {
  return (
    <div className={classNames(styles.fact, dense && styles.dense)}>
      <dt>
        <Tooltip text={meaning} side="left">
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what it means is said on focus too */}
          <span tabIndex={0} className={styles.name} aria-description={meaning}>
            {name}
          </span>
        </Tooltip>
      </dt>
      <dd className={styles.value}>
        {value === undefined ? (
          <span className={styles.none}>{without}</span>
        ) : (
          <span className={copies && styles.code}>{value}</span>
        )}
        {copies && value !== undefined && <CopyButton text={value} label={`Copy ${name.toLowerCase()}`} />}
      </dd>
    </div>
  )
}
