//! Checks of a script: its timeline, how long it takes to say, its hooks.

use super::{Found, Subject};
use crate::{
    agent::{Scene, Script},
    speech::Language,
};

/// The scenes follow each other from 0 to the length asked for.
pub(super) fn timeline(subject: &Subject<'_>, [shortest, longest]: [i64; 2]) -> Found {
    let Some(script) = subject.script() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut at = 0;
    for scene in &script.scenes {
        let place = scene_place(subject, scene);
        if scene.start != at {
            found.push((
                place.clone(),
                format!(
                    "starts at {}; it must start at {at}, where the scene before it ends",
                    scene.start
                ),
            ));
        }
        let length = scene.end.saturating_sub(scene.start);
        if !(shortest..=longest).contains(&length) {
            found.push((
                place,
                format!("lasts {length} s; a scene lasts {shortest} to {longest} s"),
            ));
        }
        at = scene.end;
    }
    if u64::try_from(at) != Ok(script.seconds) {
        let reason = format!(
            "the last scene ends at {at} s; it must end at {} s",
            script.seconds
        );
        found.push((String::new(), reason));
    }
    found
}

/// Everything said takes as long as was asked for, and no scene's narration more than its time.
pub(super) fn duration(
    subject: &Subject<'_>,
    tolerance_percent: u64,
    scene_tolerance_ms: u64,
) -> Found {
    let Some(script) = subject.script() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let wanted = script.seconds * 1000;
    let off = script.speech_ms.abs_diff(wanted);
    if off * 100 > wanted * tolerance_percent {
        let (change, way) = if script.speech_ms > wanted {
            ("cut", "too long")
        } else {
            ("add", "too short")
        };
        found.push((
            String::new(),
            format!(
                "all narrations together take {} s to say, which is {way} for {} s: {change} about {}",
                seconds(script.speech_ms),
                script.seconds,
                amount(&script, off),
            ),
        ));
    }
    for scene in &script.scenes {
        let over = scene.speech_ms.saturating_sub(scene.length_ms());
        if over > scene_tolerance_ms {
            found.push((
                scene_place(subject, scene),
                format!(
                    "the narration takes {} s to say and the scene has {} s: cut about {}, or make the scene longer",
                    seconds(scene.speech_ms),
                    scene.length_ms() / 1000,
                    amount(&script, over),
                ),
            ));
        }
    }
    found
}

/// Enough hooks, each of another kind, each short enough to be the first seconds.
pub(super) fn hooks(subject: &Subject<'_>, at_least: usize, longest_ms: u64) -> Found {
    let (Some(script), Some(shape)) = (subject.script(), subject.script) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    if script.hooks.len() < at_least {
        let reason = format!(
            "there are {}; write at least {at_least}",
            script.hooks.len()
        );
        found.push((shape.hooks.clone(), reason));
    }
    for (index, hook) in script.hooks.iter().enumerate() {
        let place = format!("{}[{index}]", shape.hooks);
        if script.hooks[..index]
            .iter()
            .any(|other| other.kind == hook.kind)
        {
            let reason = format!(
                "the kind {} is there already; each hook is of another kind",
                hook.kind
            );
            found.push((place.clone(), reason));
        }
        if hook.speech_ms > longest_ms {
            let (time, over) = (seconds(hook.speech_ms), hook.speech_ms - longest_ms);
            let reason = format!(
                "takes {time} s to say; {} s at most: cut about {}",
                seconds(longest_ms),
                amount(&script, over)
            );
            found.push((place, reason));
        }
    }
    found
}

fn scene_place(subject: &Subject<'_>, scene: &Scene) -> String {
    let list = subject.script.map_or("", |shape| shape.scenes.as_str());
    format!(
        "{list}[{}] ({}–{} s)",
        scene.number - 1,
        scene.start,
        scene.end
    )
}

fn seconds(ms: u64) -> String {
    format!("{}.{}", ms / 1000, ms % 1000 / 100)
}

/// So much time in what a writer counts.
fn amount(script: &Script, ms: u64) -> String {
    let beats = (ms * script.tone.tenths_per_second(script.language))
        .div_ceil(10_000)
        .max(1);
    let unit = match script.language {
        Language::Korean => "syllables",
        Language::English => "words",
    };
    format!("{beats} {unit}")
}
