//! Packages as price cards.

use openclaw_domain::{package::Package, settings::Settings};

use super::refunds::days;
use crate::{
    site::Site,
    view::package::{Package as Card, Terms},
};

/// What a run of the first agent costs: what the cards count in.
pub(super) fn first_price(site: &Site) -> i64 {
    site.world
        .agents
        .iter()
        .next()
        .map_or(0, |agent| agent.price().get())
}

/// How many results that many credits make: `대본 55편`.
pub(super) fn makes(credits: i64, price: i64) -> Option<String> {
    (price > 0 && credits >= price).then(|| format!("대본 {}편", credits / price))
}

pub(super) fn cards(site: &Site) -> Vec<Card> {
    let price = first_price(site);
    site.world
        .settings
        .packages
        .iter()
        .map(|package| card(package, price))
        .collect()
}

fn card(package: &Package, price: i64) -> Card {
    Card {
        code: package.id.clone(),
        name: package.name.clone(),
        price_won: package.price.get(),
        credits: package.credits.get(),
        bonus: package.bonus.get(),
        won_per_credit: package.won_per_credit(),
        for_whom: package.for_whom.clone(),
        makes: makes(package.total().get(), price).unwrap_or_default(),
        recommended: package.id == "pro",
    }
}

/// The conditions beside each buy button, from the same settings that the ledger keeps.
pub(super) fn terms(settings: &Settings) -> Terms {
    let years = |life: std::time::Duration| life.as_secs() / (365 * 24 * 60 * 60);
    let (paid, bonus) = (
        years(settings.validity.paid),
        years(settings.validity.bonus),
    );
    Terms {
        supply: "결제가 확인되면 바로 충전돼요".to_owned(),
        validity: format!("유료 크레딧은 {paid}년, 보너스는 {bonus}년 동안 쓸 수 있어요"),
        refund: format!(
            "쓰지 않은 유료 크레딧은 {}일 안에 전액 환불돼요",
            days(settings.refunds.full_for)
        ),
    }
}
