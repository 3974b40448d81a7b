//! One item of a finished result, written anew: a run of its own, with the same checks on the whole.

use serde_json::Value;

use super::structured::{Wrong, judge, write_checked};
use crate::{
    agent::RewritePart,
    run::{Failure, Rewrite, Work, document, find},
};

/// Writes the part anew and puts it into the parent's result.
pub(in crate::run) async fn rewrite(work: &mut Work, rewrite: &Rewrite) -> Result<(), Failure> {
    let lost = |error: &dyn std::fmt::Display| {
        tracing::error!(%error, "the result to rewrite cannot be read");
        Failure::Storage
    };
    let parent = find(&work.world, &work.run.user, &rewrite.parent).await;
    let parent = parent.map_err(|error| lost(&error))?;
    let parent = parent.ok_or_else(|| lost(&"it is gone"))?;
    let before = document(&work.world, &parent)
        .await
        .map_err(|error| lost(&error))?;
    let before = before.ok_or_else(|| lost(&"it is gone"))?;
    let part = RewritePart::parse(&rewrite.part).ok_or_else(|| lost(&"no such part"))?;
    let voice = work.brand_voice().await;
    let prompt = work.agent.rewrite_prompt(
        &before,
        &part,
        &rewrite.wish,
        &voice,
        &work.safety_identifier(),
    );
    let prompt = prompt.map_err(|error| work.cannot_ask(&error))?;
    let (output, model) = write_checked(work, prompt, false, |work, mut written: Value| {
        let item = written.get_mut("item").map(Value::take);
        let Some(item) = item.filter(Value::is_object) else {
            let reason = "it wants one member, `item`, which is an object".to_owned();
            return Err(Wrong::Form(vec![reason]));
        };
        let output = work.agent.with_item(&before.output, &part, item);
        if part.item(&output) == part.item(&before.output) {
            let reason = "the item is the same as before: write another one".to_owned();
            return Err(Wrong::Form(vec![reason]));
        }
        judge(work, &output).map(|()| output)
    })
    .await?;
    work.wrote(output, model);
    Ok(())
}
