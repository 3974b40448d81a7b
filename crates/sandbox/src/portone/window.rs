//! The attempts to pay: what the checkout window's opening and its buttons do to the payments.

use chrono::{DateTime, Utc};

use super::{
    new::{PaymentStatus, Version},
    nice,
    outcome::{Button, Outcome, Window},
    payment::{Account, Failure, Payment, new_transaction_id},
    request::CheckoutRequest,
    store::Payments,
};
use crate::{STORE_ID, platform};

/// One opening of the checkout window. A payment may have many; only one can succeed.
#[derive(Clone, Debug)]
pub(super) struct Attempt {
    pub(super) request: CheckoutRequest,
    pub(super) window: Window,
    /// What confirms it, where the channel waits for the merchant's server.
    pub(super) token: Option<String>,
}

/// What a button leads to.
pub(super) enum Pressed {
    /// The window closes.
    Finished(Box<Outcome>, Window),
    /// The window shows where to transfer the money to.
    Account(Box<Payment>),
}

impl Payments {
    /// Opens the window: the payment is READY under a new transaction id, unless it cannot be.
    pub(super) fn begin(
        &mut self,
        request: CheckoutRequest,
        window: Window,
    ) -> Result<String, Box<Outcome>> {
        let now = self.now();
        let tx = new_transaction_id(request.version);
        let refused = |code, message| Err(Box::new(Outcome::refused(&request, &tx, code, message)));
        if request.store_id != STORE_ID {
            return refused("STORE_NOT_FOUND", "등록되지 않은 상점 아이디입니다.");
        }
        if self.settings.channel(&request.channel_key).is_none() {
            return refused("CHANNEL_NOT_FOUND", "등록되지 않은 채널 키입니다.");
        }
        if self.was_paid(request.version, &request.payment_id) {
            return Err(Box::new(Outcome::already_paid(&request, &tx)));
        }
        let prepared = (request.version, request.payment_id.clone());
        if let Some(prepared) = self.prepared.get(&prepared)
            && !prepared.fits(request.total_amount, &request.currency)
        {
            let message = "사전 등록된 결제 금액과 일치하지 않습니다.";
            return refused("PRE_REGISTERED_AMOUNT_MISMATCH", message);
        }
        if nice::objects(&request) {
            let outcome = Outcome::failed_at_pg(&request, &tx, nice::CODE, nice::MESSAGE);
            self.fail(&request, &tx, (nice::CODE, nice::MESSAGE), now);
            return Err(Box::new(outcome));
        }
        let payment = self.payment_of(&request, &tx, now);
        self.put(payment.clone());
        self.announce_status(&payment, None);
        let attempt = Attempt {
            request,
            window,
            token: None,
        };
        self.attempts.insert(tx.clone(), attempt);
        Ok(tx)
    }

    /// A button was pressed in the window. None if there is no such attempt.
    pub(super) fn press(&mut self, tx: &str, button: Button) -> Option<Pressed> {
        let now = self.now();
        let attempt = self.attempts.get(tx)?.clone();
        let Attempt {
            request, window, ..
        } = &attempt;
        let finished = |outcome| Some(Pressed::Finished(Box::new(outcome), window.clone()));
        let mine = self.of_attempt(request, tx);
        if self.was_paid(request.version, &request.payment_id) {
            return finished(if mine.is_some_and(Payment::was_paid) {
                Outcome::paid(request, tx)
            } else {
                Outcome::already_paid(request, tx)
            });
        }
        if let Some(payment) = mine.filter(|payment| payment.account.is_some()) {
            return match button {
                Button::Pay => Some(Pressed::Account(Box::new(payment.clone()))),
                _ => finished(Outcome::paid(request, tx)),
            };
        }
        if matches!(button, Button::Fail | Button::Cancel) {
            let words = button.words();
            self.fail(request, tx, words, now);
            return finished(Outcome::failed_at_pg(request, tx, words.0, words.1));
        }
        if self.settings.manual_confirm && request.version == Version::V2 {
            let token = self
                .attempts
                .get_mut(tx)?
                .token
                .get_or_insert_with(new_token);
            return finished(Outcome::to_confirm(request, tx, token));
        }
        let payment = self.capture(&attempt.request, tx, false);
        match payment.status {
            PaymentStatus::VirtualAccountIssued => Some(Pressed::Account(Box::new(payment))),
            _ => finished(Outcome::paid(request, tx)),
        }
    }

    /// Takes the money, or issues the account it is to come to. An older window may be the one that
    /// pays: the payment becomes what that window showed.
    pub(super) fn capture(
        &mut self,
        request: &CheckoutRequest,
        tx: &str,
        skip_webhook: bool,
    ) -> Payment {
        let now = self.now();
        let mut payment = self.payment_of(request, tx, now);
        if payment.pay_method == "VIRTUAL_ACCOUNT" {
            payment.account = Some(Account::issue(now, request.account_hours));
            payment.become_status(PaymentStatus::VirtualAccountIssued, now);
        } else {
            payment.become_status(PaymentStatus::Paid, now);
        }
        self.put(payment.clone());
        if !skip_webhook {
            self.announce_status(&payment, None);
        }
        payment
    }

    fn fail(
        &mut self,
        request: &CheckoutRequest,
        tx: &str,
        (code, message): (&str, &str),
        now: DateTime<Utc>,
    ) {
        let mut payment = self.payment_of(request, tx, now);
        payment.failure = Some(Failure {
            reason: message.to_owned(),
            pg_code: code.to_owned(),
            pg_message: message.to_owned(),
        });
        payment.become_status(PaymentStatus::Failed, now);
        self.put(payment.clone());
        self.announce_status(&payment, None);
    }

    fn payment_of(&self, request: &CheckoutRequest, tx: &str, now: DateTime<Utc>) -> Payment {
        let channel = self
            .settings
            .channel(&request.channel_key)
            .unwrap_or_default();
        let mut payment = request.to_payment(tx, channel, now);
        if let Some(opened) = self.of_attempt(request, tx) {
            payment.requested_at = opened.requested_at;
        }
        payment
    }

    /// The payment as long as this attempt is its newest.
    fn of_attempt(&self, request: &CheckoutRequest, tx: &str) -> Option<&Payment> {
        let key = match request.version {
            Version::V1 => tx,
            Version::V2 => &request.payment_id,
        };
        self.get(key).filter(|payment| payment.transaction_id == tx)
    }
}

fn new_token() -> String {
    format!("payment-token-sandbox-{}", platform::random_hex())
}
