//! Samples: agents.

use crate::{
    view::{
        agents::{AgentCard, AgentSearch, Agents, Liked},
        choice::Choice,
        shell::{Nav, Shell},
    },
    words::say,
};

impl AgentCard {
    /// The first agent.
    pub fn samples() -> Vec<Self> {
        vec![Self {
            id: "shorts-script".into(),
            name: "쇼츠 대본".into(),
            summary: "주제 한 줄로 훅, 장면별 내레이션, 자막 문구, 해시태그까지 한 번에 써요."
                .into(),
            price: 20,
            liked: None,
        }]
    }
}

impl Agents {
    /// As a creator sees it.
    pub fn sample() -> Self {
        Self {
            shell: Shell::sample(say("entry-agent"), Nav::Agents),
            search: None,
            agents: AgentCard::samples(),
        }
    }

    /// With so many agents that they are looked for.
    pub fn sample_many() -> Self {
        let liked = Liked {
            percent: 92,
            ratings: 38,
        };
        let card = |number: usize| AgentCard {
            id: format!("agent-{number}"),
            liked: (number < 3).then_some(liked),
            ..AgentCard::samples().remove(0)
        };
        Self {
            search: Some(AgentSearch {
                text: String::new(),
                categories: vec![Choice {
                    code: "Scripts".into(),
                    label: "대본".into(),
                }],
                category: "Scripts".into(),
            }),
            agents: (1..6).map(card).collect(),
            ..Self::sample()
        }
    }

    /// Looked for in vain.
    pub fn sample_no_match() -> Self {
        Self {
            agents: Vec::new(),
            ..Self::sample_many()
        }
    }
}
