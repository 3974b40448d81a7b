//! Samples: dashboard.

use crate::{
    view::{
        agents::AgentCard,
        chart::Chart,
        dashboard::{Dashboard, RecentRuns},
        runs::RunRow,
        shell::{Nav, Shell},
    },
    words::say,
};

impl Dashboard {
    /// With runs in every state.
    pub fn sample() -> Self {
        Self {
            shell: Shell::sample(say("nav-home"), Nav::Home),
            balance: 115,
            affordable: Some("대본 5편".into()),
            agents: AgentCard::samples(),
            usage: Some(Chart::sample()),
            rows: RunRow::samples(),
            running: true,
        }
    }

    /// Just signed up.
    pub fn sample_first_visit() -> Self {
        Self {
            usage: None,
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
