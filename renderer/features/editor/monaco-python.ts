import type * as Monaco from 'monaco-editor/editor/editor.api.js'
import { conf, language } from 'monaco-editor/languages/definitions/python/python.js'
import { cellStart } from '../../../shared/domain/cells.ts'

interface Grammar {
  readonly tokenizer?: { readonly root?: readonly Monaco.languages.IMonarchLanguageRule[] }
}

// Monaco's own list of keywords holds built-in functions as well; those are functions here.
const statements =
  'and as assert async await break case class continue def del elif else except finally for from global if import in is ' +
  'lambda match nonlocal not or pass raise return try while with yield'

const constants = ['True', 'False', 'None', 'NotImplemented', 'Ellipsis']

/** Monaco's Python with names of functions and classes, calls and constants told apart, which its own leaves plain. */
export function registerPython(monaco: typeof Monaco): void {
  const grammar = language as Grammar & Monaco.languages.IMonarchLanguage
  const root = grammar.tokenizer?.root ?? []
  monaco.languages.register({ id: 'python', extensions: ['.py', '.pyw', '.pyi'] })
  const { autoClosingPairs = [], ...rest } = conf as {
    readonly autoClosingPairs?: readonly Monaco.languages.IAutoClosingPairConditional[]
  } & Monaco.languages.LanguageConfiguration
  monaco.languages.setLanguageConfiguration('python', {
    ...rest,
    // A bracket within a string is seldom one of a pair ("\033[31m").
    autoClosingPairs: autoClosingPairs.map((pair) => ({ ...pair, notIn: ['string', 'comment'] })),
  })
  monaco.languages.setMonarchTokensProvider('python', {
    ...grammar,
    statements: statements.split(' '),
    constants,
    tokenizer: {
      ...grammar.tokenizer,
      root: [
        [new RegExp(`${cellStart.source}.*$`), 'comment.cell'],
        [/(def)(\s+)([A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)/, ['keyword', 'white', 'function']],
        [/(class)(\s+)([A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)/, ['keyword', 'white', 'type']],
        [
          /[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*(?=\()/,
          { cases: { '@statements': 'keyword', '@constants': 'constant', '@default': 'function' } },
        ],
        [/\b(?:True|False|None|NotImplemented|Ellipsis)\b/, 'constant'],
        ...root,
      ],
    },
  })
}
