/**
 * The tokens' colours as plain `#rrggbb` or `#rrggbbaa`, for what draws by itself (the editor, the terminal): it takes no
 * CSS names, and with forced colours a token is the name of a system colour.
 */
export function tokenColours<Name extends string>(names: readonly Name[]): Record<Name, string> {
  const probe = document.createElement('span')
  probe.hidden = true
  document.body.append(probe)
  try {
    const style = getComputedStyle(probe)
    const entries = names.map((name) => {
      probe.style.color = `var(--${name})`
      return [name, hexOf(style.color)] as const
    })
    return Object.fromEntries(entries) as Record<Name, string>
  } finally {
    probe.remove()
  }
}

/** From the computed form `rgb(r, g, b)` or `rgba(r, g, b, a)`. */
function hexOf(computed: string): string {
  const parts = computed.match(/[\d.]+/g)?.map(Number) ?? []
  const [red = 0, green = 0, blue = 0, alpha = 1] = parts
  const bytes = alpha < 1 ? [red, green, blue, Math.round(alpha * 255)] : [red, green, blue]
  return `#${bytes.map((byte) => Math.round(byte).toString(16).padStart(2, '0')).join('')}`
}

/** Calls back after each change of the theme. Returns what ends it. */
export function watchTheme(listener: () => void): () => void {
  const observer = new MutationObserver(listener)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
  const forced = matchMedia('(forced-colors: active)')
  forced.addEventListener('change', listener)
  return () => {
    observer.disconnect()
    forced.removeEventListener('change', listener)
  }
}

/** How the text of programs is drawn, for what draws by itself. Sizes in px. */
export interface TextLook {
  readonly family: string
  readonly editorSize: number
  readonly consoleSize: number
}

/** As the tokens say it now. */
export function textLook(): TextLook {
  const style = getComputedStyle(document.documentElement)
  const px = (name: string) => Number.parseFloat(style.getPropertyValue(name)) || 13
  return {
    family: style.getPropertyValue('--font-mono').trim(),
    editorSize: px('--type-editor'),
    consoleSize: px('--type-console'),
  }
}

/** Calls back after each change of how text is drawn (`data-text` on the root counts them). Returns what ends it. */
export function watchText(listener: () => void): () => void {
  const observer = new MutationObserver(listener)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-text'] })
  return () => observer.disconnect()
}

/** Which of the three themes is drawn. */
export function drawnTheme(): 'light' | 'dark' | 'contrast' {
  const theme = document.documentElement.dataset.theme
  return theme === 'dark' || theme === 'contrast' ? theme : 'light'
}
