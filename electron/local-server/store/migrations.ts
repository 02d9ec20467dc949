/** Each step once, in order; `user_version` counts those done. A step that has shipped is never changed. */
export const migrations: readonly string[] = [
  `CREATE TABLE sessions (
     id TEXT PRIMARY KEY,
     user_id TEXT NOT NULL,
     status TEXT NOT NULL CHECK (status IN ('active', 'paused')),
     sandbox_id TEXT UNIQUE,
     workspace TEXT UNIQUE,
     image TEXT NOT NULL,
     cpu_count INTEGER NOT NULL,
     memory_mb INTEGER NOT NULL,
     metadata TEXT NOT NULL,
     created_at INTEGER NOT NULL,
     updated_at INTEGER NOT NULL,
     last_active_at INTEGER NOT NULL,
     expires_at INTEGER NOT NULL,
     paused_at INTEGER,
     CHECK (sandbox_id IS NULL OR workspace IS NOT NULL),
     CHECK (status = 'active' OR sandbox_id IS NULL)
   ) STRICT;
   CREATE INDEX sessions_by_user ON sessions (user_id);
   CREATE INDEX sessions_by_end ON sessions (expires_at);`,
  'CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;',
  `ALTER TABLE sessions ADD COLUMN activated_at INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE sessions ADD COLUMN open_to_ties INTEGER NOT NULL DEFAULT 0 CHECK (open_to_ties IN (0, 1));
   ALTER TABLE sessions ADD COLUMN automatic_tie TEXT CHECK (automatic_tie IN ('own folder', 'taken folder'));
   UPDATE sessions SET activated_at = created_at;`,
  `ALTER TABLE sessions ADD COLUMN deleted_at INTEGER;
   CREATE INDEX sessions_deleted ON sessions (deleted_at) WHERE deleted_at IS NOT NULL;`,
]
