//! What a buyer gets back today, and why. By the law and the terms: what was not used of what was
//! paid for; in full within the window, a share of it later; the bonus is forfeited.

use futures::try_join;

use super::{Cancellation, CancellationStatus, Order, OrderStatus, cancellation, follow::share};
use crate::{
    database::DatabaseError,
    ledger::{self, Remaining},
    money::{Credits, Won},
    settings::RefundPolicy,
    time::Timestamp,
    words::words,
    world::World,
};

words! {
    /// Why a quote is what it is. The word is stable.
    QuoteReason {
        /// In time: unused credits in full.
        InTime = "in_time",
        /// The window is over: a share of the unused credits' price.
        Late = "late",
        /// Nothing of what was paid for is left.
        AllUsed = "all_used",
        /// It was never granted.
        NotGranted = "not_granted",
        /// All of it went back already.
        Refunded = "refunded",
        /// A refund is under way.
        UnderWay = "under_way",
        /// The card company decides about it.
        Disputed = "disputed",
        /// Part of it was used, and part of a payment cannot be cancelled here: write to us.
        PartialNotPossible = "partial_not_possible",
    }
}

/// What a buyer gets back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quote {
    /// The won that go back; none when nothing does.
    pub amount: Won,
    /// The paid credits that are taken for it.
    pub credits: Credits,
    /// The bonus credits that are forfeited with it.
    pub bonus: Credits,
    /// Paid credits that were used, and are not paid back.
    pub used: Credits,
    /// Why.
    pub because: QuoteReason,
    /// Until when unused credits are refunded in full.
    pub full_until: Timestamp,
}

/// The quote for all that is left of an order, at this moment or when its buyer asked for it.
pub async fn quote(world: &World, order: &Order) -> Result<Quote, DatabaseError> {
    quote_part(world, order, None).await
}

/// The same for so many paid credits; for all that are left without a number.
pub async fn quote_part(
    world: &World,
    order: &Order,
    credits: Option<Credits>,
) -> Result<Quote, DatabaseError> {
    let (quote, _) = quote_for(world, order, credits).await?;
    Ok(quote)
}

/// The same for some of the credits only, with what is left of the lots.
pub(super) async fn quote_for(
    world: &World,
    order: &Order,
    credits: Option<Credits>,
) -> Result<(Quote, Remaining), DatabaseError> {
    let left = ledger::remaining_of(&*world.database, &order.id, &order.user);
    let (left, ours) = try_join!(left, cancellation::of_order(world, &order.id))?;
    let at = order.refund_asked_at.unwrap_or_else(|| world.now());
    let quote = calculate(order, left, &ours, &world.settings.refunds, credits, at);
    Ok((quote, left))
}

fn calculate(
    order: &Order,
    left: Remaining,
    ours: &[Cancellation],
    policy: &RefundPolicy,
    wanted: Option<Credits>,
    at: Timestamp,
) -> Quote {
    let full_until = order
        .settled_at
        .unwrap_or(order.created_at)
        .plus(policy.full_for);
    let credits = wanted.map_or(left.paid, |wanted| wanted.min(left.paid));
    let is_under_way = ours
        .iter()
        .any(|it| it.status == CancellationStatus::Requested);
    let none = |because| Quote {
        amount: Won::ZERO,
        credits: Credits::ZERO,
        bonus: Credits::ZERO,
        used: order.credits.checked_sub(left.paid).unwrap_or_default(),
        because,
        full_until,
    };
    if !order.is_granted {
        return none(QuoteReason::NotGranted);
    }
    if order.status == OrderStatus::Disputed {
        return none(QuoteReason::Disputed);
    }
    if is_under_way {
        return none(QuoteReason::UnderWay);
    }
    let rest = order.amount.get() - order.refunded.get();
    if rest <= 0 {
        return none(QuoteReason::Refunded);
    }
    if credits == Credits::ZERO {
        return none(QuoteReason::AllUsed);
    }
    let is_late = at >= full_until;
    let price = share(order.amount.get(), credits.get(), order.credits.get()).min(rest);
    let percent_back = if is_late { policy.late_percent } else { 100 };
    let won = percent(price, percent_back);
    if !policy.partial && won != order.amount.get() {
        return none(QuoteReason::PartialNotPossible);
    }
    Quote {
        amount: Won::try_from(won).unwrap_or_default(),
        credits,
        bonus: bonus_of(order, left, credits),
        because: if is_late {
            QuoteReason::Late
        } else {
            QuoteReason::InTime
        },
        ..none(QuoteReason::InTime)
    }
}

/// The bonus that is forfeited: all that is left with the last paid credits, their share before.
fn bonus_of(order: &Order, left: Remaining, credits: Credits) -> Credits {
    if credits == left.paid {
        return left.bonus;
    }
    let part = share(order.bonus.get(), credits.get(), order.credits.get());
    Credits::try_from(part.min(left.bonus.get())).unwrap_or_default()
}

