//! Killed while it makes its tables.

use std::{path::Path, time::Duration};

use super::{Dice, Options};
use crate::{
    rows::Rows,
    stage::{ensure_balance, pause, roomy, verify_ledger},
};

pub(super) async fn rows(binary: &Path, options: &Options, rows: &mut Rows) {
    let folders = if options.short { 4 } else { 25 };
    let tried = format!("kill −9 while the migrations run, {folders} new folders");
    rows.attempt("migrate", &tried, async {
        let mut dice = Dice::new(options.seed);
        for _ in 0..folders {
            let program = roomy(binary);
            for _ in 0..3 {
                let started = program.spawn();
                pause(Duration::from_millis(dice.below(60))).await;
                started.kill().await;
            }
            let running = program.serve().await;
            let creator = running.creator("after").await;
            ensure_balance(&creator, 100).await?;
            running.kill().await;
            verify_ledger(&program).await?;
        }
        Ok(format!(
            "{} kills; each folder then serves, and its ledger is sound",
            3 * folders
        ))
    })
    .await;
}
