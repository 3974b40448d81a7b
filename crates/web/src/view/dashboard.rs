//! Home: what is left, what to do with it, what was made lately.

use askama::Template;

use super::{agents::AgentCard, chart::Chart, filters, runs::RunRow, shell::Shell};
use crate::words::Message;

/// The dashboard of a signed-in creator.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "dashboard.html")]
pub struct Dashboard {
    /// The frame.
    pub shell: Shell,
    /// Credits left.
    pub balance: i64,
    /// What they make, such as `대본 5편`; nothing when they do not reach for one.
    pub affordable: Option<Message>,
    /// The agents.
    pub agents: Vec<AgentCard>,
    /// Credits used by day, once there were any.
    pub usage: Option<Chart>,
    /// The latest runs.
    pub rows: Vec<RunRow>,
    /// Whether one of them is at work: the list then refreshes itself.
    pub running: bool,
}

/// The list of latest runs alone: what `GET /dashboard/runs` answers htmx.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "fragments/recent_runs.html")]
pub struct RecentRuns {
    /// The latest runs.
    pub rows: Vec<RunRow>,
    /// Whether one of them is at work.
    pub running: bool,
}
