//! The account's settings: who one is, where one is signed in, keys for programs, one's data.

use askama::Template;

use super::{filters, format::When, shell::Shell};
use crate::words::{Message, say};

/// A place where somebody is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// What ends it.
    pub id: String,
    /// The browser and the system.
    pub device: Message,
    /// When it was last used.
    pub seen: When,
    /// Whether it is the one that looks.
    pub is_this: bool,
}

/// A key for programs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRow {
    /// What revokes it.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// How it begins.
    pub prefix: String,
    /// What it may do: `읽기, 실행`.
    pub scopes: Message,
    /// What it has spent.
    pub spent: i64,
    /// What it may spend.
    pub cap: Option<i64>,
    /// When it ends; never, for none.
    pub expires: Option<When>,
    /// Whether it has ended.
    pub has_ended: bool,
    /// When it was last used.
    pub last_used: Option<When>,
}

/// How long a key is to live.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expiry {
    /// What is sent.
    pub value: &'static str,
    /// What is read.
    pub label: Message,
}

/// The choices of a key's life: days, or never.
pub const EXPIRIES: [&str; 4] = ["30", "90", "365", "never"];

fn expiry(value: &'static str) -> Expiry {
    let label = match value {
        "30" => say("key-life-month"),
        "90" => say("key-life-quarter"),
        "365" => say("key-life-year"),
        _ => say("key-life-endless"),
    };
    Expiry { value, label }
}

/// The form that makes a key, as it was sent before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyForm {
    /// Whether it was sent and is to be mended.
    pub is_open: bool,
    /// The name.
    pub name: String,
    /// Whether it may read.
    pub can_read: bool,
    /// Whether it may start runs.
    pub can_run: bool,
    /// What it may spend, as typed.
    pub cap: String,
    /// The chosen [`Expiry::value`].
    pub expiry: String,
    /// What is wrong with the name.
    pub name_error: Option<Message>,
    /// What is wrong with the scopes.
    pub scope_error: Option<Message>,
    /// What is wrong with the cap.
    pub cap_error: Option<Message>,
}

impl Default for KeyForm {
    fn default() -> Self {
        Self {
            is_open: false,
            name: String::new(),
            can_read: true,
            can_run: false,
            cap: String::new(),
            expiry: "90".into(),
            name_error: None,
            scope_error: None,
            cap_error: None,
        }
    }
}

impl KeyForm {
    /// The choices of its life.
    pub fn expiries(&self) -> [Expiry; 4] {
        EXPIRIES.map(expiry)
    }
}

/// An agent that remembers a brand voice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoiceRow {
    /// The agent's id.
    pub agent_id: String,
    /// Its name.
    pub agent: Message,
    /// What is remembered.
    pub voice: Option<String>,
}

/// The settings.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "settings.html")]
pub struct Settings {
    /// The frame.
    pub shell: Shell,
    /// What the sign-in provider calls them.
    pub name: Option<String>,
    /// Where the sign-in provider says to write to.
    pub email: Option<String>,
    /// The sign-in provider.
    pub provider: Message,
    /// Their brand voices, an agent that takes one each.
    pub voices: Vec<VoiceRow>,
    /// Where they are signed in.
    pub sessions: Vec<SessionRow>,
    /// Their keys.
    pub keys: Vec<KeyRow>,
    /// The form that makes another.
    pub form: KeyForm,
    /// The key that was made just now, in full: shown this once.
    pub new_key: Option<String>,
    /// What was done just now.
    pub done: Option<Message>,
    /// What could not be done.
    pub error: Option<Message>,
}
