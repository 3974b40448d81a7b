//! What templates may pipe a value through, besides askama's own filters.
#![expect(
    clippy::inline_always,
    clippy::unnecessary_wraps,
    clippy::unused_self,
    unreachable_pub,
    reason = "the shape that askama gives a filter"
)]

use askama::{Result, Values};

use super::format;

/// A whole number, or however many references to one a template happens to hold.
pub trait Amount {
    /// The number.
    fn amount(&self) -> i64;
}

impl Amount for i64 {
    fn amount(&self) -> i64 {
        *self
    }
}

impl<T: Amount> Amount for &T {
    fn amount(&self) -> i64 {
        (*self).amount()
    }
}

/// `{{ credits|num }}`: grouped by thousands.
#[askama::filter_fn]
pub fn num<T: Amount>(value: T, _: &dyn Values) -> Result<String> {
    Ok(format::number(value.amount()))
}

/// `{{ price|won }}`: grouped, in won.
#[askama::filter_fn]
pub fn won<T: Amount>(value: T, _: &dyn Values) -> Result<String> {
    Ok(format::won(value.amount()))
}

/// `{{ change|signed }}`: grouped, with its sign.
#[askama::filter_fn]
pub fn signed<T: Amount>(value: T, _: &dyn Values) -> Result<String> {
    Ok(format::signed(value.amount()))
}

/// `{{ word|object }}`: the word with 을 or 를.
#[askama::filter_fn]
pub fn object<T: AsRef<str>>(word: T, _: &dyn Values) -> Result<String> {
    Ok(format::particle(word.as_ref(), "을", "를"))
}
