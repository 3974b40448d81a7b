//! The settings: who one is, where one is signed in, keys for programs.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect},
};
use futures::{future::try_join_all, try_join};
use openclaw_domain::{
    account::{self, ApiKey, KeyError, NewKey, Session, User},
    database::DatabaseError,
    money::Credits,
    random::ApiKeyId,
    time::{DAY, Timestamp},
    voice,
};
use serde::Deserialize;

use super::{Page, render};
use crate::{
    auth::{signed_out_page, signed_out_to},
    http::{
        body::Form,
        query::Query,
        user::{InPerson, token},
    },
    problem::Problem,
    site::Site,
    view::{
        device::device_words,
        format::When,
        settings::{EXPIRIES, KeyForm, KeyRow, SessionRow, Settings, VoiceRow},
        shell::Nav,
    },
    words::{Message, say, verbatim},
};

#[derive(Deserialize)]
pub(super) struct Asked {
    done: Option<String>,
}

pub(super) async fn settings(
    State(site): State<Arc<Site>>,
    InPerson(user): InPerson,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Page {
    let done = asked.done.as_deref().and_then(done_words);
    render(Settings {
        done,
        ..page(&site, &user, &headers).await?
    })
}

/// Only our own words are shown, whatever the address says.
fn done_words(done: &str) -> Option<Message> {
    match done {
        "session" => Some(say("settings-done-session")),
        "key" => Some(say("settings-done-key")),
        _ => None,
    }
}

async fn page(site: &Site, user: &User, headers: &HeaderMap) -> Result<Settings, Problem> {
    let this = token(site, headers);
    let (sessions, keys, issuer, voices) = try_join!(
        account::sessions(&site.world, &user.id, this.as_ref()),
        account::keys(&site.world, &user.id),
        account::issuer(&site.world, &user.id),
        voices(site, user),
    )?;
    let now = site.world.now();
    Ok(Settings {
        shell: site.shell(say("settings-page"), Nav::Nowhere, Some(user)),
        name: user.name.clone(),
        email: user.email.clone(),
        provider: provider_name(&issuer.unwrap_or_default()),
        voices,
        sessions: sessions.into_iter().map(session_row).collect(),
        keys: keys.into_iter().map(|key| key_row(key, now)).collect(),
        form: KeyForm::default(),
        new_key: None,
        done: None,
        error: None,
    })
}

async fn voices(site: &Site, user: &User) -> Result<Vec<VoiceRow>, DatabaseError> {
    let agents = site.world.agents.iter();
    let agents = agents.filter(|agent| agent.brand_voice().is_some());
    try_join_all(agents.map(async |agent| {
        Ok(VoiceRow {
            agent_id: agent.id().to_owned(),
            agent: agent.name().into(),
            voice: voice::find(&site.world, &user.id, agent).await?,
        })
    }))
    .await
}

/// What people call their sign-in provider; the sandbox's are named after the real ones.
fn provider_name(issuer: &str) -> Message {
    match issuer {
        "https://kauth.kakao.com" | "sandbox:kakao" => say("provider-kakao"),
        "https://accounts.google.com" | "sandbox:google" => verbatim("Google"),
        _ => say("provider-other"),
    }
}

fn session_row(session: Session) -> SessionRow {
    SessionRow {
        device: device_words(session.device.as_deref()),
        id: session.id,
        seen: When::date(session.seen_at.0),
        is_this: session.is_this,
    }
}

fn key_row(key: ApiKey, now: Timestamp) -> KeyRow {
    let scopes = match (key.can_read, key.can_run) {
        (true, true) => say("scope-both")
            .with("one", say("scope-read"))
            .with("other", say("scope-run")),
        (true, false) => say("scope-read"),
        (false, _) => say("scope-run"),
    };
    KeyRow {
        id: key.id.into(),
        name: key.name,
        prefix: key.prefix,
        scopes,
        spent: key.spent.get(),
        cap: key.cap.map(Credits::get),
        expires: key.expires_at.map(|at| When::date(at.0)),
        has_ended: key.expires_at.is_some_and(|at| at <= now),
        last_used: key.last_used_at.map(|at| When::moment(at.0)),
    }
}

/// Ends one session.
pub(super) async fn end_session(
    State(site): State<Arc<Site>>,
    InPerson(user): InPerson,
    Path(id): Path<String>,
) -> Page {
    account::revoke_session(&site.world, &user.id, &id).await?;
    Ok(Redirect::to("/settings?done=session").into_response())
}

/// Ends all of them, this one too.
pub(super) async fn end_sessions(State(site): State<Arc<Site>>, InPerson(user): InPerson) -> Page {
    account::sign_out_everywhere(&site.world, &user.id).await?;
    Ok(signed_out_to(&site, signed_out_page(&site, "/sign-in")))
}

/// Makes a key, and shows it on the page that answers: nowhere else is it ever seen.
pub(super) async fn make_key(
    State(site): State<Arc<Site>>,
    InPerson(user): InPerson,
    headers: HeaderMap,
    form: Form,
) -> Page {
    let mut form = read_key(form);
    let cap = match cap(&form.cap) {
        Ok(cap) => cap,
        Err(words) => {
            form.cap_error = Some(words);
            let page = page(&site, &user, &headers).await?;
            return refused(Settings { form, ..page });
        }
    };
    let new = new_key(&site, &form, cap);
    let made = account::create_key(&site.world, &user.id, &new).await;
    let error = match made {
        Ok((_, token)) => {
            return render(Settings {
                new_key: Some(token.expose().to_owned()),
                ..page(&site, &user, &headers).await?
            });
        }
        Err(error) => error,
    };
    let mut page = page(&site, &user, &headers).await?;
    match error {
        KeyError::Name => {
            form.name_error = Some(say("key-name-wrong"));
        }
        KeyError::NoScope => {
            form.scope_error = Some(say("key-scope-wrong"));
        }
        error @ (KeyError::Expired | KeyError::TooMany | KeyError::Database(_)) => {
            let problem = Problem::from(error);
            if problem.status.is_server_error() {
                return Err(problem);
            }
            page.error = Some(*problem.words);
        }
    }
    refused(Settings { form, ..page })
}

fn refused(page: Settings) -> Page {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, render(page)?).into_response())
}

