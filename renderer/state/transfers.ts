import type { StoreApi } from 'zustand/vanilla'
import { createStore } from 'zustand/vanilla'
import type { AppContract } from '../../shared/contract/index.ts'
import type { ErrorData } from '../../shared/domain/errors.ts'
import { isAppError, toErrorData } from '../../shared/domain/errors.ts'
import { baseName, joinPath, maxTransferBytes } from '../../shared/domain/file.ts'
import { shownPath } from '../../shared/domain/path-bytes.ts'
import type { SessionRef } from '../../shared/domain/session.ts'
import type { Client } from '../../shared/wire/client.ts'
import { without } from './without.ts'

/** A file on its way into a sandbox, or out of it. */
export interface Transfer {
  readonly id: string
  readonly session: SessionRef
  readonly kind: 'upload' | 'download'
  /** As it is drawn. */
  readonly name: string
  /** Bytes that are through. */
  readonly done: number
  /** Bytes of all of it; 0 until it is known. */
  readonly size: number
  /** Why it ended before its end. */
  readonly error?: ErrorData
}

/** A file of this computer. */
export interface LocalFile {
  /** Where it goes, relative to the folder it was dropped on. */
  readonly path: string
  readonly content: Pick<Blob, 'size' | 'slice'>
}

/** Files that are to be brought in, while the person is asked about those that are there already. */
export interface UploadQuestion {
  readonly session: SessionRef
  readonly folder: string
  readonly files: readonly LocalFile[]
  /** Paths of those that would be replaced, relative to the folder. */
  readonly taken: readonly string[]
}

export interface TransfersState {
  /** Under way or failed, oldest first. */
  readonly list: readonly Transfer[]
  readonly question?: UploadQuestion
  /** Brings files into a folder; asks first when something would be replaced. True when all of them are there. */
  upload(session: SessionRef, folder: string, files: readonly LocalFile[]): Promise<boolean>
  answer(choice: 'replace' | 'skip' | 'cancel'): Promise<boolean>
  /** Saves a copy on this computer: where the person chooses, or as the browser does it. True when it is there. */
  save(session: SessionRef, path: string): Promise<boolean>
  /** Ends one; nothing of it is left. */
  cancel(id: string): void
  /** Takes a failed one off the list. */
  dismiss(id: string): void
}

export type TransfersStore = StoreApi<TransfersState>

/** What of the host saving needs. */
export interface SavingHost {
  /** The host asks where to save; else a browser saves by itself. */
  asksWhere(): boolean
  /** Gives a file to the browser. */
  offer(name: string, content: Blob): void
}

/** Bytes of one message (the wire takes 64 MiB, and a cancel waits for one of them). */
const partBytes = 2 * 1024 * 1024

