-- Accounts and their sessions.
-- The dialect is what SQLite, D1 and PostgreSQL share: BIGINT and TEXT, times as Unix milliseconds.
-- A constraint that may refuse a batch has a name; a UNIQUE or PRIMARY KEY is named
-- {table}_{columns}, which is all that SQLite tells of it.

CREATE TABLE user_account (
  id         TEXT   NOT NULL CONSTRAINT user_account_id PRIMARY KEY,
  issuer     TEXT   NOT NULL,
  subject    TEXT   NOT NULL,
  name       TEXT,
  email      TEXT,
  created_at BIGINT NOT NULL,
  CONSTRAINT user_account_issuer_subject UNIQUE (issuer, subject)
);

-- Only the hash of a token is kept: who reads this table cannot sign in with it.
CREATE TABLE session (
  token_hash TEXT   NOT NULL CONSTRAINT session_token_hash PRIMARY KEY,
  user_id    TEXT   NOT NULL REFERENCES user_account (id),
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);

CREATE INDEX session_by_user ON session (user_id);
CREATE INDEX session_by_expiry ON session (expires_at);
