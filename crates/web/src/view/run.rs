//! One run: live while it works, its result afterwards, or why there is none.

use askama::Template;

use super::{
    badge::Badge,
    filters,
    format::When,
    shell::{Nav, Shell},
};

/// How far a stage has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StageState {
    /// Behind us.
    Done,
    /// At work.
    Active,
    /// Still to come.
    Waiting,
}

/// One stage of the work, as the stream's `stage` events name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// The key in `stage` events.
    pub key: String,
    /// What is being done.
    pub label: String,
    /// How far it is.
    pub state: StageState,
}

impl Stage {
    /// The class of its line.
    pub fn class(&self) -> &'static str {
        match self.state {
            StageState::Done => "stage stage-done",
            StageState::Active => "stage stage-active",
            StageState::Waiting => "stage",
        }
    }
}

/// Text already written when the page is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveBlock {
    /// The path in `text` events, such as `scenes[0].narration`.
    pub path: String,
    /// What it is, in the reader's words.
    pub label: String,
    /// The text so far.
    pub text: String,
}

/// A run at work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Running {
    /// What is being done right now.
    pub stage_label: String,
    /// All stages, in order.
    pub stages: Vec<Stage>,
    /// Text so far. Leave it empty if the stream at `events_url` begins at the beginning.
    pub blocks: Vec<LiveBlock>,
    /// The event stream.
    pub events_url: String,
    /// By when there is a result or a refund, in Unix milliseconds.
    pub deadline_unix_millis: i64,
    /// The server's clock, so that a wrong clock on the phone does no harm.
    pub now_unix_millis: i64,
}

impl Running {
    /// Whole seconds until the deadline, at least 0.
    pub fn seconds_left(&self) -> i64 {
        (self.deadline_unix_millis - self.now_unix_millis).max(0) / 1_000
    }

    /// Stages behind us.
    pub fn stages_done(&self) -> usize {
        self.stages
            .iter()
            .filter(|stage| stage.state == StageState::Done)
            .count()
    }
}

/// A finished run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Succeeded {
    /// The result as the agent's own template rendered it.
    ///
    /// This is the single value in all templates that is **not** escaped when shown. Whoever fills
    /// it must have rendered it with an auto-escaping template of ours: the model's and the user's
    /// words are text in it, never markup.
    pub result_html: String,
    /// The same as plain text, for copying.
    pub plain_text: String,
    /// Where the text file is.
    pub txt_url: String,
    /// Where the Markdown file is.
    pub md_url: String,
}

/// A run without a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// Why, in plain words.
    pub reason: String,
    /// Credits given back.
    pub refunded: i64,
}

/// Where a run stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunState {
    /// At work.
    Running(Running),
    /// Done.
    Succeeded(Succeeded),
    /// Failed and refunded.
    Failed(Failed),
}

/// One thing the creator asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// The field's label.
    pub label: String,
    /// What was chosen or written.
    pub value: String,
}

/// The page of one run.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "run.html")]
pub struct RunPage {
    /// The frame.
    pub shell: Shell,
    /// The run's id.
    pub id: String,
    /// What it was made from.
    pub title: String,
    /// The agent's name.
    pub agent: String,
    /// When it started.
    pub when: When,
    /// What it cost.
    pub credits: i64,
    /// What was asked for.
    pub inputs: Vec<Input>,
    /// The agent's form with the same inputs filled in.
    pub again_url: String,
    /// Where it stands.
    pub state: RunState,
}

impl RunPage {
    /// The state as a badge.
    pub fn badge(&self) -> Badge {
        match self.state {
            RunState::Running(_) => Badge::run_running(),
            RunState::Succeeded(_) => Badge::run_succeeded(),
            RunState::Failed(_) => Badge::run_failed(),
        }
    }

    /// Whether it is at work.
    pub fn is_running(&self) -> bool {
        matches!(self.state, RunState::Running(_))
    }

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
            when: When::new("2026-11-23T15:05+09:00", "2026. 11. 23. 오후 3:05"),
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
                result_html: include_str!("sample_result.html").into(),
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
                reason: "글을 쓰는 AI가 제때 답하지 않았어요.".into(),
                refunded: 20,
            }),
            ..Self::sample()
        }
    }
}
