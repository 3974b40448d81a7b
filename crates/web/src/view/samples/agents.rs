//! Samples: agents.

use crate::{
    view::{
        agents::{AgentCard, Agents},
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
        }]
    }
}

impl Agents {
    /// As a creator sees it.
    pub fn sample() -> Self {
        Self {
            shell: Shell::sample(say("entry-agent"), Nav::Agents),
            agents: AgentCard::samples(),
        }
    }
}
