//! Samples: run.

use openclaw_domain::agent::{Catalog, Labelled, builtin};

use crate::{
    view::{
        run::{Failed, Input, LiveBlock, RunPage, RunState, Running, Stage, StageState, Succeeded},
        samples::korea,
        shell::{Nav, Shell},
    },
    words::say,
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
                txt_url: "/runs/0193a0/script.txt".into(),
                md_url: "/runs/0193a0/script.md".into(),
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
            }),
            ..Self::sample()
        }
    }
}

/// A result of our own script agent, rendered as every other.
fn sample_result() -> Labelled {
    let document = serde_json::from_str(include_str!("sample_document.json"));
    let (agents, _) = Catalog::load(builtin());
    let page = agents
        .find("shorts-script")
        .zip(document.ok())
        .and_then(|(agent, document)| agent.page(&document).ok());
    page.expect("our own agent renders its sample")
}
