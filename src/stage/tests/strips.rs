//! What is drawn on the strip.

use super::*;

fn shapes_of(lesson: &str, kind: &str) -> Strip {
    let lesson = crate::lessons::LESSONS.iter().find(|it| it.name == lesson).unwrap();
    let film = film(lesson.text);
    let picture = last(&film);
    let workload = picture.workloads.iter().find(|it| *it.kind == *kind).unwrap();
    let moments = crate::playback::Reel::of(&film).moments;
    strip(&film, workload, &Scale::new(&moments, film.end_ms.unwrap(), true))
}

fn rects(strip: &Strip, look: &str) -> usize {
    let shapes = strip.shapes.iter().filter(|it| it.look == look);
    shapes.map(|it| it.path.matches('M').count()).sum()
}

#[test]
fn runs_of_a_cronjob_stand_on_a_clock_axis() {
    let strip = shapes_of("nightly-report", "cronjob");
    assert!(rects(&strip, "new") >= 5, "a run each night: {strip:?}");
    assert!(rects(&strip, "hatch") > 0, "it was suspended");
    assert_eq!(rects(&strip, "hand"), 1, "one was started by hand");
    assert_eq!(rects(&strip, "waiting"), 1, "on Sunday there is no two o'clock");
    let wall = &strip.walls[0];
    assert_eq!((&*wall.words, &*wall.formula), ("0 2 * * *", "  Europe/Berlin"));
}

#[test]
fn each_cronjob_has_a_row_with_what_did_not_come() {
    let strip = shapes_of("forbid-and-replace", "cronjob");
    let names: Vec<&str> = strip.lanes.iter().map(|it| &*it.name).collect();
    assert_eq!(names[..2], ["forbid", "replace"]);
    let mut hues: Vec<Option<u32>> = strip.shapes.iter().map(|it| it.hue).collect();
    hues.dedup();
    assert_eq!(hues.len(), names.len(), "each has the colour of its Pods: {strip:?}");
    assert!(rects(&strip, "waiting") > 0, "the policy forbade some: {strip:?}");
    assert!(rects(&strip, "bad") > 0, "the other replaced some: {strip:?}");
}

#[test]
fn a_job_that_is_made_anew_keeps_its_past() {
    let lesson = crate::lessons::LESSONS.iter().find(|it| it.name == "one-off-migration").unwrap();
    let film = film(lesson.text);
    let picture = film.at(30_000, &Picture::default());
    let scale = Scale::new(&[], film.end_ms.unwrap(), true);
    let strip = strip(&film, &picture.workloads[0], &scale);
    assert_eq!(rects(&strip, "new"), 2, "both runs: {strip:?}");
}

#[test]
fn what_has_failed_is_over() {
    let strip = shapes_of("indexed-shards", "job");
    let bad = strip.shapes.iter().find(|it| it.look == "bad").unwrap();
    let widths =
        bad.path.split('h').skip(1).filter_map(|it| it.split('v').next()?.parse::<i32>().ok());
    assert!(widths.into_iter().filter(|it| *it > 0).all(|it| it <= 150), "{bad:?}");
}

#[test]
fn an_autoscaler_shows_pods_their_limits_and_the_load() {
    let strip = shapes_of("autoscaling", "horizontalpodautoscaler");
    let words: Vec<&str> = strip.walls.iter().map(|it| &*it.words).collect();
    assert_eq!(words, ["at most 10", "at least 2", "target 50 %"]);
    assert!(rects(&strip, "new") > 3 && rects(&strip, "used") > 6, "{strip:?}");
}

#[test]
fn a_broken_floor_is_marked_and_a_raised_one_is_none() {
    assert!(rects(&shapes_of("self-healing", "deployment"), "unmet") > 0);
    for lesson in ["rolling-update", "scale-for-a-peak"] {
        assert_eq!(rects(&shapes_of(lesson, "deployment"), "unmet"), 0, "{lesson}");
    }
}
