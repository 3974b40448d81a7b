//! Whether a payment proves an order: everything must fit, or nothing is granted.
//!
//! The conditions are `PortOne`'s own server examples' (status, currency, total, order name, LIVE
//! channel) and the store, the version and the channel besides.

use super::Order;
use crate::{
    port::payment::{ChannelKind, Payment, PaymentStatus},
    settings::Shop,
    words::words,
};

words! {
    /// What does not fit. The word is a stable code in JSON and on the order.
    Mismatch {
        /// The payment is another one, or of another `PortOne` version.
        Uid = "uid_mismatch",
        /// It was made in another shop.
        Store = "store_mismatch",
        /// It was made by a test channel, or one that is not ours.
        TestChannel = "test_channel",
        /// It is not PAID.
        Status = "status_invalid",
        /// It was paid, and given back since.
        Cancelled = "already_cancelled",
        /// It is in another currency.
        Currency = "currency_mismatch",
        /// The sum is another one.
        Amount = "amount_mismatch",
        /// The buyer was shown another name.
        OrderName = "order_name_mismatch",
    }
}

impl Mismatch {
    /// Whether the payment is none of this order's: its money is not ours to send back.
    pub(super) const fn is_foreign(self) -> bool {
        matches!(self, Self::Uid | Self::Store)
    }
}

/// What must fit whether or not money has moved, and the first thing that does not.
pub(super) fn check_terms(order: &Order, payment: &Payment, shop: &Shop) -> Result<(), Mismatch> {
    let ours = !shop.require_live_channel || payment.channel == ChannelKind::Live;
    let channel = payment
        .channel_key
        .as_deref()
        .is_none_or(|key| key == shop.channel_key);
    let uid = payment.id == order.id.as_str() && payment.version == order.gateway.version();
    first_that_fails([
        (uid, Mismatch::Uid),
        (payment.store_id == shop.store_id, Mismatch::Store),
        (ours && channel, Mismatch::TestChannel),
        (payment.currency == order.currency, Mismatch::Currency),
        (payment.total_won() == Some(order.amount), Mismatch::Amount),
        (payment.order_name == order.order_name, Mismatch::OrderName),
    ])
}

/// Whether the payment proves the order, or the first thing that does not fit.
pub(super) fn check(order: &Order, payment: &Payment, shop: &Shop) -> Result<(), Mismatch> {
    let terms = check_terms(order, payment, shop);
    if let Err(foreign) = terms
        && (foreign.is_foreign() || foreign == Mismatch::TestChannel)
    {
        return Err(foreign);
    }
    let cancelled = matches!(
        payment.status,
        PaymentStatus::Cancelled | PaymentStatus::PartialCancelled
    ) || payment.cancelled != 0;
    first_that_fails([
        (!cancelled, Mismatch::Cancelled),
        (payment.status == PaymentStatus::Paid, Mismatch::Status),
    ])?;
    terms
}

fn first_that_fails<const N: usize>(conditions: [(bool, Mismatch); N]) -> Result<(), Mismatch> {
    conditions
        .into_iter()
        .find(|(holds, _)| !holds)
        .map_or(Ok(()), |(_, mismatch)| Err(mismatch))
}
