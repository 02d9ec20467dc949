import type { AppContract } from '../../shared/contract/index.ts'
import type { Client } from '../../shared/wire/client.ts'
import type { AppInfoStore } from './app-info.ts'
import { createAppInfoStore } from './app-info.ts'
import type { CommandsStore } from './commands.ts'
import { createCommandsStore } from './commands.ts'
import type { ConnectionsStore } from './connections.ts'
import { createConnectionsStore } from './connections.ts'
import type { ConsolesStore } from './consoles.ts'
import { createConsolesStore } from './consoles.ts'
import type { DiagnosticsStore } from './diagnostics.ts'
import { createDiagnosticsStore } from './diagnostics.ts'
import type { DialogsStore } from './dialogs.ts'
import { createDialogsStore } from './dialogs.ts'
import { documentSettings } from './document-settings.ts'
import { createDocumentsStore } from './documents.ts'
import { keepOnLeave } from './documents-leave.ts'
import type { DocumentsStore } from './documents-state.ts'
import type { FileIndexStore } from './file-index.ts'
import { createFileIndexStore } from './file-index.ts'
import type { FilesStore } from './files.ts'
import { createFilesStore } from './files.ts'
import type { LinkStore } from './link-status.ts'
import { createLinkStore } from './link-status.ts'
import type { NoticesStore } from './notices.ts'
import { createNoticesStore } from './notices.ts'
import { offerFile } from './offer-file.ts'
import type { ProgramsStore } from './programs.ts'
import { createProgramsStore } from './programs.ts'
import type { RunOptionsStore } from './run-options.ts'
import { createRunOptionsStore } from './run-options.ts'
import type { RunsStore } from './runs.ts'
import { createRunsStore } from './runs.ts'
import type { SessionViewStore } from './session-view.ts'
import { createSessionViewStore } from './session-view.ts'
import type { SessionsStore } from './sessions.ts'
import { createSessionsStore } from './sessions.ts'
import type { SettingsStore } from './settings.ts'
import { createSettingsStore } from './settings.ts'
import type { TransfersStore } from './transfers.ts'
import { createTransfersStore } from './transfers.ts'
import type { ZoomStore } from './zoom.ts'
import { createZoomStore } from './zoom.ts'

/** Everything that the window knows, one store for each subject. */
export interface Stores {
  readonly app: AppInfoStore
  readonly link: LinkStore
  readonly settings: SettingsStore
  readonly zoom: ZoomStore
  readonly connections: ConnectionsStore
  readonly programs: ProgramsStore
  readonly sessions: SessionsStore
  readonly sessionView: SessionViewStore
  readonly documents: DocumentsStore
  readonly consoles: ConsolesStore
  readonly files: FilesStore
  readonly fileIndex: FileIndexStore
  readonly transfers: TransfersStore
  readonly runs: RunsStore
  readonly runOptions: RunOptionsStore
  readonly notices: NoticesStore
  readonly dialogs: DialogsStore
  readonly diagnostics: DiagnosticsStore
  readonly commands: CommandsStore
}

/** The stores of one window. They do nothing until `startStores`. */
export function createStores(client: Client<AppContract>): Stores {
  const settings = createSettingsStore(client)
  const documents = createDocumentsStore(client, documentSettings(settings))
  const consoles = createConsolesStore(settings)
  const app = createAppInfoStore(client, (url) => window.open(url, '_blank', 'noopener,noreferrer'))
  const files = createFilesStore(client)
  const fileIndex = createFileIndexStore(client)
  const sessions = createSessionsStore(client, {
    onFront: (front) =>
      settings.getState().change(({ openSession: _old, ...rest }) => (front ? { ...rest, openSession: front } : rest)),
    onLeaving: async () => await documents.getState().flush(),
    onForgotten: (ref) => {
      documents.getState().forgetSession(ref)
      files.getState().forgetSession(ref)
      fileIndex.getState().forgetSession(ref)
    },
  })
  return {
    app,
    link: createLinkStore(),
    settings,
    zoom: createZoomStore(client),
    connections: createConnectionsStore(client),
    programs: createProgramsStore(client),
    sessions,
    sessionView: createSessionViewStore(),
    documents,
    consoles,
    files,
    fileIndex,
    transfers: createTransfersStore(client, {
      asksWhere: () => app.getState().info?.host === 'electron',
      offer: offerFile,
    }),
    runs: createRunsStore(client),
    runOptions: createRunOptionsStore(client),
    notices: createNoticesStore(),
    dialogs: createDialogsStore(),
    diagnostics: createDiagnosticsStore(client),
    commands: createCommandsStore(),
  }
}

/** Begins to follow what main knows, and brings the session of last time to the front. Returns what ends it. */
export function startStores(stores: Stores): () => void {
  const end = new AbortController()
  void stores.app.getState().load()
  if (typeof document !== 'undefined') void stores.app.getState().attend(document, end.signal)
  void stores.zoom.getState().follow(end.signal)
  void stores.connections.getState().follow(end.signal)
  void stores.sessions.getState().follow(end.signal)
  const endLimit = stores.documents.subscribe(({ limit }, before) => {
    if (limit !== before.limit) stores.settings.getState().change((all) => ({ ...all, runLimit: limit }))
  })
  void stores.settings
    .getState()
    .load()
    .then(({ openSession, runLimit }) => {
      if (runLimit !== undefined) stores.documents.getState().setLimit(runLimit)
      if (openSession && !stores.sessions.getState().front) stores.sessions.getState().select(openSession)
    })
  const endKeeping = typeof window === 'undefined' ? () => {} : keepOnLeave(stores.documents, window)
  return () => {
    endKeeping()
    endLimit()
    end.abort()
  }
}
