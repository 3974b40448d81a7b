//! The webhook, which nobody signs: only where to look.

use openclaw_domain::port::payment::{Notice, NoticeError};
use serde_json::Value;

/// V1's own limit of a `merchant_uid`, and more than any status has.
const LONGEST: usize = 40;

/// Reads `{imp_uid, merchant_uid, status, cancellation_id}`, as JSON or as a form: a merchant chooses
/// one of them in `PortOne`'s console.
pub(super) fn read(body: &[u8]) -> Result<Notice, NoticeError> {
    let unreadable = |what: &str| NoticeError::Unreadable(what.to_owned());
    let told = if body.trim_ascii_start().starts_with(b"{") {
        let notice: Value = serde_json::from_slice(body).map_err(|error| {
            NoticeError::Unreadable(format!("no notice at column {}", error.column()))
        })?;
        [&notice["merchant_uid"], &notice["status"]].map(|it| it.as_str().map(str::to_owned))
    } else {
        let field = |name| {
            let mut pairs = url::form_urlencoded::parse(body);
            pairs.find_map(|(key, value)| (key == name).then(|| value.into_owned()))
        };
        ["merchant_uid", "status"].map(field)
    };
    let [id, status] = told.map(|it| it.filter(|it| !it.is_empty() && it.len() <= LONGEST));
    Ok(Notice {
        id: None,
        kind: status.ok_or_else(|| unreadable("no status"))?,
        payment_id: Some(id.ok_or_else(|| unreadable("no merchant_uid"))?),
        store_id: None,
    })
}
