//! One attempt at one provider: its time, its text, its cost.

use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::Duration,
};

use futures::future::{Either, select};
use openclaw_domain::{
    port::model::{Attempt, Completion, ModelError, Progress, Prompt, Usage, Watcher},
    time::{Clock, Timestamp},
};

use super::{Call, Failover, Line};
use crate::provider::Heard;

/// A provider is believed when it asks for a wait of this length, and not for more.
const LONGEST_WAIT: Duration = Duration::from_mins(10);

impl Failover {
    pub(super) async fn attempt(
        &self,
        line: &Line,
        has_other: bool,
        call: &mut Call<'_>,
    ) -> Result<Completion, ModelError> {
        let started = self.clock.now();
        // When there was the last sign of life.
        let alive_at = AtomicI64::new(started.0);
        if std::mem::take(&mut call.has_told) {
            (call.watcher)(Progress::Restart);
        }
        let prompt = call.prompt;
        let mut under_way = UnderWay {
            line,
            prompt,
            clock: &*self.clock,
            started,
            heard: 0,
            used: Usage::default(),
            watcher: &mut *call.watcher,
            is_told: false,
        };
        let mut hear = |heard: Heard<'_>| {
            alive_at.store(self.clock.now().0, Ordering::Relaxed);
            under_way.hear(heard);
        };
        let silence = has_other.then_some(self.patience.silence);
        let (answer, was_left) = {
            let answer = line.provider.complete(prompt, &mut hear);
            let given_up = std::pin::pin!(self.given_up(call.deadline, silence, &alive_at));
            match select(answer, given_up).await {
                Either::Left((answer, _)) => (answer, false),
                Either::Right((error, _)) => (Err(error), true),
            }
        };
        let (heard, used) = (under_way.heard, under_way.used);
        let now = self.clock.now();
        let outcome = Outcome {
            answer: &answer,
            heard,
            used,
            was_left,
            duration: started.until(now),
        };
        self.note(line, &outcome, now);
        under_way.tell(&outcome);
        drop(under_way);
        call.has_told = heard > 0;
        answer
    }

    /// Ends when the answer is waited for no longer: at the deadline, or, where another provider
    /// could be asked, when there was no sign of life for as long as a silence may last.
    async fn given_up(
        &self,
        deadline: Timestamp,
        silence: Option<Duration>,
        alive_at: &AtomicI64,
    ) -> ModelError {
        loop {
            let patient_until =
                silence.map(|silence| Timestamp(alive_at.load(Ordering::Relaxed)).plus(silence));
            let now = self.clock.now();
            if now >= deadline {
                return ModelError::OutOfTime;
            }
            if patient_until.is_some_and(|until| now >= until) {
                return ModelError::Unavailable("it says nothing".into());
            }
            let until = patient_until.map_or(deadline, |until| until.min(deadline));
            self.clock.sleep(now.until(until)).await;
        }
    }

    /// Remembers how the provider fares.
    fn note(&self, line: &Line, outcome: &Outcome<'_>, now: Timestamp) {
        let breaker = &line.breaker;
        match outcome.answer {
            Ok(_) | Err(ModelError::Declined { .. } | ModelError::Incomplete { .. }) => {
                breaker.succeeded();
            }
            Err(ModelError::Misconfigured(_)) => breaker.rest(now),
            // It was writing, or had no time to, or the request was the trouble: none of these says
            // that it is down.
            Err(ModelError::OutOfTime)
                if outcome.heard > 0 || outcome.duration < self.patience.silence => {}
            Err(ModelError::Rejected(_)) => {}
            Err(
                ModelError::RateLimited { .. } | ModelError::Unavailable(_) | ModelError::OutOfTime,
            ) => {
                if breaker.failed(now) {
                    let provider = line.provider.name();
                    tracing::warn!(provider, "a provider rests after its failures");
                }
                // The next call is told the same, and each that asks too early makes it longer.
                if let Err(ModelError::RateLimited {
                    retry_after: Some(asked),
                }) = outcome.answer
                {
                    breaker.asked_to_wait(now.plus((*asked).min(LONGEST_WAIT)));
                }
            }
        }
    }
}

/// An attempt whose answer is waited for. Whoever stops waiting drops it, and it is told all the same.
struct UnderWay<'a, 'w> {
    line: &'a Line,
    prompt: &'a Prompt,
    clock: &'a dyn Clock,
    started: Timestamp,
    /// Characters of text.
    heard: u32,
    /// What the provider has said of what it used so far.
    used: Usage,
    watcher: &'a mut Watcher<'w>,
    is_told: bool,
}

impl UnderWay<'_, '_> {
    fn hear(&mut self, heard: Heard<'_>) {
        match heard {
            Heard::Life => {}
            Heard::Used(usage) => self.used = usage,
            Heard::Text(piece) => {
                let length = u32::try_from(piece.chars().count()).unwrap_or(u32::MAX);
                self.heard = self.heard.saturating_add(length);
                (self.watcher)(Progress::Text(piece));
            }
        }
    }

    fn tell(&mut self, outcome: &Outcome<'_>) {
        self.is_told = true;
        (self.watcher)(Progress::Attempt(told(self.line, self.prompt, outcome)));
    }
}

impl Drop for UnderWay<'_, '_> {
    fn drop(&mut self) {
        if !self.is_told {
            self.tell(&Outcome {
                answer: &Err(ModelError::OutOfTime),
                heard: self.heard,
                used: self.used,
                was_left: true,
                duration: self.started.until(self.clock.now()),
            });
        }
    }
}

/// What came of an attempt.
struct Outcome<'a> {
    answer: &'a Result<Completion, ModelError>,
    /// Characters of text.
    heard: u32,
    /// What the provider said of what it used, before its end.
    used: Usage,
    /// Whether we waited no longer.
    was_left: bool,
    duration: Duration,
}

/// The attempt for the books. What a provider does not say of an answer that was cut is guessed: it
/// bills what it read and wrote all the same.
fn told(line: &Line, prompt: &Prompt, outcome: &Outcome<'_>) -> Attempt {
    let &Outcome {
        answer,
        heard,
        used,
        was_left,
        duration,
    } = outcome;
    let said = match answer {
        Ok(completion) => completion.usage,
        Err(error) => error.usage(),
    };
    let was_reading = heard > 0 || was_left || used != Usage::default();
    let is_estimate = said == Usage::default() && was_reading;
    let usage = if is_estimate {
        guess(prompt, heard, used)
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

/// What was said before the end, and for the rest a token for two characters: more than any model counts
/// for English, about what they count for Korean.
fn guess(prompt: &Prompt, heard: u32, used: Usage) -> Usage {
    let texts = [&*prompt.system, prompt.user.as_str()];
    let characters: usize = texts.iter().map(|text| text.chars().count()).sum();
    let input_tokens = if used.input_tokens > 0 {
        used.input_tokens
    } else {
        u32::try_from(characters).unwrap_or(u32::MAX).div_ceil(2)
    };
    Usage {
        input_tokens,
        output_tokens: used.output_tokens.max(heard.div_ceil(2)),
        ..used
    }
}
