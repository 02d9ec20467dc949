import type { CSSProperties } from 'react'
import { memo } from 'react'
import type { AnsiColour, AnsiSpan, AnsiStyle } from '../../state/runs-ansi.ts'
import type { OutputBlock, OutputLine } from '../../state/runs-output.ts'
import { classNames } from '../../ui/class-names.ts'
import styles from './output-text.module.css'

function colour(value: AnsiColour | undefined): string | undefined {
  return typeof value === 'number' ? `var(--ansi-${value})` : value
}

/** CSS of a style. Inverse without colours takes the pane's own. */
function cssOf(style: AnsiStyle): CSSProperties {
  const foreground = colour(style.foreground)
  const background = colour(style.background)
  const css: CSSProperties = {}
  if (style.inverse) {
    css.color = background ?? 'var(--surface-0)'
    css.background = foreground ?? 'var(--text-1)'
  } else {
    if (foreground) css.color = foreground
    if (background) css.background = background
  }
  if (style.bold) css.fontWeight = 'bold'
  if (style.faint) css.opacity = 0.75
  if (style.underline) css.textDecoration = 'underline'
  return css
}

function Span({ span }: { readonly span: AnsiSpan }) {
  if (!span.style && !span.stderr) return span.text
  return (
    <span className={span.stderr ? styles.stderr : undefined} style={span.style ? cssOf(span.style) : undefined}>
      {span.text}
    </span>
  )
}

function Line({ line }: { readonly line: OutputLine }) {
  const spans = line.map((span, part) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: spans of a line never move
    <Span key={part} span={span} />
  ))
  const isStderr = line.length > 0 && line.every((span) => span.stderr)
  // A bar beside the line, so that the colour may be missing.
  return isStderr ? (
    <span className={styles.stderrLine}>
      {spans}
      {'\n'}
    </span>
  ) : (
    <>
      {spans}
      {'\n'}
    </>
  )
}

/** Lines of output as text. Blocks keep their identity, so that only the last one is drawn again. */
export const OutputText = memo(function OutputText({ block }: { readonly block: OutputBlock }) {
  return (
    <pre className={classNames(styles.block, block.lines.length >= 100 && styles.lazy)}>
      {block.lines.map((line, number) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of a block never move
        <Line key={number} line={line} />
      ))}
    </pre>
  )
})
