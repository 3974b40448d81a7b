//! One run: live while it works, its result afterwards, or why there is none.

use askama::Template;
use openclaw_domain::agent::Labelled;

use super::{
    badge::Badge,
    filters,
    format::When,
    result::{Download, PlainPart, Rated, Revision, ScriptTools},
    shell::Shell,
};
use crate::words::Message;

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
    pub label: Message,
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
    pub label: Message,
    /// The text so far.
    pub text: String,
}

/// A run at work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Running {
    /// What is being done right now.
    pub stage_label: Message,
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
    /// Where it is stopped.
    pub stop_url: String,
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

/// Another agent that takes the result from here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    /// Its name.
    pub agent: Message,
    /// What a run of it costs, in credits.
    pub price: i64,
    /// Its form with this result in it.
    pub url: String,
}

/// A finished run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Succeeded {
    /// The result as the agent's own template rendered it, with its label.
    ///
    /// It is **not** escaped when shown. A [`Labelled`]
    /// page comes from an auto-escaping template of ours alone: the model's and the user's words are
    /// text in it, never markup.
    pub result_html: Labelled,
    /// The same as plain text, for copying.
    pub plain_text: String,
    /// Its parts as plain text, each to be copied by itself.
    pub parts: Vec<PlainPart>,
    /// The files that it can be taken home as.
    pub downloads: Vec<Download>,
    /// What other agents could make of it.
    pub nexts: Vec<Next>,
    /// Its parts, where it is a script.
    pub script: Option<ScriptTools>,
    /// Its versions, this one among them.
    pub revisions: Vec<Revision>,
    /// What was said of it.
    pub rated: Rated,
}

/// A run without a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// Why, in plain words.
    pub reason: Message,
    /// Credits given back.
    pub refunded: i64,
    /// Whether its creator wanted it so.
    pub is_stopped: bool,
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
    pub label: Message,
    /// What was chosen or written.
    pub value: Message,
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
    pub agent: Message,
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
        match &self.state {
            RunState::Running(_) => Badge::run_running(),
            RunState::Succeeded(_) => Badge::run_succeeded(),
            RunState::Failed(Failed { is_stopped, .. }) if *is_stopped => Badge::run_stopped(),
            RunState::Failed(_) => Badge::run_failed(),
        }
    }

    /// Whether it is at work.
    pub fn is_running(&self) -> bool {
        matches!(self.state, RunState::Running(_))
    }
}
