import { useEffect } from 'react'
import type { Session } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import type { DocumentsStore } from '../../state/documents-state.ts'
import type { OpenDocument } from '../../state/documents-types.ts'
import { wantEditorFocus } from '../../state/editor-in-front.ts'
import { useShowError } from '../../state/error-actions.ts'
import { useCommand, useKeyLabel, useStores, useSubject } from '../../state/provider.tsx'
import { Empty } from '../../ui/empty.tsx'
import { ErrorProblem } from '../../ui/error-problem.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { CodeIcon, ConsoleIcon, FileIcon, NewIcon } from '../../ui/icons.ts'
import { panelElementId, Tabs, tabElementId } from '../../ui/tabs.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { Breadcrumb } from './breadcrumb.tsx'
import { BytesView } from './bytes-view.tsx'
import { DocumentDialogs } from './document-dialogs.tsx'
import { DocumentNotice } from './document-notice.tsx'
import styles from './editor-area.module.css'
import { FileActions } from './file-actions.tsx'
import { NoDocument } from './no-document.tsx'
import { RunTools } from './run-tools.tsx'
import { preloadCodeEditor, useCodeEditor } from './use-code-editor.ts'

// This module comes with the first session that is opened, and is drawn a moment later: React holds it back behind the
// words that it is being loaded. That moment is enough for most of Monaco.
preloadCodeEditor()

/** Tabs, tools and the text of the document in front. */
export function EditorArea({ session }: { readonly session: Session }) {
  const { documents, runs } = useStores()
  const key = sessionKey(session)
  const open = useSubject('documents', (state) => state.sessions[key])
  const isLive = useSubject('sessions', (state) => state.opened.has(key)) && session.status === 'active'
  const settled = useSubject('runs', (state) => state.sessions[key]?.settled ?? 0)
  const { connectionId, sessionId } = session

  useEffect(() => {
    const ref = { connectionId, sessionId }
    void documents.getState().restore(ref)
    documents.getState().setLive(ref, isLive)
  }, [documents, connectionId, sessionId, isLive])

  useEffect(() => runs.getState().watch({ connectionId, sessionId }), [runs, connectionId, sessionId])

  useEffect(() => {
    // A run that ended may have changed what is open.
    if (settled > 0) void documents.getState().reloadAll({ connectionId, sessionId })
  }, [documents, connectionId, sessionId, settled])

  const document = open?.active === undefined ? undefined : open.byId[open.active]
  const tabs = (open?.order ?? []).flatMap((id) => open?.byId[id] ?? [])
  const state = () => documents.getState()
  useEditorCommands(session, document)
  const scratchKeys = useKeyLabel('scratch.new')
  const closeKeys = useKeyLabel('tab.close')

  return (
    <div className={styles.area}>
      <div className={styles.strip}>
        {tabs.length > 0 && (
          <Tabs
            label="Open documents"
            panelPrefix="document"
            tabs={tabs.map((one) => ({
              id: one.id,
              label: one.title,
              icon: one.path === undefined ? ConsoleIcon : one.runLanguage ? CodeIcon : FileIcon,
              unsaved: one.dirty,
              ...stateOf(one),
            }))}
            active={document?.id}
            closeKeys={closeKeys}
            onActivate={(id) => state().activate(session, id)}
            onClose={(id) => state().requestClose(session, id)}
          />
        )}
        <span className={styles.add}>
          <IconButton
            icon={NewIcon}
            label="New scratch cell"
            keys={scratchKeys}
            onClick={() => newScratch(documents, session)}
          />
        </span>
        <RunTools session={session} document={document} isLive={isLive} />
      </div>
      {document ? (
        <div
          className={styles.panel}
          role="tabpanel"
          id={panelElementId('document', document.id)}
          aria-labelledby={tabElementId('document', document.id)}
        >
          <Breadcrumb path={document.path} />
          <DocumentNotice document={document} />
          <DocumentBody document={document} isLive={isLive} />
        </div>
      ) : (
        <NoDocument session={session} isLive={isLive} onNewScratch={() => newScratch(documents, session)} />
      )}
      <DocumentDialogs />
    </div>
  )
}

function stateOf({ dirty, conflict }: OpenDocument): { readonly state?: string } {
  if (conflict) return { state: conflict.kind === 'changed' ? 'changed in the sandbox' : 'deleted in the sandbox' }
  return dirty ? { state: 'unsaved' } : {}
}

function newScratch(documents: DocumentsStore, session: Session): void {
  wantEditorFocus()
  documents.getState().newScratch(session)
}

/** The keys that belong to documents. */
function useEditorCommands(session: Session, document: OpenDocument | undefined): void {
  const { documents } = useStores()
  const state = () => documents.getState()
  useCommand('scratch.new', () => newScratch(documents, session))
  useCommand('tab.reopen', () => state().reopen(session))
  useCommand('tab.next', () => state().activateNext(session, 1))
  useCommand('tab.previous', () => state().activateNext(session, -1))
  useCommand('file.saveAll', () => void state().saveAll(session))
  const hasDocument = document !== undefined
  useCommand('file.save', () => document && void state().save(session, document.id), hasDocument, document?.title)
  useCommand('tab.close', () => document && state().requestClose(session, document.id), hasDocument, document?.title)
}

function DocumentBody({ document, isLive }: { readonly document: OpenDocument; readonly isLive: boolean }) {
  const { documents } = useStores()
  const show = useShowError()
  const { session, id, load, title, path } = document
  switch (load.name) {
    case 'unread':
      return isLive ? null : <Empty centred>{title} is read when the session is active.</Empty>
    case 'loading':
      return (
        <div className={styles.waiting}>
          <Waiting
            key={id}
            words={`Opening ${title}…`}
            rows={8}
            rowHeight={20}
            onCancel={() => documents.getState().requestClose(session, id)}
          />
        </div>
      )
    case 'not-text':
      return <BytesView key={id} session={session} path={path ?? ''} title={title} bytes={load.bytes} />
    case 'failed': {
      const retry = () => void documents.getState().reload(session, id)
      const isThere = load.error.code === 'too-large' || load.error.code === 'refused'
      return (
        <>
          <ErrorProblem {...show(load.error, `${path ?? title} cannot be opened`, { session, retry })} />
          {isThere && path !== undefined && (
            <div className={styles.failed}>
              <FileActions session={session} path={path} />
            </div>
          )}
        </>
      )
    }
    case 'ready':
      return <Text document={document} isLive={isLive} />
  }
}

function Text({ document, isLive }: { readonly document: OpenDocument; readonly isLive: boolean }) {
  const CodeEditor = useCodeEditor()
  const { session, id, title, dirty } = document
  if (!CodeEditor) return <Waiting words="Loading the editor…" rows={8} rowHeight={20} />
  const name = `${title}${dirty ? ', unsaved' : ''}`
  return <CodeEditor session={session} id={id} name={name} readOnly={false} isLive={isLive} />
}
