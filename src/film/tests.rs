use super::*;
use crate::scene::Filming;
use crate::tape::Tape;

fn lesson() -> Film {
    Filming::of(Rc::new(Tape::parse(crate::lessons::LESSONS[0].text).unwrap()))
}

#[test]
fn what_did_not_change_is_shared() {
    let film = lesson();
    let end_ms = film.end_ms.unwrap();
    let before = film.at(end_ms - 10, &Picture::default());
    let after = film.at(end_ms, &before);
    assert!(Rc::ptr_eq(&after.pods, &before.pods));
    assert!(Rc::ptr_eq(&after.nodes, &before.nodes));
    assert!(Rc::ptr_eq(&after.workloads, &before.workloads));
    assert!(Rc::ptr_eq(&after.console, &before.console));
}

#[test]
fn a_rollout_stays_inside_of_its_band() {
    let film = lesson();
    let mut seen = (false, false);
    for at_ms in (0..film.end_ms.unwrap()).step_by(50) {
        let picture = film.at(at_ms, &Picture::default());
        let Some(workload) = picture.workloads.first() else { continue };
        let points = points(&film, workload, at_ms);
        for point in points.iter().filter(|it| it.available.len() > 1) {
            let available: i32 = point.available.iter().map(|it| it.1).sum();
            let (ceiling, floor) = point.limits.expect("limits");
            assert!(point.total <= ceiling, "{point:?} at {at_ms}");
            assert!(available >= floor, "{point:?} at {at_ms}");
            seen.0 |= point.total == 4;
        }
        seen.1 |= workload.doing.starts_with("rolling out revision 2");
    }
    assert_eq!(seen, (true, true), "it surges, and says that it rolls out");
}
