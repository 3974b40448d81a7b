-- Orders, runs and the ledger of credits.
-- Every guard of the ledger stands here; the batches only have to break one to be refused.

CREATE TABLE payment_order (
  -- PortOne's paymentId (V1: merchant_uid), made by us.
  id             TEXT   NOT NULL CONSTRAINT payment_order_id PRIMARY KEY,
  user_id        TEXT   NOT NULL REFERENCES user_account (id),
  package_id     TEXT   NOT NULL,
  order_name     TEXT   NOT NULL,
  -- What must be paid (won, VAT included) and what it grants; later price changes leave it alone.
  amount         BIGINT NOT NULL CONSTRAINT payment_order_amount CHECK (amount > 0 AND amount <= 9007199254740991),
  currency       TEXT   NOT NULL,
  credits        BIGINT NOT NULL CONSTRAINT payment_order_credits CHECK (credits > 0),
  bonus          BIGINT NOT NULL CONSTRAINT payment_order_bonus CHECK (bonus >= 0),
  -- A CHECK cannot be widened later without copying the table, so every state an order can ever be
  -- in stands here: how PortOne lets money come, go back and be disputed is known.
  status         TEXT   NOT NULL CONSTRAINT payment_order_status CHECK (status IN
                   ('PENDING', 'COMPLETED', 'FAILED', 'EXPIRED', 'PARTIALLY_REFUNDED', 'REFUNDED', 'DISPUTED')),
  -- Why it is not COMPLETED: a stable code.
  reason         TEXT,
  transaction_id TEXT,
  receipt_url    TEXT,
  created_at     BIGINT NOT NULL,
  settled_at     BIGINT,
  -- When the sweep looks at it again; NULL when there is nothing to wait for.
  next_look_at   BIGINT
);

CREATE INDEX payment_order_by_user ON payment_order (user_id, id);
CREATE INDEX payment_order_due ON payment_order (next_look_at) WHERE next_look_at IS NOT NULL;

CREATE TABLE agent_run (
  id              TEXT   NOT NULL CONSTRAINT agent_run_id PRIMARY KEY,
  user_id         TEXT   NOT NULL REFERENCES user_account (id),
  -- The user's n-th run, from 1 without gaps: run_limit finds the tenth before this one by it.
  number          BIGINT NOT NULL,
  agent_id        TEXT   NOT NULL,
  agent_version   TEXT   NOT NULL,
  -- What the lists show of it.
  subject         TEXT   NOT NULL,
  input           TEXT   NOT NULL,
  price           BIGINT NOT NULL CONSTRAINT agent_run_price CHECK (price >= 0),
  status          TEXT   NOT NULL CONSTRAINT agent_run_status CHECK (status IN ('RUNNING', 'SUCCEEDED', 'FAILED')),
  -- Counts the settlements, so that a second one is refused.
  settlements     BIGINT NOT NULL CONSTRAINT run_settled_once CHECK (settlements <= 1),
  failure         TEXT,
  title           TEXT,
  result_key      TEXT,
  model           TEXT,
  input_tokens    BIGINT NOT NULL,
  cached_tokens   BIGINT NOT NULL,
  output_tokens   BIGINT NOT NULL,
  cost_milliwon   BIGINT NOT NULL,
  created_at      BIGINT NOT NULL,
  deadline_at     BIGINT NOT NULL,
  settled_at      BIGINT,
  CONSTRAINT agent_run_user_id_number UNIQUE (user_id, number),
  CONSTRAINT agent_run_settled CHECK ((status = 'RUNNING') = (settlements = 0))
);

CREATE INDEX agent_run_running ON agent_run (deadline_at) WHERE status = 'RUNNING';

-- One row a user, brought up to date by every start: how many run now, and when the run began that
-- a new one would be the eleventh (or hundred and first) after.
CREATE TABLE run_limit (
  user_id         TEXT   NOT NULL CONSTRAINT run_limit_user_id PRIMARY KEY REFERENCES user_account (id),
  runs            BIGINT NOT NULL,
  running         BIGINT NOT NULL CONSTRAINT running_not_negative CHECK (running >= 0),
  running_allowed BIGINT NOT NULL,
  minute_since    BIGINT NOT NULL,
  minute_blocker  BIGINT,
  hour_since      BIGINT NOT NULL,
  hour_blocker    BIGINT,
  CONSTRAINT runs_at_once CHECK (running <= running_allowed),
  CONSTRAINT runs_per_minute CHECK (minute_blocker IS NULL OR minute_blocker <= minute_since),
  CONSTRAINT runs_per_hour CHECK (hour_blocker IS NULL OR hour_blocker <= hour_since)
);

