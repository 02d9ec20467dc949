import { expect, test } from 'vitest'

/** The sources of the window, as text. */
const sources = import.meta.glob<string>(['./**/*.{ts,tsx}', '!./**/*.test.{ts,tsx}', '!./testing/**'], {
  query: '?raw',
  import: 'default',
  eager: true,
})

/** Without comments: they may speak as they like. An address in a string is no comment. */
function withoutComments(source: string): string {
  return source.replaceAll(/(['"`])(?:\\.|(?!\1)[^\\\n])*\1|\/\*[\s\S]*?\*\/|(?<!:)\/\/[^\n]*/g, (found, quote) =>
    quote === undefined ? ' ' : found,
  )
}

/** What may be read on the screen: strings, and text between tags. */
function wordsIn(source: string): readonly string[] {
  const code = withoutComments(source)
  const strings = code.match(/(['"`])(?:\\.|(?!\1)[^\\])*?\1/g) ?? []
  const texts = code.match(/>[^<>{}=;]*[A-Za-z][^<>{}=;]*</g) ?? []
  return [...strings, ...texts]
}

/** What stands on buttons, tabs, fields and entries of menus. */
function labelsIn(source: string): readonly string[] {
  const code = withoutComments(source)
  const given = [...code.matchAll(/\b(?:label|action)(?:=|: )(['"])([^'"\n]+)\1/g)].map(([, , label = '']) => label)
  const buttons = [...code.matchAll(/<Button\b[^>]*>\s*([^<>{}]+?)\s*<\/Button>/g)].map(([, label = '']) => label)
  return [...given, ...buttons]
}

const files = Object.entries(sources)

function found(pattern: RegExp, inSource: (source: string) => readonly string[]): readonly string[] {
  return files.flatMap(([file, source]) =>
    inSource(source)
      .filter((words) => pattern.test(words))
      .map((words) => `${file}: ${words}`),
  )
}

test('the window begs, cheers and scolds nobody, and promises nothing', () => {
  expect(files.length).toBeGreaterThan(100)
  expect(found(/\b(?:please|oops|successful(?:ly)?|should|sorry|simply)\b/i, wordsIn)).toEqual([])
  expect(found(/[a-z]!(?:\s|['"`<]|$)/, wordsIn)).toEqual([])
})

test('labels end without a full stop, and say what happens: no OK, no Yes', () => {
  const labels = files.flatMap(([, source]) => labelsIn(source))
  expect(labels.length).toBeGreaterThan(60)
  expect(found(/[^.]\.$/, labelsIn)).toEqual([])
  expect(found(/^(?:OK|Ok|Yes|No|Submit)$/, labelsIn)).toEqual([])
})

test('what must not be said would be found', () => {
  const source = `// Should it?\n<Button label="Try again.">\n  Save it\n</Button>\n<p>Please wait, it's done!</p>\nconst url = 'https://a.b'`
  expect(wordsIn(source).join('\n')).toMatch(/Please wait/)
  expect(wordsIn(source).join('\n')).not.toMatch(/Should/)
  expect(labelsIn(source)).toEqual(['Try again.', 'Save it'])
})

test('three dots are one character', () => {
  expect(found(/[a-z]\.\.\.(?:\s|['"`<]|$)/i, wordsIn)).toEqual([])
})
