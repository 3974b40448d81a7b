//! Several processes on one PostgreSQL: people go from one to the other, and one dies.

use std::collections::BTreeSet;

use futures::{StreamExt as _, stream::FuturesUnordered};
use openclaw_database::{
    Postgres, PostgresSettings,
    scratch::{self, Proxy, Scratch},
};
use openclaw_domain::database::{Database as _, Statement};
use openclaw_tests::{Creator, Program, Running, SentEvent, TestApp, topic};
use reqwest::Method;
use serde_json::Value;
use tempfile::TempDir;
use tokio::sync::{Mutex, MutexGuard};

/// Acknowledged starts before one process dies, and after.
const ENOUGH: usize = 60;

/// Four programs at once are more than a small machine starts in good time.
static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());

/// Two programs, one database, one folder of files, one set of stand-ins.
struct Two {
    programs: [Program; 2],
    scratch: Scratch,
    _files: TempDir,
    _alone: MutexGuard<'static, ()>,
}

impl Two {
    /// None where there is no PostgreSQL to test with.
    async fn new() -> Option<Self> {
        scratch::server()?;
        let alone = ONE_AT_A_TIME.lock().await;
        let scratch = Scratch::empty().await;
        let files = TempDir::new().unwrap();
        let program = || {
            Program::new(env!("CARGO_BIN_EXE_openclaw-under-test"))
                .with("OPENCLAW_DATABASE_URL", scratch.url())
                .with("OPENCLAW_FILES", files.path().to_str().unwrap())
                .with("OPENCLAW_CREDITS_AT_SIGN_UP", "1000000")
                .with("OPENCLAW_RUNS_PER_MINUTE", "100000")
                .with("OPENCLAW_RUNS_PER_HOUR", "100000")
                .with("OPENCLAW_RUNS_AT_ONCE", "100000")
        };
        Some(Self {
            programs: [program(), program()],
            scratch,
            _files: files,
            _alone: alone,
        })
    }

    /// Both at once, on a database that is empty the first time.
    async fn serve(&self) -> [Running; 2] {
        let [one, two] = &self.programs;
        let (one, two) = futures::join!(one.serve(), two.serve());
        [one, two]
    }

    async fn runs(&self) -> BTreeSet<String> {
        let settings = PostgresSettings::default();
        let database = Postgres::new(self.scratch.url(), "look", &settings).unwrap();
        let all = Statement::new("SELECT id FROM agent_run");
        let rows = database.read(all).await.unwrap();
        rows.iter().map(|row| row.get(0).unwrap()).collect()
    }

    async fn verify(&self) {
        let output = self.programs[0].run(&["ledger", "verify"]).await;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{said}");
    }
}

/// The same person at another process.
fn at(running: &Running, creator: &Creator) -> Creator {
    creator.at(running.url.clone())
}

/// Asks for a run; the id when it was acknowledged, and who asked.
async fn start(creator: &Creator) -> (&Creator, Option<String>) {
    let ask = async {
        let request = creator.request(Method::POST, "/api/agents/shorts-script/runs");
        let response = request.json(&topic("커피")).send().await.ok()?;
        let is_created = response.status() == 201;
        let text = response.text().await.ok().filter(|_| is_created)?;
        let body: Value = serde_json::from_str(&text).ok()?;
        Some(body["id"].as_str()?.to_owned())
    };
    (creator, ask.await)
}

mod postgres {
    use super::*;

    #[tokio::test]
    async fn a_journey_goes_through_both() {
        let Some(two) = Two::new().await else {
            return;
        };
        let [one, other] = two.serve().await;
        one.hurry().await;
        let here = one.creator("minji").await;
        let there = at(&other, &here);
        assert_eq!(there.balance().await, 1_000_000);

        // Bought here, seen there, and asked for twice at once.
        let prepared = here.prepare("starter").await;
        let order = prepared["merchant_uid"].as_str().unwrap().to_owned();
        assert_eq!(there.order(&order).await["status"], "PENDING");
        one.pay(&prepared).await;
        let (first, again) = futures::join!(here.verify(&order), here.verify(&order));
        assert_eq!(first.ok()["balance"], again.ok()["balance"]);
        assert_eq!(there.balance().await, 1_001_100);

        // A key that was used here is known there.
        let first = here.start_keyed("key", &topic("커피")).await.created();
        let again = there.start_keyed("key", &topic("커피")).await;
        assert_eq!(again.json()["id"], first["id"]);
        let (file, run) = ("txt", first["id"].as_str().unwrap());
        let ended = there.ended(run).await;
        assert_eq!(ended["status"], "SUCCEEDED");
        let path = format!("/api/runs/{run}/download?format={file}");
        let (here_file, there_file) = (here.get(&path).await, there.get(&path).await);
        assert_eq!(here_file.expect(200).body, there_file.expect(200).body);

        // Signed out here is signed out there.
        drop(here.post_form("/sign-out", &[]).await.see_other());
        there.get("/api/me").await.problem(401, "signed_out");
        two.verify().await;
        one.kill().await;
        other.kill().await;
    }

