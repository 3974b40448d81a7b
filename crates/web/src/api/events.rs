//! `GET /api/runs/{id}/events`: a run as it goes, over server-sent events.
//!
//! While the run works in this process its feed tells everything, from where `Last-Event-ID` left
//! off. Otherwise (it ended, or another process works on it) the database is asked until it ends;
//! where processes share what their runs say, that is told too.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    extract::{Path, State},
    http::{HeaderMap, header},
    response::{
        IntoResponse, Response,
        sse::{Event as Sent, Sse},
    },
};
use futures::{
    StreamExt as _,
    future::{Either, select},
    stream,
};
use openclaw_domain::{
    account::User,
    database::News,
    random::RunId,
    run::{self, Event, Feed, NumberedEvent, RunStatus},
};
use serde::Serialize;
use serde_json::json;

use super::runs::own_run;
use crate::{
    http::{reader::Spoken, streams::Stream, user::SignedIn},
    problem::Problem,
    site::Site,
    words::{Language, Message, say},
};

/// Proxies and phones drop connections that say nothing for long.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How often the database is asked about a run that works elsewhere: a few times soon, then less
/// often, so that the longest run takes fewer questions than a Worker may ask in one request.
const POLL: Duration = Duration::from_secs(1);
/// How often when what it says is there too.
const POLL_SHARED: Duration = Duration::from_millis(250);
/// And when the database tells us when to look: then this is for hints that were lost.
const POLL_HEARD: Duration = Duration::from_secs(3);
const SOON: u32 = 15;
const LATER: Duration = Duration::from_secs(6);

/// A run as it goes
///
/// Events: `stage` {stage, label}, `text` {path, label, text} (a piece to append to that place of
/// the result), `restart` {label} (the writing begins anew: forget all `text` so far), `done` {status}. Ids count upwards; a connection that brings `Last-Event-ID` goes
/// on behind it. The stream ends with `done`.
#[utoipa::path(
    get, path = "/api/runs/{id}/events", tag = "runs",
    params(
        ("id" = String, Path, description = "The run"),
        ("Last-Event-ID" = Option<String>, Header, description = "The id of the last event received"),
    ),
    security(("session" = []), ("bearer" = [])),
    responses(
        (status = 200, description = "Events", body = String, content_type = "text/event-stream"),
        (status = 401, body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many streams of one user's; with Retry-After", body = super::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn events(
    State(site): State<Arc<Site>>,
    SignedIn(user): SignedIn,
    Path(id): Path<String>,
    Spoken(language): Spoken,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    // The feed first: a run that ends in between is then still told to its end.
    let feed = RunId::parse(&id).and_then(|id| site.world.feeds.find(&id));
    let run = own_run(&site, &user, &id).await?;
    let seen = headers
        .get("last-event-id")
        .and_then(|value| value.to_str().ok()?.parse::<usize>().ok())
        .unwrap_or(0);
    let watch = Watch {
        feed,
        seen,
        ..Watch::new(place(&site, &user)?, site, user, run.id, language)
    };
    Ok(watch.told(Vec::new()))
}

/// A place among the streams that one user may hold open.
pub(super) fn place(site: &Site, user: &User) -> Result<Stream, Problem> {
    let open = site.streams.open(&user.id, site.config.limits.streams);
    open.ok_or_else(Problem::too_many_streams)
}

/// Whether a client asks for events.
pub(super) fn are_wanted(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT);
    let accepted = accepted.and_then(|value| value.to_str().ok());
    accepted.is_some_and(|types| types.contains("text/event-stream"))
}

/// Somebody who watches a run.
pub(super) struct Watch {
    _place: Stream,
    site: Arc<Site>,
    user: User,
    run: RunId,
    feed: Option<Arc<Feed>>,
    seen: usize,
    polls: u32,
    ended: bool,
    language: Language,
}

impl Watch {
    pub(super) fn new(
        place: Stream,
        site: Arc<Site>,
        user: User,
        run: RunId,
        language: Language,
    ) -> Self {
        Self {
            _place: place,
            feed: site.world.feeds.find(&run),
            site,
            user,
            run,
            seen: 0,
            polls: 0,
            ended: false,
            language,
        }
    }

