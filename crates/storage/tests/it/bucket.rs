//! A bucket as the domain uses it, on an S3 server that was not written here, with everything in
//! between that can go wrong.

mod faulty;
mod server;

use std::time::Duration;

use bytes::Bytes;
use openclaw_domain::port::files::FileStore as _;
use openclaw_storage::{Access, Files, Place};

use faulty::{Fault, Faulty};
use server::Server;

const KEY: &str = "runs/0197f0a1b2c3d4e5f60718293a4b5c6d.json";
const ADDRESS: &str = "s3://results/openclaw";

pub(crate) fn place(address: &str) -> Place {
    Place::parse(address).unwrap()
}

fn access(endpoint: &str) -> Access {
    // What `openclaw` does at its start.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Access {
        endpoint: Some(endpoint.to_owned()),
        region: "us-east-1".to_owned(),
        key_id: Some("S3RVER".to_owned()),
        secret: Some("S3RVER".into()),
        timeout: Duration::from_secs(1),
        retries: 4,
        give_up_after: Duration::from_secs(10),
    }
}

fn content(size: usize) -> Bytes {
    (0..size)
        .map(|index| b'a' + u8::try_from(index % 26).unwrap())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_put_is_there_for_the_next_process() {
    let Some(server) = Server::start() else {
        return;
    };
    let files = Files::open(place(ADDRESS), &access(&server.url)).unwrap();
    files.probe().await.unwrap();
    assert_eq!(files.get(KEY).await, Ok(None));
    for text in ["첫 번째", "두 번째"] {
        let content = Bytes::copy_from_slice(text.as_bytes());
        files.put(KEY, content.clone()).await.unwrap();
        let again = Files::open(place(ADDRESS), &access(&server.url)).unwrap();
        assert_eq!(again.get(KEY).await, Ok(Some(content)));
    }
    // Below the prefix, and nowhere else.
    let elsewhere = Files::open(place("s3://results"), &access(&server.url)).unwrap();
    assert_eq!(elsewhere.get(KEY).await, Ok(None));
    let below = format!("openclaw/{KEY}");
    assert!(elsewhere.get(&below).await.unwrap().is_some());
    for _ in 0..2 {
        files.delete(KEY).await.unwrap();
        assert_eq!(files.get(KEY).await, Ok(None));
    }
    for key in ["../secret", "/secret", "runs//1", ""] {
        assert!(files.put(key, Bytes::new()).await.is_err(), "{key:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_key_or_bucket_is_told_and_the_key_is_not() {
    let Some(server) = Server::start() else {
        return;
    };
    let mut wrong = access(&server.url);
    // The server knows keys by their id, and leaves signatures unchecked.
    wrong.key_id = Some("NOBODY".to_owned());
    wrong.secret = Some("canary".into());
    let files = Files::open(place(ADDRESS), &wrong).unwrap();
    let told = files.probe().await.unwrap_err().to_string();
    let names_key = told.contains("InvalidAccessKeyId") && !told.contains("canary");
    assert!(names_key, "{told}");
    assert!(files.put(KEY, content(10)).await.is_err());
    let files = Files::open(place("s3://nothing"), &access(&server.url)).unwrap();
    assert!(files.put(KEY, content(10)).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn passing_faults_cost_nothing() {
    let Some(server) = Server::start() else {
        return;
    };
    let faulty = Faulty::before(&server.url).await;
    let files = Files::open(place(ADDRESS), &access(&faulty.url)).unwrap();
    let content = content(300_000);
    for fault in [
        Fault::Status(503),
        Fault::Status(500),
        Fault::Refuse,
        Fault::Silence,
        Fault::CutAnswer { after: 20 },
        Fault::CutAnswer { after: 100_000 },
    ] {
        faulty.next(fault);
        files
            .put(KEY, content.clone())
            .await
            .unwrap_or_else(|error| panic!("put after {fault:?}: {error}"));
        faulty.next(fault);
        let found = files
            .get(KEY)
            .await
            .unwrap_or_else(|error| panic!("get after {fault:?}: {error}"));
        assert!(found.as_ref() == Some(&content), "{fault:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lasting_faults_are_errors() {
    let Some(server) = Server::start() else {
        return;
    };
    let faulty = Faulty::before(&server.url).await;
    let mut impatient = access(&faulty.url);
    impatient.retries = 1;
    impatient.timeout = Duration::from_millis(300);
    let files = Files::open(place(ADDRESS), &impatient).unwrap();
    let (old, new) = (content(200_000), content(300_000));
    files.put(KEY, old.clone()).await.unwrap();
    for fault in [Fault::Status(503), Fault::Silence, Fault::Refuse] {
        faulty.always(fault);
        assert!(files.put(KEY, new.clone()).await.is_err(), "{fault:?}");
        faulty.never();
        let kept = files.get(KEY).await.unwrap();
        assert!(kept.as_ref() == Some(&old), "{fault:?}");
    }
    // What a server keeps of half a file is its own affair, even if it is little; that it was not
    // kept is told.
    faulty.always(Fault::CutQuestion { after: 100_000 });
    assert!(files.put(KEY, new.clone()).await.is_err());
    faulty.never();
    files.put(KEY, old).await.unwrap();
    faulty.always(Fault::CutAnswer { after: 1_000 });
    assert!(files.get(KEY).await.is_err());
    faulty.always(Fault::Refuse);
    assert!(files.get(KEY).await.is_err());
    assert!(files.delete(KEY).await.is_err());
}

#[test]
fn a_bucket_without_a_key_or_in_the_clear_is_refused() {
    let with = |change: fn(&mut Access)| {
        let mut access = access("https://account.r2.cloudflarestorage.com");
        change(&mut access);
        Files::open(place(ADDRESS), &access)
    };
    assert!(with(|_| {}).is_ok());
    for (change, words) in [
        ((|it| it.secret = None) as fn(&mut Access), "bucket.secret"),
        (|it| it.key_id = None, "bucket.key_id"),
        (
            |it| it.endpoint = Some("http://files.example".to_owned()),
            "https://",
        ),
        (
            |it| it.endpoint = Some("files".to_owned()),
            "bucket.endpoint",
        ),
    ] {
        let told = with(change).unwrap_err().to_string();
        assert!(told.contains(words), "{told}");
    }
}
