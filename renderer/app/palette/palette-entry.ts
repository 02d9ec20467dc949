import type { ReactNode } from 'react'
import type { Match } from '../../state/match-words.ts'
import { matchWords } from '../../state/match-words.ts'

/** One line of the palette. */
export interface PaletteEntry {
  /** Unique within the palette. */
  readonly id: string
  readonly name: string
  /** Behind the name: what it acts on, a state. */
  readonly note: string
  readonly icon?: ReactNode
  /** Its key as it is printed. */
  readonly keys?: string
  /** The name is code. */
  readonly mono?: boolean
  /** Does it, once the palette is closed. */
  run(): void
  /** The same for other targets; absent where there is only one. */
  readonly others?: () => readonly PaletteEntry[]
}

/** Entries of one kind under a heading. */
export interface PaletteGroup {
  readonly heading: string
  /** Typed first, it shows this group alone: `>`. */
  readonly sign: string
  readonly entries: readonly PaletteEntry[]
}

/** An entry that fits the query, and where. */
export interface FoundEntry {
  readonly entry: PaletteEntry
  readonly match: Match
}

/** A group with entries that fit. The field's name is what the list component asks for. */
export interface FoundGroup {
  readonly heading: string
  readonly items: readonly FoundEntry[]
}

/**
 * What of a query is looked for among files: nothing when it chooses another group by its sign. Their own sign begins
 * whole paths too, and is no part of a path within the folder that is looked through.
 */
export function fileQuery(query: string, signs: readonly string[], root: string): string | undefined {
  const typed = query.trimStart()
  if (signs.some((sign) => sign !== '/' && typed.startsWith(sign))) return undefined
  if (!typed.startsWith('/')) return typed === '' ? undefined : typed
  const top = root === '/' ? '/' : `${root}/`
  return typed.startsWith(top) ? typed.slice(top.length) : typed.slice(1)
}

/** Lines of one group that are drawn; a person who needs another one types more of its name. */
const mostShown = 50

/** The groups with what fits the query; a sign at its start chooses one group. Best first, else in the given order. */
export function findEntries(groups: readonly PaletteGroup[], query: string): readonly FoundGroup[] {
  const typed = query.trimStart()
  const chosen = groups.find(({ sign }) => typed.startsWith(sign))
  // Paths begin with their sign.
  const words = chosen && chosen.sign !== '/' ? typed.slice(chosen.sign.length) : typed
  return (chosen ? [chosen] : groups)
    .map(({ heading, entries }) => ({ heading, items: bestOf(entries, words) }))
    .filter(({ items }) => items.length > 0)
}

function bestOf(entries: readonly PaletteEntry[], words: string): readonly FoundEntry[] {
  const found: FoundEntry[] = []
  for (const entry of entries) {
    const match = matchWords(words, [entry.name, entry.note])
    if (match) found.push({ entry, match })
  }
  // Stable: what fits equally well stays in its order.
  return found.sort((a, b) => b.match.score - a.match.score).slice(0, mostShown)
}
