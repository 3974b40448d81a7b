//! What can be done with a run and its result: stopping it, a rating, a part written anew, reading it
//! aloud.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect},
};
use openclaw_domain::{
    agent::{Agent, Document, Hook, Problem as FieldFault, RewritePart, Scene, Script, check_text},
    database::DatabaseError,
    random::RunId,
    run::{self, LONGEST_REASON, LONGEST_WISH, RewriteRequest, Run, RunStatus, Verdict},
};

use super::{Page, render};
use crate::{
    api::runs::{own_run, result},
    http::{body::Form, user::SignedIn},
    problem::{Problem, no_result},
    site::Site,
    view::{
        format::When,
        result::{Line, Part, PlainPart, Rated, Revision, ScriptTools, Teleprompter},
        shell::Nav,
        timeline::{Timed, Timeline},
    },
    words::{Message, say},
};

/// A hook is the first seconds of a video.
const HOOK_MS: u64 = 3000;

/// Rates a result and goes back to it.
pub(super) async fn rate(
    State(site): State<Arc<Site>>,
    SignedIn(user): SignedIn,
    Path(id): Path<String>,
    mut form: Form,
) -> Page {
    let run = own_run(&site, &user, &id).await?;
    let verdict = form.take("rating").as_deref().and_then(Verdict::from_word);
    let verdict = verdict.ok_or_else(|| Problem::field("rating", FieldFault::Missing))?;
    let reason = form.take("reason").unwrap_or_default();
    let reason = check_text(&reason, 0, LONGEST_REASON, true);
    let reason = reason.map_err(|fault| Problem::field("reason", fault))?;
    let rated = run::rate(&site.world, &run, verdict, &reason).await?;
    rated.ok_or_else(no_result)?;
    Ok(Redirect::to(&format!("/runs/{}#rating", run.id)).into_response())
}

/// Starts writing a part anew and goes to the run that does it.
pub(super) async fn rewrite(
    State(site): State<Arc<Site>>,
    SignedIn(user): SignedIn,
    Path(id): Path<String>,
    mut form: Form,
) -> Page {
    let parent = own_run(&site, &user, &id).await?;
    let agent = site.world.agents.find(&parent.agent_id);
    let agent = Arc::clone(agent.ok_or_else(Problem::not_found)?);
    let part = form.take("part").as_deref().and_then(RewritePart::parse);
    let part = part.ok_or_else(|| Problem::field("part", FieldFault::NotAChoice(Vec::new())))?;
    let wish = form.take("wish").unwrap_or_default();
    let wish = check_text(&wish, 0, LONGEST_WISH, false);
    let wish = wish.map_err(|fault| Problem::field("wish", fault))?;
    let request = RewriteRequest {
        parent,
        agent,
        part,
        wish,
        api_key: None,
        idempotency_key: form
            .take("idempotency_key")
            .filter(|key| (1..=255).contains(&key.len())),
    };
    let started = run::rewrite(&site.world, request).await?;
    Ok(Redirect::to(&format!("/runs/{}", started.run)).into_response())
}

/// A script, large, that scrolls at its own pace.
pub(super) async fn teleprompter(
    State(site): State<Arc<Site>>,
    SignedIn(user): SignedIn,
    Path(id): Path<String>,
) -> Page {
    let run = own_run(&site, &user, &id).await?;
    let agent = site.world.agents.find(&run.agent_id);
    let agent = agent.ok_or_else(Problem::not_found)?;
    let document = result(&site, &run).await?.ok_or_else(no_result)?;
    let script = agent.script(&document).ok_or_else(Problem::not_found)?;
    let line = |scene: Scene| Line {
        text: scene.narration,
        speech_ms: scene.speech_ms,
        caption: scene.caption,
    };
    render(Teleprompter {
        shell: site.shell(say("teleprompter-page"), Nav::Runs, Some(&user)),
        title: run.title.clone().unwrap_or_else(|| run.subject.clone()),
        run_url: format!("/runs/{}", run.id),
        seconds: script.speech_ms.div_ceil(1000),
        lines: script.scenes.into_iter().map(line).collect(),
    })
}

