//! Fitting prose to time: from every sentence's variants, those that together take as long as they
//! should; then a timeline along them.

use std::collections::BTreeMap;

use openclaw_domain::speech::{self, Language, Tone};
use serde_json::{Value, json};

/// How much of the time is spoken, in percent: the rest is room for the scenes' whole seconds.
const FILLED_PERCENT: u64 = 96;
/// How far a narration may run over its scene, in milliseconds.
const OVER_MS: u64 = 400;
const SHORTEST_SCENE: u64 = 2;

/// A scene as it is written down: each line is a list of variants, the best first. An empty variant
/// leaves the line out.
pub(super) struct Scene {
    pub(super) lines: &'static [&'static [&'static str]],
    pub(super) on_screen: &'static str,
    pub(super) shot: &'static str,
}

/// How words are said: what turns the written form into them, and how fast.
pub(super) struct Voice<'a> {
    pub(super) fill: &'a dyn Fn(&str) -> String,
    pub(super) tone: Tone,
    pub(super) language: Language,
}

impl Voice<'_> {
    /// How finely time is counted, in tenths of a beat, and the pause after a scene's last sentence.
    fn grain_and_pause(&self) -> (u64, u64) {
        match self.language {
            Language::Korean => (10, 14),
            Language::English => (4, 7),
        }
    }

    /// How long a text is, its last pause included.
    fn units(&self, text: &str) -> usize {
        let (grain, pause) = self.grain_and_pause();
        let reading = speech::read_out(text, self.language);
        let tenths = reading.spoken_tenths + reading.paused_tenths + pause;
        usize::try_from((tenths + grain / 2) / grain).unwrap_or(usize::MAX)
    }

    fn milliseconds(&self, text: &str) -> u64 {
        speech::milliseconds(text, self.tone, self.language)
    }

    /// How many units fill a time.
    fn units_in(&self, seconds: u32) -> usize {
        let (grain, _) = self.grain_and_pause();
        let tenths = self.tone.tenths_per_second(self.language) * u64::from(seconds);
        usize::try_from(tenths * FILLED_PERCENT / (100 * grain)).unwrap_or(usize::MAX)
    }
}

/// The scenes as the script's schema has them, on one timeline that ends at `seconds`.
pub(super) fn scenes(plan: &[&Scene], voice: &Voice<'_>, seconds: u32) -> Vec<Value> {
    let options: Vec<Vec<Narration>> = plan.iter().map(|scene| variants(scene, voice)).collect();
    let narrations = choose(&options, voice.units_in(seconds));
    let ends = timeline(&narrations, voice, seconds);
    let starts = std::iter::once(0).chain(ends.iter().copied());
    plan.iter()
        .zip(narrations)
        .zip(starts.zip(ends.iter().copied()))
        .map(|((scene, narration), (start, end))| {
            json!({
                "start": start,
                "end": end,
                "narration": narration,
                "on_screen_text": (voice.fill)(scene.on_screen),
                "shot": (voice.fill)(scene.shot),
            })
        })
        .collect()
}

/// The text that comes closest to so much time, of lines that are each a list of variants.
pub(super) fn narration(lines: &[&[&str]], voice: &Voice<'_>, milliseconds: u64) -> String {
    let ways = ways(lines, voice);
    let off = |text: &String| voice.milliseconds(text).abs_diff(milliseconds);
    ways.into_iter().min_by_key(off).unwrap_or_default()
}

/// One way to say a scene.
struct Narration {
    text: String,
    units: usize,
}

/// Every way to say a scene, the better ones first.
fn variants(scene: &Scene, voice: &Voice<'_>) -> Vec<Narration> {
    let narration = |text: String| Narration {
        units: voice.units(&text),
        text,
    };
    ways(scene.lines, voice)
        .into_iter()
        .map(narration)
        .collect()
}

fn ways(lines: &[&[&str]], voice: &Voice<'_>) -> Vec<String> {
    let mut texts = vec![String::new()];
    for line in lines {
        let said: Vec<String> = line.iter().map(|variant| (voice.fill)(variant)).collect();
        texts = texts
            .iter()
            .flat_map(|text| {
                said.iter()
                    .map(move |line| format!("{text} {line}").trim().to_owned())
            })
            .collect();
    }
    texts
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

/// Where each scene ends, in whole seconds: each has the seconds it needs, and what is left goes to
/// those that have least room.
fn timeline(narrations: &[String], voice: &Voice<'_>, seconds: u32) -> Vec<u64> {
    let said: Vec<u64> = narrations
        .iter()
        .map(|text| voice.milliseconds(text))
        .collect();
    let needed = |ms: u64| {
        ms.saturating_sub(OVER_MS)
            .div_ceil(1000)
            .max(SHORTEST_SCENE)
    };
    let mut lengths: Vec<u64> = said.iter().map(|ms| needed(*ms)).collect();
    let room = |lengths: &[u64], index: usize| {
        (lengths[index] * 1000).cast_signed() - said[index].cast_signed()
    };
    let mut total: u64 = lengths.iter().sum();
    while total != u64::from(seconds) && !lengths.is_empty() {
        let places = 0..lengths.len();
        if total < u64::from(seconds) {
            let tightest = places
                .min_by_key(|index| room(&lengths, *index))
                .unwrap_or(0);
            lengths[tightest] += 1;
            total += 1;
        } else {
            let widest = places
                .max_by_key(|index| room(&lengths, *index))
                .unwrap_or(0);
            lengths[widest] = lengths[widest].saturating_sub(1);
            total -= 1;
        }
    }
    let end = |at: &mut u64, length: u64| {
        *at += length;
        Some(*at)
    };
    lengths.into_iter().scan(0, end).collect()
}
