//! What happens to payments outside of the API: at `PortOne`'s console, at banks and card companies.

use super::{
    new::{PaymentStatus, Version},
    payment::{Cancellation, CancellationStatus, Dispute, Payment},
    store::Payments,
    webhook::{Detail, Event},
};

impl Payments {
    /// The buyer transfers the money to the virtual account.
    pub(crate) fn deposit(&mut self, id: &str) -> Result<(), String> {
        let now = self.now();
        let payment = self.named(id)?;
        if payment.status != PaymentStatus::VirtualAccountIssued {
            return Err(format!("the payment {id} does not wait for a transfer"));
        }
        if payment
            .account
            .as_ref()
            .is_some_and(|account| account.expires_at < now)
        {
            return Err(format!("the virtual account of {id} has expired"));
        }
        payment.become_status(PaymentStatus::Paid, now);
        let payment = payment.clone();
        self.announce_status(&payment, Some("VIRTUAL_ACCOUNT_DEPOSIT"));
        Ok(())
    }

    /// Gives money back from the console; all that is left unless told.
    pub(crate) fn cancel_at_console(
        &mut self,
        id: &str,
        amount: Option<i64>,
        reason: &str,
    ) -> Result<(), String> {
        let now = self.now();
        let payment = self.named(id)?;
        let cancellable = payment.cancellable();
        let amount = amount.unwrap_or(cancellable);
        if !payment.was_paid() {
            return Err(format!("the payment {id} is not paid"));
        }
        if amount <= 0 || amount > cancellable {
            return Err(format!(
                "of the payment {id}, {cancellable} can be given back"
            ));
        }
        let cancellation = Cancellation::new(amount, reason, "CONSOLE", now);
        payment.cancellations.push(cancellation);
        payment.after_cancellation(now);
        let payment = payment.clone();
        self.announce_status(&payment, None);
        Ok(())
    }

    /// The payment company answers the oldest cancellation that waits for it.
    pub(crate) fn finish_cancel(&mut self, id: &str, ok: bool) -> Result<(), String> {
        let now = self.now();
        let payment = self.named(id)?;
        let waiting =
            |cancellation: &&mut Cancellation| cancellation.status == CancellationStatus::Requested;
        let cancellation = payment
            .cancellations
            .iter_mut()
            .find(waiting)
            .ok_or_else(|| format!("no cancellation of the payment {id} waits"))?;
        cancellation.ended_at = now;
        let cancellation_id = Some(cancellation.id.clone());
        if ok {
            cancellation.status = CancellationStatus::Succeeded;
            payment.after_cancellation(now);
        } else {
            cancellation.status = CancellationStatus::Failed;
        }
        let payment = payment.clone();
        // A failure has no type of its own: it is told as the status the payment stays in.
        let detail = Detail {
            cancellation_id,
            trigger: Some(if ok {
                "ASYNC_CANCEL_APPROVED"
            } else {
                "ASYNC_CANCEL_FAILED"
            }),
        };
        self.announce(&payment, Event::of(payment.status), &detail);
        Ok(())
    }

    /// The buyer disputes the payment with the card company.
    pub(crate) fn dispute(&mut self, id: &str) -> Result<(), String> {
        let now = self.now();
        let payment = self.paid_by_v2(id)?;
        payment.disputes.push(Dispute {
            reason: "구매자가 이의를 제기했습니다. (연습)".to_owned(),
            created_at: now,
            resolved_at: None,
        });
        self.tell_dispute(id, Event::DisputeCreated, "DISPUTE_CREATED")
    }

    /// The newest dispute is settled.
    pub(crate) fn resolve_dispute(&mut self, id: &str) -> Result<(), String> {
        let now = self.now();
        let disputes = &mut self.paid_by_v2(id)?.disputes;
        let open = disputes
            .iter_mut()
            .rev()
            .find(|dispute| dispute.resolved_at.is_none());
        let dispute = open.ok_or_else(|| format!("the payment {id} is not disputed"))?;
        dispute.resolved_at = Some(now);
        self.tell_dispute(id, Event::DisputeResolved, "DISPUTE_RESOLVED")
    }

    fn paid_by_v2(&mut self, id: &str) -> Result<&mut Payment, String> {
        let payment = self.named(id)?;
        if payment.version == Version::V2 && payment.was_paid() {
            return Ok(payment);
        }
        Err(format!("the payment {id} is not a paid one of V2"))
    }

    fn tell_dispute(
        &mut self,
        id: &str,
        event: Event,
        trigger: &'static str,
    ) -> Result<(), String> {
        let payment = self.named(id)?.clone();
        let detail = Detail {
            cancellation_id: None,
            trigger: Some(trigger),
        };
        self.announce(&payment, event, &detail);
        Ok(())
    }

    /// Says once more what status a payment is in, as if it had just come to it.
    pub(crate) fn announce_again(&mut self, id: &str) -> Result<(), String> {
        let payment = self.named(id)?.clone();
        self.announce_status(&payment, None);
        Ok(())
    }
}
