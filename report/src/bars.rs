//! Bars that lie one below the other, because their names are long.

use plotters::{
    backend::SVGBackend,
    chart::ChartBuilder,
    coord::ranged1d::{IntoSegmentedCoord as _, SegmentValue},
    drawing::IntoDrawingArea as _,
    element::{Rectangle, Text},
    style::{BLACK, Color as _, IntoFont as _, RGBColor, WHITE},
};

use crate::whole;

pub(crate) const WIDTH: u32 = 960;
/// One bar's height.
const BAR: u32 = 30;
/// What is above and below all of them.
const AROUND: u32 = 60;
/// What the longest bar leaves free for its figure.
const ROOM: f64 = 1.18;
pub(crate) const BLUE: RGBColor = RGBColor(0x3b, 0x6e, 0xa5);
pub(crate) const FONT: &str = "system-ui, sans-serif";

/// A chart as SVG: each value as a bar with its name and its figure.
pub(crate) fn bars(title: &str, values: &[(String, f64)]) -> anyhow::Result<String> {
    let count = u32::try_from(values.len())?;
    let mut svg = String::new();
    let area =
        SVGBackend::with_string(&mut svg, (WIDTH, AROUND + BAR * count.max(1))).into_drawing_area();
    area.fill(&WHITE)?;
    let highest = values.iter().map(|value| value.1).fold(0.0, f64::max);
    let range = 0.0..(if highest > 0.0 { highest } else { 1.0 }) * ROOM;
    let rows = (0..values.len().max(1)).into_segmented();
    let mut chart = ChartBuilder::on(&area)
        .caption(title, (FONT, 18).into_font().color(&BLACK))
        .margin(8)
        .set_label_area_size(plotters::chart::LabelAreaPosition::Left, 330)
        .build_cartesian_2d(range, rows)?;
    chart
        .configure_mesh()
        .disable_mesh()
        .disable_x_axis()
        .y_labels(values.len().max(1))
        .y_label_style((FONT, 13).into_font().color(&BLACK))
        .y_label_formatter(&|row| name(values, row))
        .draw()?;
    for (row, (_, value)) in values.iter().enumerate() {
        let (top, bottom) = (SegmentValue::Exact(row), SegmentValue::Exact(row + 1));
        let mut bar = Rectangle::new([(0.0, top), (*value, bottom)], BLUE.filled());
        bar.set_margin(5, 5, 0, 0);
        let text = Text::new(
            format!(" {}", figure(*value)),
            (*value, SegmentValue::CenterOf(row)),
            (FONT, 13).into_font().color(&BLACK),
        );
        chart.draw_series([bar])?;
        chart.draw_series([text])?;
    }
    drop(chart);
    area.present()?;
    drop(area);
    Ok(svg)
}

fn name(values: &[(String, f64)], row: &SegmentValue<usize>) -> String {
    let (SegmentValue::CenterOf(row) | SegmentValue::Exact(row)) = row else {
        return String::new();
    };
    values
        .get(*row)
        .map(|value| value.0.clone())
        .unwrap_or_default()
}

/// A figure with its thousands parted; small ones with what comes after the point.
fn figure(value: f64) -> String {
    if value < 100.0 {
        format!("{value:.1}")
    } else {
        whole(value)
    }
}
