//! What processes tell each other of runs, on PostgreSQL: hints that may be missed, and are then known
//! to be.

use futures::future::join_all;
use openclaw_database::{
    Postgres, PostgresSettings,
    scratch::{self, Proxy, Scratch},
};
use openclaw_domain::{
    database::{Batch, Database as _, Statement},
    random::RunId,
};

use crate::support::{run_id, user};

fn process(url: &str, name: &str) -> Postgres {
    Postgres::new(url, name, &PostgresSettings::default()).unwrap()
}

/// Ends once hints arrive.
async fn hears(database: &Postgres) {
    loop {
        let news = database.news(&run_id(0));
        if news.is_heard {
            return;
        }
        news.next.await;
    }
}

fn batch_of(run: &RunId) -> Batch {
    let mut batch = Batch::new();
    batch.tell_of(run);
    batch.push(Statement::new("DELETE FROM run_event WHERE run_id = ?1").bind(run));
    batch
}

/// Ends every connection that listens.
async fn cut_off(database: &Postgres) -> i64 {
    const CUT: &str = "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE datname = current_database() AND query LIKE 'LISTEN%'";
    let rows = database.read(Statement::new(CUT)).await.unwrap();
    rows.one().unwrap().get(0).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_waits_for_a_run_is_told_of_it_and_of_no_other() {
    if scratch::server().is_none() {
        return;
    }
    let scratch = Scratch::create().await;
    let writes = process(scratch.url(), "writes");
    let others = [process(scratch.url(), "one"), process(scratch.url(), "two")];
    join_all(others.iter().map(hears)).await;
    for round in 1..=3 {
        let (run, another) = (run_id(round), run_id(round + 100));
        let news = others.iter().map(|it| it.news(&run).next);
        let mut told = join_all(news);
        let mut others_news = others[0].news(&another).next;
        // Nobody is told of what was not written.
        assert!(futures::poll!(&mut told).is_pending());
        writes.write(batch_of(&run)).await.unwrap();
        told.await;
        assert!(futures::poll!(&mut others_news).is_pending());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_cut_off_is_woken_knows_it_and_hears_again() {
    if scratch::server().is_none() {
        return;
    }
    let scratch = Scratch::create().await;
    let (writes, listens) = (process(scratch.url(), "w"), process(scratch.url(), "l"));
    hears(&listens).await;
    let run = run_id(1);
    let news = listens.news(&run);
    assert_eq!(cut_off(&writes).await, 1);
    news.next.await;
    let news = listens.news(&run);
    assert!(!news.is_heard);
    // Woken when it hears again, to read what it may have missed.
    news.next.await;
    let news = listens.news(&run);
    assert!(news.is_heard);
    writes.write(batch_of(&run)).await.unwrap();
    news.next.await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_listen_is_told_so_and_reads_and_writes_as_ever() {
    if scratch::server().is_none() {
        return;
    }
    let scratch = Scratch::create().await;
    let proxy = Proxy::before(scratch.url()).await;
    proxy.deafen();
    let deaf = process(&proxy.url(scratch.url()), "deaf");
    let run = run_id(1);
    let mut news = deaf.news(&run);
    user(&deaf, 1).await;
    deaf.write(batch_of(&run)).await.unwrap();
    proxy.refused().await;
    assert!(futures::poll!(&mut news.next).is_pending());
    assert!(!deaf.news(&run).is_heard);
}
