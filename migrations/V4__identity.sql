-- Who somebody is, what they agreed to, and what acts in their name.

ALTER TABLE user_account ADD COLUMN role TEXT NOT NULL DEFAULT 'USER'
  CONSTRAINT user_account_role CHECK (role IN ('USER', 'ADMIN'));
-- When its person left; what is kept of it since names nobody.
ALTER TABLE user_account ADD COLUMN deleted_at BIGINT;

-- When the session was last used, and what the browser calls itself.
ALTER TABLE session ADD COLUMN seen_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN device TEXT;

-- What somebody agreed to, in which version. Kept as long as the contract's papers.
CREATE TABLE consent (
  user_id   TEXT   NOT NULL REFERENCES user_account (id),
  document  TEXT   NOT NULL CONSTRAINT consent_document CHECK (document IN ('TERMS', 'PRIVACY', 'AGE')),
  version   TEXT   NOT NULL,
  agreed_at BIGINT NOT NULL,
  CONSTRAINT consent_user_id_document_version PRIMARY KEY (user_id, document, version)
);

-- Who has had the free credits: a keyed hash of the provider's name for them, which outlives the
-- account, so that leaving and coming back is no free credit.
CREATE TABLE sign_up_mark (
  person_hash TEXT   NOT NULL CONSTRAINT sign_up_mark_person_hash PRIMARY KEY,
  created_at  BIGINT NOT NULL
);

-- How many accounts one address made in a day, by a keyed hash of the address.
CREATE TABLE sign_up_address (
  address_hash TEXT   NOT NULL,
  day          BIGINT NOT NULL,
  accounts     BIGINT NOT NULL,
  allowed      BIGINT NOT NULL,
  CONSTRAINT sign_up_address_address_hash_day PRIMARY KEY (address_hash, day),
  CONSTRAINT sign_ups_per_address CHECK (accounts <= allowed)
);

-- Keys for programs. Only the hash is kept: who reads this table cannot use them.
CREATE TABLE api_key (
  id           TEXT   NOT NULL CONSTRAINT api_key_id PRIMARY KEY,
  user_id      TEXT   NOT NULL REFERENCES user_account (id),
  name         TEXT   NOT NULL,
  -- The beginning of the key, to tell it from the others.
  prefix       TEXT   NOT NULL,
  token_hash   TEXT   NOT NULL CONSTRAINT api_key_token_hash UNIQUE,
  can_read     BIGINT NOT NULL,
  can_run      BIGINT NOT NULL,
  -- How many credits it may spend in all; none: as many as there are.
  cap          BIGINT,
  spent        BIGINT NOT NULL CONSTRAINT api_key_spent CHECK (spent >= 0),
  created_at   BIGINT NOT NULL,
  expires_at   BIGINT,
  last_used_at BIGINT,
  revoked_at   BIGINT,
  CONSTRAINT api_key_cap CHECK (cap IS NULL OR spent <= cap)
);

CREATE INDEX api_key_by_user ON api_key (user_id);

-- The key that started a run; its failure gives the key its credits back too.
ALTER TABLE agent_run ADD COLUMN api_key_id TEXT;
