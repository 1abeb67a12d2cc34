//! Numbers over time: of a Service what became of its requests, of an autoscaler what is asked of the
//! Pods, and how many there are.

use super::{Paths, Strip, Versions, Wall};
use crate::picture::Workload;
use crate::stage::Scale;
use std::rc::Rc;

/// What has failed is at least so high (percent).
const FEW: f64 = 12.0;

/// Numbers over time as areas behind each other; what is measured and aimed at is a line.
pub(super) fn gauges(versions: Versions<'_>, scale: &Scale) -> Strip {
    let all = || versions.iter().filter_map(|it| it.1.as_ref());
    let aim = all().filter_map(|it| it.aim.as_ref()).next_back();
    let limits = all().filter_map(|it| it.limits).next_back();
    // What was answered and what has failed are one number: that of the requests.
    let sum = |it: &Rc<Workload>| it.gauges.iter().map(|it| it.value).sum::<i64>();
    let most = all().map(sum).max().unwrap_or(0).max(1);
    let each = all().flat_map(|it| &it.gauges).map(|it| it.value).max().unwrap_or(0).max(1);
    let most = if limits.is_some() { each } else { most };
    let most = aim.map_or(most, |it| it.0.max(most));
    let most = limits.map_or(most, |it| most.max(i64::from(it.ceiling()) * 100));
    let mut paths = Paths::default();
    let y = |value: i64| 100.0 - value as f64 / most as f64 * 82.0;
    let mut before = 0;
    for (index, (at_ms, it)) in versions.iter().enumerate() {
        let to = versions.get(index + 1).map_or(1000.0, |it| scale.x(it.0));
        let x = scale.x(*at_ms);
        let mut below = 0;
        for gauge in it.iter().flat_map(|it| &it.gauges) {
            let top = y(gauge.value);
            match &*gauge.tone {
                "good" if limits.is_some() => {
                    let from = y(std::mem::replace(&mut before, gauge.value));
                    paths.rect("used", (x, to), (top - 0.8, 1.6));
                    paths.rect("used", (x, x), (top.min(from), (top - from).abs()));
                }
                _ if gauge.value == 0 => {}
                // Few of many are seen too.
                "bad" => {
                    let height = (y(below) - y(below + gauge.value)).max(FEW);
                    paths.rect("bad", (x, to), ((y(below) - height).max(0.0), height));
                }
                _ => {
                    below = gauge.value;
                    paths.rect("new", (x, to), (top, 100.0 - top));
                }
            }
        }
    }
    let mut strip = Strip::default();
    let mut wall = |value, words, is_ceiling| {
        paths.rect("wall", (0.0, 1000.0), (y(value) - 0.6, 1.2));
        strip.walls.push(Wall::always(y(value), words, is_ceiling));
    };
    if let Some(limits) = limits {
        wall(i64::from(limits.ceiling()) * 100, format!("at most {}", limits.ceiling()), true);
        wall(i64::from(limits.floor()) * 100, format!("at least {}", limits.floor()), false);
    }
    if let Some((value, words)) = aim {
        // It has the colour of what is measured against it.
        paths.rect("target", (0.0, 1000.0), (y(*value) - 0.6, 1.2));
        let wall = Wall::always(y(*value), format!("target {words}"), true);
        strip.walls.push(Wall { is_target: true, ..wall });
    }
    strip.shapes = paths.shapes();
    strip
}
