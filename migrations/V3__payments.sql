-- Everything that can become of a payment: cancelled because it could not be granted, refunded,
-- disputed, found by the nightly reconciliation; and what the operator is told of it.

-- Who is asked about the order's payment, and how the buyer chose to pay.
ALTER TABLE payment_order ADD COLUMN gateway TEXT NOT NULL DEFAULT 'PORTONE_V2';
ALTER TABLE payment_order ADD COLUMN method TEXT NOT NULL DEFAULT 'CARD';
-- The account to transfer to, as JSON, while a transfer is awaited.
ALTER TABLE payment_order ADD COLUMN virtual_account TEXT;
-- A captured payment is either granted or sent back, once.
ALTER TABLE payment_order ADD COLUMN grants BIGINT NOT NULL DEFAULT 0;
ALTER TABLE payment_order ADD COLUMN voids BIGINT NOT NULL DEFAULT 0
  CONSTRAINT granted_or_voided CHECK (grants + voids <= 1);
-- Won that went back to the buyer of a granted order, or are on their way.
ALTER TABLE payment_order ADD COLUMN refunded BIGINT NOT NULL DEFAULT 0
  CONSTRAINT refunded_not_above_paid CHECK (refunded >= 0 AND refunded <= amount);
-- Credits whose money went back after they had been used, less what was collected since.
ALTER TABLE payment_order ADD COLUMN debt BIGINT NOT NULL DEFAULT 0
  CONSTRAINT debt_not_negative CHECK (debt >= 0);
-- Credits held back while the card company decides a dispute, and how many disputes there were.
ALTER TABLE payment_order ADD COLUMN frozen BIGINT NOT NULL DEFAULT 0
  CONSTRAINT frozen_not_negative CHECK (frozen >= 0);
ALTER TABLE payment_order ADD COLUMN disputes BIGINT NOT NULL DEFAULT 0;
-- When the buyer asked for a refund that nobody has decided yet.
ALTER TABLE payment_order ADD COLUMN refund_asked_at BIGINT;

UPDATE payment_order SET grants = 1 WHERE status = 'COMPLETED';

CREATE INDEX payment_order_owing ON payment_order (id) WHERE debt > 0;
CREATE INDEX payment_order_asked ON payment_order (refund_asked_at) WHERE refund_asked_at IS NOT NULL;

-- Each giving back of money, asked by us or found at the gateway.
CREATE TABLE payment_cancellation (
  -- Ours; the reason sent to the gateway ends with it, so that it is known again there.
  id           TEXT   NOT NULL CONSTRAINT payment_cancellation_id PRIMARY KEY,
  order_id     TEXT   NOT NULL REFERENCES payment_order (id),
  -- VOID: captured but not grantable. REFUND: asked of us. OUTSIDE: done at the gateway without us.
  kind         TEXT   NOT NULL CONSTRAINT payment_cancellation_kind CHECK (kind IN ('VOID', 'REFUND', 'OUTSIDE')),
  -- In the currency's smallest unit.
  amount       BIGINT NOT NULL CONSTRAINT payment_cancellation_amount CHECK (amount > 0),
  currency     TEXT   NOT NULL,
  -- Credits taken back for it, paid and bonus, and what had been used already.
  credits      BIGINT NOT NULL CONSTRAINT payment_cancellation_credits CHECK (credits >= 0),
  bonus        BIGINT NOT NULL CONSTRAINT payment_cancellation_bonus CHECK (bonus >= 0),
  debt         BIGINT NOT NULL CONSTRAINT payment_cancellation_debt CHECK (debt >= 0),
  reason       TEXT   NOT NULL,
  -- Who asked: a user, an operator, or the program itself.
  actor        TEXT   NOT NULL,
  by_customer  BIGINT NOT NULL,
  status       TEXT   NOT NULL CONSTRAINT payment_cancellation_status
                 CHECK (status IN ('REQUESTED', 'SUCCEEDED', 'FAILED')),
  -- Counts the settlements, so that a second one is refused.
  settlements  BIGINT NOT NULL CONSTRAINT cancellation_settled_once CHECK (settlements <= 1),
  -- The gateway's id of it; what it has told once is not booked twice.
  gateway_id   TEXT,
  -- Counts the refusals: another try after one needs another idempotency key.
  attempt      BIGINT NOT NULL,
  -- The last thing that went wrong.
  failure      TEXT,
  created_at   BIGINT NOT NULL,
  settled_at   BIGINT,
  next_try_at  BIGINT,
  CONSTRAINT payment_cancellation_order_id_gateway_id UNIQUE (order_id, gateway_id),
  CONSTRAINT payment_cancellation_settled CHECK ((status = 'REQUESTED') = (settlements = 0))
);

CREATE INDEX payment_cancellation_due ON payment_cancellation (next_try_at) WHERE next_try_at IS NOT NULL;

-- What the gateway told us by itself. Only where to look: never what to believe.
CREATE TABLE webhook_event (
  gateway     TEXT   NOT NULL,
  id          TEXT   NOT NULL,
  kind        TEXT   NOT NULL,
  -- As the gateway names it: it need not be an order of ours.
  payment_id  TEXT,
  received_at BIGINT NOT NULL,
  CONSTRAINT webhook_event_gateway_id PRIMARY KEY (gateway, id)
);

CREATE INDEX webhook_event_by_payment ON webhook_event (payment_id);
CREATE INDEX webhook_event_by_age ON webhook_event (received_at);

-- What the operator must know. One row a cause, however often it is seen.
CREATE TABLE alert (
  id           TEXT   NOT NULL CONSTRAINT alert_id PRIMARY KEY,
  kind         TEXT   NOT NULL,
  cause        TEXT   NOT NULL CONSTRAINT alert_cause UNIQUE,
  order_id     TEXT,
  detail       TEXT   NOT NULL,
  created_at   BIGINT NOT NULL,
  -- When the operator has seen it.
  seen_at      BIGINT,
  -- When it was delivered, and the next try while it is not.
  delivered_at BIGINT,
  attempts     BIGINT NOT NULL,
  next_try_at  BIGINT
);

CREATE INDEX alert_due ON alert (next_try_at) WHERE next_try_at IS NOT NULL;
CREATE INDEX alert_by_order ON alert (order_id);

-- What operators did. Append-only.
CREATE TABLE audit_log (
  id         TEXT   NOT NULL CONSTRAINT audit_log_id PRIMARY KEY,
  actor      TEXT   NOT NULL,
  action     TEXT   NOT NULL,
  subject    TEXT   NOT NULL,
  detail     TEXT   NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE INDEX audit_log_by_subject ON audit_log (subject);

-- Work that one process does at a time, and when it was last done.
CREATE TABLE job (
  name         TEXT   NOT NULL CONSTRAINT job_name PRIMARY KEY,
  holder       TEXT   NOT NULL,
  leased_until BIGINT NOT NULL,
  done_at      BIGINT
);
