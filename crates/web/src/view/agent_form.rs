//! An agent's form: its inputs, its price, and what is missing when credits are too few.

use askama::Template;

use super::{
    filters,
    shell::{Nav, Shell},
};

/// What a field looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldKind {
    /// One line.
    Text,
    /// Several lines.
    LongText,
    /// A whole number within bounds.
    Number {
        /// The least allowed.
        min: i64,
        /// The most allowed.
        max: i64,
    },
    /// One of a few.
    Choice(Vec<ChoiceOption>),
}

/// One of a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChoiceOption {
    /// What is posted.
    pub value: String,
    /// What is shown.
    pub label: String,
}

/// A field of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name in the posted form.
    pub name: String,
    /// Its label.
    pub label: String,
    /// A line of help.
    pub help: Option<String>,
    /// What it looks like.
    pub kind: FieldKind,
    /// What it holds.
    pub value: String,
    /// Whether it must be filled.
    pub required: bool,
    /// The most characters it takes.
    pub max_length: Option<u32>,
    /// What is wrong with it.
    pub error: Option<String>,
    /// Values that a tap fills in.
    pub examples: Vec<String>,
}

impl Field {
    /// The ids of what describes the field, for `aria-describedby`.
    pub fn described_by(&self) -> Option<String> {
        let help = self.help.as_ref().map(|_| format!("{}-help", self.name));
        let error = self.error.as_ref().map(|_| format!("{}-error", self.name));
        match (error, help) {
            (Some(error), Some(help)) => Some(format!("{error} {help}")),
            (either, other) => either.or(other),
        }
    }

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

/// What is missing when a run costs more than what is left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortage {
    /// Credits missing.
    pub missing: i64,
    /// The smallest package that helps.
    pub package_name: Option<String>,
    /// Its price.
    pub price_won: i64,
    /// Where to buy it.
    pub buy_url: String,
}

/// The form of one agent. It is posted to `/agents/{id}/runs`.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "agent_form.html")]
pub struct AgentForm {
    /// The frame.
    pub shell: Shell,
    /// The agent's id.
    pub agent_id: String,
    /// Its name.
    pub name: String,
    /// What it makes.
    pub summary: String,
    /// What the result holds, a few short items.
    pub makes: Vec<String>,
    /// The fields.
    pub fields: Vec<Field>,
    /// What is wrong with the form as a whole.
    pub error: Option<String>,
    /// What a run costs.
    pub price: i64,
    /// Credits left now.
    pub balance: i64,
    /// Set when they are too few.
    pub shortage: Option<Shortage>,
    /// Posted along, so that a form sent twice is one run.
    pub idempotency_key: String,
}

impl AgentForm {
    /// What is left after a run.
    pub fn balance_after(&self) -> i64 {
        self.balance.saturating_sub(self.price)
    }

    /// How many fields are wrong.
    pub fn error_count(&self) -> usize {
        self.fields
            .iter()
            .filter(|field| field.error.is_some())
            .count()
    }

    /// A fresh form.
    pub fn sample() -> Self {
        Self {
            shell: Shell::sample("쇼츠 대본 만들기", Nav::Agents),
            agent_id: "shorts-script".into(),
            name: "쇼츠 대본".into(),
            summary: "주제를 적으면 촬영 전에 바로 읽어 볼 수 있는 대본 초안을 써요.".into(),
            makes: [
                "첫 3초 훅",
                "장면별 내레이션",
                "화면 자막",
                "제목과 해시태그",
            ]
            .map(Into::into)
            .into(),
            fields: Field::samples(),
            error: None,
            price: 20,
            balance: 115,
            shortage: None,
            idempotency_key: "0193a1c07f3b7c2e9d51".into(),
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
