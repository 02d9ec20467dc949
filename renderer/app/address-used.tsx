import { useEffect } from 'react'
import type { Refusal } from '../link/link.ts'
import styles from './address-used.module.css'

const words = {
  used: {
    title: 'This address was used already',
    text: 'An address opens the window once, so that nobody else can use it after you.',
  },
  wrong: {
    title: 'This address is not one of this start',
    text: 'It is from another start, or a part of it is missing.',
  },
  'no-session': {
    title: 'This browser has not opened the window yet',
    text: 'The window opens with an address that holds a token, and this one has none.',
  },
  unreachable: {
    title: 'The program does not answer',
    text: 'It printed this address when it was started, and has ended since.',
  },
} as const satisfies Record<Refusal, { title: string; text: string }>

/** Stands in the place of the window in a browser that may not have it, and says how to get it. */
export function AddressUsed({ refusal }: { readonly refusal: Refusal }) {
  const { title, text } = words[refusal]
  useEffect(() => {
    // A new address that is typed in this tab differs in its hash alone, and a browser loads nothing for that.
    const load = () => window.location.reload()
    window.addEventListener('hashchange', load)
    return () => window.removeEventListener('hashchange', load)
  }, [])
  return (
    <main className={styles.page}>
      <div className={styles.column}>
        <h1 className={styles.title}>{title}</h1>
        <p className={styles.text}>{text}</p>
        <p className={styles.text}>
          Type <code className={styles.code}>npm start</code> again: it prints a new one. What you kept is still there.
        </p>
      </div>
    </main>
  )
}
