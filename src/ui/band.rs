//! The band of a rollout, drawn: available Pods by revision, all Pods as a line, the two limits.

use super::memo::Draw;
use super::shared::Same;
use super::workloads::group_class;
use podarium::scene::{BandPoint, BandView};
use std::fmt::Write;
use yew::prelude::*;

const WIDTH: f64 = 268.0;
const HEIGHT: f64 = 92.0;
/// Room for words above the drawing.
const TOP: f64 = 16.0;

#[derive(PartialEq)]
pub struct Band {
    pub band: Same<BandView>,
}

impl Draw for Band {
    fn draw(&self) -> Html {
        let scale = Scale::new(&self.band);
        let band = &*self.band;
        let Some(last) = band.samples.last() else { return html! {} };
        let area = |index: usize| {
            let class = classes!("area", band.groups.get(index).map(|it| group_class(*it)));
            html! { <path {class} d={scale.area(band, index)} /> }
        };
        let available: i32 = last.available.iter().sum();
        let label = format!(
            "{} Pods, at most {}; {available} available, at least {}",
            last.total, last.ceiling, last.floor
        );
        let view_box = format!("0 0 {WIDTH} {HEIGHT}");
        let now = scale.x(band.now_ms);
        html! {
            <svg class="band" viewBox={view_box} role="img" aria-label={label.clone()}>
                <title>{ label }</title>
                { for (0..band.groups.len()).map(area) }
                <path class="ceiling" d={scale.line(band, |it| it.ceiling, scale.end_ms)} />
                <path class="floor" d={scale.line(band, |it| it.floor, scale.end_ms)} />
                <path class="total" d={scale.line(band, |it| it.total, band.now_ms)} />
                <line class="now" x1={now.to_string()} x2={now.to_string()} y1={TOP.to_string()} y2={HEIGHT.to_string()} />
                { words(&scale, last) }
            </svg>
        }
    }
}

fn words(scale: &Scale, last: &BandPoint) -> Html {
    let text = |y: f64, text: String| {
        html! { <text x={(WIDTH - 2.0).to_string()} y={format!("{y:.1}")} text-anchor="end">{ text }</text> }
    };
    let (ceiling, floor) = (scale.y(last.ceiling), scale.y(last.floor));
    // Two lines that are near to each other have their words on different sides.
    let is_near = floor - ceiling < 16.0;
    let below = if is_near { floor + 13.0 } else { floor - 4.0 };
    html! {
        <>
            { text(ceiling - 4.0, format!("at most {}", last.ceiling)) }
            { text(below, format!("at least {} available", last.floor)) }
        </>
    }
}

/// From moments and counts to places.
struct Scale {
    begin_ms: i64,
    end_ms: i64,
    max: f64,
}

impl Scale {
    fn new(band: &BandView) -> Self {
        let most = band.samples.iter().map(|it| it.ceiling.max(it.total)).max().unwrap_or(1);
        let (begin_ms, end_ms) = band.span_ms;
        Self { begin_ms, end_ms, max: f64::from(most.max(1)) }
    }

    #[allow(clippy::cast_precision_loss)]
    fn x(&self, at_ms: i64) -> f64 {
        let (part, whole) = (at_ms - self.begin_ms, (self.end_ms - self.begin_ms).max(1));
        (part as f64 / whole as f64).clamp(0.0, 1.0) * WIDTH
    }

    fn y(&self, count: i32) -> f64 {
        HEIGHT - f64::from(count) / self.max * (HEIGHT - TOP - 1.0) - 0.5
    }

    /// A line of steps up to a moment.
    fn line(&self, band: &BandView, value: impl Fn(&BandPoint) -> i32, until_ms: i64) -> String {
        let mut path = String::new();
        for point in &band.samples {
            let (x, y) = (self.x(point.at_ms), self.y(value(point)));
            // Writing to a String can't fail.
            let _ = match path.is_empty() {
                true => write!(path, "M{x:.1},{y:.1}"),
                false => write!(path, "H{x:.1}V{y:.1}"),
            };
        }
        let _ = write!(path, "H{:.1}", self.x(until_ms));
        path
    }

    /// What lies between the available Pods of the revisions before this one, and with it.
    fn area(&self, band: &BandView, index: usize) -> String {
        let upto =
            |end: usize| move |point: &BandPoint| point.available.iter().take(end).sum::<i32>();
        let mut path = self.line(band, upto(index + 1), band.now_ms);
        let below = upto(index);
        for (at, point) in band.samples.iter().enumerate().rev() {
            let end_ms = band.samples.get(at + 1).map_or(band.now_ms, |next| next.at_ms);
            let y = self.y(below(point));
            let _ = write!(path, "L{:.1},{y:.1}L{:.1},{y:.1}", self.x(end_ms), self.x(point.at_ms));
        }
        path.push('Z');
        path
    }
}
