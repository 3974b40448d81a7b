//! Every suite, one after the other. A failing one does not keep the others from running.

use std::path::Path;

use crate::report::{Outcome, Report};
use crate::run::{cargo, run as run_command, run_and_read};
use crate::tools::{CHROMEDRIVER, CHROMIUM, provide};
use crate::wasm::Wasm;
use crate::{tidy, wasm};

/// The package that the browser tests are in.
const BROWSER_TESTS: &str = "tests/Cargo.toml";

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

/// One cargo for all tests, so that each crate is built once. The browser tests are among them:
/// they run when they are told of a browser.
fn tests(report: &mut Report) {
    let mut command = cargo();
    command.args(["test", "--workspace", "--locked", "--no-fail-fast"]);
    let browser = if Path::new(BROWSER_TESTS).exists() {
        provide("browser")
    } else {
        Err("there are no browser tests yet".to_owned())
    };
    for program in [CHROMIUM, CHROMEDRIVER] {
        match program.path().filter(|_| browser.is_ok()) {
            Some(path) => command.env(program.variable, path),
            None => command.env_remove(program.variable),
        };
    }
    let mut counts = std::mem::take(&mut report.counts);
    let passed = suite(report, "tests", || {
        run_and_read(&mut command, |line| counts.read(line))
    });
    report.counts = counts;
    match browser {
        Ok(()) if passed => report.add("browser", Outcome::Passed),
        Ok(()) => report.add("browser", Outcome::Failed),
        Err(reason) => report.add("browser", Outcome::NotRun(reason)),
    }
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
