//! What the users do, and what must be true whenever anybody looks.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::{Context as _, ensure};
use openclaw_domain::{
    account::{self, From, agree},
    agent::{Agent, Inputs},
    database::Statement,
    ledger,
    order::{self, Claim, Order, Settled},
    port::{identity::Person, payment::WebhookRequest},
    random::UserId,
    run::{self, Request},
    world::World,
};

use super::{
    ports::Gateway,
    scheduler::{Scheduler, alone},
};

/// What every run is about.
pub(super) const TOPIC: &str = "커피";
const AGENT: &str = "shorts-script";
const USERS: u64 = 3;
/// More tasks than this at once are not begun.
const TASKS: usize = 12;
/// Between two looks at the ledger.
const LOOK_EVERY: u64 = 50;

const SECOND: i64 = 1_000;
const HOUR: i64 = 3_600 * SECOND;

/// What happened in a story.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    pub(super) runs: usize,
    pub(super) granted: usize,
    pub(super) returned: usize,
    pub(super) crashes: usize,
    pub(super) jumps: usize,
    pub(super) checks: usize,
    /// The number that the dice would show next: the same at the end of the same story alone.
    pub(super) end: u64,
}

impl Told {
    pub(super) fn add(&mut self, other: &Self) {
        self.runs += other.runs;
        self.granted += other.granted;
        self.returned += other.returned;
        self.crashes += other.crashes;
        self.jumps += other.jumps;
        self.checks += other.checks;
    }
}

/// What users were told is done.
#[derive(Default)]
struct Acknowledged {
    runs: BTreeSet<String>,
    granted: BTreeSet<String>,
    orders: Vec<Order>,
}

type Record = Arc<Mutex<Acknowledged>>;

pub(super) struct Story {
    world: Arc<World>,
    gateway: Arc<Gateway>,
    scheduler: Scheduler,
    users: Vec<UserId>,
    agent: Arc<Agent>,
    inputs: Inputs,
    record: Record,
    told: Told,
}

impl Story {
    pub(super) fn new(
        world: Arc<World>,
        gateway: Arc<Gateway>,
        scheduler: Scheduler,
    ) -> anyhow::Result<Self> {
        let mut users = Vec::new();
        for number in 0..USERS {
            users.push(alone(user(&world, number))?);
        }
        let agent = Arc::clone(world.agents.find(AGENT).context("there is no such agent")?);
        let inputs = agent.inputs(&serde_json::json!({ "topic": TOPIC })).ok();
        Ok(Self {
            inputs: inputs.context("the inputs do not fit")?,
            agent,
            world,
            gateway,
            scheduler,
            users,
            record: Record::default(),
            told: Told::default(),
        })
    }

    /// Tells it to its end.
    pub(super) fn told(mut self, turns: u64) -> anyhow::Result<Told> {
        for turn in 0..turns {
            self.something_happens();
            self.scheduler.turn();
            if turn % LOOK_EVERY == 0 {
                self.look().with_context(|| format!("at turn {turn}"))?;
            }
        }
        self.quiet_down()?;
        self.books_agree()?;
        self.told.end = self.scheduler.dice.below(u64::MAX) ^ self.gateway.next();
        Ok(self.told)
    }

    fn something_happens(&mut self) {
        let clock = self.scheduler.clock.clone();
        match self.scheduler.dice.below(400) {
            0 => {
                self.scheduler.crash();
                self.told.crashes += 1;
            }
            1 => {
                let back = i64::try_from(self.scheduler.dice.below(3_600)).unwrap_or_default();
                clock.shift(-back * SECOND);
                self.told.jumps += 1;
            }
            2 => clock.shift(HOUR),
            3..=40 => clock.shift(SECOND),
            41..=120 if self.scheduler.live() < TASKS => self.somebody_acts(),
            _ => {}
        }
    }

    fn somebody_acts(&mut self) {
        let chosen = usize::try_from(self.scheduler.dice.below(USERS)).unwrap_or_default();
        let user = self.users[chosen].clone();
        let (world, record) = (Arc::clone(&self.world), Arc::clone(&self.record));
        match self.scheduler.dice.below(9) {
            0..=2 => {
                let key = self.scheduler.dice.below(40);
                let request = Request {
                    user,
                    agent: Arc::clone(&self.agent),
                    inputs: self.inputs.clone(),
                    variant: None,
                    api_key: None,
                    idempotency_key: (key < 20).then(|| format!("key-{key}")),
                };
                self.scheduler.spawn(start(world, record, request));
            }
            3 | 4 => {
                let total = if self.scheduler.dice.below(4) == 0 {
                    9_899
                } else {
                    9_900
                };
                let gateway = Arc::clone(&self.gateway);
                self.scheduler
                    .spawn(buy(world, gateway, record, user, total));
            }
            5 => self.scheduler.spawn(sweeps(world)),
            6 => {
                if let Some(order) = self.some_order() {
                    self.scheduler.spawn(look_again(world, record, order));
                }
            }
            7 => {
                if let Some(order) = self.some_order() {
                    self.scheduler.spawn(async move {
                        // Whether anything can go back is the product's to say.
                        let _ = order::ask_refund(&world, &order.user, &order.id).await;
                    });
                }
            }
            _ => {
                let amount = i64::try_from(1 + self.scheduler.dice.below(9_900)).unwrap_or(1);
                if let Some(order) = self.some_order() {
                    self.gateway.cancel_at_console(&order.id, amount);
                    // Every second webhook is lost.
                    if self.scheduler.dice.below(2) == 0 {
                        self.scheduler.spawn(webhook(world, order));
                    }
                }
            }
        }
    }

