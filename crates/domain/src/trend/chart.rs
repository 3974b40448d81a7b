//! A small chart: how often each video was viewed, by how long ago it was published. Its colours are
//! classes of the page's style sheet, so it follows the page into the dark, and it has no style of
//! its own that a content security policy would refuse.

use std::fmt::Write as _;

use jiff::Timestamp as Instant;
use minijinja::HtmlEscape;
use serde_json::Value;

use crate::{account::Language, money};

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 300.0;
/// Room for the words at the axes.
const LEFT: f64 = 56.0;
const BOTTOM: f64 = 34.0;
const EDGE: f64 = 14.0;

/// A video's place in the chart.
struct Point {
    /// Days before the counts were read.
    age: f64,
    views: f64,
    class: &'static str,
    label: String,
}

/// The chart as SVG; empty when nothing can be drawn. Views are on a logarithmic axis, since a few
/// videos have most of them.
#[must_use]
pub fn views_by_age(evidence: &Value, language: Language) -> String {
    let points = points(evidence, language);
    let days = evidence["period_days"].as_f64().unwrap_or(30.0);
    let most = points.iter().map(|point| point.views).fold(0.0, f64::max);
    let least = points.iter().map(|point| point.views).fold(most, f64::min);
    if points.is_empty() {
        return String::new();
    }
    let (low, high) = (
        least.log10().floor(),
        most.log10().ceil().max(least.log10().floor() + 1.0),
    );
    let across = |age: f64| LEFT + (WIDTH - LEFT - EDGE) * (1.0 - (age / days).clamp(0.0, 1.0));
    let down =
        |views: f64| EDGE + (HEIGHT - BOTTOM - EDGE) * (1.0 - (views.log10() - low) / (high - low));
    let mut svg = String::new();
    // Writing into a String cannot fail.
    let (title, description) = said(language, points.len(), &grouped(least), &grouped(most));
    let _ = write!(
        svg,
        "<svg class=\"chart\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" \
         aria-labelledby=\"chart-title chart-desc\"><title id=\"chart-title\">{title}</title>\
         <desc id=\"chart-desc\">{description}</desc>",
    );
    grid(&mut svg, low, high, language);
    for age in ticks(days) {
        let label = match language {
            Language::Korean if age == 0.0 => "오늘".to_owned(),
            Language::Korean => format!("{age}일 전"),
            Language::English if age == 0.0 => "today".to_owned(),
            Language::English => format!("{age} d ago"),
        };
        let (x, y) = (across(age), HEIGHT - 10.0);
        let _ = write!(
            svg,
            "<text class=\"x\" x=\"{x:.1}\" y=\"{y:.1}\">{label}</text>"
        );
    }
    for Point {
        age,
        views,
        class,
        label,
    } in &points
    {
        let (x, y, label) = (across(*age), down(*views), HtmlEscape(label));
        let _ = write!(
            svg,
            "<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"5\"><title>{label}</title></circle>"
        );
    }
    svg.push_str("</svg>");
    svg
}

/// A line and its words for each power of ten; the lowest lies on the lower edge.
fn grid(svg: &mut String, low: f64, high: f64, language: Language) {
    let mut power = low;
    while power <= high {
        let y = EDGE + (HEIGHT - BOTTOM - EDGE) * (1.0 - (power - low) / (high - low));
        let (x, under, label) = (LEFT - 8.0, y + 4.0, large(power, language));
        let _ = write!(
            svg,
            "<line class=\"grid\" x1=\"{LEFT}\" x2=\"{WIDTH}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>\
             <text class=\"y\" x=\"{x}\" y=\"{under:.1}\">{label}</text>"
        );
        power += 1.0;
    }
}

fn points(evidence: &Value, language: Language) -> Vec<Point> {
    let at = |value: &Value| value.as_str()?.parse::<Instant>().ok();
    let Some(counted) = at(&evidence["counted_at"]) else {
        return Vec::new();
    };
    let videos = evidence["videos"].as_array().map_or(&[][..], Vec::as_slice);
    let point = |video: &Value| {
        let seconds = (counted - at(&video["published_at"])?).as_secs();
        let age = f64::from(i32::try_from(seconds).ok()?) / 86_400.0;
        // A logarithm has no place for what nobody has viewed.
        let views = video["views"].as_f64().filter(|views| *views >= 1.0)?;
        let class = match video["likely_shorts"].as_bool() {
            Some(true) => "likely",
            Some(false) => "unlikely",
            None => "unknown",
        };
        let title = video["title"].as_str().unwrap_or_default();
        let label = match language {
            Language::Korean => format!("{title} · 조회수 {}", grouped(views)),
            Language::English => format!("{title} · {} views", grouped(views)),
        };
        Some(Point {
            age,
            views,
            class,
            label,
        })
    };
    videos.iter().filter_map(point).collect()
}

