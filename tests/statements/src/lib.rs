//! A worker for tests alone: runs the statements it is sent, over the real D1 adapter.
//! `POST /{binding}`.
#![cfg(target_arch = "wasm32")]

use std::sync::Arc;

use futures::future::try_join_all;
use openclaw_database::D1;
use openclaw_domain::database::{Batch, Database as _, DatabaseError, Rows, Statement};
use openclaw_workerd::wire::{Asked, Statement as Sent, Told};
use worker::{Context, Env, Request, Response, event};

/// More than any test asks at once.
const MANY: u32 = 10_000;

#[event(fetch)]
async fn fetch(mut request: Request, env: Env, _: Context) -> worker::Result<Response> {
    let binding = request.path().trim_start_matches('/').to_owned();
    let database = D1::new(env.d1(&binding)?, MANY, Arc::default());
    let asked = request.json().await?;
    Response::from_json(&Told::from(run(&database, asked).await))
}

async fn run(database: &D1, asked: Asked) -> Result<Vec<Rows>, DatabaseError> {
    match asked {
        Asked::Read(sent) => {
            let reads = sent.into_iter().map(|it| database.read(statement(it)));
            try_join_all(reads).await
        }
        Asked::Write(sent) => {
            let statements = sent.into_iter().map(statement).collect();
            database
                .write(Batch {
                    statements,
                    ..Batch::new()
                })
                .await
        }
    }
}

fn statement(sent: Sent) -> Statement {
    Statement {
        // Statements are texts of the program; in this one, of the tests, which end soon.
        sql: sent.sql.leak(),
        params: sent.params.into_iter().map(Into::into).collect(),
    }
}
