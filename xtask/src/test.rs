//! Every suite, one after the other. A failing one does not keep the others from running.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::Context as _;
use serde_json::Value;

use crate::postgres::{FOR_TESTS, Server};
use crate::report::{Counts, Outcome, Report};
use crate::run::{as_if_typed, cargo, run as run_command, run_and_read};
use crate::tools::{CHROMEDRIVER, CHROMIUM, provide};
use crate::wasm::Wasm;
use crate::worker::Tools;
use crate::{tidy, wasm, worker};

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

/// Where the test server is, for the tests.
const SERVER: &str = "OPENCLAW_TEST_POSTGRES";
/// Which database the whole product is tested on.
const BACKEND: &str = "OPENCLAW_TEST_ON";
/// What of the whole product is tested on PostgreSQL too: everything whose outcome the database
/// decides.
const ON_POSTGRES: [&str; 12] = [
    "journey::",
    "credits::",
    "runs::",
    "webhooks::",
    "alerts::",
    "accounts::",
    "admin::",
    "api_keys::",
    "auth::",
    "clerk::",
    "pages::",
    "trends::",
];

/// One cargo for all tests, so that each crate is built once. Those in modules named `browser`,
/// `postgres` and `worker` are among them: they do their work when they are told of a browser, a server
/// or a workerd.
fn tests(report: &mut Report) {
    let mut command = cargo();
    command.args(["test", "--workspace", "--locked", "--no-fail-fast"]);
    command.env_remove(BACKEND).env_remove(SERVER);
    let mut browser = Within::new("browser", provide("browser"));
    for program in [CHROMIUM, CHROMEDRIVER] {
        match program.path().filter(|_| browser.tools.is_ok()) {
            Some(path) => command.env(program.variable, path),
            None => command.env_remove(program.variable),
        };
    }
    let server = provide("postgres").and_then(|()| {
        Server::start(Path::new("target"), &FOR_TESTS).map_err(|error| format!("{error:#}"))
    });
    let mut postgres = Within::new(
        "postgres",
        server.as_ref().map(|_| ()).map_err(Clone::clone),
    );
    if let Ok(server) = &server {
        command.env(SERVER, &server.url);
    }
    let mut worker = worker_for(&mut command);
    let mut counts = std::mem::take(&mut report.counts);
    suite(report, "tests", || {
        run_and_read(&mut command, |line| {
            counts.read(line);
            browser.read(line);
            postgres.read(line);
            worker.read(line);
        })
    });
    if let Ok(server) = &server {
        postgres.passed &= on_postgres(&server.url, &mut counts);
    }
    for within in [browser, postgres, worker] {
        counts.skip(within.skipped());
        report.add(within.module, within.outcome());
    }
    report.counts = counts;
}

/// The Worker, built for the tests; a command for them is told where to find it.
fn worker_for(command: &mut Command) -> Within {
    println!("\n== worker");
    command.env_remove(worker::NODE);
    let tools = match Tools::provide() {
        Ok(tools) => tools,
        Err(reason) => return Within::new("worker", Err(reason)),
    };
    let built = worker::build(&tools).unwrap_or_else(|error| {
        println!("{error:#}");
        false
    });
    if built {
        tools.name_to(command);
    }
    Within {
        is_ready: built,
        passed: built,
        ..Within::new("worker", Ok(()))
    }
}

/// The product's own tests again, over PostgreSQL.
fn on_postgres(url: &str, counts: &mut Counts) -> bool {
    println!("\n== postgres");
    let mut run = || {
        let mut command = as_if_typed(products_own()?);
        command
            .args(ON_POSTGRES)
            .current_dir("tests")
            .env(SERVER, url)
            .env(BACKEND, "postgres");
        run_and_read(&mut command, |line| counts.read(line))
    };
    run().unwrap_or_else(|error| {
        println!("{error:#}");
        false
    })
}

/// The product's own tests as they have been built with all others: for this package alone, cargo would
/// choose fewer features of what it depends on, and build all of that again.
fn products_own() -> anyhow::Result<PathBuf> {
    let built = cargo()
        .args(["test", "--workspace", "--locked", "--no-run"])
        .args(["--message-format", "json-render-diagnostics"])
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()?;
    let manifest = std::path::absolute("tests/Cargo.toml")?;
    let told = String::from_utf8_lossy(&built.stdout);
    let told = told
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let program = told
        .filter(|it| it["manifest_path"].as_str().map(Path::new) == Some(&manifest))
        .filter(|it| it["target"]["name"] == "it")
        .find_map(|it| it["executable"].as_str().map(PathBuf::from));
    program.context("cargo tells of no tests of the product")
}

/// The tests in modules of one name: a suite within the tests.
struct Within {
    module: &'static str,
    tools: Result<(), String>,
    is_ready: bool,
    passed: bool,
    seen: u64,
}

impl Within {
    fn new(module: &'static str, tools: Result<(), String>) -> Self {
        Self {
            module,
            is_ready: tools.is_ok(),
            tools,
            passed: true,
            seen: 0,
        }
    }

    /// Takes note of a line of `cargo test`, when it tells of such a test.
    fn read(&mut self, line: &str) {
        let told = line.strip_prefix("test ");
        let Some((path, result)) = told.and_then(|told| told.split_once(" ... ")) else {
            return;
        };
        if path.split("::").any(|module| module == self.module) {
            self.seen += 1;
            self.passed &= result != "FAILED";
        }
    }

    /// How many tests passed without having what they need.
    fn skipped(&self) -> u64 {
        if self.is_ready { 0 } else { self.seen }
    }

    fn outcome(self) -> Outcome {
        match self.tools {
            Err(reason) => Outcome::NotRun(reason),
            Ok(()) if self.passed && self.seen == 0 => {
                Outcome::NotRun("no test of it ran".to_owned())
            }
            Ok(()) if self.passed => Outcome::Passed,
            Ok(()) => Outcome::Failed,
        }
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

#[cfg(test)]
mod tests {
    use super::{Outcome, Within};

    fn after(lines: &[&str], tools: Result<(), String>) -> Within {
        let mut within = Within::new("browser", tools);
        for line in lines {
            within.read(line);
        }
        within
    }

    const PASSED: &str = "test browser::checkout::pays ... ok";
    const FAILED: &str = "test it::browser::signs_in ... FAILED";
    const OTHERS: [&str; 2] = [
        "test payments::a_browser_lies ... ok",
        "the browser said ... FAILED",
    ];

    #[test]
    fn tests_are_known_by_their_module() {
        assert!(matches!(
            after(&[PASSED], Ok(())).outcome(),
            Outcome::Passed
        ));
        let lines = [PASSED, FAILED];
        assert!(matches!(after(&lines, Ok(())).outcome(), Outcome::Failed));
        let none = after(&OTHERS, Ok(())).outcome();
        assert!(matches!(none, Outcome::NotRun(_)));
    }

    #[test]
    fn without_its_tools_it_did_not_run_and_its_tests_count_as_skipped() {
        let within = after(&[PASSED, OTHERS[0]], Err("no browser".to_owned()));
        assert_eq!(within.skipped(), 1);
        assert!(matches!(within.outcome(), Outcome::NotRun(_)));
        assert_eq!(after(&[PASSED], Ok(())).skipped(), 0);
    }
}
