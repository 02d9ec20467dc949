import type { WorkspaceId } from '../runtimes/runtime.ts'
import type { ServerDatabase } from './database.ts'

/**
 * A sandbox that was tied to a session by the server's guess, since its client binds nothing: with the session's own folder, or
 * with the sandbox's, which the session took.
 */
export type AutomaticTie = 'own folder' | 'taken folder'

/** A session as it is kept. Times are milliseconds since 1970. */
export interface StoredSession {
  readonly id: string
  readonly userId: string
  readonly status: 'active' | 'paused'
  /** Of this run of the server: sandboxes do not outlive it. */
  readonly sandboxId: string | undefined
  /** Its own folder, from the first bind on. */
  readonly workspace: WorkspaceId | undefined
  readonly image: string
  readonly cpuCount: number
  readonly memoryMb: number
  readonly metadata: Readonly<Record<string, string>>
  readonly createdAt: number
  readonly updatedAt: number
  readonly lastActiveAt: number
  readonly expiresAt: number
  readonly pausedAt: number | undefined
  /** Created or resumed last. */
  readonly activatedAt: number
  /** Created or resumed last by a client that may bind nothing. */
  readonly openToTies: boolean
  /** Undefined without a sandbox, and with one that was bound by a request. */
  readonly automaticTie: AutomaticTie | undefined
  /** When somebody deleted it. It is in no list from then on, and its files stay for a while. */
  readonly deletedAt: number | undefined
}

interface Row {
  readonly id: string
  readonly user_id: string
  readonly status: 'active' | 'paused'
  readonly sandbox_id: string | null
  readonly workspace: string | null
  readonly image: string
  readonly cpu_count: number
  readonly memory_mb: number
  readonly metadata: string
  readonly created_at: number
  readonly updated_at: number
  readonly last_active_at: number
  readonly expires_at: number
  readonly paused_at: number | null
  readonly activated_at: number
  readonly open_to_ties: 0 | 1
  readonly automatic_tie: AutomaticTie | null
  readonly deleted_at: number | null
}

/** SQLite keeps this number in the file's head. Any but 0 would do; these are the letters CSBX. */
const inUse = 0x43_53_42_58

/** Sessions in the database. Every call is done, and on the disk, when it returns. */
export class SessionsStore {
  readonly #database: ServerDatabase

  constructor(database: ServerDatabase) {
    this.#database = database
  }

  get(id: string): StoredSession | undefined {
    const row = this.#database.prepare<[string], Row>('SELECT * FROM sessions WHERE id = ?').get(id)
    return row === undefined ? undefined : fromRow(row)
  }

  /** Those that live at `now`. @param userId whose; undefined means everybody's. */
  list(userId: string | undefined, now: number): readonly StoredSession[] {
    return this.#database
      .prepare<[string | null, string | null, number], Row>(
        `SELECT * FROM sessions
         WHERE (? IS NULL OR user_id = ?) AND expires_at > ? AND deleted_at IS NULL ORDER BY created_at`,
      )
      .all(userId ?? null, userId ?? null, now)
      .map(fromRow)
  }

  /** Those that were deleted, or whose time is over, the last of them first. @param userId as for `list` */
  ended(userId: string | undefined, now: number, most: number): readonly StoredSession[] {
    return this.#database
      .prepare<[string | null, string | null, number, number], Row>(
        `SELECT * FROM sessions
         WHERE (? IS NULL OR user_id = ?) AND (deleted_at IS NOT NULL OR expires_at <= ?)
         ORDER BY min(expires_at, coalesce(deleted_at, expires_at)) DESC, rowid DESC LIMIT ?`,
      )
      .all(userId ?? null, userId ?? null, now, most)
      .map(fromRow)
  }

  /** The session that a sandbox is bound to. */
  ofSandbox(sandboxId: string): StoredSession | undefined {
    const row = this.#database.prepare<[string], Row>('SELECT * FROM sessions WHERE sandbox_id = ?').get(sandboxId)
    return row === undefined ? undefined : fromRow(row)
  }

  /** A person's active sessions without a sandbox that may be tied to one, the newest first. */
  openToTies(userId: string, now: number): readonly StoredSession[] {
    return this.#database
      .prepare<[string, number], Row>(
        `SELECT * FROM sessions
         WHERE user_id = ? AND expires_at > ? AND deleted_at IS NULL AND status = 'active' AND sandbox_id IS NULL AND open_to_ties = 1
         ORDER BY activated_at DESC, rowid DESC`,
      )
      .all(userId, now)
      .map(fromRow)
  }

