//! Home: what is left, what to do with it, what was made lately.

use askama::Template;

use super::{
    agents::AgentCard,
    filters,
    runs::RunRow,
    shell::{Nav, Shell},
};

/// The dashboard of a signed-in creator.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "dashboard.html")]
pub struct Dashboard {
    /// The frame.
    pub shell: Shell,
    /// Credits left.
    pub balance: i64,
    /// What they make, such as `대본 5편`; nothing when they do not reach for one.
    pub affordable: Option<String>,
    /// The agents.
    pub agents: Vec<AgentCard>,
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

impl Dashboard {
    /// With runs in every state.
    pub fn sample() -> Self {
        Self {
            shell: Shell::sample("홈", Nav::Home),
            balance: 115,
            affordable: Some("대본 5편".into()),
            agents: AgentCard::samples(),
            rows: RunRow::samples(),
            running: true,
        }
    }

    /// Just signed up.
    pub fn sample_first_visit() -> Self {
        Self {
            rows: Vec::new(),
            running: false,
            ..Self::sample()
        }
    }

    /// With too few credits for anything.
    pub fn sample_broke() -> Self {
        Self {
            balance: 15,
            affordable: None,
            running: false,
            ..Self::sample()
        }
    }
}

impl RecentRuns {
    /// With one at work.
    pub fn sample() -> Self {
        Self {
            rows: RunRow::samples(),
            running: true,
        }
    }
}
