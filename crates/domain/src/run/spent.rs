//! What the model's calls of a run used and cost, those that failed included.

use super::Run;
use crate::{
    alert::{self, AlertKind},
    database::{Batch, Statement},
    port::model::{Attempt, AttemptOutcome},
    time::DAY,
    world::World,
};

/// The attempts so far, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Spent(Vec<Attempt>);

/// All of them together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Total {
    /// Who wrote the last document that there was.
    pub(super) provider: Option<String>,
    pub(super) model: Option<String>,
    pub(super) input_tokens: i64,
    pub(super) cached_tokens: i64,
    pub(super) cache_write_tokens: i64,
    pub(super) output_tokens: i64,
    pub(super) cost_milliwon: i64,
}

impl Spent {
    pub(super) fn add(&mut self, attempt: Attempt) {
        let (provider, outcome) = (attempt.provider, attempt.outcome().as_str());
        metrics::counter!("openclaw_model_attempts_total", "provider" => provider, "outcome" => outcome)
            .increment(1);
        let cost = u64::try_from(attempt.cost_milliwon).unwrap_or(0);
        metrics::counter!("openclaw_model_cost_milliwon_total", "provider" => provider)
            .increment(cost);
        self.0.push(attempt);
    }

    pub(super) fn total(&self) -> Total {
        let mut total = Total::default();
        for attempt in &self.0 {
            if attempt.outcome() == AttemptOutcome::Completed {
                total.provider = Some(attempt.provider.to_owned());
                total.model = Some(attempt.model.clone());
            }
            total.input_tokens += i64::from(attempt.usage.input_tokens);
            total.cached_tokens += i64::from(attempt.usage.cached_tokens);
            total.cache_write_tokens += i64::from(attempt.usage.cache_write_tokens);
            total.output_tokens += i64::from(attempt.usage.output_tokens);
            total.cost_milliwon = total.cost_milliwon.saturating_add(attempt.cost_milliwon);
        }
        total
    }

    /// Writes every attempt down, and tells the operator of those that only they can mend: once a
    /// day for each provider and kind, however many runs meet it.
    pub(super) fn record(&self, batch: &mut Batch, world: &World, run: &Run) {
        let day = i128::from(world.now().0).div_euclid(DAY.as_millis().cast_signed());
        for (number, attempt) in (1_i64..).zip(&self.0) {
            batch.push(row(run, number, attempt));
            if let Some(error) = attempt.error.as_ref().filter(|it| it.needs_operator()) {
                let (provider, model) = (attempt.provider, &attempt.model);
                let cause = format!("{provider}:{}:{day}", attempt.outcome().as_str());
                let detail = format!("{provider}, {model}: {error}");
                alert::raise(
                    batch,
                    world,
                    AlertKind::ModelMisconfigured,
                    None,
                    &cause,
                    &detail,
                );
            }
        }
    }
}

fn row(run: &Run, number: i64, attempt: &Attempt) -> Statement {
    let usage = attempt.usage;
    Statement::new(
        "INSERT INTO model_attempt
           (run_id, number, provider, model, outcome, input_tokens, cached_tokens, cache_write_tokens,
            output_tokens, is_estimate, cost_milliwon, duration_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )
    .bind(&run.id)
    .bind(number)
    .bind(attempt.provider)
    .bind(attempt.model.as_str())
    .bind(attempt.outcome())
    .bind(i64::from(usage.input_tokens))
    .bind(i64::from(usage.cached_tokens))
    .bind(i64::from(usage.cache_write_tokens))
    .bind(i64::from(usage.output_tokens))
    .bind(i64::from(attempt.is_estimate))
    .bind(attempt.cost_milliwon)
    .bind(i64::try_from(attempt.duration.as_millis()).unwrap_or(i64::MAX))
}
