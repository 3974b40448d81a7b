//! The account's settings: who one is, where one is signed in, keys for programs, one's data.

use askama::Template;

use super::{
    filters,
    format::When,
    shell::{Nav, Shell},
};

/// A place where somebody is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// What ends it.
    pub id: String,
    /// The browser and the system.
    pub device: String,
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
    pub scopes: String,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expiry {
    /// What is sent.
    pub value: &'static str,
    /// What is read.
    pub label: &'static str,
}

/// The choices of a key's life.
pub const EXPIRIES: [Expiry; 4] = [
    Expiry {
        value: "30",
        label: "30일",
    },
    Expiry {
        value: "90",
        label: "90일",
    },
    Expiry {
        value: "365",
        label: "1년",
    },
    Expiry {
        value: "never",
        label: "끝나지 않음",
    },
];

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
    pub name_error: Option<String>,
    /// What is wrong with the scopes.
    pub scope_error: Option<String>,
    /// What is wrong with the cap.
    pub cap_error: Option<String>,
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
    pub fn expiries(&self) -> &'static [Expiry] {
        &EXPIRIES
    }
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
    pub provider: String,
    /// Where they are signed in.
    pub sessions: Vec<SessionRow>,
    /// Their keys.
    pub keys: Vec<KeyRow>,
    /// The form that makes another.
    pub form: KeyForm,
    /// The key that was made just now, in full: shown this once.
    pub new_key: Option<String>,
    /// What was done just now.
    pub done: Option<String>,
    /// What could not be done.
    pub error: Option<String>,
}

impl Settings {
    /// Two devices and two keys.
    pub fn sample() -> Self {
        let session = |id: &str, device: &str, is_this| SessionRow {
            id: id.into(),
            device: device.into(),
            seen: When::date(1_795_446_300_000),
            is_this,
        };
        Self {
            shell: Shell::sample("설정", Nav::Nowhere),
            name: Some("김하늘".into()),
            email: Some("haneul@example.com".into()),
            provider: "카카오".into(),
            sessions: vec![
                session("0011223344556677", "Chrome · Android", true),
                session("8899aabbccddeeff", "Safari · Mac", false),
            ],
            keys: vec![
                KeyRow {
                    id: "0193a0".into(),
                    name: "<script>alert('n8n')</script>".into(),
                    prefix: "oc_live_1a2b3c".into(),
                    scopes: "읽기, 실행".into(),
                    spent: 1_240,
                    cap: Some(5_000),
                    expires: Some(When::date(1_803_222_300_000)),
                    has_ended: false,
                    last_used: Some(When::moment(1_795_446_300_000)),
                },
                KeyRow {
                    id: "0193a1".into(),
                    name: "통계".into(),
                    prefix: "oc_live_4d5e6f".into(),
                    scopes: "읽기".into(),
                    spent: 0,
                    cap: None,
                    expires: None,
                    has_ended: false,
                    last_used: None,
                },
            ],
            form: KeyForm::default(),
            new_key: None,
            done: Some("그 기기에서 로그아웃했어요.".into()),
            error: None,
        }
    }

    /// A key was made just now.
    pub fn sample_new_key() -> Self {
        Self {
            new_key: Some(format!("oc_live_{}", "1a2b3c4d".repeat(6))),
            done: None,
            ..Self::sample()
        }
    }

    /// A key could not be made.
    pub fn sample_with_errors() -> Self {
        Self {
            keys: Vec::new(),
            form: KeyForm {
                is_open: true,
                can_read: false,
                cap: "많이".into(),
                name_error: Some("이름을 1자에서 60자로 적어 주세요.".into()),
                scope_error: Some("할 수 있는 일을 하나 이상 골라 주세요.".into()),
                cap_error: Some("1 이상의 숫자로 적어 주세요.".into()),
                ..KeyForm::default()
            },
            done: None,
            ..Self::sample()
        }
    }
}
