//! Which faults there are.

use crate::faults::{Fault, FaultKind, Service};

/// A fault that could never happen would make a test pass for the wrong reason.
pub(super) fn check(fault: &Fault) -> Result<(), String> {
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
        FaultKind::Status { status: 200, .. } if fault.service == Service::PortoneV1 => Ok(()),
        FaultKind::Status { status, .. } if !(400..=599).contains(status) => {
            Err(format!("status must be between 400 and 599, not {status}"))
        }
        FaultKind::Amount { by: 0 } => Err("by must not be 0".to_owned()),
        FaultKind::Amount { .. } if fault.service == Service::PortoneV1 => Ok(()),
        FaultKind::Amount { .. } => only(Service::Portone, "amount"),
        FaultKind::Flagged => only(Service::Openai, "flagged"),
        FaultKind::Unproved => only(Service::Openai, "unproved"),
        FaultKind::Hostile => only(Service::Youtube, "hostile"),
        FaultKind::Hidden => only(Service::Youtube, "hidden"),
        FaultKind::Gone => only(Service::Youtube, "gone"),
        kind if kind.is_of_writing() && !fault.service.is_model() => {
            Err("what a model writes can go wrong with openai and anthropic only".to_owned())
        }
        FaultKind::IdToken { .. } if matches!(fault.service, Service::Kakao | Service::Google) => {
            Ok(())
        }
        FaultKind::IdToken { .. } => {
            Err("the fault \"id_token\" exists for kakao and google only".to_owned())
        }
        _ => Ok(()),
    }
}