/// A script's parts with the time they take; `None` where the result is no script.
pub(super) fn script_tools(
    site: &Site,
    agent: &Agent,
    run: &Run,
    document: &Document,
) -> Option<ScriptTools> {
    let Script { hooks, scenes, .. } = agent.script(document)?;
    let rewrite = agent.rewrite();
    let key = || RunId::new(site.world.now(), &*site.world.random).to_string();
    let hook = |(number, hook): (usize, Hook)| Part {
        id: format!("hooks/{number}"),
        label: say("result-hook").with("number", number.to_string()),
        text: hook.text,
        speech_ms: hook.speech_ms,
        time_ms: HOOK_MS,
        idempotency_key: key(),
    };
    let scene = |scene: Scene| Part {
        id: format!("scenes/{}", scene.number),
        label: say("result-scene").with("number", scene.number.to_string()),
        time_ms: scene.length_ms(),
        text: scene.narration,
        speech_ms: scene.speech_ms,
        idempotency_key: key(),
    };
    let timed: Vec<Timed> = scenes.iter().map(timed).collect();
    let hooks = (1..).zip(hooks).map(hook);
    Some(ScriptTools {
        timeline: Timeline::of(&timed),
        teleprompter_url: format!("/runs/{}/teleprompter", run.id),
        parts: hooks.chain(scenes.into_iter().map(scene)).collect(),
        rewrite_price: rewrite.map(|rewrite| rewrite.price.get()),
    })
}

fn timed(scene: &Scene) -> Timed {
    Timed {
        start_ms: u64::try_from(scene.start).unwrap_or(0) * 1000,
        length_ms: scene.length_ms(),
        speech_ms: scene.speech_ms,
    }
}

/// The parts of a result, each to be copied by itself.
pub(super) fn parts(agent: &Agent, document: &Document) -> Vec<PlainPart> {
    let parts = agent.plain_parts(&document.output).into_iter();
    parts
        .map(|part| PlainPart {
            label: part.label.into(),
            text: part.text,
        })
        .collect()
}

/// Stops a run and goes back to it, where it says how it ended.
pub(super) async fn stop(
    State(site): State<Arc<Site>>,
    SignedIn(user): SignedIn,
    Path(id): Path<String>,
) -> Page {
    let run = own_run(&site, &user, &id).await?;
    run::stop(&site.world, &run).await?;
    Ok(Redirect::to(&format!("/runs/{}", run.id)).into_response())
}

/// The versions of a result that there are.
pub(super) async fn revisions(site: &Site, run: &Run) -> Result<Vec<Revision>, DatabaseError> {
    let found = run::revisions(&site.world, run).await?;
    let there = found.iter().filter(|it| it.status == RunStatus::Succeeded);
    Ok(there
        .map(|it| Revision {
            url: format!("/runs/{}", it.id),
            label: revision_label(it),
            when: When::moment(it.created_at.0),
            is_this: it.id == run.id,
        })
        .collect())
}

fn revision_label(run: &Run) -> Message {
    let part = run
        .rewrite
        .as_ref()
        .and_then(|it| RewritePart::parse(&it.part));
    match part {
        None => say("result-first"),
        Some(part) if part.list == "hooks" => {
            say("result-new-hook").with("number", part.number.to_string())
        }
        Some(part) => say("result-new-scene").with("number", part.number.to_string()),
    }
}

/// What was said of a result.
pub(super) async fn rated(site: &Site, run: &Run) -> Result<Rated, DatabaseError> {
    let rating = run::find_rating(&site.world, run).await?;
    Ok(rating.map_or_else(Rated::default, |it| Rated {
        is_up: Some(it.verdict == Verdict::Up),
        reason: it.reason,
    }))
}
