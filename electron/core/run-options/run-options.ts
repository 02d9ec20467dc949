import { Buffer } from 'node:buffer'
import { fail } from '../../../shared/domain/errors.ts'
import type { EnvVariable, RunOptions } from '../../../shared/domain/run-options.ts'
import type { SessionRef } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import type { Keystore } from '../host.ts'
import type { KeptRunOptions, Records } from '../records/records.ts'

/** What a person asks runs to begin with: a secret without a value keeps the one that it has. */
export interface WantedRunOptions {
  readonly workDir?: string
  readonly env: readonly Pick<EnvVariable, 'name' | 'value' | 'secret'>[]
}

/** What a run is started with. */
export interface ResolvedRunOptions {
  readonly workDir?: string
  readonly env: Readonly<Record<string, string>>
}

type KeptVariable = KeptRunOptions['env'][number]

/**
 * Work folder and environment of each session's runs. Secrets are encrypted by the key store; where there is none they stay
 * in memory until the application ends. They are given to runs, and to nobody else.
 */
export class RunOptionsKeeper {
  readonly #records: Records['runOptions']
  readonly #keystore: Keystore
  /** Secrets by session and name, for what no key store keeps. */
  readonly #inMemory = new Map<string, string>()

  constructor(records: Records['runOptions'], keystore: Keystore) {
    this.#records = records
    this.#keystore = keystore
  }

  /** As a person is shown them: values of secrets stay here. */
  async read(session: SessionRef): Promise<RunOptions> {
    const kept = await this.#records.get(session)
    const env = await Promise.all(kept.env.map(async (variable) => await this.#told(session, variable)))
    return { ...(kept.workDir === undefined ? {} : { workDir: kept.workDir }), env }
  }

  async write(session: SessionRef, wanted: WantedRunOptions): Promise<RunOptions> {
    const before = new Map((await this.#records.get(session)).env.map((variable) => [variable.name, variable]))
    const env: KeptVariable[] = []
    for (const variable of wanted.env) env.push(await this.#toKeep(session, variable, before.get(variable.name)))
    await this.#records.put(session, { ...(wanted.workDir === undefined ? {} : { workDir: wanted.workDir }), env })
    return await this.read(session)
  }

  /** For a run. Throws `refused` when a secret cannot be had: without it the program would do something else. */
  async resolve(session: SessionRef): Promise<ResolvedRunOptions> {
    const kept = await this.#records.get(session)
    const env: Record<string, string> = {}
    for (const variable of kept.env) {
      const value = variable.value ?? (await this.#open(session, variable))
      if (value === undefined)
        throw fail('refused', `The secret ${variable.name} of its environment is not here any more. Give it again.`)
      env[variable.name] = value
    }
    return { ...(kept.workDir === undefined ? {} : { workDir: kept.workDir }), env }
  }

  /** Another session begins with the same from now on; one that begins with nothing changes nothing. */
  async copy(from: SessionRef, to: SessionRef): Promise<void> {
    const kept = await this.#records.get(from)
    if (kept.env.length === 0 && kept.workDir === undefined) return
    for (const { name } of kept.env) {
      const secret = this.#inMemory.get(keyOf(from, name))
      if (secret !== undefined) this.#inMemory.set(keyOf(to, name), secret)
    }
    await this.#records.put(to, kept)
  }

  async forget(session: SessionRef): Promise<void> {
    for (const key of [...this.#inMemory.keys()])
      if (key.startsWith(`${sessionKey(session)} `)) this.#inMemory.delete(key)
    await this.#records.remove(session)
  }

  async #told(session: SessionRef, variable: KeptVariable): Promise<EnvVariable> {
    const { name, value, sealed } = variable
    if (value !== undefined) return { name, value, secret: false }
    if (sealed === '')
      return { name, secret: true, kept: this.#inMemory.has(keyOf(session, name)) ? 'memory' : 'missing' }
    const opened = await this.#open(session, variable)
    return { name, secret: true, kept: opened === undefined ? 'missing' : 'keychain' }
  }

  async #toKeep(
    session: SessionRef,
    { name, value, secret }: WantedRunOptions['env'][number],
    before: KeptVariable | undefined,
  ): Promise<KeptVariable> {
    if (!secret) return { name, value: value ?? '' }
    if (value === undefined && before?.sealed !== undefined) return { name, sealed: before.sealed }
    return { name, sealed: await this.#seal(session, name, value ?? '') }
  }

  /** Base64; empty when it stays in memory. */
  async #seal(session: SessionRef, name: string, value: string): Promise<string> {
    if ((await this.#keystore.backend()) !== undefined)
      try {
        return Buffer.from(await this.#keystore.encrypt(value)).toString('base64')
      } catch {
        // A store that is locked: as good as none. What was thrown could hold the value.
      }
    this.#inMemory.set(keyOf(session, name), value)
    return ''
  }

  async #open(session: SessionRef, { name, sealed }: KeptVariable): Promise<string | undefined> {
    if (sealed === undefined || sealed === '') return this.#inMemory.get(keyOf(session, name))
    try {
      return await this.#keystore.decrypt(Buffer.from(sealed, 'base64'))
    } catch {
      return undefined
    }
  }
}

function keyOf(session: SessionRef, name: string): string {
  return `${sessionKey(session)} ${name}`
}
