//! Samples: refund.

use crate::{
    view::{
        badge::Badge,
        refund::{Offer, Return},
        samples::korea,
    },
    words::say,
};

impl Offer {
    /// Most of a package, in time.
    pub fn sample() -> Self {
        Self {
            won: 9_504,
            why: "청약철회 기간 안이라 쓰지 않은 크레딧을 전액 돌려드려요.".into(),
            credits: 960,
            bonus: 80,
            used: 40,
            full_until: Some(korea("2026-11-28T20:00")),
            how: say("refund-how"),
        }
    }
}

impl Return {
    /// One that has come about.
    pub fn sample() -> Self {
        Self {
            amount: "4,950원".into(),
            when: korea("2026-11-24T10:12"),
            badge: Badge::money_returned(),
            words: say("return-succeeded"),
        }
    }

    /// One on its way.
    pub fn sample_on_its_way() -> Self {
        Self {
            badge: Badge::money_returning(),
            words: say("return-requested"),
            ..Self::sample()
        }
    }
}
