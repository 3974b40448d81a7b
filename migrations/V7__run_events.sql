-- What a run says while it works, for those who watch it through another process: groups of events,
-- each under the number of its last one. Gone when the run ends; what counts is its result.

CREATE TABLE run_event (
  run_id     TEXT   NOT NULL,
  number     BIGINT NOT NULL,
  -- A JSON list.
  events     TEXT   NOT NULL,
  created_at BIGINT NOT NULL,
  CONSTRAINT run_event_run_id_number PRIMARY KEY (run_id, number)
);

CREATE INDEX run_event_by_age ON run_event (created_at);
