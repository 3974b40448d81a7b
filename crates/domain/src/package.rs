//! What is for sale.

use serde::{Deserialize, Serialize};

use crate::money::{Credits, Won};

/// A package of credits with its price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Package {
    /// Its id in addresses and orders: `starter`.
    pub id: String,
    /// Its name on the page: `Starter`.
    pub name: String,
    /// The price in won, VAT included.
    pub price: Won,
    /// The credits that are paid for.
    pub credits: Credits,
    /// The credits given on top.
    #[serde(default)]
    pub bonus: Credits,
    /// For whom it is, in Korean.
    pub for_whom: String,
    /// The same in English; the Korean words, where there are none.
    #[serde(default)]
    pub for_whom_en: Option<String>,
}

impl Package {
    /// Credits and bonus together.
    #[must_use]
    pub fn total(&self) -> Credits {
        // Checked when the settings are made; nothing is given where it does not fit.
        self.credits.checked_add(self.bonus).unwrap_or(self.credits)
    }

    /// Won for one credit, to one decimal, rounded half up: `9.0`.
    #[must_use]
    pub fn won_per_credit(&self) -> String {
        let total = i128::from(self.total().get()).max(1);
        let tenths = (i128::from(self.price.get()) * 20 + total) / (total * 2);
        format!("{}.{}", tenths / 10, tenths % 10)
    }

    /// What the buyer and the card statement are shown. NICE takes 40 bytes and few signs, so it is
    /// plain ASCII: `OpenClaw Credit 1100`.
    #[must_use]
    pub fn order_name(&self) -> String {
        format!("OpenClaw Credit {}", self.total().get())
    }
}

/// The packages sold when the operator configures none.
#[must_use]
pub fn default_packages() -> Vec<Package> {
    let package = |id: &str, name: &str, price, credits, bonus, [ko, en]: [&str; 2]| Package {
        id: id.to_owned(),
        name: name.to_owned(),
        price: Won::of(price),
        credits: Credits::of(credits),
        bonus: Credits::of(bonus),
        for_whom: ko.to_owned(),
        for_whom_en: Some(en.to_owned()),
    };
    vec![
        package(
            "starter",
            "Starter",
            9_900,
            1_000,
            100,
            [
                "쇼츠를 이제 시작하는 크리에이터",
                "For creators who are starting with Shorts",
            ],
        ),
        package(
            "pro",
            "Pro",
            29_900,
            3_000,
            500,
            [
                "매일 올리는 크리에이터",
                "For creators who publish every day",
            ],
        ),
        package(
            "business",
            "Business",
            99_000,
            10_000,
            2_000,
            [
                "채널 여러 개를 운영하는 팀",
                "For teams that run several channels",
            ],
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_price_of_a_credit_is_rounded_to_tenths() {
        let prices: Vec<_> = default_packages()
            .iter()
            .map(Package::won_per_credit)
            .collect();
        assert_eq!(prices, ["9.0", "8.5", "8.3"]);
    }

    #[test]
    fn order_names_fit_nice() {
        for package in default_packages() {
            let name = package.order_name();
            assert!(name.len() <= 40, "{name}");
            assert!(
                name.chars().all(|c| c.is_ascii_alphanumeric() || c == ' '),
                "{name}"
            );
        }
    }
}
