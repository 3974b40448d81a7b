//! Samples: agent form.

use crate::view::{
    agent_form::{AgentForm, ChoiceOption, Field, FieldKind, Shortage, Voice},
    shell::{Nav, Shell},
};

impl Field {
    fn sample(name: &str, label: &str, kind: FieldKind) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            help: None,
            kind,
            value: String::new(),
            required: false,
            max_length: None,
            error: None,
            examples: Vec::new(),
        }
    }

    /// One field of each kind.
    pub fn samples() -> Vec<Self> {
        let choice = |options: &[(&str, &str)]| {
            let option = |&(value, label): &(&str, &str)| ChoiceOption {
                value: value.into(),
                label: label.into(),
            };
            FieldKind::Choice(options.iter().map(option).collect())
        };
        vec![
            Self {
                help: Some(
                    "한 문장이면 충분해요. 누구를 위한 영상인지 적으면 더 잘 맞아요.".into(),
                ),
                required: true,
                max_length: Some(200),
                examples: [
                    "자취생 계란볶음밥 고슬고슬하게",
                    "출근길 3분 목 스트레칭",
                    "처음 사는 중고차 확인할 것",
                ]
                .map(Into::into)
                .into(),
                ..Self::sample("topic", "주제", FieldKind::Text)
            },
            Self {
                value: "40".into(),
                required: true,
                ..Self::sample(
                    "length",
                    "길이",
                    choice(&[("20", "20초"), ("40", "40초"), ("60", "60초")]),
                )
            },
            Self {
                value: "friendly".into(),
                ..Self::sample(
                    "tone",
                    "말투",
                    choice(&[
                        ("friendly", "친근하게"),
                        ("calm", "차분하게"),
                        ("witty", "재치 있게"),
                        ("expert", "전문가답게"),
                    ]),
                )
            },
            Self {
                help: Some(
                    "꼭 넣을 말, 피할 말, 채널 소개처럼 알아 두면 좋은 것을 적어 주세요.".into(),
                ),
                max_length: Some(1_000),
                ..Self::sample("notes", "덧붙일 말", FieldKind::LongText)
            },
            Self {
                value: "5".into(),
                ..Self::sample("scenes", "장면 수", FieldKind::Number { min: 3, max: 8 })
            },
        ]
    }
}

impl AgentForm {
    /// A fresh form.
    pub fn sample() -> Self {
        Self {
            shell: Shell::sample("쇼츠 대본 만들기", Nav::Agents),
            agent_id: "shorts-script".into(),
            name: "쇼츠 대본".into(),
            summary: "주제를 적으면 촬영 전에 바로 읽어 볼 수 있는 대본 초안을 써요.".into(),
            fields: Field::samples(),
            error: None,
            price: 20,
            balance: 115,
            shortage: None,
            idempotency_key: "0193a1c07f3b7c2e9d51".into(),
            voice: Some(Voice {
                text: "반말은 쓰지 않아요. 농담은 한 번만 해요.".into(),
                is_remembered: true,
                is_open: false,
                longest: 500,
                done: None,
                error: None,
            }),
        }
    }

    /// Sent with mistakes.
    pub fn sample_with_errors() -> Self {
        let mut form = Self::sample();
        let mistakes = [
            (
                "topic",
                "</textarea><script>alert(1)</script>",
                "200자 안으로 줄여 주세요.",
            ),
            (
                "notes",
                "</textarea><script>alert(2)</script>",
                "링크는 넣을 수 없어요.",
            ),
        ];
        for (name, value, error) in mistakes {
            if let Some(field) = form.fields.iter_mut().find(|field| field.name == name) {
                field.value = value.into();
                field.error = Some(error.into());
            }
        }
        if let Some(voice) = &mut form.voice {
            voice.text = "</textarea><script>alert(3)</script>".into();
            voice.is_open = true;
            voice.error = Some("500자 안으로 줄여 주세요.".into());
        }
        form
    }

    /// With too few credits.
    pub fn sample_short() -> Self {
        Self {
            balance: 15,
            shortage: Some(Shortage {
                missing: 5,
                package_name: Some("스타터".into()),
                price_won: 9_900,
                buy_url: "/credits?package=starter#packages".into(),
            }),
            ..Self::sample()
        }
    }
}
