//! The agents on offer: all of them while they are few, and from some number on looked for by words and
//! category, with what was said of their results.

use std::{collections::BTreeMap, sync::Arc};

use axum::extract::State;
use openclaw_domain::{
    agent::Agent,
    run::{self, Ratings},
};
use serde::Deserialize;

use super::{Page, agents::card, render};
use crate::{
    http::{query::Query, user::Visitor},
    site::Site,
    view::{
        agents::{AgentCard, AgentSearch, Agents, Liked},
        choice::Choice,
        shell::Nav,
    },
    words::say,
};

/// From so many on, a list is searched; fewer are seen at a glance.
const MANY: usize = 5;

/// A form sends every field, empty ones too.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    q: String,
    category: String,
}

impl Wanted {
    fn fits(&self, agent: &Agent) -> bool {
        let wanted = self.q.trim().to_lowercase();
        let (name, description) = (agent.name(), agent.description());
        let texts = [&name.ko, &name.en, &description.ko, &description.en];
        let is_named = texts.iter().any(|it| it.to_lowercase().contains(&wanted));
        let category = agent.category().map(|category| category.en.as_str());
        is_named && (self.category.is_empty() || category == Some(&self.category))
    }
}

pub(super) async fn agents(
    State(site): State<Arc<Site>>,
    Visitor(user): Visitor,
    Query(wanted): Query<Wanted>,
) -> Page {
    let all: Vec<&Agent> = site.world.agents.iter().map(|agent| &**agent).collect();
    let shell = site.shell(say("agents-page"), Nav::Agents, user.as_ref());
    if all.len() < MANY {
        return render(Agents {
            shell,
            search: None,
            agents: all.into_iter().map(card).collect(),
        });
    }
    let ratings = run::ratings(&site.world).await?;
    let found = all.iter().filter(|agent| wanted.fits(agent));
    render(Agents {
        shell,
        agents: found.map(|agent| rated(agent, &ratings)).collect(),
        search: Some(AgentSearch {
            categories: categories(&all),
            text: wanted.q,
            category: wanted.category,
        }),
    })
}

fn rated(agent: &Agent, ratings: &BTreeMap<String, Ratings>) -> AgentCard {
    let liked = ratings.get(agent.id()).and_then(|ratings| {
        Some(Liked {
            percent: ratings.percent_up()?,
            ratings: ratings.up + ratings.down,
        })
    });
    AgentCard {
        liked,
        ..card(agent)
    }
}

/// Each category once, in the order of the agents.
fn categories(agents: &[&Agent]) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for category in agents.iter().filter_map(|agent| agent.category()) {
        if choices.iter().all(|choice| choice.code != category.en) {
            choices.push(Choice {
                code: category.en.clone(),
                label: category.into(),
            });
        }
    }
    choices
}
