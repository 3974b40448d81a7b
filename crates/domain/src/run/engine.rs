//! The work of a run: its agent's steps, then the result is kept. It depends on nobody who watches,
//! and ends in exactly one settlement.

use std::{sync::Arc, time::Duration};

use futures::{
    FutureExt as _,
    future::{Either, select},
};
use serde_json::{Map, Value, json};

use super::{
    Event, Failure, Feed, Run, RunStatus, document, find, find_step,
    settle::{Success, book_cost, settle},
    shared::share,
    spent::Spent,
};
use crate::{
    agent::{Agent, Document, FieldKind, Inputs},
    database::DatabaseError,
    port::model::{Completion, ModelError, Progress, Prompt},
    random::RunId,
    voice,
    world::World,
};

/// The most attempts to write a run's end, and the first pause between them; the sweep is behind it.
const SETTLE_ATTEMPTS: u32 = 5;
const SETTLE_PAUSE: Duration = Duration::from_millis(100);
/// A step that ends at the deadline by itself, as a model's call does, still tells what it cost.
const LAST_WORD: Duration = Duration::from_millis(250);
/// How often a run asks whether another process ended it: each second costs tokens nobody wants.
const LOOK_ELSEWHERE: Duration = Duration::from_secs(1);

/// Starts the work and returns at once.
pub(super) fn launch(world: &Arc<World>, agent: Arc<Agent>, inputs: Inputs, run: Run) {
    let feed = world.feeds.open(&run.id);
    if world.settings.shares_events {
        let share = share(Arc::clone(world), run.id.clone(), Arc::clone(&feed));
        world.spawner.spawn(share.boxed());
    }
    let work = Work {
        world: Arc::clone(world),
        agent,
        inputs,
        run,
        evidence: Map::new(),
        written: None,
        feed,
        spent: Spent::default(),
    };
    world.spawner.spawn(work.run().boxed());
}

/// A run at work: what its steps share.
pub struct Work {
    /// Everything outside.
    pub world: Arc<World>,
    /// Whose steps these are.
    pub agent: Arc<Agent>,
    /// What was asked.
    pub inputs: Inputs,
    /// The run.
    pub run: Run,
    /// What steps gathered for the prompt, by their names.
    pub evidence: Map<String, Value>,
    /// The result and the model that wrote it, once a step wrote it.
    written: Option<(Value, String)>,
    feed: Arc<Feed>,
    spent: Spent,
}

impl Work {
    async fn run(mut self) {
        let world = Arc::clone(&self.world);
        let deadline = self.run.deadline_at.plus(LAST_WORD);
        let deadline = world.clock.sleep(world.now().until(deadline));
        let (run, feed) = (self.run.clone(), Arc::clone(&self.feed));
        let ended = ended_by_others(&world, &run, &feed).boxed();
        // Work that is given up is dropped right here: its model's call ends with it.
        let outcome = match select(self.work().boxed(), select(deadline, ended)).await {
            Either::Left((outcome, _)) => Some(outcome),
            Either::Right((Either::Left(_), _)) => Some(Err(Failure::Deadline)),
            Either::Right((Either::Right(_), _)) => None,
        };
        match outcome {
            Some(outcome) => {
                self.settle(outcome.as_ref().map_err(|failure| *failure))
                    .await;
            }
            None => self.book_cost().await,
        }
    }

    async fn work(&mut self) -> Result<Success, Failure> {
        if let Some(rewrite) = self.run.rewrite.clone() {
            super::step::rewrite(self, &rewrite).await?;
        } else {
            self.gather_sources().await?;
            let agent = Arc::clone(&self.agent);
            for step in agent.steps() {
                let known = find_step(&step.name).ok_or(Failure::Misconfigured)?;
                known.run(self, &step.parameters).await?;
            }
        }
        let (output, model) = self.written.take().ok_or_else(|| {
            tracing::error!(agent = self.agent.id(), "no step wrote a result");
            Failure::Misconfigured
        })?;
        self.stage("saving");
        self.keep(output, model).await
    }

    /// Tells who watches what is being done: a word of the stage.
    pub fn stage(&self, stage: &'static str) {
        self.feed.push(Event::Stage(stage));
    }

    /// Adds to what prompts see as `evidence`.
    pub fn gather(&mut self, name: &str, evidence: Value) {
        self.evidence.insert(name.to_owned(), evidence);
    }

    /// The result, and the model that wrote it.
    pub fn wrote(&mut self, output: Value, model: String) {
        self.written = Some((output, model));
    }

    /// A stable hash that stands for the user, and never tells who they are.
    pub(super) fn safety_identifier(&self) -> String {
        crate::random::sha256_hex(self.run.user.as_str().as_bytes())
    }

    /// The user's brand voice for this agent; empty where there is none. Without it the run goes on.
    pub(super) async fn brand_voice(&self) -> String {
        let voice = voice::find(&self.world, &self.run.user, &self.agent).await;
        voice
            .unwrap_or_else(|error| {
                tracing::warn!(run = %self.run.id, %error, "a brand voice cannot be read");
                None
            })
            .unwrap_or_default()
    }

    /// A prompt that cannot be made is the manifest's fault.
    pub(super) fn cannot_ask(&self, error: &dyn std::fmt::Display) -> Failure {
        tracing::error!(agent = self.agent.id(), %error, "the prompt cannot be made");
        Failure::Misconfigured
    }

