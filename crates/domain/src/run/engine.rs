//! The work of a run: prompt → model → check → repair once → keep. It depends on nobody who
//! watches, and ends in exactly one settlement.

use std::{sync::Arc, time::Duration};

use futures::{
    FutureExt as _,
    future::{Either, select},
};
use serde_json::Value;

use super::{
    Event, Failure, Feed, Run,
    settle::{Spent, Success, settle},
    shared::share,
};
use crate::{
    agent::{Agent, Document, Inputs, LARGEST_RESULT},
    database::DatabaseError,
    port::model::{Completion, ModelError, Prompt},
    world::World,
};

/// The most attempts to write a run's end, and the first pause between them; the sweep is behind it.
const SETTLE_ATTEMPTS: u32 = 5;
const SETTLE_PAUSE: Duration = Duration::from_millis(100);

/// Starts the work and returns at once.
pub(super) fn launch(world: &Arc<World>, agent: Arc<Agent>, inputs: Inputs, run: Run) {
    let feed = world.feeds.open(&run.id);
    if world.settings.shares_events {
        let share = share(Arc::clone(world), run.id.clone(), Arc::clone(&feed));
        world.spawner.spawn(share.boxed());
    }
    let task = Task {
        world: Arc::clone(world),
        agent,
        inputs,
        run,
        feed,
        spent: Spent::default(),
    };
    world.spawner.spawn(task.run().boxed());
}

struct Task {
    world: Arc<World>,
    agent: Arc<Agent>,
    inputs: Inputs,
    run: Run,
    feed: Arc<Feed>,
    spent: Spent,
}

impl Task {
    async fn run(mut self) {
        let world = Arc::clone(&self.world);
        let deadline = world.clock.sleep(world.now().until(self.run.deadline_at));
        let outcome = match select(self.work().boxed(), deadline).await {
            Either::Left((outcome, _)) => outcome,
            Either::Right(((), _)) => Err(Failure::Deadline),
        };
        self.settle(outcome.as_ref().map_err(|failure| *failure))
            .await;
    }

    async fn work(&mut self) -> Result<Success, Failure> {
        let prompt = self
            .agent
            .prompt(&self.inputs, &self.run.user)
            .map_err(|error| {
                tracing::error!(agent = self.agent.id(), %error, "the prompt cannot be made");
                Failure::Misconfigured
            })?;
        self.feed.push(Event::Stage("writing"));
        let completion = self.ask(&prompt, true).await?;
        self.feed.push(Event::Stage("checking"));
        let (output, model) = match self.checked(&completion) {
            Ok(output) => (output, completion.model),
            Err(problems) => self.repair(prompt, &completion.text, &problems).await?,
        };
        self.feed.push(Event::Stage("saving"));
        self.keep(output, model).await
    }

    /// Asks the model once, noting what it cost whatever comes of it.
    async fn ask(&mut self, prompt: &Prompt, live: bool) -> Result<Completion, Failure> {
        let agent = Arc::clone(&self.agent);
        let mut text = agent.live_text();
        let feed = Arc::clone(&self.feed);
        let mut on_text = move |piece: &str| {
            if live {
                for fragment in text.push(piece) {
                    feed.push(Event::Text(fragment));
                }
            }
        };
        let answer = self.world.model.complete(prompt, &mut on_text).await;
        let usage = answer
            .as_ref()
            .map_or_else(ModelError::usage, |completion| completion.usage);
        self.spent
            .add(usage, self.world.settings.model_price.cost_milliwon(usage));
        match answer {
            Ok(completion) => {
                self.spent.model = Some(completion.model.clone());
                Ok(completion)
            }
            Err(error) => {
                tracing::warn!(run = %self.run.id, %error, "the model gave no answer");
                Err(failure_of(&error))
            }
        }
    }

    /// The completion as a document of the agent's schema, or what is wrong with it.
    fn checked(&self, completion: &Completion) -> Result<Value, Vec<String>> {
        if completion.text.len() > LARGEST_RESULT {
            return Err(vec![format!(
                "the document is larger than {LARGEST_RESULT} bytes"
            )]);
        }
        let output = serde_json::from_str(&completion.text).map_err(|e| vec![e.to_string()])?;
        let problems = self.agent.problems_of(&output);
        if problems.is_empty() {
            Ok(output)
        } else {
            Err(problems)
        }
    }

    /// Sends a document that does not fit back once, with the reasons.
    async fn repair(
        &mut self,
        prompt: Prompt,
        text: &str,
        problems: &[String],
    ) -> Result<(Value, String), Failure> {
        tracing::info!(run = %self.run.id, ?problems, "repairing");
        self.feed.push(Event::Stage("repairing"));
        let user = format!(
            "{}\n\nYour previous document:\n{text}\n\nIt cannot be used as it is:\n- {}\n\nWrite the whole document again with these mended.",
            prompt.user,
            problems.join("\n- ")
        );
        let completion = self.ask(&Prompt { user, ..prompt }, false).await?;
        let output = self.checked(&completion).map_err(|problems| {
            tracing::warn!(run = %self.run.id, ?problems, "a repaired document does not fit either");
            Failure::InvalidOutput
        })?;
        Ok((output, completion.model))
    }

    async fn keep(&self, output: Value, model: String) -> Result<Success, Failure> {
        let document = Document {
            agent: self.run.agent_id.clone(),
            version: self.run.agent_version.clone(),
            model,
            created_at: self.world.now().0,
            input: self.run.input.clone(),
            output,
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
                Ok(_) => return,
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
}

impl Spent {
    fn add(&mut self, usage: crate::port::model::Usage, cost_milliwon: i64) {
        self.usage.input_tokens += usage.input_tokens;
        self.usage.cached_tokens += usage.cached_tokens;
        self.usage.output_tokens += usage.output_tokens;
        self.cost_milliwon += cost_milliwon;
    }
}

fn failure_of(error: &ModelError) -> Failure {
    match error {
        ModelError::Declined { .. } => Failure::Declined,
        ModelError::Incomplete { .. } => Failure::Incomplete,
        ModelError::RateLimited { .. } | ModelError::Unavailable(_) => Failure::Unavailable,
        ModelError::Misconfigured(_) => Failure::Misconfigured,
    }
}
