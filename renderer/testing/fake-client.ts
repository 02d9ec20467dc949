import type { AppContract } from '../../shared/contract/index.ts'
import { contract } from '../../shared/contract/index.ts'
import { fail } from '../../shared/domain/errors.ts'
import type { SessionList } from '../../shared/domain/session.ts'
import type { SessionsChange } from '../../shared/domain/session-changes.ts'
import { defaultSettings } from '../../shared/domain/settings.ts'
import type { Client } from '../../shared/wire/client.ts'
import { connect } from '../../shared/wire/client.ts'
import type { CallContext, Handlers } from '../../shared/wire/contract.ts'
import { portPair } from '../../shared/wire/port.ts'
import { serve } from '../../shared/wire/server.ts'

export type AppHandlers = Handlers<AppContract>

/** A value that changes, and the handler of a stream that follows it. */
export class Watchable<T> {
  #value: T | undefined
  #wake = new Set<() => void>()

  constructor(value?: T) {
    this.#value = value
  }

  get value(): T | undefined {
    return this.#value
  }

  set(value: T): void {
    this.#value = value
    for (const wake of this.#wake) wake()
  }

  /** The present value at once (when there is one), then each newer one until the reader leaves. */
  async *follow({ signal }: CallContext): AsyncGenerator<T> {
    let seen: T | undefined
    while (!signal.aborted) {
      const value = this.#value
      if (value !== undefined && value !== seen) {
        seen = value
        yield value
        continue
      }
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.#wake.delete(wake)
          signal.removeEventListener('abort', wake)
          resolve()
        }
        this.#wake.add(wake)
        signal.addEventListener('abort', wake, { once: true })
      })
    }
  }
}

/** Lists of sessions that change, as main tells of them: here each time all of them anew. */
export async function* followLists(
  lists: Watchable<readonly SessionList[]>,
  context: CallContext,
): AsyncGenerator<SessionsChange> {
  for await (const all of lists.follow(context))
    yield {
      connectionIds: all.map(({ connectionId }) => connectionId),
      lists: all.map(({ connectionId, sessions, ...standing }) => ({
        connectionId,
        reset: true,
        standing,
        put: sessions,
      })),
    }
}

/** Never says anything, until the reader leaves. */
async function* silence<T>(_input: unknown, { signal }: CallContext): AsyncGenerator<T> {
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}

function unexpected(name: string): () => never {
  return () => {
    throw fail('internal', `The test gave no handler for ${name}.`)
  }
}

/** What a test that does not care gets: streams that say nothing, settings by default, calls that fail. */
const defaults: AppHandlers = {
  'app.info': () => ({ version: '0.1.0', host: 'electron', platform: 'linux', dataFolder: '/home/user/data' }),
  'app.attend': silence,
  'app.openExternal': unexpected('app.openExternal'),
  'app.frameColours': () => undefined,
  'app.zoom': silence,
  'app.setZoom': unexpected('app.setZoom'),
  'app.showMenu': () => undefined,
  'app.menuChoices': silence,
  'settings.read': () => defaultSettings,
  'settings.write': () => undefined,
  'connections.watch': silence,
  'connections.add': unexpected('connections.add'),
  'connections.change': unexpected('connections.change'),
  'connections.checkSteps': silence,
  'connections.keystore': () => ({}),
  'connections.figures': unexpected('connections.figures'),
  'connections.remove': unexpected('connections.remove'),
  'connections.check': unexpected('connections.check'),
  'sessions.watch': silence,
  'sessions.refresh': unexpected('sessions.refresh'),
  'sessions.create': unexpected('sessions.create'),
  'sessions.open': unexpected('sessions.open'),
  'sessions.pause': unexpected('sessions.pause'),
  'sessions.resume': unexpected('sessions.resume'),
  'sessions.delete': unexpected('sessions.delete'),
  'logs.read': unexpected('logs.read'),
  'logs.report': unexpected('logs.report'),
  'storage.usage': unexpected('storage.usage'),
  'storage.setLimits': unexpected('storage.setLimits'),
  'storage.free': unexpected('storage.free'),
  'sessions.find': unexpected('sessions.find'),
  'sessions.letGo': unexpected('sessions.letGo'),
  'sessions.again': unexpected('sessions.again'),
  'sessions.undo': unexpected('sessions.undo'),
  'sessions.cancel': unexpected('sessions.cancel'),
  'sessions.label': unexpected('sessions.label'),
  'sessions.keepAlive': unexpected('sessions.keepAlive'),
  'sessions.rename': unexpected('sessions.rename'),
  'sessions.holdings': () => ({ underWay: 0, runs: 0, drafts: 0 }),
  'sessions.kept': () => [],
  'sessions.restore': unexpected('sessions.restore'),
  'sessions.forget': unexpected('sessions.forget'),
  'runOptions.read': unexpected('runOptions.read'),
  'runOptions.write': unexpected('runOptions.write'),
  'runs.find': unexpected('runs.find'),
  'programs.read': () => ({ open: false, port: 8080 }),
  'programs.open': unexpected('programs.open'),
  'programs.close': unexpected('programs.close'),
  'runs.start': unexpected('runs.start'),
  'runs.stop': unexpected('runs.stop'),
  'runs.watch': silence,
  'runs.output': silence,
  'files.list': unexpected('files.list'),
  'files.index': async function* () {
    yield { paths: [], end: { asOf: Date.now(), leftOut: {}, unreadable: 0, tooDeep: 0 } }
  },
  'files.read': unexpected('files.read'),
  'files.write': unexpected('files.write'),
  'files.createFolder': unexpected('files.createFolder'),
  'files.look': unexpected('files.look'),
  'files.move': unexpected('files.move'),
  'files.copy': unexpected('files.copy'),
  'files.upload': unexpected('files.upload'),
  'files.cancelUpload': unexpected('files.cancelUpload'),
  'files.download': silence,
  'files.saveCopy': silence,
  'files.delete': unexpected('files.delete'),
  'drafts.keep': unexpected('drafts.keep'),
  'drafts.list': () => [],
  'drafts.discard': unexpected('drafts.discard'),
}

/** All handlers: these, and defaults for the others. */
export function fakeHandlers(handlers: Partial<AppHandlers> = {}): AppHandlers {
  return { ...defaults, ...handlers }
}

/**
 * A client over the real wire to these handlers, in memory: inputs are parsed, errors cross as data, streams have
 * credits. `close` ends the wire from the other side, as a main process that dies does.
 */
export function fakeClient(handlers: Partial<AppHandlers> = {}): {
  readonly client: Client<AppContract>
  readonly close: () => void
} {
  const [near, far] = portPair()
  serve(far, contract, fakeHandlers(handlers))
  return { client: connect<AppContract>(near), close: () => far.close() }
}
