//! The payments and the attempts to pay them.

use std::collections::HashMap;

use serde_json::Value;

use super::{
    outcome::{Button, Outcome, Window},
    payment::{Failure, NewPayment, Payment, PaymentChange, PaymentStatus, new_transaction_id},
    request::CheckoutRequest,
};
use crate::STORE_ID;

/// One opening of the checkout window. A payment may have many; only one can succeed.
#[derive(Clone, Debug)]
pub(super) struct Attempt {
    pub(super) request: CheckoutRequest,
    pub(super) window: Window,
}

/// An answer kept for its `Idempotency-Key`.
pub(super) type Reply = (u16, Value);

/// Everything `PortOne` knows.
#[derive(Debug, Default)]
pub(crate) struct Payments {
    by_id: HashMap<String, Payment>,
    attempts: HashMap<String, Attempt>,
    replies: HashMap<String, Reply>,
}

impl Payments {
    pub(crate) fn add(&mut self, new: NewPayment) -> Result<(), String> {
        if new.payment_id.is_empty() {
            return Err("paymentId must not be empty".to_owned());
        }
        if new.total_amount <= 0 {
            return Err("totalAmount must be above 0".to_owned());
        }
        check_currency(&new.currency)?;
        if self.by_id.contains_key(&new.payment_id) {
            return Err(format!(
                "the payment {} exists already: PATCH it",
                new.payment_id
            ));
        }
        self.by_id
            .insert(new.payment_id.clone(), Payment::made_up(new));
        Ok(())
    }

    pub(crate) fn change(&mut self, id: &str, change: PaymentChange) -> Result<(), String> {
        if let Some(currency) = &change.currency {
            check_currency(currency)?;
        }
        let payment = self
            .by_id
            .get_mut(id)
            .ok_or_else(|| format!("there is no payment {id}"))?;
        payment.change(change);
        Ok(())
    }

    pub(super) fn get(&self, id: &str) -> Option<&Payment> {
        self.by_id.get(id)
    }

    pub(super) fn get_mut(&mut self, id: &str) -> Option<&mut Payment> {
        self.by_id.get_mut(id)
    }

    pub(super) fn reply(&self, key: &str) -> Option<&Reply> {
        self.replies.get(key)
    }

    pub(super) fn keep_reply(&mut self, key: String, reply: Reply) {
        self.replies.insert(key, reply);
    }

    /// Opens the window: the payment is READY under a new transaction id, unless it cannot be.
    pub(super) fn begin(
        &mut self,
        request: CheckoutRequest,
        window: Window,
    ) -> Result<String, Box<Outcome>> {
        let transaction_id = new_transaction_id();
        if request.store_id != STORE_ID {
            let message = "등록되지 않은 상점 아이디입니다.";
            return Err(Box::new(Outcome::refused(
                &request,
                transaction_id,
                "STORE_NOT_FOUND",
                message,
            )));
        }
        if self.was_paid(&request.payment_id) {
            return Err(Box::new(Outcome::already_paid(&request, transaction_id)));
        }
        let payment = request.to_payment(&transaction_id);
        self.by_id.insert(payment.id.clone(), payment);
        self.attempts
            .insert(transaction_id.clone(), Attempt { request, window });
        Ok(transaction_id)
    }

    /// A button was pressed in the window. None if there is no such attempt.
    pub(super) fn press(
        &mut self,
        transaction_id: &str,
        button: Button,
    ) -> Option<(Outcome, Window)> {
        let Attempt { request, window } = self.attempts.get(transaction_id)?.clone();
        let tx = transaction_id.to_owned();
        if self.was_paid(&request.payment_id) {
            let paid_here = self
                .get(&request.payment_id)
                .is_some_and(|payment| payment.transaction_id == transaction_id);
            let outcome = if paid_here {
                Outcome::paid(&request, tx)
            } else {
                Outcome::already_paid(&request, tx)
            };
            return Some((outcome, window));
        }
        // An older window may be the one that pays: the payment becomes what that window showed.
        let mut payment = request.to_payment(transaction_id);
        let outcome = match button {
            Button::Pay => {
                payment.become_status(PaymentStatus::Paid);
                Outcome::paid(&request, tx)
            }
            Button::Fail | Button::Cancel => {
                let (code, message) = button.words();
                payment.failure = Some(Failure {
                    reason: message.to_owned(),
                    pg_code: code.to_owned(),
                    pg_message: message.to_owned(),
                });
                payment.become_status(PaymentStatus::Failed);
                Outcome::failed_at_pg(&request, tx, code, message)
            }
        };
        self.by_id.insert(payment.id.clone(), payment);
        Some((outcome, window))
    }

    fn was_paid(&self, payment_id: &str) -> bool {
        self.by_id.get(payment_id).is_some_and(Payment::was_paid)
    }
}

fn check_currency(currency: &str) -> Result<(), String> {
    if currency.len() == 3 && currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Ok(());
    }
    Err(format!(
        "currency must be three capital letters such as KRW, not \"{currency}\""
    ))
}