fn ticks(days: f64) -> impl Iterator<Item = f64> {
    let step = if days > 14.0 {
        7.0
    } else if days > 7.0 {
        2.0
    } else {
        1.0
    };
    std::iter::successors(Some(0.0), move |age| Some(age + step))
        .take_while(move |age| *age <= days)
}

/// What the chart shows, in a title and a description.
fn said(language: Language, videos: usize, least: &str, most: &str) -> (&'static str, String) {
    match language {
        Language::Korean => (
            "게시 후 지난 날과 조회수",
            format!(
                "영상 {videos}개. 가로는 게시한 날부터 지난 날, 세로는 조회수(로그 눈금). 가장 적은 조회수 {least}, \
                 가장 많은 조회수 {most}. 값은 아래 표에 있어요."
            ),
        ),
        Language::English => (
            "Views by days since publication",
            format!(
                "{videos} videos. Across: days since publication; up: views, on a logarithmic scale. \
                 Fewest views {least}, most views {most}. The values are in the table below."
            ),
        ),
    }
}

/// A power of ten in the words of an axis.
fn large(power: f64, language: Language) -> &'static str {
    const KOREAN: [&str; 11] = [
        "1", "10", "100", "1천", "1만", "10만", "100만", "1천만", "1억", "10억", "100억",
    ];
    const ENGLISH: [&str; 11] = [
        "1", "10", "100", "1K", "10K", "100K", "1M", "10M", "100M", "1B", "10B",
    ];
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a small whole number"
    )]
    let position = power.clamp(0.0, 10.0) as usize;
    match language {
        Language::Korean => KOREAN[position],
        Language::English => ENGLISH[position],
    }
}

/// A count with commas, of a number that came out of a chart.
fn grouped(views: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "counts are below 2^53")]
    let whole = views as i64;
    money::grouped(whole)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn seen(videos: &Value) -> Value {
        json!({"counted_at": "2026-11-27T00:00:00Z", "period_days": 7, "videos": videos})
    }

    #[test]
    fn a_point_a_video_in_its_place_with_its_words_escaped() {
        let svg = views_by_age(
            &seen(&json!([
                {"title": "<script>alert(1)</script>", "views": 1_000, "published_at": "2026-11-27T00:00:00Z", "likely_shorts": true},
                {"title": "오래된 영상", "views": 100_000, "published_at": "2026-11-20T00:00:00Z", "likely_shorts": false},
                {"title": "숨긴 영상", "views": null, "published_at": "2026-11-21T00:00:00Z", "likely_shorts": null},
            ])),
            Language::Korean,
        );
        assert!(!svg.contains("<script>"), "{svg}");
        assert!(!svg.contains("style="), "{svg}");
        assert_eq!(svg.matches("<circle").count(), 2);
        assert!(svg.contains("<desc id=\"chart-desc\">영상 2개."), "{svg}");
        let points = [
            "<circle class=\"likely\" cx=\"626.0\" cy=\"266.0\" r=\"5\"><title>&lt;script&gt;alert(1)&lt;&#x2f;script&gt; · 조회수 1,000</title></circle>",
            "<circle class=\"unlikely\" cx=\"56.0\" cy=\"14.0\" r=\"5\"><title>오래된 영상 · 조회수 100,000</title></circle>",
        ];
        for point in points {
            assert!(svg.contains(point), "{svg}");
        }
        for label in [">1천<", ">1만<", ">10만<", ">오늘<", ">7일 전<"] {
            assert!(svg.contains(label), "{label}: {svg}");
        }
    }

    #[test]
    fn what_cannot_be_drawn_is_not() {
        for videos in [
            json!([]),
            json!(null),
            json!([{"views": 0, "published_at": "2026-11-27T00:00:00Z"}]),
        ] {
            assert_eq!(views_by_age(&seen(&videos), Language::Korean), "");
        }
        assert_eq!(views_by_age(&Value::Null, Language::Korean), "");
        let one = json!([{"views": 1, "published_at": "2026-11-27T00:00:00Z"}]);
        let drawn = views_by_age(&seen(&one), Language::English);
        assert!(drawn.contains("cy=\"266.0\""), "{drawn}");
        assert!(
            drawn.contains(">today<") && !drawn.contains("조회수"),
            "{drawn}"
        );
    }
}