fn read_key(mut sent: Form) -> KeyForm {
    let mut take = |name: &str| sent.take(name).unwrap_or_default();
    KeyForm {
        is_open: true,
        name: take("name"),
        can_read: take("read") == "yes",
        can_run: take("run") == "yes",
        cap: take("cap"),
        expiry: take("expiry"),
        ..KeyForm::default()
    }
}

/// What the key may spend; nothing typed is no cap.
fn cap(typed: &str) -> Result<Option<Credits>, Message> {
    let digits = typed.trim().replace(',', "");
    if digits.is_empty() {
        return Ok(None);
    }
    let cap = digits.parse::<i64>().ok().filter(|cap| *cap > 0);
    cap.and_then(|cap| Credits::try_from(cap).ok())
        .map(Some)
        .ok_or_else(|| say("key-cap-wrong"))
}

fn new_key(site: &Site, form: &KeyForm, cap: Option<Credits>) -> NewKey {
    // What is none of the choices ends soonest.
    let chosen = EXPIRIES.into_iter().find(|choice| *choice == form.expiry);
    let chosen = chosen.unwrap_or("30");
    let days = chosen.parse::<u32>().ok();
    NewKey {
        name: form.name.clone(),
        can_read: form.can_read,
        can_run: form.can_run,
        cap,
        expires_at: days.map(|days| site.world.now().plus(DAY * days)),
    }
}

/// Revokes a key.
pub(super) async fn revoke_key(
    State(site): State<Arc<Site>>,
    InPerson(user): InPerson,
    Path(id): Path<String>,
) -> Page {
    let id = ApiKeyId::parse(&id).ok_or_else(Problem::not_found)?;
    account::revoke_key(&site.world, &user.id, &id).await?;
    Ok(Redirect::to("/settings?done=key#keys").into_response())
}
