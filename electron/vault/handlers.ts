import type { Handlers } from '../../shared/wire/contract.ts'
import type { VaultContract } from './contract.ts'
import type { Store } from './store/store.ts'

/** Contract name → call of the store; nothing else. */
export function vaultHandlers(store: () => Promise<Store>): Handlers<VaultContract> {
  return {
    'vault.status': async () => (await store()).status,

    'sessions.list': async ({ connectionId }) => (await store()).listSessions(connectionId),
    'sessions.put': async (record) => (await store()).putSession(record),
    'sessions.remove': async (ref) => (await store()).removeSession(ref),

    'drafts.keep': async (draft) => (await store()).keepDraft(draft),
    'drafts.list': async (ref) => (await store()).listDrafts(ref),
    'drafts.discard': async ({ session, documentId, revision }) =>
      (await store()).discardDraft(session, documentId, revision),
    'drafts.discardAll': async (ref) => (await store()).discardDrafts(ref),

    'settings.read': async () => (await store()).readSettings(),
    'settings.write': async (settings) => (await store()).writeSettings(settings),

    'connections.list': async () => (await store()).listConnections(),
    'connections.put': async (connection) => (await store()).putConnection(connection),
    'connections.remove': async ({ id }) => (await store()).removeConnection(id),
  }
}
