//! Bars over days, drawn as SVG without a script or a style.

use super::format::When;
use crate::words::Message;

/// The drawing's height, in its own units; a bar takes [`STEP`] of width.
const HEIGHT: i64 = 96;
const STEP: usize = 10;

/// A day's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// The day.
    pub day: When,
    /// How much, none below 0.
    pub value: i64,
    /// The same in words.
    pub words: Message,
}

/// A bar as it is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar<'a> {
    /// Its left side.
    pub x: usize,
    /// Its top.
    pub y: i64,
    /// How high it is.
    pub height: i64,
    /// What it stands for.
    pub point: &'a Point,
}

/// A chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// What it shows.
    pub title: Message,
    /// What it comes to, in a sentence: what a screen reader reads.
    pub summary: Message,
    /// The days, oldest first.
    pub points: Vec<Point>,
}

impl Chart {
    /// The drawing's width.
    pub fn width(&self) -> usize {
        self.points.len() * STEP
    }

    /// The drawing's height.
    pub fn height(&self) -> i64 {
        HEIGHT
    }

    /// Whether there is anything to draw.
    pub fn is_empty(&self) -> bool {
        self.points.iter().all(|point| point.value <= 0)
    }

    /// The bars: the largest takes the whole height, and what is not 0 can be seen.
    pub fn bars(&self) -> Vec<Bar<'_>> {
        let most = self
            .points
            .iter()
            .map(|point| point.value)
            .max()
            .unwrap_or(0)
            .max(1);
        let bar = |(index, point): (usize, &'_ Point)| {
            let value = point.value.max(0);
            let height = value.saturating_mul(HEIGHT) / most;
            let height = if value > 0 { height.max(2) } else { 0 };
            (index * STEP + 1, height)
        };
        self.points
            .iter()
            .enumerate()
            .map(|it| {
                let (x, height) = bar(it);
                Bar {
                    x,
                    y: HEIGHT - height,
                    height,
                    point: it.1,
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::verbatim;

    fn chart(values: &[i64]) -> Chart {
        let point = |&value| Point {
            day: When::date(0),
            value,
            words: verbatim(""),
        };
        Chart {
            title: verbatim(""),
            summary: verbatim(""),
            points: values.iter().map(point).collect(),
        }
    }

    #[test]
    fn the_largest_takes_the_height_and_the_smallest_can_be_seen() {
        let drawn = chart(&[0, 1, 500, 1_000]);
        let bars: Vec<_> = drawn
            .bars()
            .iter()
            .map(|bar| (bar.x, bar.y, bar.height))
            .collect();
        assert_eq!(bars, [(1, 96, 0), (11, 94, 2), (21, 48, 48), (31, 0, 96)]);
        assert_eq!(drawn.width(), 40);
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        assert!(chart(&[0, 0]).is_empty() && chart(&[]).is_empty());
        assert!(!chart(&[0, 3]).is_empty());
        assert!(chart(&[0, 0]).bars().iter().all(|bar| bar.height == 0));
    }
}
