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
    let lines: Vec<Vec<String>> = plan
        .iter()
        .flat_map(|scene| scene.lines)
        .map(|variants| {
            variants
                .iter()
                .map(|variant| (language.fill)(variant))
                .collect()
        })
        .collect();
    let mut chosen = choose(&lines, language.measure, units_wanted).into_iter();
    let narrations: Vec<String> = plan
        .iter()
        .map(|scene| {
            let said: Vec<String> = chosen
                .by_ref()
                .take(scene.lines.len())
                .filter(|line| !line.is_empty())
                .collect();
            said.join(" ")
        })
        .collect();
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

/// The variants whose lengths add up closest to what is wanted. Of ways to the same sum the one
/// found first stays: it takes the better variants in the earlier lines.
fn choose(lines: &[Vec<String>], measure: &dyn Fn(&str) -> usize, wanted: usize) -> Vec<String> {
    let mut ways: BTreeMap<usize, Vec<usize>> = BTreeMap::from([(0, Vec::new())]);
    for variants in lines {
        let lengths: Vec<usize> = variants.iter().map(|variant| measure(variant)).collect();
        let mut longer = BTreeMap::new();
        for (index, length) in lengths.iter().enumerate() {
            for (sum, way) in &ways {
                longer.entry(sum + length).or_insert_with(|| {
                    let mut way = way.clone();
                    way.push(index);
                    way
                });
            }
        }
        ways = longer;
    }
    let best = ways.into_iter().min_by_key(|(sum, _)| sum.abs_diff(wanted));
    let way = best.map(|(_, way)| way).unwrap_or_default();
    lines
        .iter()
        .zip(way)
        .filter_map(|(variants, index)| variants.get(index).cloned())
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
