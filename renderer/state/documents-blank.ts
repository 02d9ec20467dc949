import { parseDocumentId } from '../../shared/domain/draft.ts'
import { baseName } from '../../shared/domain/file.ts'
import { shownPath } from '../../shared/domain/path-bytes.ts'
import type { SessionRef } from '../../shared/domain/session.ts'
import { editorLanguageOf, runLanguageOf } from './documents-language.ts'
import type { OpenDocument, TextBuffer } from './documents-types.ts'

/** Holds a text until an editor takes it over. */
export function plainBuffer(text: string): TextBuffer {
  let now = text
  return {
    read: () => now,
    write(next) {
      now = next
    },
  }
}

function titleOf(id: string): string {
  const parsed = parseDocumentId(id)
  return parsed?.kind === 'file' ? shownPath(baseName(parsed.path)) : `scratch ${parsed?.number ?? '?'}`
}

/** A document that was just opened: an empty scratch cell, or a file that was not read yet. */
export function blankDocument(session: SessionRef, id: string): OpenDocument {
  const parsed = parseDocumentId(id)
  const shared = { session, id, title: titleOf(id), dirty: false, saving: false, mark: false } as const
  const rest = { keep: { name: 'nothing' }, lineEnds: 'lf' } as const
  if (parsed?.kind !== 'file')
    return { ...shared, ...rest, language: 'python', runLanguage: 'python', load: { name: 'ready' } }
  const runLanguage = runLanguageOf(parsed.path)
  return {
    ...shared,
    ...rest,
    path: parsed.path,
    language: editorLanguageOf(parsed.path),
    ...(runLanguage ? { runLanguage } : {}),
    load: { name: 'unread' },
  }
}
