//! What was tried and what was seen, a row each.

use std::panic::AssertUnwindSafe;

use futures::FutureExt as _;

/// How a row came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// As promised.
    Held,
    /// A promise is broken.
    Broke,
    /// Something this machine lacks; the row says what.
    NotRun,
}

impl Outcome {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Held => "ok",
            Self::Broke => "RED",
            Self::NotRun => "NOT RUN",
        }
    }
}

/// One thing that was tried.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) section: &'static str,
    pub(crate) tried: String,
    pub(crate) seen: String,
    pub(crate) outcome: Outcome,
}

/// Rows as they come; each is printed when it is known.
#[derive(Debug, Default)]
pub(crate) struct Rows(pub(crate) Vec<Row>);

impl Rows {
    /// Tries something. It answers what it saw; an error or a panic is a broken promise.
    pub(crate) async fn attempt(
        &mut self,
        section: &'static str,
        tried: &str,
        work: impl Future<Output = anyhow::Result<String>>,
    ) {
        let (seen, outcome) = match AssertUnwindSafe(work).catch_unwind().await {
            Ok(Ok(seen)) => (seen, Outcome::Held),
            Ok(Err(error)) => (format!("{error:#}"), Outcome::Broke),
            Err(panic) => (words(&*panic), Outcome::Broke),
        };
        self.add(section, tried, seen, outcome);
    }

    /// Says why something was not tried.
    pub(crate) fn not_run(&mut self, section: &'static str, tried: &str, reason: &str) {
        self.add(section, tried, reason.to_owned(), Outcome::NotRun);
    }

    fn add(&mut self, section: &'static str, tried: &str, seen: String, outcome: Outcome) {
        println!("{:8} {section:9} {tried}", outcome.word());
        let shown: String = seen.chars().take(600).collect();
        println!("{:18} {}", "", shown.replace('\n', "\n                   "));
        self.0.push(Row {
            section,
            tried: tried.to_owned(),
            seen,
            outcome,
        });
    }
}

/// What a failed assertion said.
fn words(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("it panicked without a word").to_owned()
}

#[cfg(test)]
mod tests {
    use anyhow::{bail, ensure};

    use super::*;

    #[tokio::test]
    async fn an_error_and_a_panic_are_broken_promises() {
        let mut rows = Rows::default();
        rows.attempt("a", "holds", async { Ok("seen".to_owned()) })
            .await;
        rows.attempt("a", "errs", async { bail!("wrong") }).await;
        rows.attempt("a", "panics", async {
            assert_eq!(1 + 1, 3, "sums");
            Ok(String::new())
        })
        .await;
        rows.attempt("a", "ensures", async {
            ensure!(1 > 2, "less");
            Ok(String::new())
        })
        .await;
        rows.not_run("a", "cannot", "no disk");
        let outcomes: Vec<Outcome> = rows.0.iter().map(|row| row.outcome).collect();
        let (held, broke) = (Outcome::Held, Outcome::Broke);
        assert_eq!(outcomes, [held, broke, broke, broke, Outcome::NotRun]);
        assert!(rows.0[2].seen.contains("sums"), "{}", rows.0[2].seen);
    }
}
