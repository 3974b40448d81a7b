//! What ran, what came of it, and what did not run and why: the last two lines of the test command.

use std::fmt;

/// What came of a suite.
pub(crate) enum Outcome {
    Passed,
    Failed,
    /// It did not run, for this reason.
    NotRun(String),
}

/// How many tests passed, failed and were skipped.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    passed: u64,
    failed: u64,
    skipped: u64,
}

impl Counts {
    /// Adds what a line of `cargo test` says, when it is the result of a test binary.
    pub(crate) fn read(&mut self, line: &str) {
        let Some((_, numbers)) = line
            .strip_prefix("test result: ")
            .and_then(|result| result.split_once(". "))
        else {
            return;
        };
        for part in numbers.split("; ") {
            let Some((number, what)) = part.split_once(' ') else {
                continue;
            };
            let Ok(number) = number.parse::<u64>() else {
                continue;
            };
            match what {
                "passed" => self.passed += number,
                "failed" => self.failed += number,
                "ignored" => self.skipped += number,
                _ => {}
            }
        }
    }

    /// Counts tests as skipped that passed without having what they need.
    pub(crate) fn skip(&mut self, tests: u64) {
        let tests = tests.min(self.passed);
        self.passed -= tests;
        self.skipped += tests;
    }
}

/// A reader of logs takes this line as it is: keep its form.
impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 {
            write!(f, ", {} skipped", self.skipped)?;
        }
        Ok(())
    }
}

/// Every suite with its outcome, in the order they ran.
#[derive(Default)]
pub(crate) struct Report {
    pub(crate) counts: Counts,
    suites: Vec<(&'static str, Outcome)>,
}

impl Report {
    pub(crate) fn add(&mut self, suite: &'static str, outcome: Outcome) {
        self.suites.push((suite, outcome));
    }

    /// True when no suite that ran has failed.
    pub(crate) fn passed(&self) -> bool {
        self.names(|outcome| matches!(outcome, Outcome::Failed))
            .is_empty()
    }

    fn names(&self, wanted: fn(&Outcome) -> bool) -> Vec<&'static str> {
        let suites = self.suites.iter().filter(|(_, outcome)| wanted(outcome));
        suites.map(|(suite, _)| *suite).collect()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let run = self.names(|outcome| !matches!(outcome, Outcome::NotRun(_)));
        let failed = self.names(|outcome| matches!(outcome, Outcome::Failed));
        let not_run: Vec<String> = self
            .suites
            .iter()
            .filter_map(|(suite, outcome)| match outcome {
                Outcome::NotRun(reason) => Some(format!("{suite} ({reason})")),
                Outcome::Passed | Outcome::Failed => None,
            })
            .collect();
        let (number, run) = (run.len(), run.join(", "));
        let Counts {
            passed,
            failed: lost,
            ..
        } = self.counts;
        writeln!(f, "{}", self.counts)?;
        write!(
            f,
            "test: {number} suites run ({run}), {passed} tests passed, {lost} failed"
        )?;
        if !failed.is_empty() {
            write!(f, "; suites failed: {}", failed.join(", "))?;
        }
        let not_run = if not_run.is_empty() {
            "none".to_owned()
        } else {
            not_run.join(", ")
        };
        write!(f, "; not run: {not_run}")
    }
}

#[cfg(test)]
mod tests {
    use super::{Counts, Outcome, Report};

    const OK: &str = "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; \
                      3 filtered out; finished in 0.12s";
    const FAILED: &str = "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; \
                          0 filtered out; finished in 1.00s";

    #[test]
    fn results_add_up_and_other_lines_count_for_nothing() {
        let mut counts = Counts::default();
        for line in [
            OK,
            "running 12 tests",
            "test a ... ok",
            "9 passed; 9 failed",
            FAILED,
        ] {
            counts.read(line);
        }
        assert_eq!(counts.to_string(), "15 passed, 2 failed, 1 skipped");
    }

    #[test]
    fn a_test_that_did_no_work_did_not_pass() {
        let mut counts = Counts::default();
        counts.read(FAILED);
        counts.skip(2);
        assert_eq!(counts.to_string(), "1 passed, 2 failed, 2 skipped");
    }

    #[test]
    fn nothing_skipped_goes_unsaid() {
        let mut counts = Counts::default();
        counts.read(FAILED);
        assert_eq!(counts.to_string(), "3 passed, 2 failed");
    }

    #[test]
    fn the_last_line_tells_what_ran_and_what_did_not() {
        let mut report = Report::default();
        report.counts.read(OK);
        report.add("fmt", Outcome::Passed);
        report.add("tests", Outcome::Passed);
        report.add("browser", Outcome::NotRun("chromium is missing".into()));
        assert!(report.passed());
        assert_eq!(
            report.to_string(),
            "12 passed, 0 failed, 1 skipped\n\
             test: 2 suites run (fmt, tests), 12 tests passed, 0 failed; \
             not run: browser (chromium is missing)"
        );
    }

    #[test]
    fn a_failed_suite_is_named() {
        let mut report = Report::default();
        report.add("clippy", Outcome::Failed);
        report.add("docs", Outcome::Passed);
        assert!(!report.passed());
        assert_eq!(
            report.to_string(),
            "0 passed, 0 failed\n\
             test: 2 suites run (clippy, docs), 0 tests passed, 0 failed; \
             suites failed: clippy; not run: none"
        );
    }
}
