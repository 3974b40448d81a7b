-- What a report cites of others' data: kept apart from the report, because it may not be kept as long.
CREATE TABLE run_evidence (
  run_id   TEXT   NOT NULL CONSTRAINT run_evidence_run_id PRIMARY KEY REFERENCES agent_run (id),
  -- JSON, as the model saw it.
  evidence TEXT   NOT NULL,
  -- When the oldest of it was told.
  told_at  BIGINT NOT NULL
);

CREATE INDEX run_evidence_by_age ON run_evidence (told_at);