  /** Those that have ended, and still have a sandbox. */
  endedWithSandbox(now: number): readonly StoredSession[] {
    return this.#database
      .prepare<[number], Row>(
        'SELECT * FROM sessions WHERE sandbox_id IS NOT NULL AND (expires_at <= ? OR deleted_at IS NOT NULL)',
      )
      .all(now)
      .map(fromRow)
  }

  /** Those that had ended by then, in either way. */
  endedBefore(then: number): readonly StoredSession[] {
    return this.#database
      .prepare<[number, number], Row>('SELECT * FROM sessions WHERE expires_at <= ? OR deleted_at <= ?')
      .all(then, then)
      .map(fromRow)
  }

  /** Writes a session, new or known. */
  put(session: StoredSession): void {
    this.#database
      .prepare<[Row]>(
        `INSERT INTO sessions VALUES (@id, @user_id, @status, @sandbox_id, @workspace, @image, @cpu_count, @memory_mb,
           @metadata, @created_at, @updated_at, @last_active_at, @expires_at, @paused_at, @activated_at, @open_to_ties,
           @automatic_tie, @deleted_at)
         ON CONFLICT (id) DO UPDATE SET status = excluded.status, sandbox_id = excluded.sandbox_id,
           workspace = excluded.workspace, metadata = excluded.metadata, updated_at = excluded.updated_at,
           last_active_at = excluded.last_active_at, expires_at = excluded.expires_at, paused_at = excluded.paused_at,
           activated_at = excluded.activated_at, open_to_ties = excluded.open_to_ties,
           automatic_tie = excluded.automatic_tie, deleted_at = excluded.deleted_at`,
      )
      .run(toRow(session))
  }

  remove(id: string): void {
    this.#database.prepare<[string]>('DELETE FROM sessions WHERE id = ?').run(id)
  }

  /** After a start no sandbox is left. */
  forgetSandboxes(): void {
    this.#database
      .prepare('UPDATE sessions SET sandbox_id = NULL, automatic_tie = NULL WHERE sandbox_id IS NOT NULL')
      .run()
  }

  /**
   * Whether this list was made in place of another one, or never used: then it does not know whose folders there are.
   * False from `noteInUse` on.
   */
  get isNew(): boolean {
    return this.#database.pragma('application_id', { simple: true }) === 0
  }

  /** Folders that are in no row may be removed from now on. */
  noteInUse(): void {
    this.#database.pragma(`application_id = ${inUse}`)
  }

  /** Every folder that belongs to a session. */
  workspaces(): ReadonlySet<WorkspaceId> {
    const rows = this.#database
      .prepare<[], { readonly workspace: string }>('SELECT workspace FROM sessions WHERE workspace IS NOT NULL')
      .all()
    return new Set(rows.map((row) => row.workspace))
  }
}

function fromRow(row: Row): StoredSession {
  return {
    id: row.id,
    userId: row.user_id,
    status: row.status,
    sandboxId: row.sandbox_id ?? undefined,
    workspace: row.workspace ?? undefined,
    image: row.image,
    cpuCount: row.cpu_count,
    memoryMb: row.memory_mb,
    metadata: textsOf(JSON.parse(row.metadata)),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    lastActiveAt: row.last_active_at,
    expiresAt: row.expires_at,
    pausedAt: row.paused_at ?? undefined,
    activatedAt: row.activated_at,
    openToTies: row.open_to_ties === 1,
    automaticTie: row.automatic_tie ?? undefined,
    deletedAt: row.deleted_at ?? undefined,
  }
}

function toRow(session: StoredSession): Row {
  return {
    id: session.id,
    user_id: session.userId,
    status: session.status,
    sandbox_id: session.sandboxId ?? null,
    workspace: session.workspace ?? null,
    image: session.image,
    cpu_count: session.cpuCount,
    memory_mb: session.memoryMb,
    metadata: JSON.stringify(session.metadata),
    created_at: session.createdAt,
    updated_at: session.updatedAt,
    last_active_at: session.lastActiveAt,
    expires_at: session.expiresAt,
    paused_at: session.pausedAt ?? null,
    activated_at: session.activatedAt,
    open_to_ties: session.openToTies ? 1 : 0,
    automatic_tie: session.automaticTie ?? null,
    deleted_at: session.deletedAt ?? null,
  }
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(Object(value)).map(([name, text]) => [name, String(text)]))
}
