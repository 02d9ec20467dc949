import { useRef } from 'react'
import type { Session } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import { useStores, useSubject } from '../../state/provider.tsx'

/** Which modifiers a click or a key came with. */
interface Held {
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
}

interface Marking {
  readonly keys: ReadonlySet<string>
  /** The marked sessions that are listed, in their order. */
  readonly sessions: readonly Session[]
  /** Takes a click that marks; false when it is one that opens. */
  click(key: string, held: Held): boolean
  /** Marks everything from where marking began to here. */
  extendTo(key: string, from: string | undefined): void
  all(): void
  clear(): void
}

/** Several sessions marked, to do one thing with all of them: as lists of files do it. */
export function useMarking(listed: readonly Session[]): Marking {
  const { sessionView } = useStores()
  const keys = useSubject('sessionView', (state) => state.marked)
  const anchor = useRef<string>(undefined)
  const { setMarked } = sessionView.getState()
  const order = () => listed.map(sessionKey)

  function extendTo(key: string, from: string | undefined): void {
    anchor.current ??= from
    const all = order()
    const [first, last] = [all.indexOf(anchor.current ?? key), all.indexOf(key)].sort((a, b) => a - b)
    const isKnown = first !== undefined && last !== undefined && first >= 0
    setMarked(isKnown ? all.slice(first, last + 1) : [key])
  }

  return {
    keys,
    sessions: keys.size === 0 ? [] : listed.filter((session) => keys.has(sessionKey(session))),
    click(key, { shiftKey, ctrlKey, metaKey }) {
      if (shiftKey) extendTo(key, key)
      else if (ctrlKey || metaKey) {
        anchor.current = key
        setMarked(keys.has(key) ? [...keys].filter((one) => one !== key) : [...keys, key])
      } else {
        anchor.current = key
        if (keys.size > 0) setMarked([])
        return false
      }
      return true
    },
    extendTo,
    all: () => setMarked(order()),
    clear() {
      anchor.current = undefined
      if (keys.size > 0) setMarked([])
    },
  }
}
