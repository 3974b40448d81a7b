//! A script's scenes against the clock, drawn to scale: each as wide as it is long, with how long its
//! words take in it.

/// What is drawn of one scene. Positions are percent of the whole, as SVG takes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineScene {
    /// Its place, from 1.
    pub number: usize,
    /// Where it begins: `26.67%`.
    pub x: String,
    /// How long it is.
    pub width: String,
    /// How long its words take; may be more than its width.
    pub speech_width: String,
    /// Whether its words take longer than there is time.
    pub is_over: bool,
}

/// A second that is written below the scenes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tick {
    /// Where.
    pub x: String,
    /// Seconds from the beginning.
    pub second: u64,
}

/// The scenes of a script on one line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Timeline {
    /// In order.
    pub scenes: Vec<TimelineScene>,
    /// In order; the first is 0.
    pub ticks: Vec<Tick>,
    /// How long all of it is, in seconds.
    pub seconds: u64,
}

/// A scene as it is timed, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timed {
    /// From the beginning.
    pub start_ms: u64,
    /// How long it is.
    pub length_ms: u64,
    /// How long its words take.
    pub speech_ms: u64,
}

impl Timeline {
    /// The timeline of these scenes.
    pub fn of(scenes: &[Timed]) -> Self {
        let ends = scenes.iter().map(|scene| scene.start_ms + scene.length_ms);
        let whole_ms = ends.max().unwrap_or(0).max(1);
        let percent = |ms: u64| {
            let hundredths = ms.min(whole_ms).saturating_mul(10_000) / whole_ms;
            format!("{}.{:02}%", hundredths / 100, hundredths % 100)
        };
        let scene = |(number, scene): (usize, &Timed)| TimelineScene {
            number,
            x: percent(scene.start_ms),
            width: percent(scene.length_ms),
            speech_width: percent(scene.speech_ms.min(scene.length_ms)),
            is_over: scene.speech_ms > scene.length_ms,
        };
        let seconds = whole_ms.div_ceil(1000);
        let step = if seconds > 30 { 10 } else { 5 };
        // The whole length is written at the end: no tick comes too near to it.
        let ticks = (0..).map(|tick| tick * step);
        let ticks = ticks.take_while(|second| second + step / 2 < seconds.max(1));
        Self {
            scenes: (1..).zip(scenes).map(scene).collect(),
            ticks: ticks
                .map(|second| Tick {
                    x: percent(second * 1000),
                    second,
                })
                .collect(),
            seconds,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timed(start_ms: u64, length_ms: u64, speech_ms: u64) -> Timed {
        Timed {
            start_ms,
            length_ms,
            speech_ms,
        }
    }

    #[test]
    fn a_scene_is_as_wide_as_it_is_long() {
        let line = Timeline::of(&[timed(0, 4_000, 3_000), timed(4_000, 8_000, 9_000)]);
        let drawn: Vec<_> = line
            .scenes
            .iter()
            .map(|it| {
                format!(
                    "{} {} {} {} {}",
                    it.number, it.x, it.width, it.speech_width, it.is_over
                )
            })
            .collect();
        assert_eq!(
            drawn,
            ["1 0.00% 33.33% 25.00% false", "2 33.33% 66.66% 66.66% true"]
        );
        let ticks: Vec<_> = line.ticks.iter().map(|tick| tick.second).collect();
        assert_eq!((ticks, line.seconds), (vec![0, 5], 12));
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        let line = Timeline::of(&[]);
        assert!(line.scenes.is_empty());
        assert!(Timeline::of(&[timed(0, 0, 0)]).scenes[0].width == "0.00%");
    }
}