CREATE TABLE idempotency_key (
  user_id     TEXT   NOT NULL,
  key         TEXT   NOT NULL,
  -- A hash of what was asked; the same key with another request is an error.
  fingerprint TEXT   NOT NULL,
  run_id      TEXT   NOT NULL,
  created_at  BIGINT NOT NULL,
  CONSTRAINT idempotency_key_user_id_key PRIMARY KEY (user_id, key)
);

CREATE INDEX idempotency_key_by_age ON idempotency_key (created_at);

-- The sum of the user's transactions, and how many there are.
CREATE TABLE credit_balance (
  user_id TEXT   NOT NULL CONSTRAINT credit_balance_user_id PRIMARY KEY REFERENCES user_account (id),
  balance BIGINT NOT NULL,
  entries BIGINT NOT NULL,
  CONSTRAINT balance_not_negative CHECK (balance >= 0),
  CONSTRAINT balance_not_too_large CHECK (balance <= 9007199254740991)
);

-- Append-only. A transaction is the user's n-th; its cause can be booked once.
CREATE TABLE credit_transaction (
  user_id       TEXT   NOT NULL REFERENCES user_account (id),
  number        BIGINT NOT NULL,
  kind          TEXT   NOT NULL,
  -- Signed: what it does to the balance.
  amount        BIGINT NOT NULL,
  balance_after BIGINT NOT NULL,
  -- What credit_allocation says it took from lots, minus what it gave back to them.
  allocated     BIGINT NOT NULL,
  cause         TEXT   NOT NULL,
  order_id      TEXT   REFERENCES payment_order (id),
  run_id        TEXT   REFERENCES agent_run (id),
  created_at    BIGINT NOT NULL,
  CONSTRAINT credit_transaction_user_id_number PRIMARY KEY (user_id, number),
  CONSTRAINT credit_transaction_cause UNIQUE (cause),
  CONSTRAINT transaction_kind_and_sign CHECK (
    (kind IN ('SIGNUP_BONUS', 'PURCHASE', 'PURCHASE_BONUS', 'RUN_REFUND') AND amount > 0)
    OR (kind IN ('USAGE', 'PAYMENT_REFUND', 'EXPIRY') AND amount < 0)
    OR (kind = 'ADJUSTMENT' AND amount <> 0)
  ),
  -- A grant makes a lot of its own; all else moves credits out of lots or back into them, fully.
  CONSTRAINT allocated_in_full CHECK (
    allocated + amount = 0
    OR (allocated = 0 AND amount > 0 AND kind <> 'RUN_REFUND')
  ),
  CONSTRAINT usage_has_a_run CHECK (kind NOT IN ('USAGE', 'RUN_REFUND') OR run_id IS NOT NULL),
  CONSTRAINT purchase_has_an_order CHECK (kind NOT IN ('PURCHASE', 'PURCHASE_BONUS') OR order_id IS NOT NULL)
);

-- What was granted, kept apart. A lot has the number of the transaction that granted it.
CREATE TABLE credit_lot (
  user_id    TEXT   NOT NULL REFERENCES user_account (id),
  number     BIGINT NOT NULL,
  kind       TEXT   NOT NULL CONSTRAINT credit_lot_kind CHECK (kind IN ('FREE', 'BONUS', 'PAID')),
  -- The order in which lots are used: free before bonus before paid.
  burn_rank  BIGINT NOT NULL,
  order_id   TEXT   REFERENCES payment_order (id),
  granted    BIGINT NOT NULL CONSTRAINT lot_granted CHECK (granted > 0),
  remaining  BIGINT NOT NULL,
  granted_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  CONSTRAINT credit_lot_user_id_number PRIMARY KEY (user_id, number),
  CONSTRAINT remaining_not_negative CHECK (remaining >= 0),
  CONSTRAINT remaining_not_above_granted CHECK (remaining <= granted)
);

-- Not partial on what remains: every use would have to move the entry.
CREATE INDEX credit_lot_by_expiry ON credit_lot (expires_at);

-- Which lot paid for which transaction; negative where a refund gave back to the lot.
CREATE TABLE credit_allocation (
  user_id            TEXT   NOT NULL,
  transaction_number BIGINT NOT NULL,
  lot_number         BIGINT NOT NULL,
  amount             BIGINT NOT NULL CONSTRAINT allocation_not_zero CHECK (amount <> 0),
  CONSTRAINT credit_allocation_user_id_transaction_number_lot_number
    PRIMARY KEY (user_id, transaction_number, lot_number),
  FOREIGN KEY (user_id, lot_number) REFERENCES credit_lot (user_id, number)
);
