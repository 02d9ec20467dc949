import type * as Monaco from 'monaco-editor/editor/editor.api.js'

/** JSON's colours alone: Monaco's own JSON support brings a worker of 400 KB for checks that nobody asked for. */
export function registerJson(monaco: typeof Monaco): void {
  monaco.languages.register({ id: 'json', extensions: ['.json', '.ipynb'] })
  monaco.languages.setLanguageConfiguration('json', {
    brackets: [
      ['{', '}'],
      ['[', ']'],
    ],
    autoClosingPairs: [
      { open: '{', close: '}', notIn: ['string'] },
      { open: '[', close: ']', notIn: ['string'] },
      { open: '"', close: '"', notIn: ['string'] },
    ],
  })
  monaco.languages.setMonarchTokensProvider('json', {
    tokenizer: {
      root: [
        [/"(?:[^"\\]|\\.)*"(?=\s*:)/, 'type'],
        [/"(?:[^"\\]|\\.)*"?/, 'string'],
        [/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/, 'number'],
        [/\b(?:true|false|null)\b/, 'constant'],
        [/\/\/.*$/, 'comment'],
        [/[{}[\],:]/, 'delimiter'],
      ],
    },
  })
}
