//! Every suite, one after the other. A failing one does not keep the others from running.

use crate::report::{Outcome, Report};
use crate::run::{cargo, run as run_command, run_and_read};
use crate::tools::{CHROMEDRIVER, CHROMIUM, provide};
use crate::wasm::Wasm;
use crate::{tidy, wasm};

/// Runs all suites and reports them; true when none that ran has failed.
pub(crate) fn run() -> bool {
    let mut report = Report::default();
    with_tools(&mut report, "fmt", || {
        run_command(cargo().args(["fmt", "--all", "--check"]))
    });
    suite(&mut report, "tidy", tidy::run);
    with_tools(&mut report, "clippy", || {
        run_command(
            cargo()
                .args(["clippy", "--workspace", "--all-targets", "--locked", "--"])
                .args(["-D", "warnings"]),
        )
    });
    tests(&mut report);
    suite(&mut report, "docs", || {
        run_command(
            cargo()
                .args(["doc", "--workspace", "--no-deps", "--locked"])
                .env("RUSTDOCFLAGS", "-D warnings"),
        )
    });
    check_wasm(&mut report);
    println!("\n{report}");
    report.passed()
}

/// One cargo for all tests, so that each crate is built once. The browser tests are among them, in
/// modules of that name: they do their work when they are told of a browser.
fn tests(report: &mut Report) {
    let mut command = cargo();
    command.args(["test", "--workspace", "--locked", "--no-fail-fast"]);
    let tools = provide("browser");
    for program in [CHROMIUM, CHROMEDRIVER] {
        match program.path().filter(|_| tools.is_ok()) {
            Some(path) => command.env(program.variable, path),
            None => command.env_remove(program.variable),
        };
    }
    let mut counts = std::mem::take(&mut report.counts);
    let (mut browser, mut browser_tests) = (None, 0);
    suite(report, "tests", || {
        run_and_read(&mut command, |line| {
            counts.read(line);
            if let Some(passed) = browser_test(line) {
                browser = Some(passed && browser.unwrap_or(true));
                browser_tests += 1;
            }
        })
    });
    if tools.is_err() {
        counts.skip(browser_tests);
    }
    report.counts = counts;
    let outcome = match (tools, browser) {
        (Err(reason), _) => Outcome::NotRun(reason),
        (Ok(()), None) => Outcome::NotRun("no test of it ran".to_owned()),
        (Ok(()), Some(true)) => Outcome::Passed,
        (Ok(()), Some(false)) => Outcome::Failed,
    };
    report.add("browser", outcome);
}

/// Whether a browser test passed, when the line tells of one.
fn browser_test(line: &str) -> Option<bool> {
    let (path, result) = line.strip_prefix("test ")?.split_once(" ... ")?;
    path.split("::")
        .any(|module| module == "browser")
        .then_some(result != "FAILED")
}

fn check_wasm(report: &mut Report) {
    match Wasm::find() {
        Ok(toolchain) => {
            suite(report, "wasm", || wasm::check(&toolchain));
        }
        Err(reason) => report.add("wasm", Outcome::NotRun(reason)),
    }
}

fn with_tools(
    report: &mut Report,
    name: &'static str,
    work: impl FnOnce() -> anyhow::Result<bool>,
) {
    match provide(name) {
        Ok(()) => {
            suite(report, name, work);
        }
        Err(reason) => report.add(name, Outcome::NotRun(reason)),
    }
}

fn suite(
    report: &mut Report,
    name: &'static str,
    work: impl FnOnce() -> anyhow::Result<bool>,
) -> bool {
    println!("\n== {name}");
    let passed = work().unwrap_or_else(|error| {
        println!("{error:#}");
        false
    });
    report.add(
        name,
        if passed {
            Outcome::Passed
        } else {
            Outcome::Failed
        },
    );
    passed
}

#[cfg(test)]
mod tests {
    use super::browser_test;

    #[test]
    fn browser_tests_are_known_by_their_module() {
        assert_eq!(
            browser_test("test browser::checkout::pays ... ok"),
            Some(true)
        );
        assert_eq!(
            browser_test("test it::browser::signs_in ... FAILED"),
            Some(false)
        );
        assert_eq!(browser_test("test payments::a_browser_lies ... ok"), None);
        assert_eq!(browser_test("the browser said ... FAILED"), None);
    }
}
