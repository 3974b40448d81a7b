//! Users with sessions and credits, made by the domain's own functions.

use std::{net::SocketAddr, path::Path};

use anyhow::Context as _;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use openclaw_domain::{
    account::{From, agree, sign_in},
    database::Batch,
    ledger::{self, Grant, LotKind, TransactionKind},
    money::Credits,
    port::identity::Person,
    random::UserId,
    time::DAY,
    world::World,
};

use crate::server::program;

/// No server listens for what only makes or reads data.
pub(crate) const NOWHERE: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 9);

/// Somebody who can start runs.
#[derive(Clone, Debug)]
pub(crate) struct User {
    /// The account.
    pub(crate) id: UserId,
    /// The session's token.
    pub(crate) token: String,
}

/// Makes so many users, in a data folder or on a server; each has free credits and more than can be spent.
pub(crate) fn make_users(
    data: &Path,
    url: Option<&str>,
    count: usize,
) -> anyhow::Result<Vec<User>> {
    let app = program(data, url, NOWHERE)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(make_users_in(&app.site.world, count))
}

/// The same in any world.
pub(crate) async fn make_users_in(world: &World, count: usize) -> anyhow::Result<Vec<User>> {
    let users = stream::iter(0..count).map(|number| make_user(world, number));
    users.buffered(256).try_collect().await
}

async fn make_user(world: &World, number: usize) -> anyhow::Result<User> {
    let person = Person {
        issuer: "https://bench".to_owned(),
        subject: number.to_string(),
        name: Some(format!("사람 {number}")),
        email: Some(format!("{number}@example.com")),
    };
    let session = sign_in(world, &person, &From::default()).await?;
    agree(world, &session.user).await?;
    let now = world.now();
    let mut batch = Batch::new();
    let plenty = Grant {
        user: &session.user,
        kind: TransactionKind::Adjustment,
        lot: LotKind::Paid,
        amount: Credits::of(1_000_000_000),
        order: None,
        cause: format!("adjustment:{}", session.user),
        at: now,
        expires_at: now.plus(5 * 365 * DAY),
    };
    ledger::grant(&mut batch, &plenty);
    world.database.write(batch).await?;
    Ok(User {
        id: session.user,
        token: session.token.expose().to_owned(),
    })
}

/// A folder of its own with a copy of the database.
pub(crate) fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(to)?;
    let file = "openclaw.db";
    std::fs::copy(from.join(file), to.join(file)).context("the database cannot be copied")?;
    Ok(())
}
