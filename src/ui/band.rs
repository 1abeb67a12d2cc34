//! The band of a rollout, drawn: available Pods by revision, all Pods as a line, the two limits.

use super::shared::fixed;
use super::workloads::group_class;
use podarium::film::Point;
use std::fmt::Write;
use yew::prelude::*;

const WIDTH: f64 = 268.0;
const HEIGHT: f64 = 92.0;
/// Room for words above the drawing.
const TOP: f64 = 16.0;

pub struct Band<'a> {
    pub points: &'a [Point],
}

impl Band<'_> {
    pub fn draw(&self) -> Html {
        let Some(last) = self.points.last() else { return html! {} };
        let scale = Scale::new(self.points);
        let groups: Vec<u32> = last.available.iter().map(|it| it.0).collect();
        let area = |index: usize| {
            let class = classes!("area", groups.get(index).map(|it| group_class(*it)));
            html! { <path {class} d={scale.area(self.points, index)} /> }
        };
        let available: i32 = last.available.iter().map(|it| it.1).sum();
        let (ceiling, floor) = last.limits.unwrap_or_default();
        let label = format!(
            "{} Pods, at most {ceiling}; {available} available, at least {floor}",
            last.total
        );
        let view_box = format!("0 0 {} {}", fixed(WIDTH), fixed(HEIGHT));
        html! {
            <svg class="band" viewBox={view_box} role="img" aria-label={label.clone()}>
                <title>{ label }</title>
                { for (0..groups.len()).map(area) }
                <path class="ceiling" d={scale.line(self.points, |it| it.limits.unwrap_or_default().0)} />
                <path class="floor" d={scale.line(self.points, |it| it.limits.unwrap_or_default().1)} />
                <path class="total" d={scale.line(self.points, |it| it.total)} />
                { words(&scale, ceiling, floor) }
            </svg>
        }
    }
}

fn words(scale: &Scale, ceiling: i32, floor: i32) -> Html {
    let text = |y: f64, text: String| {
        html! { <text x={fixed(WIDTH - 2.0)} y={fixed(y)} text-anchor="end">{ text }</text> }
    };
    let (top, bottom) = (scale.y(ceiling), scale.y(floor));
    // Two lines that are near to each other have their words on different sides.
    let is_near = bottom - top < 16.0;
    let below = if is_near { bottom + 13.0 } else { bottom - 4.0 };
    html! {
        <>
            { text(top - 4.0, format!("at most {ceiling}")) }
            { text(below, format!("at least {floor} available")) }
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
    fn new(points: &[Point]) -> Self {
        let top = |it: &Point| it.limits.unwrap_or_default().0.max(it.total);
        let most = points.iter().map(top).max().unwrap_or(1);
        let begin_ms = points.first().map_or(0, |it| it.at_ms);
        let end_ms = points.last().map_or(0, |it| it.at_ms) + 1_000;
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

    /// A line of steps.
    fn line(&self, points: &[Point], value: impl Fn(&Point) -> i32) -> String {
        let mut path = String::new();
        for point in points {
            let (x, y) = (self.x(point.at_ms), self.y(value(point)));
            // Writing to a String can't fail.
            let _ = match path.is_empty() {
                true => write!(path, "M{},{}", fixed(x), fixed(y)),
                false => write!(path, "H{}V{}", fixed(x), fixed(y)),
            };
        }
        let _ = write!(path, "H{}", fixed(self.x(self.end_ms)));
        path
    }

    /// What lies between the available Pods of the groups before this one, and with it.
    fn area(&self, points: &[Point], index: usize) -> String {
        let upto = |end: usize| {
            move |point: &Point| point.available.iter().take(end).map(|it| it.1).sum::<i32>()
        };
        let mut path = self.line(points, upto(index + 1));
        let below = upto(index);
        for (at, point) in points.iter().enumerate().rev() {
            let end_ms = points.get(at + 1).map_or(self.end_ms, |next| next.at_ms);
            let y = self.y(below(point));
            let _ = {
                let (from, to, y) = (self.x(end_ms), self.x(point.at_ms), fixed(y));
                write!(path, "L{},{y}L{},{y}", fixed(from), fixed(to))
            };
        }
        path.push('Z');
        path
    }
}
