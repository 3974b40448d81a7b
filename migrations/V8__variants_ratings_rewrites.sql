-- Which prompt wrote a result, what users think of it, and results of which one part is written anew.

ALTER TABLE agent_run ADD COLUMN variant TEXT;
-- How often a document went back to the model, and which checks it did not pass: names, parted by commas.
ALTER TABLE agent_run ADD COLUMN repairs BIGINT NOT NULL DEFAULT 0;
ALTER TABLE agent_run ADD COLUMN failed_checks TEXT;
-- A rewrite: the run whose result it starts from, the item (scenes/2), and what the user wants of it.
ALTER TABLE agent_run ADD COLUMN parent_run_id TEXT REFERENCES agent_run (id);
ALTER TABLE agent_run ADD COLUMN part TEXT;
ALTER TABLE agent_run ADD COLUMN wish TEXT;

CREATE INDEX agent_run_by_parent ON agent_run (parent_run_id) WHERE parent_run_id IS NOT NULL;
CREATE INDEX agent_run_by_end ON agent_run (settled_at) WHERE settled_at IS NOT NULL;

-- One a run; whoever rated it may change it.
CREATE TABLE run_rating (
  run_id   TEXT   NOT NULL CONSTRAINT run_rating_run_id PRIMARY KEY REFERENCES agent_run (id),
  verdict  TEXT   NOT NULL CONSTRAINT run_rating_verdict CHECK (verdict IN ('UP', 'DOWN')),
  reason   TEXT   NOT NULL,
  rated_at BIGINT NOT NULL
);

-- How somebody wants to sound; there only if they want it remembered.
CREATE TABLE brand_voice (
  user_id    TEXT   NOT NULL REFERENCES user_account (id),
  agent_id   TEXT   NOT NULL,
  voice      TEXT   NOT NULL,
  updated_at BIGINT NOT NULL,
  CONSTRAINT brand_voice_user_id_agent_id PRIMARY KEY (user_id, agent_id)
);
