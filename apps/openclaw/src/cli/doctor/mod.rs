//! `openclaw doctor`: is everything there that the product needs, and what is to be done next?
//!
//! It changes nothing and makes no database. What live mode cannot do without is the same list that
//! `serve` refuses by; in sandbox mode it tells what is still to be done, and nothing of it is an
//! error.

mod machine;
mod models;
mod network;
mod settings;
mod sign_in;
mod site;
mod youtube;

use std::process::ExitCode;

use crate::{
    app::{self, App, Platform},
    cli::text::{say, wrapped},
    config::{Config, Mode},
};

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    /// All is well.
    Ok,
    /// Nothing to check, but to know.
    Note,
    /// It works, and something should be done.
    Warning,
    /// Live mode cannot do without it.
    Missing,
}

/// One line of the table.
#[derive(Clone, Debug)]
struct Check {
    level: Level,
    what: String,
    found: String,
    next: Option<String>,
}

impl Check {
    fn ok(what: impl Into<String>, found: impl Into<String>) -> Self {
        Self {
            level: Level::Ok,
            what: what.into(),
            found: found.into(),
            next: None,
        }
    }

    /// Of this level, with what to do next.
    fn bad(
        level: Level,
        what: impl Into<String>,
        found: impl Into<String>,
        next: impl Into<String>,
    ) -> Self {
        Self {
            level,
            next: Some(next.into()),
            ..Self::ok(what, found)
        }
    }

    fn row(&self) -> String {
        let level = match self.level {
            Level::Ok => "ok",
            Level::Note => "note",
            Level::Warning => "warning",
            Level::Missing => "missing",
        };
        let found = wrapped(&self.found, 44, 36);
        let row = format!("{level:<8} {:<26} {found}", self.what);
        match &self.next {
            Some(next) => format!("{row}\n{:34}> {}", "", wrapped(next, 44, 36)),
            None => row,
        }
    }
}

/// How bad it is that something is missing which only live mode needs.
fn must(config: &Config) -> Level {
    match config.mode {
        Mode::Live => Level::Missing,
        Mode::Sandbox => Level::Warning,
    }
}

/// Checks everything and prints the table.
pub(super) async fn run(config: &Config, send_test_alert: bool) -> anyhow::Result<ExitCode> {
    let mut checks = settings::checks(config);
    checks.extend(machine::checks(config).await);
    match put_together(config).await {
        Ok((app, _folder)) => {
            checks.extend(network::checks(config, &app).await);
            checks.extend(site::checks(&app).await);
            checks.push(machine::alerts(&app, send_test_alert).await);
        }
        Err(error) => checks.push(Check::bad(
            Level::Missing,
            "start",
            format!("{error:#}"),
            "the program cannot start like this",
        )),
    }
    let rows: Vec<String> = checks.iter().map(Check::row).collect();
    say(&rows.join("\n"));
    let count = |level| checks.iter().filter(|check| check.level == level).count();
    let (missing, warnings) = (count(Level::Missing), count(Level::Warning));
    say(&format!("\n{missing} missing, {warnings} warnings."));
    Ok(if missing == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The program as `serve` would put it together; where there is no database yet, or one that a start
/// would migrate, over an empty one that goes when this does.
async fn put_together(config: &Config) -> anyhow::Result<(App, Option<tempfile::TempDir>)> {
    let mut config = config.clone();
    let mut folder = None;
    if !machine::has_database(&config).await? {
        let empty = tempfile::tempdir()?;
        config.data = empty.path().join("data");
        config.database_url = None;
        config.files = None;
        folder = Some(empty);
    }
    let sandbox = match config.mode {
        Mode::Live => None,
        Mode::Sandbox => Some(format!("http://{}", config.sandbox_address(config.listen))),
    };
    let platform = Platform::default();
    let app = app::build(&config, config.listen, sandbox.as_deref(), platform)?;
    Ok((app, folder))
}
