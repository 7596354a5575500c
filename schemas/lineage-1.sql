-- The lineage store of ophamin-host, version 1.
--
-- PRAGMA user_version is the version, PRAGMA application_id is 1330661452 ("OPHL").
-- Columns that hold JSON hold its canonical text: config_hash is the SHA-256 of the text in config.

CREATE TABLE run (
  id                 INTEGER PRIMARY KEY,   -- ascending in the order in which runs were first recorded
  run_id             TEXT NOT NULL UNIQUE,
  parent_run_id      TEXT,                  -- a run that may be recorded before or after this one; NULL: none
  kind               TEXT NOT NULL,         -- 'campaign', 'shard', or what another recorder calls it
  name               TEXT NOT NULL,         -- of the campaign; of the scenario, with the point of its sweep
  outcome            TEXT NOT NULL,         -- 'STARTED', 'FINISHED', 'INTERRUPTED'; a verdict, or 'ERRORED'
  created_at         TEXT NOT NULL,         -- ISO 8601, UTC
  recorded_at        TEXT NOT NULL,         -- when the row was last written
  ophamin_version    TEXT NOT NULL,
  ophamin_git_commit TEXT NOT NULL,
  proof_id           TEXT,                  -- SHA-256 of the record's canonical body; NULL: no record
  observed_value     REAL,                  -- NULL: none, or no number
  folder             TEXT,                  -- where its artifacts start; NULL: where those of its parent do
  config_hash        TEXT NOT NULL,
  config             TEXT NOT NULL,         -- JSON object
  substrate          TEXT NOT NULL,         -- JSON object: name, git_commit
  metrics            TEXT NOT NULL,         -- JSON object of numbers
  provenance         TEXT,                  -- PROV-JSON; NULL: none
  extra              TEXT NOT NULL          -- JSON object
) STRICT;
CREATE INDEX run_by_parent ON run (parent_run_id, id);
CREATE INDEX run_by_proof ON run (proof_id) WHERE proof_id IS NOT NULL;

CREATE TABLE dataset (
  id           INTEGER PRIMARY KEY,
  content_hash TEXT NOT NULL,               -- SHA-256, hexadecimal
  kind         TEXT NOT NULL,               -- 'corpus', 'file', 'directory'
  name         TEXT NOT NULL,               -- '' : none
  path         TEXT NOT NULL,               -- where the data came from
  size_bytes   INTEGER,                     -- NULL: not known
  n_records    INTEGER,                     -- NULL: not known
  UNIQUE (content_hash, kind, name, path)
) STRICT;

CREATE TABLE run_dataset (
  run      INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  dataset  INTEGER NOT NULL REFERENCES dataset (id),
  PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX run_by_dataset ON run_dataset (dataset, run);

CREATE TABLE run_artifact (
  run      INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  path     TEXT NOT NULL,                   -- absolute, or relative to the folder
  PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;
