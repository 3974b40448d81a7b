//! The agents on offer.

use askama::Template;

use super::{
    filters,
    shell::{Nav, Shell},
};

/// An agent as a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentCard {
    /// Its id; the card leads to `/agents/{id}`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it makes, in a sentence.
    pub summary: String,
    /// What a run costs, in credits.
    pub price: i64,
}

impl AgentCard {
    /// The first agent.
    pub fn samples() -> Vec<Self> {
        vec![Self {
            id: "shorts-script".into(),
            name: "쇼츠 대본".into(),
            summary: "주제 한 줄로 훅, 장면별 내레이션, 자막 문구, 해시태그까지 한 번에 써요."
                .into(),
            price: 20,
        }]
    }
}

/// The list of agents.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "agents.html")]
pub struct Agents {
    /// The frame.
    pub shell: Shell,
    /// The agents.
    pub agents: Vec<AgentCard>,
}

impl Agents {
    /// As a creator sees it.
    pub fn sample() -> Self {
        Self {
            shell: Shell::sample("에이전트", Nav::Agents),
            agents: AgentCard::samples(),
        }
    }
}
