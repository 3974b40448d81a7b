//! The brand voice on an agent's form: remembered, changed and forgotten by a plain form post.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect},
};
use openclaw_domain::{
    account::User,
    agent::{Agent, check_text},
    voice::{self, RememberError},
};

use super::{
    Page,
    agents::{fresh, refused},
};
use crate::{
    http::{body::Form, user::SignedIn},
    problem::{Problem, field_words},
    site::Site,
    view::agent_form::Voice,
    words::{Message, say},
};

/// The query parameter that tells the form what was just done with the voice.
pub(super) const DONE: &str = "voice";

/// Only our own words are shown, whatever the address says.
pub(super) fn done_words(done: &str) -> Option<Message> {
    match done {
        "remembered" => Some(say("voice-remembered")),
        "forgotten" => Some(say("voice-forgotten")),
        _ => None,
    }
}

/// What is remembered for an agent that takes a voice.
pub(super) async fn remembered(
    site: &Site,
    user: &User,
    agent: &Agent,
) -> Result<Option<Voice>, Problem> {
    let Some(longest) = agent.brand_voice() else {
        return Ok(None);
    };
    let text = voice::find(&site.world, &user.id, agent).await?;
    Ok(Some(Voice {
        is_remembered: text.is_some(),
        text: text.unwrap_or_default(),
        is_open: false,
        longest,
        done: None,
        error: None,
    }))
}

/// Remembers what was typed, or forgets what is remembered; an empty text forgets too.
pub(super) async fn change(
    State(site): State<Arc<Site>>,
    SignedIn(user): SignedIn,
    Path(id): Path<String>,
    mut form: Form,
) -> Page {
    let agent = site.world.agents.find(&id).ok_or_else(Problem::not_found)?;
    let longest = agent.brand_voice().ok_or_else(Problem::not_found)?;
    let typed = form.take("voice").unwrap_or_default();
    if form.take("do").as_deref() == Some("forget") || typed.trim().is_empty() {
        voice::forget(&site.world, &user.id, agent).await?;
        return Ok(back(&id, "forgotten"));
    }
    let error = match check_text(&typed, 1, longest, true) {
        Ok(text) => match voice::remember(&site.world, &user.id, agent, &text).await {
            Ok(()) => return Ok(back(&id, "remembered")),
            Err(RememberError::Database(error)) => return Err(error.into()),
            Err(error @ RememberError::Flagged { .. }) => *Problem::from(error).words,
        },
        Err(fault) => field_words(&fault).1,
    };
    let mut page = fresh(&site, &user, agent).await?;
    if let Some(voice) = &mut page.voice {
        voice.text = typed;
        voice.is_open = true;
        voice.error = Some(error);
    }
    refused(page, StatusCode::UNPROCESSABLE_ENTITY)
}

fn back(agent: &str, done: &str) -> axum::response::Response {
    Redirect::to(&format!("/agents/{agent}?{DONE}={done}#voice")).into_response()
}
