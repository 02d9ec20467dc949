/**
 * Monaco with what the editor uses and nothing else: a chunk of its own, loaded when the first document is shown. No
 * TypeScript worker, no command palette, no links: an address in a file is opened by nobody.
 */
import * as monaco from 'monaco-editor/editor/editor.api.js'
import workerUrl from 'monaco-editor/editor/editor.worker.js?worker&url'
import 'monaco-editor/features/bracketMatching/register.js'
import 'monaco-editor/features/caretOperations/register.js'
import 'monaco-editor/features/clipboard/register.js'
import 'monaco-editor/features/codeEditor/register.js'
import 'monaco-editor/features/codicon/register.js'
import 'monaco-editor/features/comment/register.js'
import 'monaco-editor/features/contextmenu/register.js'
import 'monaco-editor/features/cursorUndo/register.js'
import 'monaco-editor/features/dnd/register.js'
import 'monaco-editor/features/find/register.js'
import 'monaco-editor/features/folding/register.js'
import 'monaco-editor/features/gotoLine/register.js'
import 'monaco-editor/features/hover/register.js'
import 'monaco-editor/features/indentation/register.js'
import 'monaco-editor/features/lineSelection/register.js'
import 'monaco-editor/features/linesOperations/register.js'
import 'monaco-editor/features/longLinesHelper/register.js'
import 'monaco-editor/features/multicursor/register.js'
import 'monaco-editor/features/readOnlyMessage/register.js'
import 'monaco-editor/features/smartSelect/register.js'
import 'monaco-editor/features/snippet/register.js'
import 'monaco-editor/features/suggest/register.js'
import 'monaco-editor/features/toggleTabFocusMode/register.js'
import 'monaco-editor/features/unicodeHighlighter/register.js'
import 'monaco-editor/features/wordHighlighter/register.js'
import 'monaco-editor/features/wordOperations/register.js'
import 'monaco-editor/languages/definitions/css/register.js'
import 'monaco-editor/languages/definitions/dockerfile/register.js'
import 'monaco-editor/languages/definitions/html/register.js'
import 'monaco-editor/languages/definitions/ini/register.js'
import 'monaco-editor/languages/definitions/javascript/register.js'
import 'monaco-editor/languages/definitions/markdown/register.js'
import 'monaco-editor/languages/definitions/shell/register.js'
import 'monaco-editor/languages/definitions/sql/register.js'
import 'monaco-editor/languages/definitions/typescript/register.js'
import 'monaco-editor/languages/definitions/yaml/register.js'
import { drawnTheme, watchTheme } from '../../ui/token-colours.ts'
import { registerJson } from './monaco-json.ts'
import { freeKeys } from './monaco-keys.ts'
import { registerPython } from './monaco-python.ts'
import { themeFromTokens } from './monaco-theme.ts'
import { startWorker } from './monaco-worker.ts'

// Monaco's own way to a worker is a blob, which the page's policy refuses.
self.MonacoEnvironment = { getWorker: () => startWorker(workerUrl) }

registerJson(monaco)
registerPython(monaco)
freeKeys(monaco)

function applyTheme(): void {
  monaco.editor.defineTheme('app', themeFromTokens(drawnTheme()))
  monaco.editor.setTheme('app')
}
applyTheme()
// For as long as the window lives: Monaco's theme is one for all editors.
watchTheme(applyTheme)

export { monaco }