    #[tokio::test]
    async fn a_run_is_watched_live_through_the_other() {
        let Some(two) = Two::new().await else {
            return;
        };
        let [one, other] = two.serve().await;
        let here = one.creator("minji").await;
        let there = at(&other, &here);
        let run = here.started(&topic("커피")).await;
        let mut stream = there.events(&run, None).await;
        let first = stream.next().await.unwrap();
        assert_eq!((first.id, first.name.as_str()), (1, "stage"));
        // It is told as it goes, not at the end.
        let second = stream.next().await.unwrap();
        assert_eq!((second.id, second.name.as_str()), (2, "text"));
        assert_eq!(there.run(&run).await["status"], "RUNNING");
        let rest = stream.rest().await;
        let ids: Vec<usize> = rest.iter().map(|event| event.id).collect();
        let expected: Vec<usize> = (3..3 + ids.len()).collect();
        assert_eq!(ids, expected);
        assert_eq!(rest.last().unwrap().data["status"], "SUCCEEDED");
        assert!(rest.iter().filter(|event| event.name == "text").count() > 5);
        one.kill().await;
        other.kill().await;
    }

    /// Two on one database; the first one's clock stands still.
    async fn in_one_program(scratch: &Scratch) -> TestApp {
        let app = TestApp::configured(|config| config.database_url = Some(scratch.url().into()));
        let app = app.await;
        // Slow enough to be watched.
        app.control().set_openai_pace(3_000);
        app
    }

    fn assert_live(events: &[SentEvent]) {
        let ids: Vec<usize> = events.iter().map(|event| event.id).collect();
        assert_eq!(ids, (1..=events.len()).collect::<Vec<_>>());
        let texts = events.iter().filter(|event| event.name == "text").count();
        assert!(texts > 5, "{events:?}");
        assert_eq!(events.last().unwrap().data["status"], "SUCCEEDED");
    }

    #[tokio::test]
    async fn who_watches_is_told_when_to_look_and_need_not_look_by_itself() {
        if scratch::server().is_none() {
            return;
        }
        let scratch = Scratch::create().await;
        let app = in_one_program(&scratch).await;
        let other = app.beside(|_| {}).await;
        let here = app.creator("minji").await;
        let run = here.at(other.url.clone()).started(&topic("커피")).await;
        // Its clock stands still: it looks when it is told to, or never again.
        assert_live(&here.events(&run, None).await.rest().await);
        app.finish().await;
    }

    #[tokio::test]
    async fn where_nothing_can_be_told_everything_is_seen_by_looking() {
        if scratch::server().is_none() {
            return;
        }
        let scratch = Scratch::create().await;
        let app = in_one_program(&scratch).await;
        let proxy = Proxy::before(scratch.url()).await;
        proxy.deafen();
        let deaf = proxy.url(scratch.url());
        let deaf = app.beside(|config| config.database_url = Some(deaf.into()));
        let (other, deaf) = (app.beside(|_| {}).await, deaf.await);
        let creator = app.creator("minji").await;
        let run = creator.at(other.url.clone()).started(&topic("커피")).await;
        let there = creator.at(deaf.url.clone());
        let mut stream = there.events(&run, None).await;
        proxy.refused().await;
        let first = stream.next().await.unwrap();
        let mut events = vec![first];
        events.extend(stream.rest().await);
        assert_live(&events);
        app.finish().await;
    }

    #[tokio::test]
    async fn when_one_is_killed_the_other_goes_on_and_nothing_acknowledged_is_lost() {
        let Some(two) = Two::new().await else {
            return;
        };
        let [one, other] = two.serve().await;
        let mut creators = Vec::new();
        for number in 0..4 {
            let creator = one.creator(&format!("client{number}")).await;
            creators.push(at(&other, &creator));
            creators.push(creator);
        }
        let mut acknowledged = BTreeSet::new();
        let mut under_way: FuturesUnordered<_> = creators.iter().map(start).collect();
        while acknowledged.len() < ENOUGH {
            let (creator, run) = under_way.next().await.unwrap();
            acknowledged.insert(run.expect("nothing refuses a start"));
            under_way.push(start(creator));
        }
        // Requests are under way, runs are half done.
        one.kill().await;
        while acknowledged.len() < 2 * ENOUGH {
            let (creator, run) = under_way.next().await.unwrap();
            if let Some(run) = run {
                acknowledged.insert(run);
                under_way.push(start(creator));
            }
        }
        while let Some((_, run)) = under_way.next().await {
            acknowledged.extend(run);
        }
        let kept = two.runs().await;
        let lost: Vec<&String> = acknowledged.difference(&kept).collect();
        assert!(lost.is_empty(), "lost: {lost:?}");
        two.verify().await;
        // Who was at the dead one is still who they were.
        let again = at(&other, &creators[1]);
        assert!(again.balance().await < 1_000_000);
        drop(again.start(&topic("홍차")).await.created());
        other.kill().await;
        two.verify().await;
    }
}
