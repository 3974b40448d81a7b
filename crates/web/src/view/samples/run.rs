//! Samples: run.

use openclaw_domain::{
    account::Language,
    agent::{Catalog, Labelled, builtin},
};

use crate::{
    view::{
        result::{Download, Line, Part, PlainPart, Rated, Revision, ScriptTools, Teleprompter},
        run::{
            Failed, Input, LiveBlock, Next, RunPage, RunState, Running, Stage, StageState,
            Succeeded,
        },
        samples::korea,
        shell::{Nav, Shell},
        timeline::{Timed, Timeline},
    },
    words::{Message, say},
};

impl RunPage {
    /// At work.
    pub fn sample() -> Self {
        let stage = |key: &str, label: &str, state| Stage {
            key: key.into(),
            label: label.into(),
            state,
        };
        let input = |label: &str, value: &str| Input {
            label: label.into(),
            value: value.into(),
        };
        Self {
            shell: Shell::sample("자취생 계란볶음밥, 고슬고슬하게 만드는 법", Nav::Runs),
            id: "0193a0".into(),
            title: "자취생 계란볶음밥, 고슬고슬하게 만드는 법".into(),
            agent: "쇼츠 대본".into(),
            when: korea("2026-11-23T15:05"),
            credits: 20,
            inputs: vec![
                input("주제", "자취생 계란볶음밥, 고슬고슬하게 만드는 법"),
                input("길이", "40초"),
                input("말투", "친근하게"),
            ],
            again_url: "/agents/shorts-script?from=0193a0".into(),
            state: RunState::Running(Running {
                stage_label: "대본을 쓰고 있어요".into(),
                stages: vec![
                    stage("trends", "요즘 영상을 살펴봤어요", StageState::Done),
                    stage("writing", "대본을 쓰고 있어요", StageState::Active),
                    stage("checking", "길이와 말투를 확인해요", StageState::Waiting),
                ],
                blocks: vec![
                    LiveBlock {
                        path: "title".into(),
                        label: "제목".into(),
                        text: "찬밥이 더 맛있는 딱 한 가지 이유".into(),
                    },
                    LiveBlock {
                        path: "scenes[0].narration".into(),
                        label: "장면 1 내레이션".into(),
                        text: "볶음밥이 질척했다면, 밥 탓이".into(),
                    },
                ],
                events_url: "/api/runs/0193a0/events".into(),
                deadline_unix_millis: 1_795_446_390_000,
                now_unix_millis: 1_795_446_300_000,
                stop_url: "/runs/0193a0/stop".into(),
            }),
        }
    }

    /// Done.
    pub fn sample_succeeded() -> Self {
        Self {
            state: RunState::Succeeded(Succeeded {
                result_html: sample_result(),
                plain_text:
                    "[AI 생성] 찬밥이 더 맛있는 딱 한 가지 이유\n\n0:00 볶음밥이 질척했다면, …"
                        .into(),
                parts: vec![
                    copied("제목", "찬밥이 더 맛있는 딱 한 가지 이유"),
                    copied("해시태그", "#계란볶음밥 #자취요리 #쇼츠"),
                ],
                downloads: vec![Download {
                    format: "txt".into(),
                    url: "/api/runs/0193a0/download?format=txt".into(),
                }],
                nexts: vec![Next {
                    agent: "제목과 태그".into(),
                    price: 5,
                    url: "/agents/seo-tags?run=0193a0".into(),
                }],
                script: Some(sample_script()),
                revisions: sample_revisions(),
                rated: Rated {
                    is_up: Some(true),
                    reason: "<b>바로</b> 찍었어요.".into(),
                },
            }),
            ..Self::sample()
        }
    }

    /// Failed.
    pub fn sample_failed() -> Self {
        Self {
            state: RunState::Failed(Failed {
                reason: say("failure-deadline"),
                refunded: 20,
                is_stopped: false,
            }),
            ..Self::sample()
        }
    }

    /// Stopped by its creator.
    pub fn sample_stopped() -> Self {
        Self {
            state: RunState::Failed(Failed {
                reason: say("failure-stopped-by-user"),
                refunded: 20,
                is_stopped: true,
            }),
            ..Self::sample()
        }
    }
}

fn copied(label: &str, text: &str) -> PlainPart {
    PlainPart {
        label: label.into(),
        text: text.into(),
    }
}

/// A result of our own script agent, rendered as every other.
fn sample_result() -> Labelled {
    let document = serde_json::from_str(include_str!("sample_document.json"));
    let (agents, _) = Catalog::load(builtin());
    let page = agents
        .find("shorts-script")
        .zip(document.ok())
        .and_then(|(agent, document)| agent.page(&document, Language::Korean).ok());
    page.expect("our own agent renders its sample")
}

fn sample_script() -> ScriptTools {
    let part = |id: &str, label: Message, text: &str, speech_ms, time_ms| Part {
        id: id.into(),
        label,
        text: text.into(),
        speech_ms,
        time_ms,
        idempotency_key: format!("0193a1c07f3b7c2e9d51{}", id.replace('/', "")),
    };
    ScriptTools {
        teleprompter_url: "/runs/0193a0/teleprompter".into(),
        timeline: sample_timeline(),
        parts: vec![
            part(
                "hooks/1",
                say("result-hook").with("number", "1"),
                "볶음밥이 왜 늘 질척할까요?",
                2_200,
                3_000,
            ),
            part(
                "scenes/1",
                say("result-scene").with("number", "1"),
                "볶음밥이 질척했다면, 밥 탓이 아니에요.",
                3_100,
                4_000,
            ),
        ],
        rewrite_price: Some(5),
    }
}

fn sample_timeline() -> Timeline {
    let timed = |start_ms, length_ms, speech_ms| Timed {
        start_ms,
        length_ms,
        speech_ms,
    };
    Timeline::of(&[
        timed(0, 4_000, 3_100),
        timed(4_000, 7_000, 7_400),
        timed(11_000, 4_000, 2_600),
    ])
}

fn sample_revisions() -> Vec<Revision> {
    let revision = |url: &str, label, is_this| Revision {
        url: url.into(),
        label,
        when: korea("2026-11-23T15:05"),
        is_this,
    };
    vec![
        revision("/runs/0193a0", say("result-first"), false),
        revision(
            "/runs/0193a1",
            say("result-new-scene").with("number", "2"),
            true,
        ),
        revision(
            "/runs/0193a2",
            say("result-new-hook").with("number", "1"),
            false,
        ),
    ]
}

impl Teleprompter {
    /// A short script.
    pub fn sample() -> Self {
        Self {
            shell: Shell::sample(say("teleprompter-page"), Nav::Runs),
            title: "찬밥이 더 맛있는 딱 한 가지 이유".into(),
            run_url: "/runs/0193a0".into(),
            seconds: 15,
            lines: vec![Line {
                text: "볶음밥이 질척했다면, 밥 탓이 아니에요.".into(),
                speech_ms: 3_100,
                caption: "또 질척해졌다고요?".into(),
            }],
        }
    }
}
