//! Giving money back over V1.

use openclaw_domain::port::payment::{CancelError, CancelRequest, Cancellation};
use serde_json::{Value, json};

use super::{
    PortOneV1,
    session::{Reply, Request},
    wire,
};

impl PortOneV1 {
    pub(super) async fn give_back(
        &self,
        request: &CancelRequest,
    ) -> Result<Cancellation, CancelError> {
        if request.amount < 1 {
            // To V1, an amount of zero is all of it.
            return Err(CancelError::Refused("nothing to give back".to_owned()));
        }
        let mut body = json!({
            "amount": request.amount,
            // V1 knows no repeated request by itself, but it does nothing when this is another
            // amount than it could still give back: as it is after the first of two.
            "checksum": request.cancellable,
            "reason": request.reason,
        });
        match &request.transaction_id {
            Some(attempt) => body["imp_uid"] = attempt.as_str().into(),
            None => body["merchant_uid"] = request.order.as_str().into(),
        }
        match self.ask(Request::post("payments/cancel", body)).await? {
            Reply::Told(payment) => self.given_back(request, payment),
            Reply::Unknown { told } => Err(CancelError::Changed(told)),
            Reply::Refused { told } => Err(self.refusal(request, told).await),
            Reply::Unwelcome { told } => Err(CancelError::Misconfigured(told)),
            Reply::Senseless { told } => Err(CancelError::NotKnown(told)),
        }
    }

    /// The cancellation that a success brought about: the newest, when it fits. Money that goes back
    /// to an account by transfer is listed a day later; until then, nothing is known.
    fn given_back(
        &self,
        request: &CancelRequest,
        payment: Value,
    ) -> Result<Cancellation, CancelError> {
        let told =
            wire::payment(payment, &self.settings.user_code).map_err(CancelError::NotKnown)?;
        let is_ours = told.payment.id == request.order.as_str();
        told.newest
            .filter(|it| is_ours && it.amount == request.amount)
            .ok_or_else(|| {
                CancelError::NotKnown("a success that lists no such cancellation".to_owned())
            })
    }

    /// A refusal is a number without a meaning, so the payment is looked at. When as much can be
    /// given back as we thought, the card company refused; when not, or when nobody can say, the
    /// payment is to be looked at first.
    async fn refusal(&self, request: &CancelRequest, told: String) -> CancelError {
        let attempt = request.transaction_id.as_deref();
        match self.find(&request.order, attempt).await {
            Ok(Some(payment)) if payment.held() == request.cancellable => {
                CancelError::Refused(told)
            }
            _ => CancelError::Changed(told),
        }
    }
}
