//! V1's JSON. Fields may be added at any time, so nothing unknown is an error here.

use openclaw_domain::{
    money::LARGEST,
    port::payment::{
        Cancellation, CancellationState, ChannelKind, Payment, PaymentStatus, VirtualAccount,
    },
    time::Timestamp,
};
use serde::Deserialize;
use serde_json::{Number, Value};

/// What every answer is wrapped in. HTTP may say 200 while `code` says that it failed.
#[derive(Deserialize)]
pub(super) struct Envelope {
    /// 0 for success.
    pub(super) code: i64,
    /// The operator's language, and sometimes the buyer's data: never passed on.
    #[serde(default)]
    message: Option<String>,
    /// The answer itself.
    #[serde(default)]
    pub(super) response: Value,
}

#[derive(Deserialize)]
struct WirePayment {
    imp_uid: Option<String>,
    merchant_uid: String,
    status: String,
    amount: Option<Number>,
    cancel_amount: Option<Number>,
    currency: Option<String>,
    sandbox: Option<bool>,
    name: Option<String>,
    receipt_url: Option<String>,
    vbank_name: Option<String>,
    vbank_num: Option<String>,
    vbank_holder: Option<String>,
    vbank_date: Option<i64>,
    cancel_history: Option<Vec<WireCancellation>>,
}

#[derive(Deserialize)]
struct WireCancellation {
    cancellation_id: Option<String>,
    pg_tid: Option<String>,
    amount: Number,
    reason: Option<String>,
    cancelled_at: Option<i64>,
}

/// A payment, and which of its cancellations came last.
pub(super) struct Told {
    pub(super) payment: Payment,
    pub(super) newest: Option<Cancellation>,
}

impl Envelope {
    /// Reads one; `None` when the body is none of V1's.
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        serde_json::from_slice(body).ok()
    }

    /// Whether it says in words, as the schema writes them, that there is no such payment.
    pub(super) fn is_unknown_payment(&self) -> bool {
        let says = |it: &String| it.starts_with("존재하지 않는 결제정보");
        self.code != 0 && self.message.as_ref().is_some_and(says)
    }
}

/// Reads a payment of that merchant; the error says what is wrong with it, never what it contains.
pub(super) fn payment(value: Value, user_code: &str) -> Result<Told, String> {
    let wire: WirePayment =
        serde_json::from_value(value).map_err(|_| "no payment can be read".to_owned())?;
    let total = wire.amount.as_ref().map(whole).transpose()?;
    let cancelled = wire.cancel_amount.as_ref().map(whole).transpose()?;
    let status = status(&wire, total, cancelled);
    if let Some(field) = gap(&wire).filter(|_| status.was_captured()) {
        // A hole is not a difference, and must not look like one.
        return Err(format!("a payment without `{field}` although money moved"));
    }
    let virtual_account = virtual_account(&wire);
    let (cancellations, newest) = history(wire.cancel_history.unwrap_or_default())?;
    let payment = Payment {
        id: wire.merchant_uid,
        status,
        store_id: user_code.to_owned(),
        channel: match wire.sandbox {
            Some(true) => ChannelKind::Test,
            Some(false) => ChannelKind::Live,
            None => ChannelKind::Unknown,
        },
        channel_key: None,
        version: "V1".to_owned(),
        currency: wire.currency.unwrap_or_default(),
        total: total.unwrap_or_default(),
        cancelled: cancelled.unwrap_or_default(),
        order_name: wire.name.unwrap_or_default(),
        transaction_id: wire.imp_uid,
        receipt_url: wire.receipt_url,
        cancellations,
        // V1 tells nothing about disputes.
        is_disputed: false,
        virtual_account,
    };
    Ok(Told { payment, newest })
}

/// V1 has no name for a part that went back, nor for an account that waits.
fn status(wire: &WirePayment, total: Option<i64>, cancelled: Option<i64>) -> PaymentStatus {
    let is_part = cancelled > Some(0) && cancelled < total;
    match wire.status.as_str() {
        "ready" if has_account(wire) => PaymentStatus::VirtualAccountIssued,
        "ready" => PaymentStatus::Ready,
        "paid" if cancelled > Some(0) => PaymentStatus::PartialCancelled,
        "paid" => PaymentStatus::Paid,
        "cancelled" if is_part => PaymentStatus::PartialCancelled,
        "cancelled" => PaymentStatus::Cancelled,
        "failed" => PaymentStatus::Failed,
        other => PaymentStatus::Unknown(other.to_owned()),
    }
}

/// The first field that a payment with money in it must have, and this one has not.
fn gap(wire: &WirePayment) -> Option<&'static str> {
    [
        ("imp_uid", wire.imp_uid.is_none()),
        ("amount", wire.amount.is_none()),
        ("cancel_amount", wire.cancel_amount.is_none()),
        ("currency", wire.currency.is_none()),
        ("sandbox", wire.sandbox.is_none()),
        ("name", wire.name.is_none()),
    ]
    .into_iter()
    .find_map(|(name, hole)| hole.then_some(name))
}

fn has_account(wire: &WirePayment) -> bool {
    wire.vbank_num.as_ref().is_some_and(|it| !it.is_empty())
}

fn virtual_account(wire: &WirePayment) -> Option<VirtualAccount> {
    has_account(wire).then(|| VirtualAccount {
        bank: wire.vbank_name.clone(),
        number: wire.vbank_num.clone().unwrap_or_default(),
        holder: wire.vbank_holder.clone(),
        due_at: wire
            .vbank_date
            .filter(|seconds| *seconds > 0)
            .map(|seconds| Timestamp(seconds.saturating_mul(1000))),
    })
}

fn history(
    wire: Vec<WireCancellation>,
) -> Result<(Vec<Cancellation>, Option<Cancellation>), String> {
    let mut all = Vec::with_capacity(wire.len());
    let mut newest: Option<(Option<i64>, Cancellation)> = None;
    for it in wire {
        let cancellation = Cancellation {
            id: it
                .cancellation_id
                .or(it.pg_tid)
                .ok_or_else(|| "a cancellation without an id".to_owned())?,
            // V1 lists what went back, nothing on its way.
            state: CancellationState::Succeeded,
            amount: whole(&it.amount)?,
            reason: it.reason.unwrap_or_default(),
        };
        if newest
            .as_ref()
            .is_none_or(|(latest, _)| *latest <= it.cancelled_at)
        {
            newest = Some((it.cancelled_at, cancellation.clone()));
        }
        all.push(cancellation);
    }
    Ok((all, newest.map(|(_, cancellation)| cancellation)))
}

/// The whole number that a JSON number is: V1 writes won as `9900` or as `9900.0`.
pub(super) fn whole(number: &Number) -> Result<i64, String> {
    number
        .as_i64()
        .or_else(|| number.as_f64().and_then(exact))
        .ok_or_else(|| "an amount that is not whole".to_owned())
}

fn exact(number: f64) -> Option<i64> {
    #[expect(clippy::cast_precision_loss, reason = "2^53 - 1 is exact in a double")]
    let largest = LARGEST as f64;
    #[expect(clippy::cast_possible_truncation, reason = "whole and within 2^53")]
    (number.fract() == 0.0 && number.abs() <= largest).then_some(number as i64)
}
