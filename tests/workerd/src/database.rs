//! A D1 database of a running workerd.

use futures::future::BoxFuture;
use openclaw_domain::database::{Batch, Database, DatabaseError, Rows, Statement};
use reqwest::Client;

use crate::wire::{Asked, Statement as Sent, Told};

/// Runs statements over the real D1 adapter.
#[derive(Clone, Debug)]
pub struct Statements {
    pub(crate) http: Client,
    pub(crate) url: String,
}

impl Statements {
    async fn ask(&self, asked: Asked) -> Result<Vec<Rows>, DatabaseError> {
        let failed = |error: reqwest::Error| DatabaseError::Failed(error.to_string());
        let sent = self.http.post(&self.url).json(&asked).send().await;
        let told = sent.map_err(failed)?.json::<Told>().await;
        told.map_err(failed)?.into()
    }

    /// Queries that are asked at the same time: the rows of each, or why one had none.
    ///
    /// # Errors
    ///
    /// Those of [`Database::read`].
    pub async fn read_together(
        &self,
        statements: Vec<Statement>,
    ) -> Result<Vec<Rows>, DatabaseError> {
        let sent = statements.into_iter().map(sent).collect();
        self.ask(Asked::Read(sent)).await
    }
}

impl Database for Statements {
    fn read(&self, statement: Statement) -> BoxFuture<'_, Result<Rows, DatabaseError>> {
        Box::pin(async move {
            let answers = self.read_together(vec![statement]).await?;
            Ok(answers.into_iter().next().unwrap_or_default())
        })
    }

    fn write(&self, batch: Batch) -> BoxFuture<'_, Result<Vec<Rows>, DatabaseError>> {
        let statements = batch.statements.into_iter().map(sent).collect();
        Box::pin(self.ask(Asked::Write(statements)))
    }
}

fn sent(statement: Statement) -> Sent {
    Sent {
        sql: statement.sql.to_owned(),
        params: statement.params.into_iter().map(Into::into).collect(),
    }
}
