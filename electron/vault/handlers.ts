import type { Handlers } from '../../shared/wire/contract.ts'
import type { VaultContract } from './contract.ts'
import type { Store } from './store/store.ts'

/** Contract name → call of the store; nothing else. */
export function vaultHandlers(store: () => Promise<Store>): Handlers<VaultContract> {
  return {
    'vault.status': async () => (await store()).status,

    'sessions.list': async ({ connectionId }) => (await store()).sessions.list(connectionId),
    'sessions.put': async (record) => (await store()).sessions.put(record),
    'sessions.remove': async (ref) => (await store()).sessions.remove(ref),

    'drafts.keep': async (draft) => (await store()).drafts.keep(draft),
    'drafts.list': async (ref) => (await store()).drafts.list(ref),
    'drafts.discard': async ({ session, documentId, revision }) =>
      (await store()).drafts.discard(session, documentId, revision),
    'drafts.discardAll': async (ref) => (await store()).drafts.discardAll(ref),

    'settings.read': async () => (await store()).settings.read(),
    'settings.write': async (settings) => (await store()).settings.write(settings),

    'connections.list': async () => (await store()).connections.list(),
    'connections.put': async (connection) => (await store()).connections.put(connection),
    'connections.remove': async ({ id }) => (await store()).connections.remove(id),

    'cursors.list': async () => (await store()).cursors.list(),
    'cursors.put': async (cursor) => (await store()).cursors.put(cursor),
    'cursors.remove': async ({ id }) => (await store()).cursors.remove(id),
  }
}
