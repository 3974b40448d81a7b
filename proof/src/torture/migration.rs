//! Killed while it makes its tables: alone in a new folder, and ten at once on a new PostgreSQL
//! database.

use std::{path::Path, time::Duration};

use futures::future::join_all;
use openclaw_database::scratch::Scratch;
use openclaw_tests::Program;

use super::{Dice, Options, kill::POSTGRES};
use crate::{
    rows::Rows,
    stage::{ensure_balance, pause, roomy, verify_ledger},
};

const SECTION: &str = "migrate";
/// Processes that start on one database at once.
const AT_ONCE: usize = 10;
/// How often all of them are killed before they may live.
const KILLS: u32 = 3;

pub(super) async fn on_sqlite(binary: &Path, options: &Options, rows: &mut Rows) {
    let folders = if options.short { 4 } else { 25 };
    let tried = format!("kill −9 while the migrations run, {folders} new folders");
    rows.attempt(SECTION, &tried, async {
        let mut dice = Dice::new(options.seed);
        for _ in 0..folders {
            let program = roomy(binary);
            for _ in 0..KILLS {
                let started = program.spawn();
                pause(Duration::from_millis(dice.below(60))).await;
                started.kill().await;
            }
            serves(&program).await?;
        }
        Ok(format!(
            "{} kills; each folder then serves, and its ledger is sound",
            KILLS * folders
        ))
    })
    .await;
}

pub(super) async fn on_postgres(binary: &Path, options: &Options, rows: &mut Rows) {
    let databases = if options.short { 1 } else { 8 };
    let tried = format!(
        "kill −9 while {AT_ONCE} processes at once run the migrations, {databases} new databases on PostgreSQL"
    );
    let Ok(server) = std::env::var(POSTGRES) else {
        let reason = format!("no PostgreSQL: {POSTGRES} names none");
        rows.not_run(SECTION, &tried, &reason);
        return;
    };
    rows.attempt(SECTION, &tried, async {
        let mut dice = Dice::new(options.seed);
        for _ in 0..databases {
            let database = Scratch::empty_on(&server).await;
            let program = || {
                roomy(binary)
                    .with("OPENCLAW_DATABASE_URL", database.url())
                    .with("OPENCLAW_DATABASE_CONNECTIONS", "3")
            };
            let programs: Vec<Program> = (0..AT_ONCE).map(|_| program()).collect();
            for _ in 0..KILLS {
                let lives = programs.iter().map(|program| {
                    let life = Duration::from_millis(dice.below(700));
                    let started = program.spawn();
                    async move {
                        pause(life).await;
                        started.kill().await;
                    }
                });
                drop(join_all(lives.collect::<Vec<_>>()).await);
            }
            // All at once again, and each of them serves.
            let running = join_all(programs.iter().map(Program::serve)).await;
            let creator = running[0].creator("after").await;
            for other in &running {
                ensure_balance(&creator.at(other.url.clone()), 100).await?;
            }
            drop(join_all(running.into_iter().map(openclaw_tests::Running::kill)).await);
            verify_ledger(&programs[0]).await?;
        }
        Ok(format!(
            "{} kills; then all {AT_ONCE} serve from each database, and its ledger is sound",
            u32::try_from(AT_ONCE)? * KILLS * databases
        ))
    })
    .await;
}

async fn serves(program: &Program) -> anyhow::Result<()> {
    let running = program.serve().await;
    let creator = running.creator("after").await;
    ensure_balance(&creator, 100).await?;
    running.kill().await;
    verify_ledger(program).await?;
    Ok(())
}
