//! One connection: its prepared statements, and a batch in one round trip.

use futures::{TryFutureExt as _, TryStreamExt as _, future::BoxFuture};
use openclaw_domain::database::{Batch, Row, Rows, Statement, Value};
use tokio_postgres::{Client, Error};

use super::{
    Counters,
    failure::Failure,
    join::in_order,
    journal,
    news::tell,
    prepared::Prepared,
    value::{Parameter, row},
};

/// The program has some three hundred statements; each is prepared about once.
const MOST_PREPARED: usize = 1_000;

pub(super) struct Connection {
    client: Client,
    prepared: Prepared,
    /// Whether the server knows `NOTIFY`, as far as it has said.
    tells: bool,
}

/// A batch's place in the journal.
pub(super) struct Entry<'a> {
    pub(super) seat: &'a Value,
    pub(super) batch: &'a Value,
}

impl Connection {
    pub(super) fn new(client: Client) -> Self {
        Self {
            client,
            prepared: Prepared::default(),
            tells: true,
        }
    }

    pub(super) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    /// Runs one query.
    pub(super) async fn read(
        &mut self,
        statement: &Statement,
        counters: &Counters,
    ) -> Result<Rows, Failure> {
        self.prepare([statement], counters).await?;
        counters.trip(1);
        let rows = self.query(statement).await.map_err(|e| Failure::of(&e))?;
        portable(&rows)
    }

    /// Runs a batch as one transaction, sent whole; who waits for its news is told behind it.
    pub(super) async fn write(
        &mut self,
        batch: &Batch,
        entry: Entry<'_>,
        counters: &Counters,
    ) -> Result<Vec<Rows>, Failure> {
        let note = Statement {
            sql: journal::NOTE,
            params: vec![entry.seat.clone(), entry.batch.clone()],
        };
        let statements = || std::iter::once(&note).chain(&batch.statements);
        self.prepare(statements(), counters).await?;
        let news = batch.news_of.as_ref().filter(|_| self.tells).map(tell);
        counters.trip(batch.statements.len() + 3 + usize::from(news.is_some()));
        let mut answers = in_order(
            [self.command("BEGIN")]
                .into_iter()
                .chain(statements().map(|it| self.query(it)))
                .chain([self.command("COMMIT")])
                .chain(news.as_deref().map(|news| self.command(news))),
        )
        .await;
        if news.is_some() {
            let told = answers.pop();
            let is_refused = |error: &Error| error.as_db_error().is_some();
            self.tells = !told.is_some_and(|it| it.is_err_and(|error| is_refused(&error)));
        }
        let mut told = Vec::with_capacity(answers.len());
        for answer in answers {
            // The first error is the reason; those after it say that the transaction is over.
            told.push(answer.map_err(|error| Failure::of(&error))?);
        }
        let rows = &told[2..told.len() - 1];
        rows.iter().map(|rows| portable(rows)).collect()
    }

    /// Prepares what is not yet, in one round trip.
    async fn prepare(
        &mut self,
        statements: impl IntoIterator<Item = &Statement> + Clone,
        counters: &Counters,
    ) -> Result<(), Failure> {
        let mut missing = self.prepared.missing(statements.clone())?;
        if missing.is_empty() {
            return Ok(());
        }
        if self.prepared.count + missing.len() > MOST_PREPARED {
            // The server forgets them as we do.
            self.prepared = Prepared::default();
            missing = self.prepared.missing(statements)?;
        }
        counters.trip(missing.len());
        let preparing = missing
            .iter()
            .map(|it| self.client.prepare_typed(&it.text, &it.types));
        let prepared = in_order(preparing).await;
        for (statement, prepared) in missing.iter().zip(prepared) {
            let prepared = prepared.map_err(|error| Failure::of(&error))?;
            self.prepared.keep(statement.sql, prepared);
        }
        Ok(())
    }

    fn command<'a>(&'a self, sql: &'a str) -> Answer<'a> {
        Box::pin(self.client.batch_execute(sql).map_ok(|()| Vec::new()))
    }

    /// Runs what was prepared just before.
    fn query<'a>(&'a self, statement: &'a Statement) -> Answer<'a> {
        let prepared = self.prepared.find(statement).cloned();
        let params: Vec<Parameter<'a>> = statement.params.iter().map(Parameter).collect();
        Box::pin(async move {
            let Some(prepared) = prepared else {
                // Never so: everything that runs was prepared just before.
                return Ok(Vec::new());
            };
            let rows = self.client.query_raw(&prepared, params).await?;
            rows.try_collect().await
        })
    }
}

type Answer<'a> = BoxFuture<'a, Result<Vec<tokio_postgres::Row>, Error>>;

fn portable(rows: &[tokio_postgres::Row]) -> Result<Rows, Failure> {
    let rows: Result<Vec<Row>, _> = rows.iter().map(row).collect();
    rows.map(Rows).map_err(Failure::Failed)
}
