//! Whether the program can do its work: the database answers and can be written to, the disk has
//! room, the migrations are there, and nobody told it to stop.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use openclaw_domain::{
    database::{Batch, Statement},
    world::World,
};
use serde::Serialize;
use tokio::sync::watch;

/// With less room the next group of batches may not fit.
const LEAST_ROOM: u64 = 64 << 20;

pub(super) struct Readiness {
    world: Arc<World>,
    data: PathBuf,
    stopping: watch::Receiver<bool>,
}

/// `ok`, or what is wrong, of each.
#[derive(Debug, Serialize)]
pub(super) struct Checked {
    database: String,
    disk: String,
    migrations: String,
    serving: String,
}

const OK: &str = "ok";

impl Checked {
    pub(super) fn is_ready(&self) -> bool {
        let Self {
            database,
            disk,
            migrations,
            serving,
        } = self;
        [database, disk, migrations, serving]
            .iter()
            .all(|it| *it == OK)
    }
}

impl Readiness {
    pub(super) fn new(world: &Arc<World>, data: PathBuf, stopping: watch::Receiver<bool>) -> Self {
        Self {
            world: Arc::clone(world),
            data,
            stopping,
        }
    }

    pub(super) async fn check(&self) -> Checked {
        Checked {
            database: told(self.database().await),
            disk: told(self.disk()),
            migrations: told(self.migrations().await),
            serving: told(self.serving()),
        }
    }

    /// A batch of nothing goes the way of every write, and changes nothing.
    async fn database(&self) -> Result<(), String> {
        let written = self.world.database.write(Batch::new()).await;
        written.map(drop).map_err(|error| error.to_string())
    }

    fn disk(&self) -> Result<(), String> {
        match free_bytes(&self.data) {
            Some(free) if free < LEAST_ROOM => {
                Err(format!("{} MiB are free: make room", free >> 20))
            }
            _ => Ok(()),
        }
    }

    async fn migrations(&self) -> Result<(), String> {
        let newest =
            Statement::new("SELECT CAST(MAX(version) AS BIGINT) FROM refinery_schema_history");
        let rows = self.world.database.read(newest).await;
        let version: i64 = rows
            .and_then(|rows| rows.one()?.get(0))
            .map_err(|error| error.to_string())?;
        let ours = openclaw_database::newest_migration();
        // A later version's migrations only add: while it is rolled out, this one goes on.
        if version >= ours {
            return Ok(());
        }
        Err(format!(
            "the database is at {version}, this program at {ours}"
        ))
    }

    fn serving(&self) -> Result<(), String> {
        if *self.stopping.borrow() {
            return Err("stopping".to_owned());
        }
        Ok(())
    }
}

fn told(checked: Result<(), String>) -> String {
    checked.map_or_else(|wrong| wrong, |()| OK.to_owned())
}

/// Free space for the data; `None` where the system does not say.
#[must_use]
pub fn free_bytes(folder: &Path) -> Option<u64> {
    let told = rustix::fs::statvfs(folder).ok()?;
    Some(told.f_bavail.saturating_mul(told.f_frsize))
}
