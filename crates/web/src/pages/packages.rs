//! Packages as price cards.

use openclaw_domain::{agent::Text, package::Package, settings::Settings};

use super::refunds::days;
use crate::{
    site::Site,
    view::package::{Package as Card, Terms},
    words::{Message, say, verbatim},
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
pub(super) fn makes(credits: i64, price: i64) -> Option<Message> {
    (price > 0 && credits >= price).then(|| say("makes-scripts").with("count", credits / price))
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
        name: package.name.as_str().into(),
        price_won: package.price.get(),
        credits: package.credits.get(),
        bonus: package.bonus.get(),
        won_per_credit: package.won_per_credit(),
        for_whom: for_whom(package),
        makes: makes(package.total().get(), price).unwrap_or_else(|| verbatim("")),
        recommended: package.id == "pro",
    }
}

fn for_whom(package: &Package) -> Message {
    let ko = package.for_whom.clone();
    let en = package.for_whom_en.clone().unwrap_or_else(|| ko.clone());
    Text { ko, en }.into()
}

/// The conditions beside each buy button, from the same settings that the ledger keeps.
pub(super) fn terms(settings: &Settings) -> Terms {
    let years = |life: std::time::Duration| life.as_secs() / (365 * 24 * 60 * 60);
    let (paid, bonus) = (
        years(settings.validity.paid),
        years(settings.validity.bonus),
    );
    Terms {
        supply: say("terms-supply"),
        validity: say("terms-validity")
            .with("paid", paid)
            .with("bonus", bonus),
        refund: say("terms-refund").with("days", days(settings.refunds.full_for)),
    }
}
