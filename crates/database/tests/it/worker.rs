//! D1, in real workerd, by the adapter that the Worker has: one process for all tests, and a database
//! of its own for each.

use std::sync::atomic::{AtomicUsize, Ordering};

use openclaw_domain::database::{Batch, Database as _, DatabaseError, Statement};
use openclaw_workerd::{Options, Statements, Workerd, node};
use tokio::sync::OnceCell;

/// As many as there are tests, and some.
const DATABASES: usize = 64;

static WORKERD: OnceCell<Workerd> = OnceCell::const_new();
static TAKEN: AtomicUsize = AtomicUsize::new(0);

/// Whether the tests were told of a workerd; says so where they were not.
pub(crate) fn is_here() -> bool {
    let is_here = node().is_some();
    if !is_here {
        println!("NOT RUN: no workerd; `cargo xtask test` brings it");
    }
    is_here
}

/// A new database with the migrations.
pub(crate) async fn database() -> Statements {
    let node = node().unwrap();
    let workerd = WORKERD.get_or_init(async || {
        let databases = (0..DATABASES).map(binding).collect();
        let options = Options {
            databases,
            ..Options::default()
        };
        Workerd::start(&node, &options).await.unwrap()
    });
    let number = TAKEN.fetch_add(1, Ordering::Relaxed);
    assert!(number < DATABASES, "more tests than databases");
    let database = workerd.await.database(&binding(number)).unwrap();
    for statement in migrations() {
        let mut batch = Batch::new();
        batch.push(Statement::new(statement));
        database.write(batch).await.unwrap();
    }
    database
}

fn binding(number: usize) -> String {
    format!("D{number}")
}

/// Every statement of every migration, in their order.
fn migrations() -> Vec<&'static str> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations");
    let mut files: Vec<(u32, String)> = std::fs::read_dir(folder)
        .unwrap()
        .filter_map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name()?.to_str()?;
            let number = name.strip_prefix('V')?.split_once("__")?.0.parse().ok()?;
            Some((number, std::fs::read_to_string(&path).unwrap()))
        })
        .collect();
    files.sort_unstable();
    let text: &'static str = files
        .into_iter()
        .map(|(_, text)| text)
        .collect::<String>()
        .leak();
    let statements = text.split_inclusive(";\n").map(str::trim);
    statements
        .filter(|statement| !statement.is_empty())
        .collect()
}

#[tokio::test]
async fn reads_of_the_same_moment_have_each_their_own_answer() {
    if !is_here() {
        return;
    }
    let database = database().await;
    let number = |number: i64| Statement::new("SELECT ?1 AS number").bind(number);
    let answers = database.read_together((0..20).map(number).collect()).await;
    let answers = answers.unwrap().into_iter();
    let numbers = answers.map(|rows| rows.one().unwrap().get::<i64>(0).unwrap());
    assert_eq!(numbers.collect::<Vec<_>>(), (0..20).collect::<Vec<_>>());
    let wrong = Statement::new("SELECT nothing");
    let told = database.read_together(vec![number(1), wrong]).await;
    assert!(matches!(told, Err(DatabaseError::Failed(_))), "{told:?}");
}
