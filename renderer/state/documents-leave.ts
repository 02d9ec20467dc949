import type { DocumentsStore } from './documents-state.ts'

/**
 * Puts edits on disk when the window loses the person's attention, and asks before it closes while one is not there.
 * Returns what ends it.
 */
export function keepOnLeave(documents: DocumentsStore, page: Window): () => void {
  const flush = () => void documents.getState().flush()
  const onBeforeUnload = (event: BeforeUnloadEvent) => {
    flush()
    if (documents.getState().unkept === 0) return
    event.preventDefault()
    // Browsers before 2023 listen to this alone.
    event.returnValue = 'unkept edits'
  }
  page.addEventListener('blur', flush)
  page.addEventListener('pagehide', flush)
  page.document.addEventListener('visibilitychange', flush)
  page.addEventListener('beforeunload', onBeforeUnload)
  return () => {
    page.removeEventListener('blur', flush)
    page.removeEventListener('pagehide', flush)
    page.document.removeEventListener('visibilitychange', flush)
    page.removeEventListener('beforeunload', onBeforeUnload)
  }
}
