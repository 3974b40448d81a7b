//! What templates may pipe a value through, besides askama's own filters.
#![expect(
    clippy::inline_always,
    clippy::unnecessary_wraps,
    clippy::unused_self,
    unreachable_pub,
    reason = "the shape that askama gives a filter"
)]

use std::sync::Arc;

use askama::{Result, Values};

use super::format;
use crate::words::{
    AsArg, Language, Message, Reader, Rich, Takes, english_address, korean_address,
};

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

/// A message's key, as a literal in a template.
pub trait Key {
    /// The key.
    fn key(&self) -> &'static str;
}

impl Key for &'static str {
    fn key(&self) -> &'static str {
        self
    }
}

impl<T: Key> Key for &T {
    fn key(&self) -> &'static str {
        (*self).key()
    }
}

/// `{{ "credits-left"|say }}`: the message of the files in `words/`.
#[askama::filter_fn]
pub fn say<T: Key>(key: T, _: &dyn Values) -> Result<Message> {
    Ok(crate::words::say(key.key()))
}

/// `{{ "credits-left"|rich }}`: the same for a message that holds markup; what fills it is escaped.
#[askama::filter_fn]
pub fn rich<T: Key>(key: T, _: &dyn Values) -> Result<Rich> {
    Ok(crate::words::rich(key.key()))
}

/// `{{ "credits-left"|say|with("balance", balance) }}`: with a variable filled.
#[askama::filter_fn]
pub fn with<M: Takes, A: AsArg>(
    message: M,
    _: &dyn Values,
    name: &'static str,
    value: A,
) -> Result<M> {
    Ok(message.filled(name, value.as_arg()))
}

/// `{{ credits|num }}`: grouped by thousands.
#[askama::filter_fn]
pub fn num<T: Amount>(value: T, _: &dyn Values) -> Result<String> {
    Ok(format::number(value.amount()))
}

/// `{{ price|won }}`: grouped, in won.
#[askama::filter_fn]
pub fn won<T: Amount>(value: T, _: &dyn Values) -> Result<Message> {
    Ok(Message::won(value.amount()))
}

/// `{{ change|signed }}`: grouped, with its sign.
#[askama::filter_fn]
pub fn signed<T: Amount>(value: T, _: &dyn Values) -> Result<String> {
    Ok(format::signed(value.amount()))
}

/// `{{ "/terms"|to }}`: a public page's address in the reader's language.
#[askama::filter_fn]
pub fn to<T: AsRef<str>>(path: T, values: &dyn Values) -> Result<String> {
    Ok(match Reader::of(values).language {
        Language::Korean => path.as_ref().to_owned(),
        Language::English => english_address(path.as_ref()),
    })
}

/// `{{ ""|lang }}`: the reader's language, `ko` or `en`.
#[askama::filter_fn]
pub fn lang<T>(_: T, values: &dyn Values) -> Result<&'static str> {
    Ok(Reader::of(values).language.tag())
}

/// `{{ ""|elsewhere }}`: where the same page is shown in the other language.
#[askama::filter_fn]
pub fn elsewhere<T>(_: T, values: &dyn Values) -> Result<String> {
    let reader = Reader::of(values);
    Ok(match reader.language {
        Language::Korean => english_address(&reader.address),
        Language::English => korean_address(&reader.address),
    })
}

/// `{{ "checkout-"|script_words }}`: the messages that begin so, as JSON for a script's `data-words`.
#[askama::filter_fn]
pub fn script_words<T: Key>(prefix: T, values: &dyn Values) -> Result<Arc<str>> {
    let language = Reader::of(values).language;
    Ok(crate::words::script_words(language, prefix.key()))
}
