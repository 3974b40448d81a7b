//! Samples: credits.

use crate::{
    view::{
        badge::Badge,
        choice::Choice,
        credits::{Credits, Entry, Lot, LotKind, MoreEntries, OrderRow},
        package::{Package, Terms},
        samples::{day_in_korea, korea},
        shell::{Nav, Shell},
    },
    words::say,
};

impl Entry {
    /// One of each kind.
    pub fn samples() -> Vec<Self> {
        let entry = |text: &str, what: &str, change, balance_after, url: Option<&str>| Self {
            when: korea(text),
            what: what.into(),
            change,
            balance_after,
            url: url.map(Into::into),
        };
        vec![
            entry(
                "2026-11-23T15:05",
                "쇼츠 대본 만들기",
                -20,
                1_115,
                Some("/runs/0193a0"),
            ),
            entry(
                "2026-11-22T09:42",
                "실패한 쇼츠 대본 돌려받음",
                20,
                1_135,
                Some("/runs/01939f"),
            ),
            entry(
                "2026-11-22T09:41",
                "쇼츠 대본 만들기",
                -20,
                1_115,
                Some("/runs/01939f"),
            ),
            entry("2026-11-21T20:00", "스타터 구매 보너스", 100, 1_135, None),
            entry(
                "2026-11-21T20:00",
                "스타터 구매",
                1_000,
                1_035,
                Some("/orders/0193990a"),
            ),
            entry("2026-11-20T11:20", "가입 축하 크레딧", 40, 40, None),
        ]
    }
}

impl Credits {
    /// With a bit of everything.
    pub fn sample() -> Self {
        let lot = |kind, remaining, day: &str| Lot {
            kind,
            remaining,
            expires: Some(day_in_korea(day)),
        };
        let order = |id: &str, day: &str, badge, receipt: Option<&str>| OrderRow {
            merchant_uid: id.into(),
            when: day_in_korea(day),
            package: "스타터".into(),
            price_won: 9_900,
            refund: (badge == Badge::order_completed()).then(|| "환불 가능 9,504원".into()),
            badge,
            receipt_url: receipt.map(Into::into),
        };
        let method = |code: &str, label| Choice {
            code: code.into(),
            label,
        };
        Self {
            shell: Shell::sample(say("facts-credits"), Nav::Credits),
            balance: 1_115,
            lots: vec![
                lot(LotKind::Free, 15, "2026-12-20"),
                lot(LotKind::Bonus, 100, "2027-11-21"),
                lot(LotKind::Paid, 1_000, "2027-11-21"),
            ],
            packages: Package::samples(),
            terms: Terms::sample(),
            methods: vec![
                method("CARD", say("method-card")),
                method("KAKAOPAY", say("method-kakaopay")),
                method("NAVERPAY", say("method-naverpay")),
                method("TOSSPAY", say("method-tosspay")),
                method("VIRTUAL_ACCOUNT", say("method-virtual-account")),
            ],
            chosen: None,
            sdk_url: Some("https://cdn.portone.io/v2/browser-sdk.js".into()),
            kinds: vec![Choice {
                code: "USAGE".into(),
                label: say("filter-usage"),
            }],
            kind: String::new(),
            entries: Entry::samples(),
            more_url: Some("/credits?before=01939a#history".into()),
            orders: vec![
                order("0193990b", "2026-11-21", Badge::order_pending(), None),
                order(
                    "0193990a",
                    "2026-11-21",
                    Badge::order_completed(),
                    Some("https://pay.example/r/1"),
                ),
                order("01939909", "2026-11-20", Badge::order_failed(), None),
                order("01939908", "2026-11-19", Badge::order_refunded(), None),
            ],
        }
    }

    /// Before the first purchase.
    pub fn sample_empty() -> Self {
        Self {
            balance: 0,
            lots: Vec::new(),
            methods: Vec::new(),
            chosen: Some("creator".into()),
            entries: Vec::new(),
            more_url: None,
            orders: Vec::new(),
            ..Self::sample()
        }
    }
}

impl MoreEntries {
    /// The last lines.
    pub fn sample() -> Self {
        Self {
            entries: Entry::samples(),
            more_url: None,
        }
    }
}
