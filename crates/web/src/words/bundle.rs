//! The message files, read once.

use std::{
    borrow::Cow,
    collections::HashMap,
    sync::{Arc, LazyLock, PoisonError, RwLock},
};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

use super::{Language, attach};
use crate::view::format::number;

macro_rules! files {
    ($($area:literal),* $(,)?) => {
        /// Area, Korean file and English file of everything that is said. A new file is named here.
        pub const FILES: &[(&str, &str, &str)] = &[$((
            $area,
            include_str!(concat!("../../words/ko/", $area, ".ftl")),
            include_str!(concat!("../../words/en/", $area, ".ftl")),
        )),*];
    };
}

files!(
    "common",
    "frame",
    "landing",
    "sign-in",
    "welcome",
    "dashboard",
    "agents",
    "runs",
    "credits",
    "orders",
    "settings",
    "leaving",
    "legal",
    "errors",
    "problems",
    "api",
    "admin",
    "scripts",
    "style",
);

type Bundle = FluentBundle<FluentResource>;

static KOREAN: LazyLock<Bundle> = LazyLock::new(|| read(Language::Korean));
static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| read(Language::English));

fn read(language: Language) -> Bundle {
    let tag = LanguageIdentifier::from_bytes(language.tag().as_bytes()).unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![tag]);
    // The marks around variables are for text of both directions; ours has one.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(|value, _| grouped(value)));
    if let Err(error) = bundle.add_function("JOSA", |given, _| josa(given)) {
        tracing::error!(%error, "the particles cannot be told");
    }
    for (area, ko, en) in FILES {
        let text = if language == Language::Korean { ko } else { en };
        // What is wrong in a file is found by the test of the files; the rest of it counts.
        let resource =
            FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(rest, errors)| {
                tracing::error!(area, ?errors, "a message file has mistakes");
                rest
            });
        if let Err(errors) = bundle.add_resource(resource) {
            tracing::error!(area, ?errors, "a message is there twice");
        }
    }
    bundle
}

/// Counts are whole and grouped by thousands, in both languages.
fn grouped(value: &FluentValue<'_>) -> Option<String> {
    match value {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "made from an i64 below 2^53"
        )]
        FluentValue::Number(it) => Some(number(it.value as i64)),
        _ => None,
    }
}

/// `JOSA($word, "을/를")`: the word with the particle that its last sound asks for.
fn josa(given: &[FluentValue<'_>]) -> FluentValue<'static> {
    let [word, FluentValue::String(pair)] = given else {
        return FluentValue::Error;
    };
    let word = match word {
        FluentValue::String(word) => word.to_string(),
        other => grouped(other).unwrap_or_default(),
    };
    FluentValue::from(attach(&word, pair))
}

pub(super) fn format(language: Language, key: &str, args: &FluentArgs<'_>) -> Cow<'static, str> {
    let bundle = match language {
        Language::Korean => &*KOREAN,
        Language::English => &*ENGLISH,
    };
    let pattern = bundle.get_message(key).and_then(|message| message.value());
    let Some(pattern) = pattern else {
        tracing::error!(key, "a message is missing");
        return Cow::Owned(key.to_owned());
    };
    let mut errors = Vec::new();
    let words = bundle.format_pattern(pattern, Some(args), &mut errors);
    if !errors.is_empty() {
        tracing::error!(key, ?errors, "a message is not filled");
    }
    words
}

/// The keys that begin so, for the words that a script is given.
fn keys(prefix: &str) -> impl Iterator<Item = &'static str> {
    let lines = FILES.iter().flat_map(|(_, ko, _)| ko.lines());
    let keys = lines
        .filter_map(|line| line.split_once(" ="))
        .map(|(key, _)| key);
    keys.filter(move |key| key.starts_with(prefix))
}

/// By the prefix of a template's: each language's object of a script's words.
type Written = HashMap<&'static str, Arc<str>>;

/// The messages that begin so, as JSON for a script: their keys without the prefix, and their words.
/// Written once: every page asks.
pub fn script_words(language: Language, prefix: &'static str) -> Arc<str> {
    static WRITTEN: [RwLock<Option<Written>>; 2] = [const { RwLock::new(None) }; 2];
    let written = &WRITTEN[usize::from(language != Language::Korean)];
    let read = written.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(words) = read.as_ref().and_then(|read| read.get(prefix)) {
        return Arc::clone(words);
    }
    drop(read);
    let none = FluentArgs::with_capacity(0);
    let words: serde_json::Map<_, _> = keys(prefix)
        .map(|key| {
            let words = format(language, key, &none).into_owned();
            (key[prefix.len()..].to_owned(), words.into())
        })
        .collect();
    let words: Arc<str> = serde_json::Value::Object(words).to_string().into();
    let mut writing = written.write().unwrap_or_else(PoisonError::into_inner);
    let all = writing.get_or_insert_default();
    Arc::clone(all.entry(prefix).or_insert(words))
}
