import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')

/** The colours of one theme, by name. */
function themeOf(name: string): Readonly<Record<string, string>> {
  const start = css.indexOf(`[data-theme='${name}'] {`)
  expect(start).toBeGreaterThan(0)
  const block = css.slice(start, css.indexOf('}', start))
  return Object.fromEntries(
    [...block.matchAll(/--([a-z0-9-]+): (#[0-9a-f]{6});/g)].map((match) => [match[1], match[2]]),
  )
}

/** Relative luminance, WCAG 2.2. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05)
}

const grounds = ['surface-0', 'surface-1', 'surface-2', 'surface-3', 'surface-4', 'selected']

describe.each(['light', 'dark', 'contrast'])('theme %s', (name) => {
  const theme = themeOf(name)
  const colour = (token: string) => theme[token] ?? expect.fail(`${token} is missing`)
  const worst = (token: string, on = grounds) =>
    Math.min(...on.map((ground) => contrast(colour(token), colour(ground))))

  it.each(['text-1', 'text-2', 'text-3', 'accent', 'ok', 'warn', 'err'])('%s is readable on every ground', (token) => {
    expect(worst(token)).toBeGreaterThanOrEqual(name === 'contrast' ? 6.55 : 4.5)
  })

  it('shows the focus and the borders of controls', () => {
    expect(worst('focus')).toBeGreaterThanOrEqual(3)
    expect(worst('line-strong', grounds.slice(0, 4))).toBeGreaterThanOrEqual(3)
  })

  it('has readable primary and danger buttons', () => {
    expect(contrast(colour('accent-on'), colour('accent-fill'))).toBeGreaterThanOrEqual(4.5)
    expect(contrast(colour('accent-on'), colour('accent-fill-hover'))).toBeGreaterThanOrEqual(4.5)
    expect(contrast(colour('err-on'), colour('err-fill'))).toBeGreaterThanOrEqual(4.5)
  })

  it.each(['keyword', 'string', 'number', 'comment', 'function', 'type', 'constant', 'operator', 'variable'])(
    'code: %s is readable on the editor',
    (token) => expect(contrast(colour(`syn-${token}`), colour('surface-0'))).toBeGreaterThanOrEqual(5.3),
  )

  it('has all sixteen colours of a console', () => {
    for (let index = 0; index < 16; index += 1) expect(theme).toHaveProperty(`ansi-${index}`)
  })

  it('has the same names as the others', () => {
    expect(Object.keys(theme).sort()).toEqual(Object.keys(themeOf('light')).sort())
  })
})
