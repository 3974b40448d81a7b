//! Everything a use case needs that is not in its arguments.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    agent::Catalog,
    database::Database,
    port::{
        Spawner,
        alerts::AlertChannel,
        files::FileStore,
        identity::{HostedSignIn, IdentityProvider},
        model::Model,
        moderation::Moderation,
        payment::{GatewayKind, PaymentGateway},
        youtube::YouTube,
    },
    random::Random,
    run::Feeds,
    settings::Settings,
    time::{Clock, Timestamp},
};

/// The ports, the settings and the agents. Made once by an app, shared by every request.
#[derive(Clone)]
pub struct World {
    /// Where everything is kept.
    pub database: Arc<dyn Database>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Unpredictable bytes.
    pub random: Arc<dyn Random>,
    /// Work that outlives its request.
    pub spawner: Arc<dyn Spawner>,
    /// The results of runs.
    pub files: Arc<dyn FileStore>,
    /// The payment gateways: the one for new orders, and those that older orders were paid by.
    pub payments: BTreeMap<GatewayKind, Arc<dyn PaymentGateway>>,
    /// Where alerts go besides the log; `None` leaves them to the log and the admin page.
    pub alerts: Option<Arc<dyn AlertChannel>>,
    /// The language model.
    pub model: Arc<dyn Model>,
    /// Who looks at what users write before a model is paid for; `None` where nobody does.
    pub moderation: Option<Arc<dyn Moderation>>,
    /// YouTube's public data; `None` without a key, and then what needs it is not offered.
    pub youtube: Option<Arc<dyn YouTube>>,
    /// Who may sign people in, by the name in `/auth/{name}`.
    pub identity: BTreeMap<String, Arc<dyn IdentityProvider>>,
    /// A service that signs people in on its own pages; `None` leaves us to speak to providers
    /// ourselves.
    pub hosted: Option<Arc<dyn HostedSignIn>>,
    /// The agents for rent.
    pub agents: Catalog,
    /// What the operator decided.
    pub settings: Settings,
    /// What runs in this process say as they go.
    pub feeds: Arc<Feeds>,
    /// This process, told from any other on the same data: it names who holds a job's lease.
    pub process: String,
}

impl World {
    /// The present moment.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }
}
