//! One attempt at one provider: its time, its text, its cost.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use futures::future::{Either, select};
use openclaw_domain::{
    port::model::{Attempt, Completion, ModelError, Progress, Prompt, Usage},
    time::Timestamp,
};

use super::{Call, Failover, Line};

impl Failover {
    pub(super) async fn attempt(
        &self,
        line: &Line,
        has_other: bool,
        call: &mut Call<'_>,
    ) -> Result<Completion, ModelError> {
        let started = self.clock.now();
        // How many characters of text were heard.
        let heard = AtomicU32::new(0);
        if std::mem::take(&mut call.has_told) {
            (call.watcher)(Progress::Restart);
        }
        let (prompt, watcher) = (call.prompt, &mut *call.watcher);
        let mut on_text = |piece: &str| {
            let length = u32::try_from(piece.chars().count()).unwrap_or(u32::MAX);
            heard.fetch_add(length, Ordering::Relaxed);
            watcher(Progress::Text(piece));
        };
        let silence = has_other.then_some(self.patience.silence);
        let answer = {
            let answer = line.provider.complete(prompt, &mut on_text);
            let given_up = std::pin::pin!(self.given_up(call.deadline, silence, &heard));
            match select(answer, given_up).await {
                Either::Left((answer, _)) => answer,
                Either::Right((error, _)) => Err(error),
            }
        };
        let heard = heard.into_inner();
        call.has_told = heard > 0;
        let now = self.clock.now();
        note(line, &answer, heard, now);
        (call.watcher)(Progress::Attempt(told(
            line,
            prompt,
            &answer,
            heard,
            started.until(now),
        )));
        answer
    }

    /// Ends when the answer is waited for no longer: at the deadline, or, where another provider
    /// could be asked, after a silence.
    async fn given_up(
        &self,
        deadline: Timestamp,
        silence: Option<Duration>,
        heard: &AtomicU32,
    ) -> ModelError {
        loop {
            let before = heard.load(Ordering::Relaxed);
            let left = self.clock.now().until(deadline);
            self.clock
                .sleep(silence.map_or(left, |silence| silence.min(left)))
                .await;
            if self.clock.now() >= deadline {
                return ModelError::OutOfTime;
            }
            if silence.is_some() && heard.load(Ordering::Relaxed) == before {
                return ModelError::Unavailable("it says nothing".into());
            }
        }
    }
}

/// Remembers how the provider fares.
fn note(line: &Line, answer: &Result<Completion, ModelError>, heard: u32, now: Timestamp) {
    let breaker = &line.breaker;
    match answer {
        Ok(_) | Err(ModelError::Declined { .. } | ModelError::Incomplete { .. }) => {
            breaker.succeeded();
        }
        Err(ModelError::Misconfigured(_)) => breaker.rest(now),
        // It was writing, or the request was the trouble: neither says that it is down.
        Err(ModelError::OutOfTime) if heard > 0 => {}
        Err(ModelError::Rejected(_)) => {}
        Err(
            ModelError::RateLimited { .. } | ModelError::Unavailable(_) | ModelError::OutOfTime,
        ) => {
            if breaker.failed(now) {
                let provider = line.provider.name();
                tracing::warn!(provider, "a provider rests after its failures");
            }
        }
    }
}

/// The attempt for the books. What a provider does not say of an answer that was cut is guessed: it
/// bills what it read and wrote all the same.
fn told(
    line: &Line,
    prompt: &Prompt,
    answer: &Result<Completion, ModelError>,
    heard: u32,
    duration: Duration,
) -> Attempt {
    let said = match answer {
        Ok(completion) => completion.usage,
        Err(error) => error.usage(),
    };
    let was_reading = heard > 0 || matches!(answer, Err(ModelError::OutOfTime));
    let is_estimate = said == Usage::default() && was_reading;
    let usage = if is_estimate {
        guess(prompt, heard)
    } else {
        said
    };
    let model = answer.as_ref().map_or("", |it| it.model.as_str());
    let model = if model.is_empty() {
        line.provider.model()
    } else {
        model
    };
    Attempt {
        provider: line.provider.name(),
        model: model.to_owned(),
        usage,
        is_estimate,
        cost_milliwon: line.price.cost_milliwon(usage),
        duration,
        error: answer.as_ref().err().cloned(),
    }
}

/// A token for two characters: more than any model counts for English, about what they count for
/// Korean.
fn guess(prompt: &Prompt, heard: u32) -> Usage {
    let texts = [&prompt.system, &prompt.user];
    let characters: usize = texts.iter().map(|text| text.chars().count()).sum();
    Usage {
        input_tokens: u32::try_from(characters).unwrap_or(u32::MAX).div_ceil(2),
        output_tokens: heard.div_ceil(2),
        ..Usage::default()
    }
}
