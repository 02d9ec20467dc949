import type { ITerminalOptions, ITheme, Terminal } from '@xterm/xterm'
import { drawnTheme, textLook, tokenColours, watchText, watchTheme } from '../../ui/token-colours.ts'

const ansi = [
  'black',
  'red',
  'green',
  'yellow',
  'blue',
  'magenta',
  'cyan',
  'white',
  'brightBlack',
  'brightRed',
  'brightGreen',
  'brightYellow',
  'brightBlue',
  'brightMagenta',
  'brightCyan',
  'brightWhite',
] as const satisfies readonly (keyof ITheme)[]

/** The terminal's colours from the values that the page has at this moment. */
function terminalTheme(): { readonly theme: ITheme; readonly minimumContrastRatio: number } {
  const plain = tokenColours(['surface-0', 'text-1', 'selected', 'line-strong'])
  const colours = tokenColours(ansi.map((_, index) => `ansi-${index}`))
  return {
    theme: {
      background: plain['surface-0'],
      foreground: plain['text-1'],
      cursor: plain['text-1'],
      cursorAccent: plain['surface-0'],
      selectionBackground: plain.selected,
      scrollbarSliderBackground: `${plain['line-strong'].slice(0, 7)}55`,
      scrollbarSliderHoverBackground: `${plain['line-strong'].slice(0, 7)}88`,
      scrollbarSliderActiveBackground: `${plain['line-strong'].slice(0, 7)}aa`,
      ...Object.fromEntries(ansi.map((name, index) => [name, colours[`ansi-${index}`]])),
    },
    minimumContrastRatio: drawnTheme() === 'contrast' ? 7 : 4.5,
  }
}

/** All that the tokens say of how a terminal is drawn. */
export function terminalLook(): Pick<ITerminalOptions, 'theme' | 'minimumContrastRatio' | 'fontFamily' | 'fontSize'> {
  const { family, consoleSize } = textLook()
  return { ...terminalTheme(), fontFamily: family, fontSize: consoleSize }
}

/**
 * Draws a terminal by the tokens from now on, whatever they change to. Returns what ends it.
 * @param onText told when its text has another size
 */
export function followLook(terminal: Terminal, onText: () => void): () => void {
  const endTheme = watchTheme(() => Object.assign(terminal.options, terminalTheme()))
  const endText = watchText(() => {
    Object.assign(terminal.options, terminalLook())
    onText()
  })
  return () => {
    endTheme()
    endText()
  }
}
