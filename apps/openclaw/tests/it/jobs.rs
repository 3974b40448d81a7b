//! Jobs: one round by hand, and what they do by themselves in a server that stops in good order.

use std::{net::SocketAddr, sync::Arc};

use openclaw::{
    app::{Platform, build},
    config::Config,
    jobs,
};
use openclaw_domain::{
    alert::{self, AlertKind},
    job,
    world::World,
};

/// The program over an empty folder, its payment company where nobody listens.
fn world(folder: &tempfile::TempDir, change: impl FnOnce(&mut Config)) -> Arc<World> {
    let mut config = Config::defaults().unwrap();
    config.data = folder.path().join("data");
    change(&mut config);
    let listening: SocketAddr = "127.0.0.1:1".parse().unwrap();
    let nowhere = Some("http://127.0.0.1:9");
    let app = build(&config, listening, nowhere, Platform::default()).unwrap();
    Arc::clone(&app.site.world)
}

#[tokio::test]
async fn what_fails_stops_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let world = world(&folder, |_| {});
    let kind = AlertKind::CancelRefused;
    alert::raise_alone(&world, kind, None, "once", "told")
        .await
        .unwrap();
    alert::raise_alone(&world, kind, None, "once", "told")
        .await
        .unwrap();
    // The reconciliation cannot reach anybody; the alert is delivered all the same.
    jobs::round(&world).await;
    let alerts = alert::list(&world, true, None, 10).await.unwrap();
    assert_eq!(alerts.len(), 1);
    assert!(alerts[0].delivered_at.is_some());
    assert_eq!(job::done_at(&world, "reconciliation").await.unwrap(), None);
}

#[tokio::test]
async fn a_secret_that_cannot_be_right_is_told_once_a_day() {
    let folder = tempfile::tempdir().unwrap();
    let world = world(&folder, |config| {
        config.portone.api_secret = Some("no\nheader".into());
    });
    jobs::round(&world).await;
    jobs::round(&world).await;
    let alerts = alert::list(&world, true, None, 10).await.unwrap();
    assert_eq!(alerts.len(), 1, "{alerts:?}");
    assert_eq!(alerts[0].kind, AlertKind::GatewayMisconfigured);
    assert!(!alerts[0].detail.contains("no\nheader"), "{alerts:?}");
}

#[tokio::test]
async fn two_processes_have_two_names() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (world(&folder, |_| {}), world(&folder, |_| {}));
    assert_ne!(first.process, second.process);
    assert_eq!(first.process.len(), 32);
}
