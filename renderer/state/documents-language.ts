import { baseName } from '../../shared/domain/file.ts'
import type { RunLanguage } from '../../shared/domain/run.ts'

/** Languages that the editor colours; their Monaco ids. */
export type EditorLanguage =
  | 'python'
  | 'shell'
  | 'javascript'
  | 'typescript'
  | 'json'
  | 'markdown'
  | 'yaml'
  | 'html'
  | 'css'
  | 'sql'
  | 'ini'
  | 'dockerfile'
  | 'plaintext'

const byExtension: Readonly<Record<string, EditorLanguage>> = {
  py: 'python',
  pyi: 'python',
  pyw: 'python',
  sh: 'shell',
  bash: 'shell',
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  jsx: 'javascript',
  ts: 'typescript',
  mts: 'typescript',
  tsx: 'typescript',
  json: 'json',
  ipynb: 'json',
  md: 'markdown',
  yml: 'yaml',
  yaml: 'yaml',
  html: 'html',
  htm: 'html',
  svg: 'html',
  xml: 'html',
  css: 'css',
  sql: 'sql',
  ini: 'ini',
  toml: 'ini',
  cfg: 'ini',
  conf: 'ini',
  dockerfile: 'dockerfile',
}

/** By the file's name alone. */
export function editorLanguageOf(path: string): EditorLanguage {
  const name = baseName(path).toLowerCase()
  if (name === 'dockerfile' || name === 'containerfile') return 'dockerfile'
  const dot = name.lastIndexOf('.')
  return (dot < 0 ? undefined : byExtension[name.slice(dot + 1)]) ?? 'plaintext'
}

const runnable: Partial<Record<EditorLanguage, RunLanguage>> = { python: 'python', shell: 'bash', javascript: 'node' }

/** What Run takes a file for, or undefined when it is nothing that runs. */
export function runLanguageOf(path: string): RunLanguage | undefined {
  return runnable[editorLanguageOf(path)]
}

/** The colours that go with a run language, for a scratch cell. */
export function editorLanguageFor(language: RunLanguage): EditorLanguage {
  return language === 'bash' ? 'shell' : language === 'node' ? 'javascript' : 'python'
}