    /// The results of the runs that inputs name, as evidence.
    async fn gather_sources(&mut self) -> Result<(), Failure> {
        let agent = Arc::clone(&self.agent);
        for field in agent.fields() {
            if !matches!(field.kind, FieldKind::FromRun { .. }) {
                continue;
            }
            let evidence = match RunId::parse(&self.inputs.text(&field.name)) {
                Some(run) => self.source(&run).await?,
                None => Value::Null,
            };
            self.gather(&field.name, evidence);
        }
        Ok(())
    }

    async fn source(&self, run: &RunId) -> Result<Value, Failure> {
        let lost = |error: &dyn std::fmt::Display| {
            tracing::error!(run = %self.run.id, source = %run, %error, "a source cannot be read");
            Failure::Storage
        };
        let source = find(&self.world, &self.run.user, run).await;
        let source = source
            .map_err(|error| lost(&error))?
            .ok_or_else(|| lost(&"it is gone"))?;
        let document = document(&self.world, &source)
            .await
            .map_err(|error| lost(&error))?;
        let document = document.ok_or_else(|| lost(&"it is gone"))?;
        Ok(
            json!({ "agent": document.agent, "input": document.input, "output": document.output,
            "evidence": document.evidence }),
        )
    }

    /// Asks the model, noting what every attempt cost whatever comes of it.
    pub(super) async fn ask(&mut self, prompt: &Prompt, live: bool) -> Result<Completion, Failure> {
        let agent = Arc::clone(&self.agent);
        let mut text = agent.live_text();
        let feed = Arc::clone(&self.feed);
        let spent = &mut self.spent;
        let mut watcher = |progress: Progress<'_>| match progress {
            Progress::Text(piece) if live => {
                for fragment in text.push(piece) {
                    feed.push(Event::Text(fragment));
                }
            }
            Progress::Restart if live => {
                text = agent.live_text();
                feed.push(Event::Restart);
            }
            Progress::Text(_) | Progress::Restart => {}
            Progress::Attempt(attempt) => spent.add(attempt),
        };
        let world = Arc::clone(&self.world);
        let deadline = self.run.deadline_at;
        let answer = world.model.complete(prompt, deadline, &mut watcher).await;
        answer.map_err(|error| {
            tracing::warn!(run = %self.run.id, %error, "the model gave no answer");
            failure_of(&error)
        })
    }

    async fn keep(&self, output: Value, model: String) -> Result<Success, Failure> {
        let document = Document {
            agent: self.run.agent_id.clone(),
            version: self.run.agent_version.clone(),
            model,
            created_at: self.world.now().0,
            input: self.run.input.clone(),
            output,
            evidence: Value::Null,
            run: None,
        };
        let result_key = format!("runs/{}.json", self.run.id);
        let title = self.agent.title_of(&document.output);
        let stored = match serde_json::to_vec(&document) {
            Ok(bytes) => self
                .world
                .files
                .put(&result_key, bytes.into())
                .await
                .map_err(|e| e.0),
            Err(error) => Err(error.to_string()),
        };
        stored.map_err(|error| {
            tracing::error!(run = %self.run.id, error, "a result could not be kept");
            Failure::Storage
        })?;
        Ok(Success { title, result_key })
    }

    /// Writes the end, patiently: a busy database must not cost the user the result.
    async fn settle(&self, outcome: Result<&Success, Failure>) {
        let mut pause = SETTLE_PAUSE;
        for _ in 0..SETTLE_ATTEMPTS {
            match settle(&self.world, &self.run, outcome, &self.spent).await {
                Ok(true) => return,
                Ok(false) => return self.book_cost().await,
                Err(error @ DatabaseError::Refused(_)) => {
                    tracing::error!(run = %self.run.id, %error, "a run cannot be settled");
                    return;
                }
                Err(error) => tracing::warn!(run = %self.run.id, %error, "settling is put off"),
            }
            self.world.clock.sleep(pause).await;
            pause *= 2;
        }
    }

    /// Others ended it, who did not know what it cost.
    async fn book_cost(&self) {
        if let Err(error) = book_cost(&self.world, &self.run, &self.spent).await {
            tracing::warn!(run = %self.run.id, %error, "what a run cost is not in the books");
        }
    }
}

/// Ends once the run has been ended by somebody else: here, or where another process tells the
/// database.
async fn ended_by_others(world: &World, run: &Run, feed: &Feed) {
    let elsewhere = async {
        if !world.settings.shares_events {
            futures::future::pending::<()>().await;
        }
        loop {
            world.clock.sleep(LOOK_ELSEWHERE).await;
            let found = find(world, &run.user, &run.id).await;
            if found.is_ok_and(|run| run.is_some_and(|run| run.status != RunStatus::Running)) {
                return;
            }
        }
    };
    select(feed.ended().boxed(), elsewhere.boxed()).await;
}

fn failure_of(error: &ModelError) -> Failure {
    match error {
        ModelError::Declined { .. } => Failure::Declined,
        ModelError::Incomplete { .. } => Failure::Incomplete,
        ModelError::RateLimited { .. } | ModelError::Unavailable(_) => Failure::Unavailable,
        ModelError::Misconfigured(_) | ModelError::Rejected(_) => Failure::Misconfigured,
        ModelError::OutOfTime => Failure::Deadline,
    }
}
