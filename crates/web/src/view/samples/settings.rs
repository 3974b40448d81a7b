//! Samples: settings.

use crate::{
    view::{
        format::When,
        settings::{KeyForm, KeyRow, SessionRow, Settings, VoiceRow},
        shell::{Nav, Shell},
    },
    words::say,
};

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
            shell: Shell::sample(say("settings-title"), Nav::Nowhere),
            name: Some("김하늘".into()),
            email: Some("haneul@example.com".into()),
            provider: say("provider-kakao"),
            voices: vec![VoiceRow {
                agent_id: "shorts-script".into(),
                agent: "쇼츠 대본".into(),
                voice: Some("<script>alert('말투')</script> 반말은 쓰지 않아요.".into()),
            }],
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
            done: Some(say("settings-done-session")),
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
