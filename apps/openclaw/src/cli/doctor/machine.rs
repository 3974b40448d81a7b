//! This machine: where the data is, whether the ledger is sound, and who is told when it is not.

use std::path::Path;

use openclaw_domain::{
    alert::{Alert, AlertKind},
    ledger,
    random::AlertId,
};

use super::{Check, Level};
use crate::{
    app::{self, App},
    cli::text::grouped,
    config::Config,
};

/// Less free space than this is soon none.
const LITTLE: u64 = 1 << 30;

pub(super) async fn checks(config: &Config) -> Vec<Check> {
    let mut checks = vec![data_folder(config)];
    checks.extend(free(nearest(&config.data)));
    checks.push(ledger(config).await);
    checks.push(Check {
        level: Level::Note,
        ..Check::ok(
            "backups",
            "copy the database (with SQLite's own .backup while it runs) and the files every day, \
             away from this machine; try one now and then",
        )
    });
    checks
}

/// The folder, or the nearest one above it that there is.
fn nearest(folder: &Path) -> &Path {
    let is_there = |it: &&Path| it.is_dir();
    let found = folder.ancestors().find(is_there);
    found.unwrap_or_else(|| Path::new("."))
}

fn data_folder(config: &Config) -> Check {
    let folder = config.data.display();
    match tempfile::tempfile_in(nearest(&config.data)) {
        Ok(_) if config.data.is_dir() => Check::ok("data folder", format!("{folder}, writable")),
        Ok(_) => Check::ok("data folder", format!("{folder}, made at the first start")),
        Err(error) => Check::bad(
            Level::Missing,
            "data folder",
            format!("{folder} cannot be written to: {error}"),
            "set OPENCLAW_DATA to a folder of ours",
        ),
    }
}

/// Free space; nothing where the system does not say.
fn free(folder: &Path) -> Option<Check> {
    let told = rustix::fs::statvfs(folder).ok()?;
    let bytes = told.f_bavail.saturating_mul(told.f_frsize);
    let mebibytes = i64::try_from(bytes >> 20).unwrap_or(i64::MAX);
    let found = format!("{} MiB free", grouped(mebibytes));
    Some(if bytes < LITTLE {
        Check::bad(
            Level::Warning,
            "disk",
            found,
            "make room: a full disk stops sales",
        )
    } else {
        Check::ok("disk", found)
    })
}

async fn ledger(config: &Config) -> Check {
    let what = "ledger";
    match config.database_path() {
        Ok(path) if !path.exists() => {
            return Check::ok(what, "no database yet, made at the first start");
        }
        Ok(_) => {}
        Err(error) => {
            let next = "set OPENCLAW_DATABASE_URL";
            return Check::bad(Level::Missing, what, error.to_string(), next);
        }
    }
    let breaches = match app::open_database(config) {
        Ok(database) => ledger::verify(&database)
            .await
            .map_err(|error| error.to_string()),
        Err(error) => Err(format!("{error:#}")),
    };
    match breaches {
        Ok(breaches) if breaches.is_empty() => {
            let count = ledger::invariants().count();
            Check::ok(what, format!("sound: {count} invariants hold"))
        }
        Ok(breaches) => Check::bad(
            Level::Missing,
            what,
            format!("{} rows break an invariant", breaches.len()),
            "openclaw ledger verify",
        ),
        Err(error) => Check::bad(Level::Missing, what, error, "openclaw ledger verify"),
    }
}

/// Whether the operator is told at once; with `send`, by telling them.
pub(super) async fn alerts(app: &App, send: bool) -> Check {
    let (what, world) = ("alerts", &app.site.world);
    let Some(channel) = &world.alerts else {
        let found = "go to the log and the admin page alone";
        let next = "set OPENCLAW_ALERTS_WEBHOOK_URL to a Slack webhook";
        return Check::bad(Level::Warning, what, found, next);
    };
    if !send {
        return Check::ok(what, "a channel is set; --send-test-alert tries it");
    }
    let now = world.now();
    let alert = Alert {
        id: AlertId::new(now, &*world.random),
        kind: AlertKind::GatewayMisconfigured,
        order: None,
        detail: "TEST: sent by `openclaw doctor`, nothing is wrong".to_owned(),
        created_at: now,
        seen_at: None,
        delivered_at: None,
    };
    match channel.send(&alert).await {
        Ok(()) => Check::ok(what, "a test alert was taken: look whether it arrived"),
        Err(error) => {
            let next = "compare `alerts.webhook_url` with where it was made";
            Check::bad(Level::Warning, what, error, next)
        }
    }
}