export function createTransfersStore(client: Client<AppContract>, host: SavingHost): TransfersStore {
  const aborts = new Map<string, AbortController>()

  return createStore<TransfersState>()((set, get) => {
    function change(id: string, part: Partial<Transfer>): void {
      set({ list: get().list.map((one) => (one.id === id ? { ...one, ...part } : one)) })
    }

    function remove(id: string): void {
      aborts.delete(id)
      set({ list: get().list.filter((one) => one.id !== id) })
    }

    /** Does it with its place in the list; true when it came to its end. */
    async function run(
      transfer: Omit<Transfer, 'id' | 'done'>,
      work: (id: string, signal: AbortSignal) => Promise<boolean>,
    ): Promise<boolean> {
      const id = crypto.randomUUID()
      const abort = new AbortController()
      aborts.set(id, abort)
      set({ list: [...get().list, { ...transfer, id, done: 0 }] })
      try {
        const isThere = await work(id, abort.signal)
        remove(id)
        return isThere
      } catch (thrown) {
        if (isAppError(thrown, 'cancelled') || abort.signal.aborted) remove(id)
        else change(id, { error: toErrorData(thrown) })
        return false
      }
    }

    async function uploadOne(session: SessionRef, folder: string, { path, content }: LocalFile, replace: boolean) {
      const target = joinPath(folder, path)
      const { size } = content
      return await run({ session, kind: 'upload', name: shownPath(path), size }, async (id, signal) => {
        const upload = [...crypto.getRandomValues(new Uint8Array(6))]
          .map((byte) => byte.toString(16).padStart(2, '0'))
          .join('')
        try {
          for (let offset = 0; offset === 0 || offset < size; offset += partBytes) {
            const bytes = new Uint8Array(await content.slice(offset, offset + partBytes).arrayBuffer())
            const part = { session, path: target, upload, offset, size, bytes, ...(replace ? {} : { expected: null }) }
            await client.call('files.upload', part, { signal })
            change(id, { done: Math.min(size, offset + partBytes) })
          }
        } catch (thrown) {
          // What a part that was under way had written goes too.
          if (signal.aborted) await client.call('files.cancelUpload', { session, path: target, upload })
          throw thrown
        }
        return true
      })
    }

    async function uploadAll({ session, folder, files, taken }: UploadQuestion): Promise<boolean> {
      const replaced = new Set(taken)
      let all = true
      for (const file of files) all = (await uploadOne(session, folder, file, replaced.has(file.path))) && all
      return all
    }

    async function saveByHost(session: SessionRef, path: string): Promise<boolean> {
      return await run({ session, kind: 'download', name: nameOf(path), size: 0 }, async (id, signal) => {
        let isThere = false
        for await (const { done, size } of client.stream('files.saveCopy', { session, path }, { signal })) {
          change(id, { done, size })
          isThere = done === size
        }
        return isThere
      })
    }

    async function saveByBrowser(session: SessionRef, path: string): Promise<boolean> {
      return await run({ session, kind: 'download', name: nameOf(path), size: 0 }, async (id, signal) => {
        const pieces: Uint8Array<ArrayBuffer>[] = []
        let done = 0
        for await (const { bytes, size } of client.stream('files.download', { session, path }, { signal })) {
          pieces.push(new Uint8Array(bytes))
          done += bytes.byteLength
          change(id, { done, size })
        }
        host.offer(nameOf(path), new Blob(pieces))
        return true
      })
    }

    return {
      list: [],

      async upload(session, folder, files) {
        const question = { session, folder, files, taken: await takenOf(client, session, folder, files) }
        if (question.taken.length === 0) return await uploadAll(question)
        set({ question })
        return false
      },

      async answer(choice) {
        const { question } = get()
        if (!question) return false
        set(without(get(), 'question') as TransfersState, true)
        if (choice === 'cancel') return false
        const { files, taken } = question
        const kept = choice === 'replace' ? files : files.filter(({ path }) => !taken.includes(path))
        return await uploadAll({ ...question, files: kept })
      },

      save: (session, path) => (host.asksWhere() ? saveByHost(session, path) : saveByBrowser(session, path)),

      cancel(id) {
        aborts.get(id)?.abort()
      },

      dismiss: remove,
    }
  })
}

function nameOf(path: string): string {
  return baseName(shownPath(path))
}

/** Which of them are there already. What cannot be listed is found when it is written: nothing is replaced unasked. */
async function takenOf(
  client: Client<AppContract>,
  session: SessionRef,
  folder: string,
  files: readonly LocalFile[],
): Promise<readonly string[]> {
  const folders = new Set(files.map(({ path }) => joinPath(folder, path).replace(/\/[^/]*$/, '') || '/'))
  const present = new Set<string>()
  for (const one of folders) {
    const listing = await client.call('files.list', { session, path: one }).catch(() => undefined)
    for (const { path } of listing?.entries ?? []) present.add(path)
  }
  return files.flatMap(({ path }) => (present.has(joinPath(folder, path)) ? [path] : []))
}

/** Why it is not even begun, in words; undefined when it can be. */
export function uploadProblem(files: readonly LocalFile[]): string | undefined {
  const large = files.find(({ content }) => content.size > maxTransferBytes)
  if (large) return `${shownPath(large.path)} is over 1 GB. Fetch it by a program in the sandbox instead.`
  return files.length > 1000
    ? 'These are over 1,000 files. Bring in an archive, and unpack it in a console.'
    : undefined
}
