//! Credits: what is left and until when, packages to buy, every change, every order.

use askama::Template;

use super::{
    badge::Badge,
    filters,
    format::When,
    package::{Package, Terms},
    shell::{Nav, Shell},
};

/// Where the credits of a lot came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LotKind {
    /// Bought.
    Paid,
    /// Given on top of bought ones.
    Bonus,
    /// Given for free.
    Free,
}

/// Credits of one kind with one expiry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lot {
    /// Where they came from.
    pub kind: LotKind,
    /// What remains.
    pub remaining: i64,
    /// Until when, if they expire.
    pub expires: Option<When>,
}

impl Lot {
    /// The kind in words.
    pub fn label(&self) -> &'static str {
        match self.kind {
            LotKind::Paid => "유료",
            LotKind::Bonus => "보너스",
            LotKind::Free => "무료",
        }
    }

    /// The class of its dot.
    pub fn class(&self) -> &'static str {
        match self.kind {
            LotKind::Paid => "lot lot-paid",
            LotKind::Bonus => "lot lot-bonus",
            LotKind::Free => "lot lot-free",
        }
    }
}

/// One line of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub when: When,
    /// What, in plain words.
    pub what: String,
    /// Credits that came (positive) or went (negative).
    pub change: i64,
    /// The balance after it.
    pub balance_after: i64,
    /// The run or order it belongs to.
    pub url: Option<String>,
}

/// One order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderRow {
    /// Our order id; the row leads to `/orders/{merchant_uid}`.
    pub merchant_uid: String,
    /// When it was made.
    pub when: When,
    /// The package's name.
    pub package: String,
    /// Its price.
    pub price_won: i64,
    /// Its state.
    pub badge: Badge,
    /// What could go back, in a few words: `환불 가능 9,900원`.
    pub refund: Option<String>,
    /// The payment company's receipt.
    pub receipt_url: Option<String>,
}

/// A way to pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Method {
    /// What `prepare` takes.
    pub code: &'static str,
    /// What it is called.
    pub label: &'static str,
}

/// The credits page.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "credits.html")]
pub struct Credits {
    /// The frame.
    pub shell: Shell,
    /// Credits left.
    pub balance: i64,
    /// What they are made of, in the order they are used.
    pub lots: Vec<Lot>,
    /// The packages.
    pub packages: Vec<Package>,
    /// The conditions beside each buy button.
    pub terms: Terms,
    /// The ways to pay, the first being chosen; asked only where there is a choice.
    pub methods: Vec<Method>,
    /// The package that the visitor came for.
    pub chosen: Option<String>,
    /// The payment company's browser SDK; without it nothing can be bought.
    pub sdk_url: Option<String>,
    /// A version of the terms to be agreed to with each purchase; sent as `terms_version`.
    pub terms_version: Option<String>,
    /// This page of the ledger, newest first.
    pub entries: Vec<Entry>,
    /// The next page's address.
    pub more_url: Option<String>,
    /// The latest orders.
    pub orders: Vec<OrderRow>,
}

/// Further ledger lines, for a request that htmx made to [`Credits::more_url`].
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "fragments/entry_rows.html")]
pub struct MoreEntries {
    /// This page of them.
    pub entries: Vec<Entry>,
    /// The next page's address.
    pub more_url: Option<String>,
}

impl Entry {
    /// One of each kind.
    pub fn samples() -> Vec<Self> {
        let entry = |text: &str, what: &str, change, balance_after, url: Option<&str>| Self {
            when: When::new("2026-11-23T15:05+09:00", text),
            what: what.into(),
            change,
            balance_after,
            url: url.map(Into::into),
        };
        vec![
            entry(
                "2026. 11. 23. 오후 3:05",
                "쇼츠 대본 만들기",
                -20,
                1_115,
                Some("/runs/0193a0"),
            ),
            entry(
                "2026. 11. 22. 오전 9:42",
                "실패한 쇼츠 대본 돌려받음",
                20,
                1_135,
                Some("/runs/01939f"),
            ),
            entry(
                "2026. 11. 22. 오전 9:41",
                "쇼츠 대본 만들기",
                -20,
                1_115,
                Some("/runs/01939f"),
            ),
            entry(
                "2026. 11. 21. 오후 8:00",
                "스타터 구매 보너스",
                100,
                1_135,
                None,
            ),
            entry(
                "2026. 11. 21. 오후 8:00",
                "스타터 구매",
                1_000,
                1_035,
                Some("/orders/0193990a"),
            ),
            entry("2026. 11. 20. 오전 11:20", "가입 축하 크레딧", 40, 40, None),
        ]
    }
}

impl Credits {
    /// With a bit of everything.
    pub fn sample() -> Self {
        let lot = |kind, remaining, day: &str| Lot {
            kind,
            remaining,
            expires: Some(When::new("2027-11-21", day)),
        };
        let order = |id: &str, day: &str, badge, receipt: Option<&str>| OrderRow {
            merchant_uid: id.into(),
            when: When::new("2026-11-21T20:00+09:00", day),
            package: "스타터".into(),
            price_won: 9_900,
            refund: (badge == Badge::order_completed()).then(|| "환불 가능 9,504원".into()),
            badge,
            receipt_url: receipt.map(Into::into),
        };
        let method = |code, label| Method { code, label };
        Self {
            shell: Shell::sample("크레딧", Nav::Credits),
            balance: 1_115,
            lots: vec![
                lot(LotKind::Free, 15, "2026. 12. 20."),
                lot(LotKind::Bonus, 100, "2027. 11. 21."),
                lot(LotKind::Paid, 1_000, "2027. 11. 21."),
            ],
            packages: Package::samples(),
            terms: Terms::sample(),
            methods: vec![
                method("CARD", "카드"),
                method("KAKAOPAY", "카카오페이"),
                method("NAVERPAY", "네이버페이"),
                method("TOSSPAY", "토스페이"),
                method("VIRTUAL_ACCOUNT", "가상계좌"),
            ],
            chosen: None,
            sdk_url: Some("https://cdn.portone.io/v2/browser-sdk.js".into()),
            terms_version: Some("2026-11-01".into()),
            entries: Entry::samples(),
            more_url: Some("/credits?before=01939a#history".into()),
            orders: vec![
                order("0193990b", "2026. 11. 21.", Badge::order_pending(), None),
                order(
                    "0193990a",
                    "2026. 11. 21.",
                    Badge::order_completed(),
                    Some("https://pay.example/r/1"),
                ),
                order("01939909", "2026. 11. 20.", Badge::order_failed(), None),
                order("01939908", "2026. 11. 19.", Badge::order_refunded(), None),
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
            terms_version: None,
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
