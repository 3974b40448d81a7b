//! This machine: where the data is, whether the ledger is sound, and who is told when it is not.

use std::path::Path;

use openclaw_database::Postgres;
use openclaw_domain::{
    alert::{Alert, AlertKind},
    ledger,
    money::grouped,
    random::AlertId,
};
use openclaw_storage::Place;
use secrecy::ExposeSecret as _;

use super::{Check, Level};
use crate::{
    app::{self, App},
    config::{Config, DatabaseAddress},
    observability::free_bytes,
};

/// Less free space than this is soon none.
const LITTLE: u64 = 1 << 30;

pub(super) async fn checks(config: &Config) -> Vec<Check> {
    let mut checks = vec![data_folder(config)];
    checks.extend(free(nearest(&config.data)));
    checks.extend(database(config).await);
    checks.push(files(config).await);
    checks.push(backups(config));
    checks
}

/// What is to be done about backups.
fn backups(config: &Config) -> Check {
    let found = match config.database_address() {
        Ok(DatabaseAddress::Server(_)) => {
            "the server's own, or pg_dump, every day; try a restore now and then"
        }
        _ => {
            "openclaw backup FOLDER every day, and the folder away from this machine; try \
             openclaw restore now and then"
        }
    };
    Check {
        level: Level::Note,
        ..Check::ok("backups", found)
    }
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
    let bytes = free_bytes(folder)?;
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

/// Where results are kept, and whether we are let in.
async fn files(config: &Config) -> Check {
    let what = "files";
    // Opening would make it.
    let bucket = match app::files_place(config) {
        Ok(Place::Folder(folder)) => {
            return Check::ok(what, format!("a folder, {}", folder.display()));
        }
        Ok(Place::Bucket { name, .. }) => name,
        Err(error) => {
            return Check::bad(
                Level::Missing,
                what,
                format!("{error:#}"),
                "mend OPENCLAW_FILES",
            );
        }
    };
    let asked = match app::open_files(config) {
        Ok(files) => files.probe().await.map_err(anyhow::Error::from),
        Err(error) => Err(error),
    };
    match asked {
        Ok(()) => Check::ok(what, format!("the bucket {bucket} answers")),
        Err(error) => Check::bad(
            Level::Missing,
            what,
            format!("{error:#}"),
            "mend OPENCLAW_FILES and the keys of `bucket`",
        ),
    }
}

/// Whether there is a database that can be opened as it is: opening one of an earlier version would
/// migrate it, and looking changes nothing.
pub(super) async fn has_database(config: &Config) -> anyhow::Result<bool> {
    let newest = app::newest_migration(config).await?;
    Ok(newest.is_some_and(|it| it >= openclaw_database::newest_migration()))
}

/// Where the database is and what it is, and the ledger in it.
async fn database(config: &Config) -> Vec<Check> {
    let what = "database";
    let found = match config.database_address() {
        Ok(DatabaseAddress::File(path)) => format!("SQLite, {}", path.display()),
        Ok(DatabaseAddress::Server(url)) => match Postgres::probe(url.expose_secret()).await {
            Ok(probe) => probe.version,
            Err(error) => {
                let next = "start the server, or mend OPENCLAW_DATABASE_URL";
                return vec![Check::bad(Level::Missing, what, error.to_string(), next)];
            }
        },
        Err(error) => {
            let next = "set OPENCLAW_DATABASE_URL";
            return vec![Check::bad(Level::Missing, what, error.to_string(), next)];
        }
    };
    vec![Check::ok(what, found), ledger(config).await]
}

async fn ledger(config: &Config) -> Check {
    let what = "ledger";
    let ours = openclaw_database::newest_migration();
    match app::newest_migration(config).await {
        Ok(None) => return Check::ok(what, "no database yet, made at the first start"),
        Ok(Some(newest)) if newest < ours => {
            return Check::bad(
                Level::Note,
                what,
                format!(
                    "not looked at: the database is at version {newest}, this program at {ours}"
                ),
                "the next start migrates it; make a backup first",
            );
        }
        Ok(Some(_)) => {}
        Err(error) => {
            let next = "set OPENCLAW_DATABASE_URL";
            return Check::bad(Level::Missing, what, error.to_string(), next);
        }
    }
    let breaches = match app::open_books(config) {
        Ok(database) => ledger::verify(&*database.port())
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
