//! Fitting prose to time: from every sentence's variants, those that together take as long as they
//! should; then a timeline along them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// A scene as it is written down: each line is a list of variants, the best first. An empty variant
/// leaves the line out.
pub(super) struct Scene {
    pub(super) lines: &'static [&'static [&'static str]],
    pub(super) on_screen: &'static str,
    pub(super) shot: &'static str,
}

/// What turns the written form into words, and how words are measured.
pub(super) struct Language<'a> {
    pub(super) fill: &'a dyn Fn(&str) -> String,
    pub(super) measure: &'a dyn Fn(&str) -> usize,
}

/// The scenes as the script's schema has them, on one timeline that ends at `seconds`.
pub(super) fn scenes(
    plan: &[&Scene],
    language: &Language<'_>,
    units_wanted: usize,
    seconds: u32,
) -> Vec<Value> {
    let options: Vec<Vec<Narration>> = plan.iter().map(|scene| variants(scene, language)).collect();
    let narrations = choose(&options, units_wanted);
    let ends = timeline(&narrations, language.measure, seconds);
    let starts = std::iter::once(0).chain(ends.iter().copied());
    plan.iter()
        .zip(narrations)
        .zip(starts.zip(ends.iter().copied()))
        .map(|((scene, narration), (start, end))| {
            json!({
                "start": start,
                "end": end,
                "narration": narration,
                "on_screen_text": (language.fill)(scene.on_screen),
                "shot": (language.fill)(scene.shot),
            })
        })
        .collect()
}

/// One way to say a scene.
struct Narration {
    text: String,
    units: usize,
}

/// Every way to say a scene, the better ones first.
fn variants(scene: &Scene, language: &Language<'_>) -> Vec<Narration> {
    let mut texts = vec![String::new()];
    for line in scene.lines {
        let said: Vec<String> = line
            .iter()
            .map(|variant| (language.fill)(variant))
            .collect();
        texts = texts
            .iter()
            .flat_map(|text| {
                said.iter()
                    .map(move |line| format!("{text} {line}").trim().to_owned())
            })
            .collect();
    }
    texts
        .into_iter()
        .map(|text| Narration {
            units: (language.measure)(&text),
            text,
        })
        .collect()
}

/// How uneven a choice is so far, and which option it takes of each scene.
type Way = (usize, Vec<usize>);

/// One option of every scene, so that together they come close to what is wanted, and none is much
/// longer than another. Of equal ways the one with better options stays.
fn choose(options: &[Vec<Narration>], wanted: usize) -> Vec<String> {
    let even = wanted / options.len().max(1);
    let mut ways: BTreeMap<usize, Way> = BTreeMap::from([(0, (0, Vec::new()))]);
    for scene in options {
        let mut longer: BTreeMap<usize, Way> = BTreeMap::new();
        for (sum, (cost, way)) in &ways {
            for (index, option) in scene.iter().enumerate() {
                let cost = cost + option.units.abs_diff(even).pow(2);
                let found = longer
                    .entry(sum + option.units)
                    .or_insert((usize::MAX, Vec::new()));
                if cost < found.0 {
                    *found = (cost, way.iter().copied().chain([index]).collect());
                }
            }
        }
        ways = longer;
    }
    // A unit too many in all weighs as much as a scene that is two units off.
    let score = |(sum, (cost, _)): &(usize, Way)| 4 * sum.abs_diff(wanted).pow(2) + cost;
    let best = ways.into_iter().min_by_key(score);
    let way = best.map(|(_, (_, way))| way).unwrap_or_default();
    options
        .iter()
        .zip(way)
        .map(|(scene, index)| scene[index].text.clone())
        .collect()
}

/// Where each scene ends, in whole seconds: in step with what has been said by then.
fn timeline(narrations: &[String], measure: &dyn Fn(&str) -> usize, seconds: u32) -> Vec<u32> {
    let total = narrations
        .iter()
        .map(|text| measure(text))
        .sum::<usize>()
        .max(1);
    let mut said = 0;
    let mut before = 0;
    let count = u32::try_from(narrations.len()).unwrap_or(u32::MAX);
    (1..=count)
        .zip(narrations)
        .map(|(number, narration)| {
            said += measure(narration);
            let share = (usize::try_from(seconds).unwrap_or_default() * said + total / 2) / total;
            // Every scene lasts a second at least, the ones still to come included.
            let latest = seconds.saturating_sub(count - number);
            let end = u32::try_from(share)
                .unwrap_or(seconds)
                .clamp(before + 1, latest.max(before + 1));
            before = end;
            end
        })
        .collect()
}
