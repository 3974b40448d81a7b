//! Columns side by side: many values in the order they came.

use plotters::{
    backend::SVGBackend,
    chart::ChartBuilder,
    drawing::IntoDrawingArea as _,
    element::Rectangle,
    style::{BLACK, Color as _, IntoFont as _, WHITE},
};

use crate::bars::{BLUE, FONT, WIDTH};

const HEIGHT: u32 = 260;

/// A chart as SVG: the values from left to right, with a scale beside them.
pub(crate) fn columns(title: &str, values: &[(String, f64)]) -> anyhow::Result<String> {
    let mut svg = String::new();
    let area = SVGBackend::with_string(&mut svg, (WIDTH, HEIGHT)).into_drawing_area();
    area.fill(&WHITE)?;
    let highest = values.iter().map(|value| value.1).fold(0.0, f64::max);
    let scale = 0.0..if highest > 0.0 { highest * 1.05 } else { 1.0 };
    let mut chart = ChartBuilder::on(&area)
        .caption(title, (FONT, 18).into_font().color(&BLACK))
        .margin(8)
        .x_label_area_size(24)
        .y_label_area_size(70)
        .build_cartesian_2d(1..values.len() + 1, scale)?;
    let small = (FONT, 12).into_font().color(&BLACK);
    chart
        .configure_mesh()
        .disable_x_mesh()
        .label_style(small)
        .draw()?;
    let column = |(at, (_, value)): (usize, &(String, f64))| {
        let mut column = Rectangle::new([(at + 1, 0.0), (at + 2, *value)], BLUE.filled());
        column.set_margin(0, 0, 1, 1);
        column
    };
    chart.draw_series(values.iter().enumerate().map(column))?;
    drop(chart);
    area.present()?;
    drop(area);
    Ok(svg)
}
