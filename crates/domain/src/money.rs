//! Money and credits: whole, checked, and never mixed up with each other.
//!
//! Both are integers below 2^53, because D1 passes numbers as IEEE doubles.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The largest amount any column holds: 2^53 − 1, the last integer a double tells from its
/// neighbours.
pub const LARGEST: i64 = 9_007_199_254_740_991;

/// An amount outside 0 ..= 2^53 − 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an amount must be a whole number from 0 to {LARGEST}")]
pub struct OutOfRange;

macro_rules! amount {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[serde(try_from = "i64", into = "i64")]
        pub struct $name(i64);

        impl $name {
            /// Nothing.
            pub const ZERO: Self = Self(0);

            /// A constant amount; refused at compile time when out of range.
            #[must_use]
            pub const fn of(amount: u32) -> Self {
                Self(amount as i64)
            }

            /// The plain number.
            #[must_use]
            pub const fn get(self) -> i64 {
                self.0
            }

            /// The sum, or `None` past 2^53 − 1.
            #[must_use]
            pub fn checked_add(self, other: Self) -> Option<Self> {
                Self::try_from(self.0.checked_add(other.0)?).ok()
            }

            /// The difference, or `None` below zero.
            #[must_use]
            pub fn checked_sub(self, other: Self) -> Option<Self> {
                Self::try_from(self.0.checked_sub(other.0)?).ok()
            }
        }

        impl TryFrom<i64> for $name {
            type Error = OutOfRange;

            fn try_from(amount: i64) -> Result<Self, OutOfRange> {
                if (0..=LARGEST).contains(&amount) { Ok(Self(amount)) } else { Err(OutOfRange) }
            }
        }

        impl From<$name> for i64 {
            fn from(amount: $name) -> i64 {
                amount.0
            }
        }

        impl fmt::Display for $name {
            /// Grouped by thousands, as Korean and English write it: `9,900`.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&grouped(self.0))
            }
        }
    };
}

amount! {
    /// Whole Korean won, VAT included, never negative.
    Won
}
amount! {
    /// Whole credits, never negative; a signed change of a balance is a plain `i64`.
    Credits
}

/// `-1234567` as `-1,234,567`.
#[must_use]
pub fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() * 4 / 3 + 1);
    if number < 0 {
        out.push('-');
    }
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Any whole number, often near an edge.
    fn number() -> impl Strategy<Value = i64> {
        let near = |edge: i64| (-3..=3_i64).prop_map(move |by| edge.saturating_add(by));
        prop_oneof![
            any::<i64>(),
            0..=LARGEST,
            near(0),
            near(LARGEST),
            near(i64::MAX)
        ]
    }

    proptest! {
        #[test]
        fn an_amount_is_one_that_every_database_keeps(number in number()) {
            let amount = Credits::try_from(number);
            prop_assert_eq!(amount.is_ok(), (0..=LARGEST).contains(&number));
            let json = number.to_string();
            prop_assert_eq!(serde_json::from_str::<Credits>(&json).ok(), amount.ok());
            if let Ok(amount) = amount {
                #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
                let through_a_double = amount.get() as f64 as i64;
                prop_assert_eq!(through_a_double, number);
                prop_assert_eq!(serde_json::to_string(&amount).unwrap(), json);
            }
        }

        #[test]
        fn sums_are_those_of_arithmetic_or_none(a in 0..=LARGEST, b in 0..=LARGEST) {
            let (first, second) = (Won::try_from(a).unwrap(), Won::try_from(b).unwrap());
            let sum = first.checked_add(second);
            prop_assert_eq!(sum.is_some(), a + b <= LARGEST);
            prop_assert_eq!(sum, second.checked_add(first));
            if let Some(sum) = sum {
                prop_assert_eq!(sum.checked_sub(second), Some(first));
            }
            prop_assert_eq!(first.checked_sub(second).is_some(), a >= b);
        }

        #[test]
        fn groups_are_read_back(number in any::<i64>()) {
            let text = grouped(number);
            prop_assert_eq!(text.replace(',', "").parse(), Ok(number));
            let digits = text.trim_start_matches('-');
            let (first, rest) = digits.split_at(digits.find(',').unwrap_or(digits.len()));
            prop_assert!((1..=3).contains(&first.len()), "{text}");
            prop_assert!(rest.split(',').skip(1).all(|it| it.len() == 3), "{text}");
        }
    }

    #[test]
    fn arithmetic_stops_at_the_edges() {
        let most = Credits::try_from(LARGEST).unwrap();
        assert_eq!(most.checked_add(Credits::of(1)), None);
        assert_eq!(Credits::of(1).checked_sub(Credits::of(2)), None);
        assert_eq!(Credits::try_from(-1), Err(OutOfRange));
        assert_eq!(Credits::try_from(LARGEST + 1), Err(OutOfRange));
        assert_eq!(
            Credits::of(3).checked_sub(Credits::of(2)),
            Some(Credits::of(1))
        );
    }

    #[test]
    fn amounts_are_written_in_groups_of_three() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (9900, "9,900"),
            (-1_234_567, "-1,234,567"),
            (100_000, "100,000"),
        ] {
            assert_eq!(grouped(number), text);
        }
    }

    #[test]
    fn json_refuses_fractions_and_negative_amounts() {
        for bad in ["-1", "1.5", "9007199254740992", "\"5\""] {
            assert!(serde_json::from_str::<Won>(bad).is_err(), "{bad}");
        }
        assert_eq!(serde_json::from_str::<Won>("9900").unwrap(), Won::of(9900));
    }
}
