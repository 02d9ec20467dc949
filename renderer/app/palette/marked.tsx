import type { ReactNode } from 'react'
import type { Stretch } from '../../state/match-words.ts'
import styles from './palette.module.css'

/** A text with what was looked for in it set off. */
export function Marked({ text, stretches }: { readonly text: string; readonly stretches: readonly Stretch[] }) {
  const parts: ReactNode[] = []
  let end = 0
  for (const [from, to] of stretches) {
    parts.push(
      text.slice(end, from),
      <mark key={from} className={styles.mark}>
        {text.slice(from, to)}
      </mark>,
    )
    end = to
  }
  return (
    <>
      {parts}
      {text.slice(end)}
    </>
  )
}
