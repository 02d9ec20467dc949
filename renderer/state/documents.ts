import type { StoreApi } from 'zustand/vanilla'
import { createStore } from 'zustand/vanilla'
import type { AppContract } from '../../shared/contract/index.ts'
import type { Draft } from '../../shared/domain/draft.ts'
import { fileDocumentId, parseDocumentId, scratchDocumentId } from '../../shared/domain/draft.ts'
import type { ErrorData } from '../../shared/domain/errors.ts'
import { isAppError, toErrorData } from '../../shared/domain/errors.ts'
import { baseName, textOf } from '../../shared/domain/file.ts'
import type { RunLanguage } from '../../shared/domain/run.ts'
import type { SessionRef } from '../../shared/domain/session.ts'
import { sessionKey } from '../../shared/domain/session.ts'
import type { Client } from '../../shared/wire/client.ts'
import { sha256Of } from './documents-hash.ts'
import { createKeeper } from './documents-keeper.ts'
import { editorLanguageFor, editorLanguageOf, runLanguageOf } from './documents-language.ts'
import type { TextForm } from './documents-text.ts'
import { plainForm, putTogether, takeApart } from './documents-text.ts'
import type {
  DocumentKeep,
  DocumentQuestion,
  DocumentSettings,
  EditorCursor,
  OpenDocument,
  SessionDocuments,
  TextBuffer,
} from './documents-types.ts'

/** Open documents of every session, their drafts, and saving. Text lives in buffers beside it. */
export interface DocumentsState {
  readonly sessions: Readonly<Record<string, SessionDocuments>>
  /** When an edit was last put on disk (ms). */
  readonly lastKeptAt?: number
  /** Documents with edits that are not on disk yet. */
  readonly unkept: number
  /** In the editor in front; absent without one. */
  readonly cursor?: EditorCursor
  readonly question?: DocumentQuestion
  /** Seconds that a run from the editor may take. */
  readonly limit: number

  /** Reads tabs and drafts of a session, once. Drafts without a tab get one. */
  restore(session: SessionRef): Promise<void>
  openFile(session: SessionRef, path: string): void
  /** Opens an empty scratch cell; returns its id. */
  newScratch(session: SessionRef): string
  activate(session: SessionRef, id: string): void
  /** The tab `by` places further, around the end. */
  activateNext(session: SessionRef, by: 1 | -1): void
  /** The last closed tab of this session again. */
  reopen(session: SessionRef): void
  /** Closes it, or asks first when text would be lost. */
  requestClose(session: SessionRef, id: string): void
  answerClose(answer: 'save' | 'discard' | 'cancel'): Promise<void>
  /** A scratch cell asks for a path first. Resolves when it is saved or it is known why not. */
  save(session: SessionRef, id: string): Promise<boolean>
  saveAll(session: SessionRef): Promise<void>
  /** Writes a scratch cell to a new file and opens that in its place. Rejects with `conflict` when one is there. */
  saveScratchAs(path: string): Promise<void>
  cancelQuestion(): void
  /** mine: writes the edits over what is there now. theirs: takes what is there; undo brings the edits back. */
  resolveConflict(session: SessionRef, id: string, take: 'mine' | 'theirs'): Promise<void>
  /** Reads a file again: after a failure, or because it may have changed. */
  reload(session: SessionRef, id: string): Promise<void>
  /** Reads all that was read before, or failed: the session can be asked again, or a run may have changed files. */
  reloadAll(session: SessionRef): Promise<void>
  /** Whether the session's files can be asked for now. */
  setLive(session: SessionRef, live: boolean): void
  setRunLanguage(session: SessionRef, id: string, language: RunLanguage): void
  setLimit(seconds: number): void
  setCursor(cursor: EditorCursor | undefined): void
  /** A file or folder was deleted here. */
  pathDeleted(session: SessionRef, path: string): void
  /** The session is deleted or forgotten: its drafts are gone already. */
  forgetSession(session: SessionRef): void
  /** The person changed the text of a buffer. */
  edited(session: SessionRef, id: string): void
  buffer(session: SessionRef, id: string): TextBuffer | undefined
  /** From now on the text lives there; it takes over the present text itself. */
  setBuffer(session: SessionRef, id: string, buffer: TextBuffer): void
  /** Puts every edit on disk now. */
  flush(): Promise<void>
}

