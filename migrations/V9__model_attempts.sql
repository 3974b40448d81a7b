-- Which provider wrote a run's document, and every call that was made for it: what a call used is
-- paid for whether it served or not.

ALTER TABLE agent_run ADD COLUMN provider TEXT;
ALTER TABLE agent_run ADD COLUMN cache_write_tokens BIGINT NOT NULL DEFAULT 0;

CREATE TABLE model_attempt (
  run_id             TEXT   NOT NULL REFERENCES agent_run (id),
  -- The run's n-th attempt, from 1.
  number             BIGINT NOT NULL,
  provider           TEXT   NOT NULL,
  model              TEXT   NOT NULL,
  outcome            TEXT   NOT NULL CONSTRAINT model_attempt_outcome CHECK (outcome IN
    ('completed', 'declined', 'incomplete', 'rate_limited', 'unavailable', 'misconfigured', 'rejected', 'out_of_time')),
  input_tokens       BIGINT NOT NULL,
  cached_tokens      BIGINT NOT NULL,
  cache_write_tokens BIGINT NOT NULL,
  output_tokens      BIGINT NOT NULL,
  -- 1 where the tokens are our own guess: the provider does not say what a cut-off answer used.
  is_estimate        BIGINT NOT NULL CONSTRAINT model_attempt_is_estimate CHECK (is_estimate IN (0, 1)),
  cost_milliwon      BIGINT NOT NULL CONSTRAINT model_attempt_cost CHECK (cost_milliwon >= 0),
  duration_ms        BIGINT NOT NULL,
  CONSTRAINT model_attempt_run_id_number PRIMARY KEY (run_id, number)
);
