//! A message: what is said, before it is known in which language.

use std::{borrow::Cow, fmt};

use askama::{FastWritable, Values, filters::HtmlSafe};
use fluent_bundle::{FluentArgs, FluentValue};
use openclaw_domain::agent::Text;

use super::{Language, Reader, bundle};

/// Something to be said in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message(Said);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Said {
    /// A message of the files, with what fills its variables.
    Key(Cow<'static, str>, Vec<(&'static str, Arg)>),
    /// In both languages, from an agent's manifest or the configuration.
    Both(Box<Text>),
    /// Somebody's own words, which have no translation.
    Verbatim(String),
}

/// What fills a variable of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arg {
    /// A whole number: grouped by thousands, and what plurals go by.
    Number(i64),
    /// Words that stay as they are.
    Text(String),
    /// Words in the reader's language.
    Message(Message),
}

/// The message of the files in `words/` that has this key.
pub fn say(key: impl Into<Cow<'static, str>>) -> Message {
    Message(Said::Key(key.into(), Vec::new()))
}

/// The same where the message holds markup of ours: its variables are escaped, it is not.
pub fn rich(key: impl Into<Cow<'static, str>>) -> Rich {
    Rich(say(key))
}

/// Somebody's own words, in whatever language they are.
pub fn verbatim(words: impl Into<String>) -> Message {
    Message(Said::Verbatim(words.into()))
}

impl From<String> for Message {
    /// Somebody's own words: a key is given to [`say`].
    fn from(words: String) -> Self {
        verbatim(words)
    }
}

impl From<&str> for Message {
    fn from(words: &str) -> Self {
        verbatim(words)
    }
}

impl From<Text> for Message {
    fn from(text: Text) -> Self {
        Self(Said::Both(Box::new(text)))
    }
}

impl From<&Text> for Message {
    fn from(text: &Text) -> Self {
        text.clone().into()
    }
}

impl Message {
    /// An amount of money in won.
    pub fn won(amount: i64) -> Self {
        say("won").with("amount", amount)
    }

    /// With a variable filled.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl AsArg) -> Self {
        if let Said::Key(_, args) = &mut self.0 {
            args.push((name, value.as_arg()));
        }
        self
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        matches!(&self.0, Said::Verbatim(words) if words.is_empty())
    }

    /// The words.
    pub fn to(&self, language: Language) -> Cow<'_, str> {
        self.written(language, |words| words)
    }

    fn written(&self, language: Language, escape: fn(String) -> String) -> Cow<'_, str> {
        match &self.0 {
            Said::Verbatim(words) => Cow::Borrowed(words),
            Said::Both(text) => Cow::Borrowed(match language {
                Language::Korean => &text.ko,
                Language::English => &text.en,
            }),
            Said::Key(key, args) => {
                let mut filled = FluentArgs::with_capacity(args.len());
                for (name, value) in args {
                    filled.set(*name, value.filled(language, escape));
                }
                bundle::format(language, key, &filled)
            }
        }
    }
}

impl Arg {
    fn filled(&self, language: Language, escape: fn(String) -> String) -> FluentValue<'static> {
        let words = match self {
            Self::Number(number) => return FluentValue::from(*number),
            Self::Text(words) => words.clone(),
            Self::Message(message) => message.to(language).into_owned(),
        };
        FluentValue::from(escape(words))
    }
}

impl FastWritable for Message {
    fn write_into(&self, dest: &mut dyn fmt::Write, values: &dyn Values) -> askama::Result<()> {
        dest.write_str(&self.to(Reader::language_of(values)))?;
        Ok(())
    }
}

impl fmt::Display for Message {
    /// In Korean: where nobody said otherwise.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to(Language::default()))
    }
}

/// A message of the files that holds markup of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rich(Message);

impl HtmlSafe for Rich {}

impl Rich {
    /// The markup, its variables escaped.
    pub fn to(&self, language: Language) -> Cow<'_, str> {
        self.0.written(language, escape)
    }
}

fn escape(words: String) -> String {
    askama::filters::escape(words, askama::filters::Html)
        .map_or_else(|never| match never {}, |it| it.to_string())
}

impl FastWritable for Rich {
    fn write_into(&self, dest: &mut dyn fmt::Write, values: &dyn Values) -> askama::Result<()> {
        dest.write_str(&self.to(Reader::language_of(values)))?;
        Ok(())
    }
}

impl fmt::Display for Rich {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to(Language::default()))
    }
}

/// What a template may fill a variable of.
pub trait Takes {
    /// With a variable filled.
    #[must_use]
    fn filled(self, name: &'static str, value: Arg) -> Self;
}

impl Takes for Message {
    fn filled(self, name: &'static str, value: Arg) -> Self {
        self.with(name, value)
    }
}

impl Takes for Rich {
    fn filled(self, name: &'static str, value: Arg) -> Self {
        Self(self.0.with(name, value))
    }
}

/// What can fill a variable.
pub trait AsArg {
    /// As such.
    fn as_arg(&self) -> Arg;
}

impl AsArg for Arg {
    fn as_arg(&self) -> Arg {
        self.clone()
    }
}

impl AsArg for Message {
    fn as_arg(&self) -> Arg {
        Arg::Message(self.clone())
    }
}

impl AsArg for Text {
    fn as_arg(&self) -> Arg {
        Arg::Message(self.into())
    }
}

impl AsArg for str {
    fn as_arg(&self) -> Arg {
        Arg::Text(self.to_owned())
    }
}

impl AsArg for String {
    fn as_arg(&self) -> Arg {
        Arg::Text(self.clone())
    }
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl AsArg for $number {
            fn as_arg(&self) -> Arg {
                // No count of ours comes near the largest.
                Arg::Number(i64::try_from(*self).unwrap_or(i64::MAX))
            }
        }
    )*};
}
numbers!(i64, i32, u8, u16, u32, u64, usize);

impl<T: AsArg + ?Sized> AsArg for &T {
    fn as_arg(&self) -> Arg {
        (**self).as_arg()
    }
}