export type DocumentsStore = StoreApi<DocumentsState>

/** What the store knows of a document beside what is shown. */
interface Inner {
  buffer: TextBuffer
  form: TextForm
  /** The file's version under the edits; `text` is missing where only the draft knows it. */
  base?: { readonly sha256: string; readonly text?: string } | undefined
  draft?: Draft | undefined
  /** Counts readings, so that a late answer does not replace a newer one. */
  reading: number
}

/** Seconds offered for a run; the last is the API's hard end. */
export const runLimits = [10, 60, 290] as const

function plainBuffer(text: string): TextBuffer {
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
  return parsed?.kind === 'file' ? baseName(parsed.path) : `scratch ${parsed?.number ?? '?'}`
}

function blank(session: SessionRef, id: string): OpenDocument {
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

/** A copy without some members: an absent member is what `exactOptionalPropertyTypes` wants for "not there". */
function without<T extends object, K extends keyof T>(value: T, ...keys: K[]): Omit<T, K> {
  const copy = { ...value }
  for (const key of keys) delete copy[key]
  return copy
}

export function createDocumentsStore(client: Client<AppContract>, settings: DocumentSettings): DocumentsStore {
  const inners = new Map<string, Inner>()
  const closed = new Map<string, string[]>()
  const restoring = new Map<string, Promise<void>>()
  /** Sessions whose sandbox can be asked. */
  const live = new Set<string>()

  const innerKey = (session: SessionRef, id: string) => `${sessionKey(session)} ${id}`
  const innerOf = (session: SessionRef, id: string) => inners.get(innerKey(session, id))

  const store = createStore<DocumentsState>()((set, get) => {
    const keeper = createKeeper({ client, content, onKeep, onCount: (unkept) => set({ unkept }) })

    function ofSession(session: SessionRef): SessionDocuments {
      return get().sessions[sessionKey(session)] ?? { state: 'loading', order: [], byId: {} }
    }

    function setSession(session: SessionRef, next: SessionDocuments): void {
      set({ sessions: { ...get().sessions, [sessionKey(session)]: next } })
    }

    function documentOf(session: SessionRef, id: string): OpenDocument | undefined {
      return ofSession(session).byId[id]
    }

    /** Changes a document that is still open; a late answer for a closed one does nothing. */
    function patch(session: SessionRef, id: string, change: (document: OpenDocument) => OpenDocument): void {
      const now = ofSession(session)
      const document = now.byId[id]
      if (!document) return
      setSession(session, { ...now, byId: { ...now.byId, [id]: change(document) } })
    }

    function keepTabs(session: SessionRef): void {
      const { state, order, active } = ofSession(session)
      // Before the tabs of last time were read, these would replace them.
      if (state === 'ready') settings.keep(session, order, active)
    }

    function add(session: SessionRef, id: string, text = ''): void {
      const now = ofSession(session)
      if (now.byId[id]) return
      inners.set(innerKey(session, id), { buffer: plainBuffer(text), form: plainForm, reading: 0 })
      setSession(session, { ...now, order: [...now.order, id], byId: { ...now.byId, [id]: blank(session, id) } })
    }

    /** The whole text as it stands in the file, or would. */
    function wholeText(inner: Inner): string {
      return putTogether(inner.buffer.read(), inner.form)
    }

    /** What has to be kept; brings what is shown of the text up to date on the way. */
    function content(session: SessionRef, id: string): { text: string; baseSha256?: string } | undefined {
      const inner = innerOf(session, id)
      const document = documentOf(session, id)
      if (!inner || document?.load.name !== 'ready') return undefined
      const text = wholeText(inner)
      const isFile = document.path !== undefined
      const dirty = isFile ? inner.base === undefined || inner.base.text !== text : false
      patch(session, id, (before) => ({ ...before, dirty }))
      void hash(session, id, inner)
      if (isFile ? !dirty : text === '') return undefined
      return inner.base ? { text, baseSha256: inner.base.sha256 } : { text }
    }

    async function hash(session: SessionRef, id: string, inner: Inner): Promise<void> {
      const text = inner.buffer.read()
      const textHash = await sha256Of(text)
      if (innerOf(session, id)?.buffer.read() === text) patch(session, id, (document) => ({ ...document, textHash }))
    }

    function onKeep(session: SessionRef, id: string, keep: DocumentKeep): void {
      patch(session, id, (document) => ({ ...document, keep }))
      if (keep.name === 'kept') set({ lastKeptAt: keep.at })
    }

    /** Shows what the file holds. */
    function showFile(session: SessionRef, id: string, inner: Inner, sha256: string, text: string): void {
      inner.base = { sha256, text }
      show(session, id, inner, text)
      patch(session, id, (document) => ({ ...document, dirty: false }))
    }

    /** Puts a text into a document's buffer as something that was read, not typed. */
    function show(session: SessionRef, id: string, inner: Inner, source: string): void {
      const { form, text } = takeApart(source)
      inner.form = form
      if (inner.buffer.read() !== text) inner.buffer.write(text)
      patch(session, id, (document) => ({
        ...document,
        load: { name: 'ready' },
        lineEnds: form.lineEnds,
        mark: form.mark,
      }))
      void hash(session, id, inner)
    }

    /** A draft is shown at once, whatever the server says later. */
    function showDraft(session: SessionRef, id: string, inner: Inner, draft: Draft): void {
      inner.draft = draft
      keeper.found(session, id, draft.revision)
      set({ lastKeptAt: Math.max(get().lastKeptAt ?? 0, draft.keptAt) })
      if (draft.baseSha256 !== undefined) inner.base = { sha256: draft.baseSha256 }
      show(session, id, inner, draft.text)
      patch(session, id, (document) => ({
        ...document,
        dirty: document.path !== undefined,
        keep: { name: 'kept', at: draft.keptAt },
      }))
    }

    async function read(session: SessionRef, id: string): Promise<void> {
      const inner = innerOf(session, id)
      const path = documentOf(session, id)?.path
      if (!inner || path === undefined) return
      inner.reading += 1
      const reading = inner.reading
      const isLate = () => innerOf(session, id) !== inner || inner.reading !== reading
      if (documentOf(session, id)?.load.name !== 'ready')
        patch(session, id, (document) => ({ ...document, load: { name: 'loading', since: Date.now() } }))
      try {
        const file = await client.call('files.read', { session, path })
        if (isLate()) return
        const text = textOf(file.bytes)
        patch(session, id, (document) => without(document, 'readError'))
        if (text === undefined) return notText(session, id, inner, file)
        took(session, id, inner, { sha256: file.sha256, modifiedAt: file.modifiedAt, text })
      } catch (thrown) {
        if (isLate()) return
        readFailed(session, id, inner, thrown)
      }
    }

    /** A version of the file has arrived: decides between showing it, keeping the edits, and a conflict. */
    function took(
      session: SessionRef,
      id: string,
      inner: Inner,
      file: { readonly sha256: string; readonly modifiedAt: number; readonly text: string },
    ): void {
      const document = documentOf(session, id)
      if (!document) return
      const mine = document.load.name === 'ready' ? wholeText(inner) : undefined
      const edited = mine !== undefined && (inner.base === undefined || inner.base.text !== mine)
      const sameBase = inner.base?.sha256 === file.sha256
      if (edited && mine !== file.text && !sameBase) {
        patch(session, id, (now) => ({
          ...now,
          conflict: { kind: 'changed', sha256: file.sha256, modifiedAt: file.modifiedAt },
        }))
        return
      }
      patch(session, id, (now) => without(now, 'conflict'))
      if (!edited || mine === file.text) showFile(session, id, inner, file.sha256, file.text)
      else inner.base = { sha256: file.sha256, text: file.text }
      // Settles dirty, and throws away a draft that says nothing new.
      if (edited || inner.draft) keeper.edited(session, id)
      inner.draft = undefined
    }

    function notText(
      session: SessionRef,
      id: string,
      inner: Inner,
      file: { sha256: string; size: number; modifiedAt: number },
    ): void {
      if (documentOf(session, id)?.dirty) {
        const { sha256, modifiedAt } = file
        patch(session, id, (document) => ({ ...document, conflict: { kind: 'changed', sha256, modifiedAt } }))
        return
      }
      inner.base = undefined
      patch(session, id, (document) => ({ ...document, load: { name: 'not-text', size: file.size } }))
    }

    function readFailed(session: SessionRef, id: string, inner: Inner, thrown: unknown): void {
      const error = toErrorData(thrown)
      const document = documentOf(session, id)
      if (!document) return
      if (document.load.name !== 'ready') {
        patch(session, id, (now) => ({ ...now, load: { name: 'failed', error } }))
        return
      }
      if (error.code !== 'not-found') {
        patch(session, id, (now) => ({ ...now, readError: error }))
        return
      }
      // A new file that was never saved is rightly not there.
      if (inner.base) deleted(session, id, inner)
    }

    function deleted(session: SessionRef, id: string, inner: Inner): void {
      if (documentOf(session, id)?.dirty) {
        patch(session, id, (document) => ({ ...document, conflict: { kind: 'deleted' } }))
        return
      }
      // What is on the screen may be the last copy: it stays open, as an edit that is kept.
      inner.base = undefined
      patch(session, id, (document) => ({ ...document, dirty: true, conflict: { kind: 'deleted' } }))
      keeper.edited(session, id)
    }

    /** The tab in front, what was read before, and what has a draft: those can be wrong on the screen. */
    async function readShown(session: SessionRef): Promise<void> {
      const { order, active, byId } = ofSession(session)
      const shown = order.filter((id) => id === active || byId[id]?.load.name !== 'unread')
      await Promise.all(shown.map((id) => read(session, id)))
    }

    function readOpen(session: SessionRef): void {
      if (live.has(sessionKey(session))) void readShown(session)
    }

    async function restoreNow(session: SessionRef): Promise<void> {
      try {
        const [tabs, drafts] = await Promise.all([settings.read(session), client.call('drafts.list', session)])
        const ids = [...new Set([...(tabs?.documentIds ?? []), ...drafts.map(({ documentId }) => documentId)])]
        for (const id of ids) if (parseDocumentId(id)) add(session, id)
        for (const draft of drafts) {
          const inner = innerOf(session, draft.documentId)
          if (inner) showDraft(session, draft.documentId, inner, draft)
        }
        const now = ofSession(session)
        const wanted = now.active ?? tabs?.active
        const active = wanted !== undefined && now.byId[wanted] ? wanted : now.order[0]
        setSession(session, { ...without(now, 'error'), state: 'ready', ...(active === undefined ? {} : { active }) })
        // Tabs that drafts brought, or that were opened meanwhile.
        if (now.order.length !== (tabs?.documentIds.length ?? 0)) keepTabs(session)
        readOpen(session)
      } catch (thrown) {
        restoring.delete(sessionKey(session))
        setSession(session, { ...ofSession(session), state: 'failed', error: toErrorData(thrown) })
      }
    }

    function readIfNew(session: SessionRef, id: string): void {
      if (live.has(sessionKey(session)) && documentOf(session, id)?.load.name === 'unread') void read(session, id)
    }

    function remove(session: SessionRef, id: string): void {
      const now = ofSession(session)
      const at = now.order.indexOf(id)
      if (at < 0) return
      const order = now.order.filter((other) => other !== id)
      const active = now.active === id ? (order[at] ?? order[at - 1]) : now.active
      const byId = without(now.byId as Record<string, OpenDocument>, id)
      setSession(session, { ...without(now, 'active'), order, byId, ...(active === undefined ? {} : { active }) })
      inners.delete(innerKey(session, id))
      const history = closed.get(sessionKey(session)) ?? []
      closed.set(sessionKey(session), [...history.filter((other) => other !== id), id].slice(-50))
      keepTabs(session)
      if (active !== undefined) readIfNew(session, active)
    }

    /** Closes and throws the edits away. */
    async function discard(session: SessionRef, id: string): Promise<void> {
      await keeper.forget(session, id)
      remove(session, id)
      await client.call('drafts.discard', { session, documentId: id }).catch(() => {
        // The draft comes back at the next start: too much is kept, never too little.
      })
    }

    async function close(session: SessionRef, id: string): Promise<void> {
      // A keep or discard under way must be the last word on this document.
      await keeper.flush()
      await keeper.forget(session, id)
      remove(session, id)
    }

    async function write(session: SessionRef, id: string, expected: string | null): Promise<boolean> {
      const inner = innerOf(session, id)
      const document = documentOf(session, id)
      if (!inner || document?.path === undefined || document.load.name !== 'ready' || document.saving) return false
      const text = wholeText(inner)
      patch(session, id, (now) => ({ ...without(now, 'saveError'), saving: true }))
      try {
        const bytes = new TextEncoder().encode(text)
        const version = await client.call('files.write', { session, path: document.path, bytes, expected })
        inner.base = { sha256: version.sha256, text }
        // The form's own memory of line ends follows what is in the file now.
        inner.form = takeApart(text).form
        patch(session, id, (now) => ({
          ...without(now, 'conflict', 'readError'),
          saving: false,
          dirty: wholeText(inner) !== text,
        }))
        keeper.edited(session, id)
        return true
      } catch (thrown) {
        const error: ErrorData = toErrorData(thrown)
        patch(session, id, (now) => ({
          ...now,
          saving: false,
          ...(error.code === 'conflict' ? {} : { saveError: error }),
        }))
        // Reading tells what is there now, and makes the notice.
        if (isAppError(thrown, 'conflict')) await read(session, id)
        return false
      }
    }

    return {
      sessions: {},
      unkept: 0,
      limit: 60,

      restore(session) {
        const key = sessionKey(session)
        const known = restoring.get(key)
        if (known) return known
        const started = restoreNow(session)
        restoring.set(key, started)
        return started
      },

      openFile(session, path) {
        const id = fileDocumentId(path)
        add(session, id)
        get().activate(session, id)
        const load = documentOf(session, id)?.load.name
        if (load === 'unread' || load === 'failed') void read(session, id)
      },

      newScratch(session) {
        const used = ofSession(session).order.map((id) => parseDocumentId(id))
        const numbers = used.map((parsed) => (parsed?.kind === 'scratch' ? parsed.number : 0))
        const id = scratchDocumentId(Math.max(0, ...numbers) + 1)
        add(session, id)
        get().activate(session, id)
        return id
      },

      activate(session, id) {
        const now = ofSession(session)
        if (!now.byId[id] || now.active === id) return
        setSession(session, { ...now, active: id })
        keepTabs(session)
        readIfNew(session, id)
      },

      activateNext(session, by) {
        const { order, active } = ofSession(session)
        const at = order.indexOf(active ?? '')
        const next = order[(at + by + order.length) % order.length]
        if (next !== undefined) get().activate(session, next)
      },

      reopen(session) {
        const id = closed.get(sessionKey(session))?.pop()
        const parsed = id === undefined ? undefined : parseDocumentId(id)
        if (parsed?.kind === 'file') get().openFile(session, parsed.path)
        else if (parsed) get().reopen(session)
      },

      requestClose(session, id) {
        const document = documentOf(session, id)
        const inner = innerOf(session, id)
        if (!document || !inner) return
        const wouldLose = document.path === undefined ? inner.buffer.read() !== '' : document.dirty
        if (wouldLose) {
          get().activate(session, id)
          set({ question: { kind: 'close', session, id } })
        } else void close(session, id)
      },

      async answerClose(answer) {
        const { question } = get()
        if (question?.kind !== 'close') return
        const { session, id } = question
        get().cancelQuestion()
        if (answer === 'discard') await discard(session, id)
        else if (answer === 'save' && (await get().save(session, id)) && !documentOf(session, id)?.dirty)
          await close(session, id)
      },

      async save(session, id) {
        const document = documentOf(session, id)
        if (!document) return false
        if (document.path === undefined) {
          set({ question: { kind: 'save-as', session, id } })
          return false
        }
        if (document.conflict) return false
        return await write(session, id, innerOf(session, id)?.base?.sha256 ?? null)
      },

      async saveAll(session) {
        const { order, byId } = ofSession(session)
        await Promise.all(order.filter((id) => byId[id]?.dirty).map((id) => get().save(session, id)))
      },

      async saveScratchAs(path) {
        const { question } = get()
        if (question?.kind !== 'save-as') return
        const { session, id } = question
        const inner = innerOf(session, id)
        if (!inner) return
        const bytes = new TextEncoder().encode(inner.buffer.read())
        await client.call('files.write', { session, path, bytes, expected: null })
        get().cancelQuestion()
        get().openFile(session, path)
        await discard(session, id)
        get().activate(session, fileDocumentId(path))
      },

      cancelQuestion() {
        set(without(get(), 'question'), true)
      },

      async resolveConflict(session, id, take) {
        const document = documentOf(session, id)
        const inner = innerOf(session, id)
        if (!document?.conflict || !inner) return
        const { conflict } = document
        if (take === 'mine') {
          await write(session, id, conflict.kind === 'changed' ? conflict.sha256 : null)
        } else if (conflict.kind === 'deleted') {
          await discard(session, id)
        } else {
          // Read now, not when the conflict was seen: it may have changed again.
          try {
            const file = await client.call('files.read', { session, path: document.path ?? '' })
            const text = textOf(file.bytes)
            patch(session, id, (now) => without(now, 'conflict', 'readError', 'saveError'))
            if (text === undefined) {
              patch(session, id, (now) => ({ ...now, dirty: false }))
              return notText(session, id, inner, file)
            }
            showFile(session, id, inner, file.sha256, text)
            keeper.edited(session, id)
          } catch (thrown) {
            readFailed(session, id, inner, thrown)
          }
        }
      },

      reload: read,

      reloadAll: readShown,

      setLive(session, isLive) {
        if (!isLive) live.delete(sessionKey(session))
        else if (!live.has(sessionKey(session))) {
          live.add(sessionKey(session))
          if (ofSession(session).state === 'ready') void readShown(session)
        }
      },

      setRunLanguage(session, id, runLanguage) {
        patch(session, id, (document) => ({
          ...document,
          runLanguage,
          ...(document.path === undefined ? { language: editorLanguageFor(runLanguage) } : {}),
        }))
      },

      setLimit(limit) {
        set({ limit })
      },

      setCursor(cursor) {
        if (cursor) set({ cursor })
        else set(without(get(), 'cursor'), true)
      },

      pathDeleted(session, path) {
        const { order, byId } = ofSession(session)
        for (const id of order) {
          const document = byId[id]
          if (document?.path !== path && !document?.path?.startsWith(`${path}/`)) continue
          const inner = innerOf(session, id)
          // The person deleted it here: only edits are worth keeping.
          if (document.dirty && inner) deleted(session, id, inner)
          else void close(session, id)
        }
      },

      forgetSession(session) {
        const now = ofSession(session)
        for (const id of now.order) {
          void keeper.forget(session, id)
          inners.delete(innerKey(session, id))
        }
        restoring.delete(sessionKey(session))
        set({ sessions: without(get().sessions as Record<string, SessionDocuments>, sessionKey(session)) })
      },

      edited(session, id) {
        const document = documentOf(session, id)
        if (!document) return
        if (document.textHash !== undefined || (document.path !== undefined && !document.dirty))
          patch(session, id, (now) => ({ ...without(now, 'textHash'), dirty: now.path !== undefined }))
        keeper.edited(session, id)
      },

      buffer: (session, id) => innerOf(session, id)?.buffer,

      setBuffer(session, id, buffer) {
        const inner = innerOf(session, id)
        if (inner) inner.buffer = buffer
      },

      flush: () => keeper.flush(),
    }
  })
  return store
}
