//! Money on its way back: what a buyer could get for an order today, and each giving back of it.

use super::{badge::Badge, format::When};

/// What a buyer can do about getting their money back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refund {
    /// They can ask for it.
    Offered(Offer),
    /// They asked, and the operator decides.
    Asked {
        /// When they asked.
        at: When,
        /// What it comes to.
        won: i64,
    },
    /// Nothing can go back.
    Nothing {
        /// Why, in a sentence.
        why: String,
    },
}

/// What could go back today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The money.
    pub won: i64,
    /// Why it is that much, in a sentence.
    pub why: String,
    /// The unused paid credits that are taken for it.
    pub credits: i64,
    /// The bonus that is lost with it.
    pub bonus: i64,
    /// Paid credits that were used.
    pub used: i64,
    /// Until when unused credits are paid back in full; not told once that is over.
    pub full_until: Option<When>,
    /// How and how soon the money comes, in a sentence.
    pub how: String,
}

/// One giving back of money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Return {
    /// How much, with its currency.
    pub amount: String,
    /// When it was settled, or else asked for.
    pub when: When,
    /// How far it has come.
    pub badge: Badge,
    /// What that means for the buyer, in a sentence.
    pub words: String,
}

impl Offer {
    /// Most of a package, in time.
    pub fn sample() -> Self {
        Self {
            won: 9_504,
            why: "청약철회 기간 안이라 쓰지 않은 크레딧을 전액 돌려드려요.".into(),
            credits: 960,
            bonus: 80,
            used: 40,
            full_until: Some(When::new(
                "2026-11-28T20:00+09:00",
                "2026. 11. 28. 오후 8:00",
            )),
            how: "3영업일 안에 결제한 수단으로 돌려드려요.".into(),
        }
    }
}

impl Return {
    /// One that has come about.
    pub fn sample() -> Self {
        Self {
            amount: "4,950원".into(),
            when: When::new("2026-11-24T10:12+09:00", "2026. 11. 24. 오전 10:12"),
            badge: Badge::money_returned(),
            words: "카드 명세서에는 며칠 뒤에 보일 수 있어요.".into(),
        }
    }

    /// One on its way.
    pub fn sample_on_its_way() -> Self {
        Self {
            badge: Badge::money_returning(),
            words: "카드사에 취소를 요청했어요. 며칠 걸릴 수 있어요.".into(),
            ..Self::sample()
        }
    }
}