/// Percent of an amount, rounded down.
fn percent(amount: i64, percent: u32) -> i64 {
    let product = i128::from(amount) * i128::from(percent.min(100));
    i64::try_from(product / 100).unwrap_or(0)
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        port::payment::GatewayKind,
        random::{OrderId, Random, UserId},
        settings::PayMethod,
        time::DAY,
    };

    pub(in crate::order) struct Sevens;
    impl Random for Sevens {
        fn fill(&self, buffer: &mut [u8]) {
            buffer.fill(7);
        }
    }

    pub(in crate::order) fn order() -> Order {
        let now = Timestamp(0);
        Order {
            id: OrderId::new(now, &Sevens),
            user: UserId::new(now, &Sevens),
            package_id: "starter".to_owned(),
            order_name: "OpenClaw Credit 1100".to_owned(),
            amount: Won::of(9_900),
            currency: "KRW".to_owned(),
            credits: Credits::of(1_000),
            bonus: Credits::of(100),
            status: OrderStatus::Completed,
            reason: None,
            receipt_url: None,
            created_at: now,
            gateway: GatewayKind::PortOneV2,
            method: PayMethod::Card,
            transaction_id: None,
            virtual_account: None,
            is_granted: true,
            is_void: false,
            refunded: Won::ZERO,
            debt: Credits::ZERO,
            frozen: Credits::ZERO,
            disputes: 0,
            settled_at: Some(now),
            refund_asked_at: None,
        }
    }

    fn quoted(paid: u32, bonus: u32, days: u32) -> (i64, i64, i64, &'static str) {
        let left = Remaining {
            paid: Credits::of(paid),
            bonus: Credits::of(bonus),
        };
        let at = Timestamp(0).plus(DAY * days);
        let quote = calculate(&order(), left, &[], &RefundPolicy::default(), None, at);
        let (amount, credits) = (quote.amount.get(), quote.credits.get());
        (amount, credits, quote.bonus.get(), quote.because.as_str())
    }

    #[test]
    fn unused_credits_are_worth_their_price_in_time_and_a_share_of_it_later() {
        for (paid, bonus, days, expected) in [
            (1_000, 100, 0, (9_900, 1_000, 100, "in_time")),
            (1_000, 0, 6, (9_900, 1_000, 0, "in_time")),
            (999, 0, 6, (9_891, 999, 0, "in_time")),
            (333, 0, 6, (3_297, 333, 0, "in_time")),
            (1_000, 100, 7, (8_910, 1_000, 100, "late")),
            (1, 0, 700, (9, 1, 0, "late")),
            (0, 100, 0, (0, 0, 0, "all_used")),
        ] {
            assert_eq!(quoted(paid, bonus, days), expected, "{paid} {days}");
        }
    }

    #[test]
    fn what_cannot_go_back_says_why() {
        let left = Remaining {
            paid: Credits::of(900),
            bonus: Credits::ZERO,
        };
        let because = |order: &Order, policy: &RefundPolicy| {
            calculate(order, left, &[], policy, None, Timestamp(0)).because
        };
        let policy = RefundPolicy::default();
        let unpaid = Order {
            is_granted: false,
            ..order()
        };
        let refunded = Order {
            refunded: Won::of(9_900),
            ..order()
        };
        let disputed = Order {
            status: OrderStatus::Disputed,
            ..order()
        };
        assert_eq!(because(&unpaid, &policy), QuoteReason::NotGranted);
        assert_eq!(because(&refunded, &policy), QuoteReason::Refunded);
        assert_eq!(because(&disputed, &policy), QuoteReason::Disputed);
        let whole_only = RefundPolicy {
            partial: false,
            ..policy
        };
        assert_eq!(
            because(&order(), &whole_only),
            QuoteReason::PartialNotPossible
        );
    }

    proptest! {
        /// Never more won than were paid and not yet sent back, never credits that are not there, and
        /// for more credits never fewer won.
        #[test]
        fn no_quote_gives_more_than_there_is(
            (credits, price, bonus) in (1..1_000_000_u32, 1..10_000_000_u32, 0..100_000_u32),
            (paid, bonus_left, refunded) in (0.0..=1.0_f64, 0.0..=1.0_f64, 0.0..=1.0_f64),
            (late_percent, days) in (0..=100_u32, 0..20_u32),
            wanted in 1..1_000_000_u32,
        ) {
            let order = Order {
                amount: Won::of(price),
                credits: Credits::of(credits),
                bonus: Credits::of(bonus),
                refunded: Won::of(part(price, refunded)),
                ..order()
            };
            let left = Remaining {
                paid: Credits::of(part(credits, paid)),
                bonus: Credits::of(part(bonus, bonus_left)),
            };
            let policy = RefundPolicy { late_percent, ..RefundPolicy::default() };
            let at = Timestamp(0).plus(DAY * days);
            let quote = |wanted| calculate(&order, left, &[], &policy, wanted, at);
            let (all, some) = (quote(None), quote(Some(Credits::of(wanted))));
            for quote in [all, some] {
                prop_assert!(quote.amount.get() <= i64::from(price) - order.refunded.get());
                prop_assert!(quote.credits <= left.paid && quote.bonus <= left.bonus);
                prop_assert_eq!(quote.used.get() + left.paid.get(), i64::from(credits));
            }
            prop_assert!(some.amount <= all.amount && some.bonus <= all.bonus);
        }
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a u32 is one"
    )]
    fn part(of: u32, share: f64) -> u32 {
        (f64::from(of) * share) as u32
    }
}
