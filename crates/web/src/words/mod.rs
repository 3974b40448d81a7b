//! Words for people, in Korean and English, from the message files in `words/`.
//!
//! Handlers and views speak of messages ([`say`]); the language is chosen where a page or a problem
//! is written out for its reader. The files are Fluent's; each is read once.

mod bundle;
mod language;
mod message;
mod particle;

pub use bundle::{FILES, script_words};
pub use language::{
    Language, PUBLIC_PAGES, Reader, english_address, is_english_address, korean_address,
};
pub use message::{Arg, AsArg, Message, Rich, Takes, rich, say, verbatim};
pub use particle::attach;
