//! Samples: chart.

use crate::{
    view::{
        chart::{Chart, Point},
        samples::day_in_korea,
    },
    words::say,
};

impl Chart {
    /// A week.
    pub fn sample() -> Self {
        let point = |(index, value): (usize, i64)| Point {
            day: day_in_korea(&format!("2026-11-{}", 17 + index)),
            value,
            words: say("chart-credits").with("credits", value),
        };
        Self {
            title: say("chart-usage").with("days", 7),
            summary: say("chart-usage-sum").with("credits", 200),
            points: [20, 0, 40, 60, 0, 20, 60]
                .into_iter()
                .enumerate()
                .map(point)
                .collect(),
        }
    }
}
