//! `openclaw admin`: the operator's commands, on the configured database, next to a running server.

mod alerts;
mod found;
mod json;
mod orders;
mod refund;
mod roles;
mod users;

use std::{net::SocketAddr, process::ExitCode, sync::Arc, time::Duration};

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};
use openclaw_domain::{
    account::Role,
    order::{self, Order, OrderStatus},
    random::{AlertId, CancellationId, OrderId},
    world::World,
};
use tokio::net::TcpStream;

use crate::{
    app::{self, Platform},
    config::{Config, Mode},
};
use roles::Identity;

/// How long the sandbox may take to be there.
const SANDBOX_ANSWERS: Duration = Duration::from_secs(2);

#[derive(Subcommand)]
pub(super) enum Admin {
    /// Orders: find them, explain them, give money back.
    #[command(subcommand)]
    Orders(Orders),
    /// What the operator must know.
    #[command(subcommand)]
    Alerts(Alerts),
    /// People with an account.
    #[command(subcommand)]
    Users(Users),
    /// Compare every payment with every order now; exit code 1 when something differed.
    Reconcile,
    /// Let somebody use the operator's pages, who has signed in once.
    Grant {
        /// Who: issuer/subject, as the sign-in provider names them.
        #[arg(value_name = "ISSUER/SUBJECT", value_parser = Identity::parse)]
        person: Identity,
    },
    /// Take that back.
    Revoke {
        /// Who: issuer/subject, as the sign-in provider names them.
        #[arg(value_name = "ISSUER/SUBJECT", value_parser = Identity::parse)]
        person: Identity,
    },
}

#[derive(Subcommand)]
pub(super) enum Orders {
    /// List orders, newest first.
    List(List),
    /// Tell everything about an order.
    Show {
        /// The order.
        #[arg(value_parser = order_id)]
        id: OrderId,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Tell what a refund would come to.
    Quote {
        /// The order.
        #[arg(value_parser = order_id)]
        id: OrderId,
        /// How many paid credits; all that are unused without it.
        #[arg(long)]
        credits: Option<u32>,
    },
    /// Refund what is unused, or some of it.
    Refund(Refund),
    /// Look at an order's payment now.
    Look {
        /// The order.
        #[arg(value_parser = order_id)]
        id: OrderId,
    },
    /// Try a cancellation again that waits for its next try.
    Retry {
        /// The cancellation, as `show` lists it.
        #[arg(value_parser = cancellation_id)]
        cancellation: CancellationId,
    },
}

#[derive(Args)]
pub(super) struct List {
    /// Only those that stand so: pending, completed, expired, failed, `partially_refunded`,
    /// refunded, disputed.
    #[arg(long, value_parser = status)]
    status: Option<OrderStatus>,
    /// Only those whose buyer waits for a refund.
    #[arg(long)]
    asked: bool,
    /// Only those of this order id, user id (or its beginning), name or email.
    #[arg(long)]
    text: Option<String>,
    /// How many.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    limit: u32,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub(super) struct Refund {
    /// The order.
    #[arg(value_parser = order_id)]
    id: OrderId,
    /// How many paid credits; all that are unused without it.
    #[arg(long)]
    credits: Option<u32>,
    /// Why, in words for the buyer's statement.
    #[arg(long)]
    reason: String,
    /// Do not ask before doing it.
    #[arg(long)]
    yes: bool,
}

#[derive(Subcommand)]
pub(super) enum Users {
    /// List them, newest first, as the sign-in provider names them.
    List {
        /// Only those of this user id (or its beginning), name, email, or number at their provider.
        #[arg(long)]
        text: Option<String>,
        /// How many.
        #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1_000))]
        limit: u32,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Subcommand)]
pub(super) enum Alerts {
    /// List the alerts that nobody has seen yet, newest first.
    List {
        /// Those that were seen too.
        #[arg(long)]
        all: bool,
        /// How many.
        #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1_000))]
        limit: u32,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Mark an alert as seen.
    Seen {
        /// The alert.
        #[arg(value_parser = alert_id)]
        id: AlertId,
    },
}

fn order_id(text: &str) -> Result<OrderId, String> {
    OrderId::parse(text).ok_or_else(|| "an order's id is 32 hex digits in lower case".to_owned())
}

fn cancellation_id(text: &str) -> Result<CancellationId, String> {
    let wrong = || "a cancellation's id is 32 hex digits in lower case".to_owned();
    CancellationId::parse(text).ok_or_else(wrong)
}

fn alert_id(text: &str) -> Result<AlertId, String> {
    AlertId::parse(text).ok_or_else(|| "an alert's id is 32 hex digits in lower case".to_owned())
}

fn status(text: &str) -> Result<OrderStatus, String> {
    let word = text.to_ascii_uppercase().replace('-', "_");
    OrderStatus::from_word(&word).ok_or_else(|| {
        "one of pending, completed, expired, failed, partially_refunded, refunded, disputed"
            .to_owned()
    })
}

impl Admin {
    /// Whether it asks the payment gateway.
    fn asks_gateway(&self) -> bool {
        match self {
            Self::Orders(orders) => matches!(
                orders,
                Orders::Refund(_) | Orders::Look { .. } | Orders::Retry { .. }
            ),
            Self::Alerts(_) | Self::Users(_) | Self::Grant { .. } | Self::Revoke { .. } => false,
            Self::Reconcile => true,
        }
    }

