import type { Handlers } from '../../shared/wire/contract.ts'
import type { VaultContract } from './contract.ts'
import type { Store } from './store/store.ts'

/** Asks the store a question, and gives its answer. */
export type AskStore = <T>(question: (store: Store) => T | Promise<T>) => Promise<T>

/** Contract name → call of the store; nothing else. */
export function vaultHandlers(ask: AskStore): Handlers<VaultContract> {
  return {
    'storage.status': () => ask(({ status }) => status),
    'storage.usage': () => ask((store) => store.usage()),
    'storage.setLimits': (limits) => ask((store) => store.setLimits(limits)),
    'storage.free': (wanted) => ask((store) => store.free(wanted)),

    'sessions.list': ({ connectionId }) => ask(({ sessions }) => sessions.list(connectionId)),
    'sessions.put': (record) => ask(({ sessions }) => sessions.put(record)),
    'sessions.remove': (ref) => ask(({ sessions }) => sessions.remove(ref)),

    'drafts.keep': (draft) => ask(({ drafts }) => drafts.keep(draft)),
    'drafts.list': (ref) => ask(({ drafts }) => drafts.list(ref)),
    'drafts.discard': ({ session, documentId, revision }) =>
      ask(({ drafts }) => drafts.discard(session, documentId, revision)),
    'drafts.discardAll': (ref) => ask(({ drafts }) => drafts.discardAll(ref)),

    'settings.read': () => ask(({ settings }) => settings.read()),
    'settings.write': (next) => ask(({ settings }) => settings.write(next)),

    'runOptions.get': (session) => ask(({ runOptions }) => runOptions.get(session)),
    'runOptions.put': ({ session, options }) => ask(({ runOptions }) => runOptions.put(session, options)),
    'runOptions.remove': (session) => ask(({ runOptions }) => runOptions.remove(session)),

    'connections.list': () => ask(({ connections }) => connections.list()),
    'connections.put': (connection) => ask(({ connections }) => connections.put(connection)),
    'connections.remove': ({ id }) => ask(({ connections }) => connections.remove(id)),

    'cursors.list': () => ask(({ cursors }) => cursors.list()),
    'cursors.put': (cursor) => ask(({ cursors }) => cursors.put(cursor)),
    'cursors.remove': ({ id }) => ask(({ cursors }) => cursors.remove(id)),

    'runs.put': (kept) => ask(({ runs }) => runs.put(kept)),
    'runs.count': (ref) => ask(({ runs }) => runs.count(ref)),
    'runs.list': ({ session, limit }) => ask(({ runs }) => runs.list(session, limit)),
    'runs.unsettled': () => ask(({ runs }) => runs.unsettled()),
    'runs.get': ({ runId }) => ask(({ runs }) => runs.get(runId)),
    'runs.search': (question) => ask(({ runs }) => runs.search(question)),
    'runs.removeAll': (ref) => ask(({ runs }) => runs.removeAll(ref)),
    'runs.append': ({ runId, pieces }) => ask(({ runs }) => runs.append(runId, pieces)),
    'runs.read': ({ runId, from, maxBytes }) => ask(({ runs }) => runs.read(runId, from, maxBytes)),

    'archives.begin': (wanted) => ask(({ archives }) => archives.begin(wanted)),
    'archives.append': ({ id, part, offset, bytes }) => ask(({ archives }) => archives.append(id, part, offset, bytes)),
    'archives.finish': ({ id, parts }) => ask(({ archives }) => archives.finish(id, parts)),
    'archives.list': (wanted) => ask(({ archives }) => archives.list(wanted?.session)),
    'archives.read': ({ id, part, offset, maxBytes }) =>
      ask(({ archives }) => archives.read(id, part, offset, maxBytes)),
    'archives.verify': ({ id }) => ask(({ archives }) => archives.verify(id)),
    'archives.remove': ({ id }) => ask(({ archives }) => archives.remove(id)),
  }
}
