import { SearchAddon } from '@xterm/addon-search'
import type { Terminal } from '@xterm/xterm'
import { tokenColours } from '../../ui/token-colours.ts'

/** What is looked for on a console's screen and above it. */
export interface FindWish {
  readonly text: string
  readonly isCase: boolean
  readonly isRegex: boolean
}

/** How many there are; beyond `mostMatches` they are not counted. */
export interface FindCount {
  readonly count: number
  /** The one that is shown, from 1; 0: none. */
  readonly at: number
}

/** Matches that are marked and counted. */
export const mostMatches = 1000

/** ms without another size before marks are made again. */
const resizeMs = 100

/** Why it cannot be looked for, as a sentence; undefined when it can. */
export function findProblem({ text, isRegex }: FindWish): string | undefined {
  if (!isRegex) return undefined
  try {
    new RegExp(text)
    return undefined
  } catch {
    return 'No regular expression'
  }
}

/** Finds text in a terminal, and marks what it found. */
export class TerminalFind {
  readonly #terminal: Terminal
  readonly #search = new SearchAddon({ highlightLimit: mostMatches })
  #wish: FindWish | undefined
  #onCount: ((count: FindCount) => void) | undefined

  constructor(terminal: Terminal) {
    this.#terminal = terminal
    terminal.loadAddon(this.#search)
    this.#search.onDidChangeResults(({ resultIndex, resultCount }) =>
      this.#onCount?.({ count: resultCount, at: resultIndex + 1 }),
    )
  }

  /** Whom the count is told, also when output changes it. Returns what ends that, with all marks. */
  begin(onCount: (count: FindCount) => void): () => void {
    this.#onCount = onCount
    let timer: ReturnType<typeof setTimeout> | undefined
    // Rows of another length have other marks; a pane that is dragged has another size with each frame.
    const resizing = this.#terminal.onResize(() => {
      clearTimeout(timer)
      timer = setTimeout(() => this.#wish && this.find(this.#wish, 'here'), resizeMs)
    })
    return () => {
      clearTimeout(timer)
      resizing.dispose()
      this.#wish = undefined
      if (this.#onCount === onCount) this.#onCount = undefined
      this.#search.clearDecorations()
    }
  }

  /** @param to `here`: the one that is shown already, else the last one above the prompt */
  find(wish: FindWish, to: 'here' | 'next' | 'previous'): void {
    this.#wish = wish
    if (wish.text === '' || findProblem(wish)) {
      this.#search.clearDecorations()
      this.#terminal.clearSelection()
      this.#onCount?.({ count: 0, at: 0 })
      return
    }
    // The add-on notices another text by itself, but neither another case nor an expression: it has to forget the last.
    if (to === 'here') this.#search.clearDecorations()
    const options = { caseSensitive: wish.isCase, regex: wish.isRegex, decorations: decorations() }
    const isFound =
      to === 'next' ? this.#search.findNext(wish.text, options) : this.#search.findPrevious(wish.text, options)
    if (!isFound) this.#onCount?.({ count: 0, at: 0 })
  }
}

/** Read anew each time: the theme may have changed. */
function decorations() {
  const colour = tokenColours(['warn-soft', 'warn', 'accent-soft', 'accent'])
  // The terminal takes no transparency here.
  const plain = (name: keyof typeof colour) => colour[name].slice(0, 7)
  return {
    matchBackground: plain('warn-soft'),
    matchBorder: plain('warn'),
    matchOverviewRuler: plain('warn'),
    activeMatchBackground: plain('accent-soft'),
    activeMatchBorder: plain('accent'),
    activeMatchColorOverviewRuler: plain('accent'),
  }
}
