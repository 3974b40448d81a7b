//! The bodies of the control API, read so that a slip of the pen is told in plain words.

use serde::{Deserialize, de::DeserializeOwned};

use super::ControlError;
use crate::{
    YouTubeBucket,
    faults::{Fault, FaultKind, IdTokenFlaw, Service},
};

const CUT_AFTER_FRAMES: usize = 12;

/// Reads a JSON body; an empty one stands for `{}`.
pub(super) fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, ControlError> {
    let body = if body.is_empty() { b"{}" } else { body };
    serde_json::from_slice(body).map_err(|error| ControlError(format!("the body: {error}")))
}

/// `POST /control/openai/pace`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PaceBody {
    pub(super) ms_total: u64,
    /// The most that one piece may take; without it as little as suits a person who watches.
    pub(super) ms_piece: Option<u64>,
}

/// `POST /control/youtube/quota`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct QuotaBody {
    pub(super) bucket: YouTubeBucket,
    pub(super) limit: u64,
}

/// `POST /control/faults`: flat, because it is written by hand in a terminal.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FaultBody {
    service: Service,
    kind: KindName,
    status: Option<u16>,
    code: Option<String>,
    retry_after: Option<u64>,
    ms: Option<u64>,
    after: Option<usize>,
    by: Option<i64>,
    flaw: Option<IdTokenFlaw>,
    path: Option<String>,
    times: Option<u32>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum KindName {
    Status,
    Slow,
    Cut,
    Lost,
    Malformed,
    Amount,
    Refusal,
    Incomplete,
    Filtered,
    Drift,
    Failed,
    Flagged,
    Unproved,
    Hostile,
    Hidden,
    Gone,
    #[serde(rename = "id_token")]
    IdToken,
}

impl TryFrom<FaultBody> for Fault {
    type Error = ControlError;

    fn try_from(body: FaultBody) -> Result<Self, ControlError> {
        let needs = |field: &str| ControlError(format!("this kind of fault needs \"{field}\""));
        let kind = match body.kind {
            KindName::Status => FaultKind::Status {
                status: body.status.ok_or_else(|| needs("status"))?,
                code: body.code,
                retry_after: body.retry_after,
            },
            KindName::Slow => FaultKind::Slow {
                ms: body.ms.ok_or_else(|| needs("ms"))?,
            },
            KindName::Cut => FaultKind::Cut {
                after: body.after.unwrap_or(CUT_AFTER_FRAMES),
            },
            KindName::Lost => FaultKind::Lost,
            KindName::Malformed => FaultKind::Malformed,
            KindName::Amount => FaultKind::Amount {
                by: body.by.ok_or_else(|| needs("by"))?,
            },
            KindName::Refusal => FaultKind::Refusal,
            KindName::Incomplete => FaultKind::Incomplete,
            KindName::Filtered => FaultKind::Filtered,
            KindName::Drift => FaultKind::Drift,
            KindName::Failed => FaultKind::Failed,
            KindName::Flagged => FaultKind::Flagged,
            KindName::Unproved => FaultKind::Unproved,
            KindName::Hostile => FaultKind::Hostile,
            KindName::Hidden => FaultKind::Hidden,
            KindName::Gone => FaultKind::Gone,
            KindName::IdToken => FaultKind::IdToken {
                flaw: body.flaw.ok_or_else(|| needs("flaw"))?,
            },
        };
        Ok(Self {
            service: body.service,
            kind,
            path: body.path,
            times: body.times.unwrap_or(1),
        })
    }
}