    fn some_order(&mut self) -> Option<Order> {
        let record = self.record.lock().unwrap_or_else(PoisonError::into_inner);
        let count = u64::try_from(record.orders.len()).ok()?;
        if count == 0 {
            return None;
        }
        let chosen = usize::try_from(self.scheduler.dice.below(count)).ok()?;
        record.orders.get(chosen).cloned()
    }

    /// Every invariant, whatever is under way.
    fn look(&mut self) -> anyhow::Result<()> {
        let breaches = alone(ledger::verify(&*self.world.database))?;
        ensure!(breaches.is_empty(), "the ledger is broken: {breaches:#?}");
        self.told.checks += 1;
        Ok(())
    }

    /// Nothing fails any more, nobody acts, and time goes on until nothing is left to do. Then the
    /// night comes: what no webhook told of is found, and what follows from it is done too.
    fn quiet_down(&mut self) -> anyhow::Result<()> {
        self.gateway.heal();
        self.settle_down()?;
        alone(order::reconcile(&self.world)).context("the reconciliation")?;
        self.settle_down()
    }

    fn settle_down(&mut self) -> anyhow::Result<()> {
        const OPEN: &str = "SELECT (SELECT COUNT(*) FROM agent_run WHERE status = 'RUNNING')
            + (SELECT COUNT(*) FROM payment_cancellation WHERE status = 'REQUESTED')
            + (SELECT COUNT(*) FROM payment_order WHERE status = 'PENDING')";
        for _ in 0..100 {
            self.scheduler.spawn(sweeps(Arc::clone(&self.world)));
            for _ in 0..400 {
                self.scheduler.turn();
            }
            for order in self.orders() {
                let (world, record) = (Arc::clone(&self.world), Arc::clone(&self.record));
                alone(look_again(world, record, order));
            }
            self.scheduler.clock.shift(HOUR);
            if self.number(OPEN)? == 0 && self.scheduler.live() == 0 {
                return self.look();
            }
        }
        anyhow::bail!("{} things are never done", self.number(OPEN)?)
    }

    fn orders(&self) -> Vec<Order> {
        let record = self.record.lock().unwrap_or_else(PoisonError::into_inner);
        record.orders.clone()
    }

    fn number(&self, sql: &'static str) -> anyhow::Result<i64> {
        Ok(alone(self.world.database.read(Statement::new(sql)))?
            .one()?
            .get(0)?)
    }

    fn ids(&self, sql: &'static str) -> anyhow::Result<BTreeSet<String>> {
        let rows = alone(self.world.database.read(Statement::new(sql)))?;
        Ok(rows
            .iter()
            .map(|row| row.get(0))
            .collect::<Result<_, _>>()?)
    }

    /// What was acknowledged is there, and what is held is what was granted and not refunded.
    fn books_agree(&mut self) -> anyhow::Result<()> {
        let runs = self.ids("SELECT id FROM agent_run")?;
        let granted = self.ids("SELECT id FROM payment_order WHERE grants = 1")?;
        let record = self.record.lock().unwrap_or_else(PoisonError::into_inner);
        ensure!(record.runs.is_subset(&runs), "acknowledged runs are lost");
        ensure!(
            record.granted.is_subset(&granted),
            "acknowledged purchases are lost"
        );
        for (order, held) in self.gateway.held() {
            let sql = "SELECT CASE WHEN grants = 1 THEN amount - refunded ELSE 0 END FROM payment_order WHERE id = ?1";
            let statement = Statement::new(sql).bind(order.as_str());
            let ours: i64 = alone(self.world.database.read(statement))?.one()?.get(0)?;
            ensure!(
                held == ours,
                "{order}: {held} won are held, {ours} should be"
            );
            self.told.returned += usize::from(held == 0);
        }
        self.told.runs = runs.len();
        self.told.granted = granted.len();
        Ok(())
    }
}

async fn user(world: &World, number: u64) -> anyhow::Result<UserId> {
    let person = Person {
        issuer: "simulated".to_owned(),
        subject: number.to_string(),
        name: None,
        email: None,
    };
    loop {
        // A busy database is asked again.
        let Ok(session) = account::sign_in(world, &person, &From::default()).await else {
            continue;
        };
        if agree(world, &session.user).await.is_ok() {
            return Ok(session.user);
        }
    }
}

async fn start(world: Arc<World>, record: Record, request: Request) {
    if let Ok(started) = run::start(&world, request).await {
        let mut record = record.lock().unwrap_or_else(PoisonError::into_inner);
        record.runs.insert(started.run.to_string());
    }
}

async fn buy(world: Arc<World>, gateway: Arc<Gateway>, record: Record, user: UserId, total: i64) {
    let Ok(order) = order::prepare(&world, &user, "starter", None).await else {
        return;
    };
    gateway.pay(&order, total);
    record
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .orders
        .push(order.clone());
    look_again(world, record, order).await;
}

async fn look_again(world: Arc<World>, record: Record, order: Order) {
    let settled = order::settle(&world, &order.user, &order.id, &Claim::default()).await;
    if let Ok(Settled::Completed { order, .. }) = settled {
        let mut record = record.lock().unwrap_or_else(PoisonError::into_inner);
        record.granted.insert(order.id.to_string());
    }
}

async fn webhook(world: Arc<World>, order: Order) {
    let request = WebhookRequest {
        headers: Vec::new(),
        body: order.id.as_str().as_bytes().to_vec(),
        at: world.now(),
    };
    // A webhook that is not taken is one that is lost.
    let _ = order::heed(&world, order.gateway, &request).await;
}

/// What the jobs do; what fails is made up for by the next round.
async fn sweeps(world: Arc<World>) {
    let _ = run::sweep(&world).await;
    let _ = order::sweep(&world).await;
    let _ = order::give_back(&world).await;
    let _ = order::collect_debts(&world).await;
    let _ = ledger::expire_lots(&*world.database, world.now()).await;
}
