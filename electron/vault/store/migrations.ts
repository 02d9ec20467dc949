import type { Migration } from './database/migrate.ts'

/** The schema of `vault.sqlite`. A step that has shipped is never changed. */
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
  // Every row is summed from here on, and the sum of what was there is taken now.
  `
  ALTER TABLE sessions ADD COLUMN labels TEXT;         -- a JSON array
  ALTER TABLE sessions ADD COLUMN own_sandbox_id TEXT;
  ALTER TABLE sessions ADD COLUMN keep_alive_until REAL; -- ms, server's clock
  ALTER TABLE sessions ADD COLUMN sum INTEGER;
  UPDATE sessions SET sum = checksum(connection_id, session_id, name, last_seen, as_of, labels, own_sandbox_id,
    keep_alive_until);

  ALTER TABLE drafts ADD COLUMN sum INTEGER;
  UPDATE drafts SET sum = checksum(connection_id, session_id, document_id, text, base_sha256, revision, kept_at);

  ALTER TABLE settings ADD COLUMN sum INTEGER;
  UPDATE settings SET sum = checksum(name, value);

  ALTER TABLE connections ADD COLUMN role TEXT;
  ALTER TABLE connections ADD COLUMN proxy TEXT;       -- a URL
  ALTER TABLE connections ADD COLUMN ca TEXT;          -- PEM
  ALTER TABLE connections ADD COLUMN token BLOB;       -- as the system's key store encrypted it
  ALTER TABLE connections ADD COLUMN sum INTEGER;
  UPDATE connections SET sum = checksum(id, position, name, address, user_id, role, proxy, ca, token);

  CREATE TABLE cursors (
    id TEXT PRIMARY KEY,
    value TEXT NOT NULL,         -- the whole cursor, JSON
    updated_at INTEGER NOT NULL, -- ms, our clock
    sum INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE archives (
    id TEXT PRIMARY KEY,
    connection_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    created_at INTEGER NOT NULL, -- ms, our clock
    about TEXT NOT NULL,         -- JSON
    parts TEXT,                  -- JSON: sums by part; NULL until all of it is here
    is_removed INTEGER NOT NULL, -- 1 while its bytes are being deleted
    sum INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  // A row that is damaged has to stay so: only a whole one gets a new sum.
  `
  ALTER TABLE sessions ADD COLUMN deleted_at REAL;     -- ms, server's clock
  UPDATE sessions SET sum = checksum(connection_id, session_id, name, last_seen, as_of, labels, own_sandbox_id,
      keep_alive_until, deleted_at)
    WHERE sum = checksum(connection_id, session_id, name, last_seen, as_of, labels, own_sandbox_id, keep_alive_until);
  `,
]
