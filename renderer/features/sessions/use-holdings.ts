import { useEffect, useState } from 'react'
import type { SessionHoldings, SessionRef } from '../../../shared/domain/session.ts'
import { useStores } from '../../state/provider.tsx'
import { sumOf } from './leaving-words.ts'

/** More than this are not looked at one by one for a question. */
const mostAsked = 100

/**
 * What there is of these sessions, asked for once; undefined until then, and when it cannot be had. Files are counted of
 * one alone: that takes a program in its sandbox.
 */
export function useHoldings(sessions: readonly SessionRef[]): SessionHoldings | undefined {
  const stores = useStores()
  // As they were when the question was asked.
  const [asked] = useState(sessions)
  const [holdings, setHoldings] = useState<SessionHoldings>()
  useEffect(() => {
    if (asked.length === 0 || asked.length > mostAsked) return
    let isGone = false
    const [one] = asked
    const { holdings: ask } = stores.sessions.getState()
    const all =
      asked.length === 1 && one ? ask(one, true) : Promise.all(asked.map((session) => ask(session, false))).then(sumOf)
    all.then(
      (found) => isGone || setHoldings(found),
      // The words without figures stay.
      () => undefined,
    )
    return () => {
      isGone = true
    }
  }, [asked, stores])
  return holdings
}