    /// Does it.
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<ExitCode> {
        let world = world(config, self.asks_gateway()).await?;
        let actor = actor();
        match self {
            Self::Orders(Orders::List(list)) => orders::list(&world, &list).await,
            Self::Orders(Orders::Show { id, json }) => orders::show(&world, &id, json).await,
            Self::Orders(Orders::Quote { id, credits }) => {
                refund::quote(&world, &id, credits).await
            }
            Self::Orders(Orders::Refund(wish)) => refund::refund(&world, &wish, &actor).await,
            Self::Orders(Orders::Look { id }) => refund::look(&world, &id, &actor).await,
            Self::Orders(Orders::Retry { cancellation }) => {
                refund::retry(&world, &cancellation, &actor).await
            }
            Self::Alerts(Alerts::List { all, limit, json }) => {
                alerts::list(&world, all, limit, json).await
            }
            Self::Alerts(Alerts::Seen { id }) => alerts::seen(&world, &id, &actor).await,
            Self::Users(wish) => users::list(&world, &wish).await,
            Self::Reconcile => found::reconcile(&world).await,
            Self::Grant { person } => roles::set(&world, &person, Role::Admin, &actor).await,
            Self::Revoke { person } => roles::set(&world, &person, Role::User, &actor).await,
        }
    }
}

/// Who the audit log names.
fn actor() -> String {
    let user = std::env::var("USER").ok().filter(|user| !user.is_empty());
    format!("cli:{}", user.as_deref().unwrap_or("unknown"))
}

/// The order of that id, or a refusal in words.
async fn find(world: &World, id: &OrderId) -> anyhow::Result<Order> {
    order::find_any(world, id)
        .await?
        .with_context(|| format!("there is no order {id}"))
}

/// The product's world without its server.
pub(in crate::cli) async fn world(
    config: &Config,
    asks_gateway: bool,
) -> anyhow::Result<Arc<World>> {
    let contradictions = config.contradictions();
    if let Some(contradiction) = contradictions.first() {
        bail!("{contradiction}");
    }
    app::require_database(config)?;
    let sandbox = match config.mode {
        Mode::Live => None,
        Mode::Sandbox => Some(sandbox(config, asks_gateway).await?),
    };
    let app = app::build(
        config,
        config.listen,
        sandbox.as_deref(),
        Platform::default(),
    )?;
    app.database.ready().await?;
    Ok(Arc::clone(&app.site.world))
}

/// Where the running server's stand-ins are.
async fn sandbox(config: &Config, asks_gateway: bool) -> anyhow::Result<String> {
    let address = config.sandbox_address(config.listen);
    if asks_gateway && !answers(address).await {
        bail!(
            "the sandbox does not answer at {address}: it holds the payments, and runs while \
             `openclaw serve` does. If it listens elsewhere, set OPENCLAW_SANDBOX_LISTEN."
        );
    }
    Ok(format!("http://{address}"))
}

/// Whether anything listens there.
async fn answers(address: SocketAddr) -> bool {
    let connecting = tokio::time::timeout(SANDBOX_ANSWERS, TcpStream::connect(address));
    matches!(connecting.await, Ok(Ok(_)))
}
