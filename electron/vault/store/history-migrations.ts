import type { Migration } from './database/migrate.ts'

/** The schema of `history.sqlite`: what is known of runs. A step that has shipped is never changed. */
export const historyMigrations: readonly Migration[] = [
  `
  CREATE TABLE runs (
    number INTEGER PRIMARY KEY,      -- in the order of arrival
    id TEXT NOT NULL UNIQUE,
    connection_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    started_at INTEGER NOT NULL,     -- ms, our clock
    is_over INTEGER NOT NULL,        -- 1 when nothing more is to come
    value TEXT NOT NULL,             -- the run, JSON
    sandbox_id TEXT,
    output_freed_at INTEGER,         -- ms, our clock
    sum INTEGER
  ) STRICT;
  CREATE INDEX runs_of_session ON runs (connection_id, session_id, started_at);
  CREATE INDEX runs_under_way ON runs (started_at) WHERE is_over = 0;
  CREATE INDEX runs_with_output ON runs (started_at) WHERE is_over = 1 AND output_freed_at IS NULL;

  CREATE TABLE run_texts (
    number INTEGER PRIMARY KEY REFERENCES runs ON DELETE CASCADE,
    title TEXT NOT NULL,
    code TEXT NOT NULL,              -- its beginning
    output TEXT NOT NULL             -- its beginning
  ) STRICT;

  CREATE VIRTUAL TABLE run_search USING fts5 (
    title, code, output,
    content = 'run_texts', content_rowid = 'number', tokenize = 'unicode61', prefix = '2 3'
  );
  CREATE TRIGGER run_text_added AFTER INSERT ON run_texts BEGIN
    INSERT INTO run_search (rowid, title, code, output) VALUES (new.number, new.title, new.code, new.output);
  END;
  CREATE TRIGGER run_text_removed AFTER DELETE ON run_texts BEGIN
    INSERT INTO run_search (run_search, rowid, title, code, output)
      VALUES ('delete', old.number, old.title, old.code, old.output);
  END;
  CREATE TRIGGER run_text_changed AFTER UPDATE ON run_texts BEGIN
    INSERT INTO run_search (run_search, rowid, title, code, output)
      VALUES ('delete', old.number, old.title, old.code, old.output);
    INSERT INTO run_search (rowid, title, code, output) VALUES (new.number, new.title, new.code, new.output);
  END;
  `,
  `
  CREATE TABLE outputs_to_delete (  -- files whose run is gone, or gave them up, while they are being deleted
    run_id TEXT PRIMARY KEY
  ) STRICT, WITHOUT ROWID;
  INSERT INTO outputs_to_delete SELECT id FROM runs WHERE output_freed_at IS NOT NULL;
  `,
]
