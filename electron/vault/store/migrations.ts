/** One step of the schema; `user_version` counts how many were taken. A step that has shipped is never changed. */
export type Migration = string

export const migrations: readonly Migration[] = [
  `
  CREATE TABLE sessions (
    connection_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    name TEXT NOT NULL,
    last_seen TEXT,              -- the server's last word, JSON
    as_of REAL,                  -- ms, server's clock
    PRIMARY KEY (connection_id, session_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE drafts (
    connection_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    document_id TEXT NOT NULL,
    text TEXT NOT NULL,          -- a JSON string: half a surrogate pair, which UTF-8 cannot hold, stays as it is
    base_sha256 TEXT,
    revision INTEGER NOT NULL,
    kept_at INTEGER NOT NULL,    -- ms, our clock
    PRIMARY KEY (connection_id, session_id, document_id)
  ) STRICT;

  CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL          -- JSON
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE connections (
    id TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    user_id TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
]
