//! A database of its own on a test server: made from a migrated template, gone with its value.
//!
//! The server is named by [`SERVER`] and belongs to the tests; `cargo xtask test` starts one.

mod proxy;

use std::sync::atomic::{AtomicU64, Ordering};

use tokio_postgres::Client;
use url::Url;

use crate::{OpenError, Postgres, PostgresSettings, migrations, postgres::connect};

pub use proxy::{Cut, Proxy};

/// The variable that names the test server, as a user who may make databases.
pub const SERVER: &str = "OPENCLAW_TEST_POSTGRES";

/// Where the test server is; `None`, and a word of it, where there is none.
#[must_use]
pub fn server() -> Option<String> {
    let url = std::env::var(SERVER).ok().filter(|url| !url.is_empty());
    if url.is_none() {
        println!("NOT RUN: {SERVER} names no PostgreSQL to test with");
    }
    url
}

/// A database that is dropped with this.
pub struct Scratch {
    server: String,
    name: String,
    url: String,
}

impl Scratch {
    /// Makes one, with all migrations applied.
    ///
    /// # Panics
    ///
    /// When the test server is not as it should be: a test cannot go on.
    pub async fn create() -> Self {
        Self::made(server().expect("the test asked before"), true).await
    }

    /// Makes one with nothing in it.
    ///
    /// # Panics
    ///
    /// As [`Scratch::create`].
    pub async fn empty() -> Self {
        Self::empty_on(&server().expect("the test asked before")).await
    }

    /// The same on another server than [`SERVER`].
    ///
    /// # Panics
    ///
    /// As [`Scratch::create`].
    pub async fn empty_on(server: &str) -> Self {
        Self::made(server.to_owned(), false).await
    }

    async fn made(server: String, migrated: bool) -> Self {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let client = connect(&server).await.expect("the test server answers");
        let from = if migrated {
            template(&server, &client)
                .await
                .expect("the migrations apply")
        } else {
            "template0".to_owned()
        };
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{}_{number}", std::process::id());
        make(&client, &name, &from).await;
        Self {
            url: with_database(&server, &name),
            server,
            name,
        }
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let (server, name) = (self.server.clone(), self.name.clone());
        // A test's runtime must not be waited for from within.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?;
            runtime.block_on(async {
                let client = connect(&server).await.map_err(std::io::Error::other)?;
                client
                    .batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
                    .await
                    .map_err(std::io::Error::other)
            })
        });
        if !matches!(dropping.join(), Ok(Ok(()))) {
            println!("{} could not be dropped", self.name);
        }
    }
}

/// A database that has the migrations of this program; whoever comes first makes it.
async fn template(server: &str, client: &Client) -> Result<String, OpenError> {
    let checksum = migrations::migrations::runner()
        .get_migrations()
        .iter()
        .fold(0_u64, |sum, migration| {
            sum.rotate_left(7) ^ migration.checksum()
        });
    let name = format!("template_{checksum:016x}");
    let found = "SELECT 1 FROM pg_database WHERE datname = $1";
    execute(client, "SELECT pg_advisory_lock(1)").await;
    let rows = client.query(found, &[&name]).await;
    if rows.expect("the test server answers").is_empty() {
        let half = format!("{name}_half");
        execute(
            client,
            &format!("DROP DATABASE IF EXISTS {half} WITH (FORCE)"),
        )
        .await;
        make(client, &half, "template0").await;
        let url = with_database(server, &half);
        let opened = Postgres::new(&url, "template", &PostgresSettings::default())?;
        opened.ready().await?;
        // The connection that migrated ends in its own time.
        execute(
            client,
            &format!("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{half}'"),
        )
        .await;
        execute(client, &format!("ALTER DATABASE {half} RENAME TO {name}")).await;
    }
    execute(client, "SELECT pg_advisory_unlock(1)").await;
    Ok(name)
}

async fn make(client: &Client, name: &str, from: &str) {
    // By files: what is copied is small, and nothing of it need survive.
    let sql = format!("CREATE DATABASE {name} TEMPLATE {from} STRATEGY FILE_COPY");
    execute(client, &sql).await;
}

async fn execute(client: &Client, sql: &str) {
    client
        .batch_execute(sql)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error:?}"));
}

fn with_database(server: &str, name: &str) -> String {
    let mut url = Url::parse(server).expect("the test server's address is one");
    url.set_path(name);
    url.into()
}