    /// The run that this request has started, from its beginning: first what the start answers, as an
    /// event `started`.
    pub(super) fn of_start(self, started: &impl Serialize) -> Response {
        let data = json!(started).to_string();
        self.told(vec![Sent::default().event("started").id("0").data(data)])
    }

    /// The events as they come, after those that are there already.
    fn told(self, first: Vec<Sent>) -> Response {
        let rest = stream::unfold(self, Self::next).flat_map(stream::iter);
        let events = stream::iter(first).chain(rest);
        Sse::new(events.map(Ok::<_, Infallible>)).into_response()
    }

    async fn next(mut self) -> Option<(Vec<Sent>, Self)> {
        if self.ended {
            return None;
        }
        let events = match self.feed.clone() {
            Some(feed) => self.live(&feed).await,
            None => self.stored().await?,
        };
        Some((events, self))
    }

    async fn live(&mut self, feed: &Feed) -> Vec<Sent> {
        let (clock, every) = (&self.site.world.clock, self.site.world.settings.tells_every);
        if self.seen > 0 && !every.is_zero() {
            select(clock.sleep(every), std::pin::pin!(feed.ended())).await;
        }
        let pause = self.site.world.clock.sleep(KEEP_ALIVE);
        let news = std::pin::pin!(feed.after(self.seen));
        let Either::Left((events, _)) = select(news, pause).await else {
            return vec![Sent::default().comment("still here")];
        };
        self.seen = events.last().map_or(self.seen, |last| last.number);
        self.ended = events
            .iter()
            .any(|event| matches!(event.event, Event::Done(_)));
        events
            .into_iter()
            .map(|event| sent(event, self.language))
            .collect()
    }

    /// Ends the stream (`None`) when the run cannot be read; the browser tries again by itself.
    async fn stored(&mut self) -> Option<Vec<Sent>> {
        let world = &self.site.world;
        // Before anything is read: what is written after that is told.
        let news = world.database.news(&self.run);
        let run = run::find(world, &self.user.id, &self.run).await.ok()??;
        if run.status == RunStatus::Running {
            return self.elsewhere(news).await;
        }
        self.ended = true;
        let number = self.seen + 1;
        let event = Event::Done(run.status);
        Some(vec![sent(NumberedEvent { number, event }, self.language)])
    }
}

impl Watch {
    /// What a run says that works in another process, a moment after it was said.
    async fn elsewhere(&mut self, news: News) -> Option<Vec<Sent>> {
        let world = &self.site.world;
        if !world.settings.shares_events {
            let pause = if self.polls < SOON { POLL } else { LATER };
            self.polls += 1;
            world.clock.sleep(pause).await;
            return Some(vec![Sent::default().comment("still running")]);
        }
        let said = run::said_elsewhere(world, &self.run, self.seen)
            .await
            .ok()?;
        let Some(last) = said.last() else {
            let pause = if news.is_heard {
                POLL_HEARD
            } else {
                POLL_SHARED
            };
            select(news.next, world.clock.sleep(pause)).await;
            return Some(vec![Sent::default().comment("still running")]);
        };
        self.seen = last.number;
        let language = self.language;
        Some(
            said.into_iter()
                .map(|event| sent(event, language))
                .collect(),
        )
    }
}

fn sent(event: NumberedEvent, language: Language) -> Sent {
    let (name, data) = match event.event {
        Event::Stage(stage) => (
            "stage",
            json!({ "stage": stage, "label": stage_label(stage).to(language) }),
        ),
        Event::Text(piece) => (
            "text",
            json!({ "path": piece.path, "label": Message::from(piece.label).to(language), "text": piece.text }),
        ),
        Event::Restart => (
            "restart",
            json!({ "label": stage_label("restart").to(language) }),
        ),
        Event::Done(status) => ("done", json!({ "status": status })),
    };
    Sent::default()
        .event(name)
        .id(event.number.to_string())
        .data(data.to_string())
}

/// A stage in words.
pub(crate) fn stage_label(stage: &str) -> Message {
    match stage {
        "searching" => say("stage-searching"),
        "writing" => say("stage-writing"),
        "checking" => say("stage-checking"),
        "repairing" => say("stage-repairing"),
        "restart" => say("stage-restart"),
        _ => say("stage-saving"),
    }
}
