//! Telling the sandbox what to do: the same powers in process ([`Control`]) and over HTTP.

mod body;
mod check;
mod clerk;
mod clerk_http;
mod http;
mod index;
mod lessons;
mod portone;
mod portone_http;

use std::sync::Arc;

pub(crate) use http::routes;

use crate::{
    YouTubeBucket,
    faults::{Fault, SeenRequest, Service},
    portone::{NewPayment, PaymentChange},
    state::State,
    writer::Pace,
};

/// Why an order to the sandbox was refused, in plain words.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ControlError(pub(crate) String);

/// Makes payments exist, makes services fail, and tells which calls were seen.
#[derive(Clone, Debug)]
pub struct Control {
    state: Arc<State>,
}

impl Control {
    pub(crate) fn new(state: Arc<State>) -> Self {
        Self { state }
    }

    /// Makes a payment exist as if a browser had been through the checkout window.
    pub fn add_payment(&self, payment: NewPayment) -> Result<(), ControlError> {
        self.state.payments().add(payment).map_err(ControlError)
    }

    /// Makes `PortOne` say something else of a payment from now on.
    pub fn change_payment(&self, id: &str, change: PaymentChange) -> Result<(), ControlError> {
        self.state
            .payments()
            .change(id, change)
            .map_err(ControlError)
    }

    /// Makes the next calls of a service go wrong.
    pub fn add_fault(&self, fault: Fault) -> Result<(), ControlError> {
        check::check(&fault).map_err(ControlError)?;
        self.state.faults().add(fault);
        Ok(())
    }

    /// Takes back every fault that still waits.
    pub fn clear_faults(&self) {
        self.state.faults().clear();
    }

    /// Makes Kakao, Google or Clerk sign with another key from now on, and publish that one alone.
    pub fn rotate_keys(&self, service: Service) -> Result<(), ControlError> {
        match service {
            Service::Kakao | Service::Google | Service::Clerk => {
                self.state.rotations().rotate(service);
                Ok(())
            }
            _ => Err(ControlError(
                "only kakao, google and clerk sign with keys".to_owned(),
            )),
        }
    }

    /// How long the model takes to write an answer; 0 for as fast as can be.
    pub fn set_openai_pace(&self, ms_total: u64) {
        *self.state.pace() = Pace {
            ms_total,
            ..Pace::default()
        };
    }

    /// The same for many at once: each piece may take as long as this.
    pub fn set_slow_openai_pace(&self, ms_total: u64, ms_piece: u64) {
        *self.state.pace() = Pace { ms_total, ms_piece };
    }

    /// How much of a bucket of YouTube's daily quota there is, until the next reset of the sandbox.
    pub fn set_youtube_quota(&self, bucket: YouTubeBucket, limit: u64) {
        self.state.youtube().quota.set_limit(bucket, limit);
    }

    /// How much of a bucket was spent on the day of the last call.
    pub fn youtube_quota_used(&self, bucket: YouTubeBucket) -> u64 {
        self.state.youtube().quota.used(bucket)
    }

    /// The calls seen since the start or the last reset, oldest first.
    pub fn requests(&self, service: Option<Service>) -> Vec<SeenRequest> {
        self.state.faults().seen(service)
    }

    /// Forgets everything: payments, faults, sign-ins, calls, pace.
    pub fn reset(&self) {
        self.state.reset();
    }
}
