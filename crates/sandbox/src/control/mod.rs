//! Telling the sandbox what to do: the same powers in process ([`Control`]) and over HTTP.

mod body;
mod http;
mod index;

use std::sync::Arc;

pub(crate) use http::routes;

use crate::{
    faults::{Fault, FaultKind, SeenRequest, Service},
    portone::{NewPayment, PaymentChange},
    state::State,
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
        check(&fault).map_err(ControlError)?;
        self.state.faults().add(fault);
        Ok(())
    }

    /// Takes back every fault that still waits.
    pub fn clear_faults(&self) {
        self.state.faults().clear();
    }

    /// How long the model takes to write an answer; 0 for as fast as can be.
    pub fn set_openai_pace(&self, ms_total: u64) {
        self.state.pace().ms_total = ms_total;
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

/// A fault that could never happen would make a test pass for the wrong reason.
fn check(fault: &Fault) -> Result<(), String> {
    let only = |service: Service, name: &str| {
        if fault.service == service {
            return Ok(());
        }
        Err(format!("the fault \"{name}\" exists for {service:?} only").to_lowercase())
    };
    if fault.times == 0 {
        return Err("times must be at least 1".to_owned());
    }
    match &fault.kind {
        FaultKind::Status { status, .. } if !(400..=599).contains(status) => {
            Err(format!("status must be between 400 and 599, not {status}"))
        }
        FaultKind::Amount { by: 0 } => Err("by must not be 0".to_owned()),
        FaultKind::Amount { .. } => only(Service::Portone, "amount"),
        FaultKind::Refusal => only(Service::Openai, "refusal"),
        FaultKind::Incomplete => only(Service::Openai, "incomplete"),
        FaultKind::Drift => only(Service::Openai, "drift"),
        FaultKind::Failed => only(Service::Openai, "failed"),
        _ => Ok(()),
    }
}
