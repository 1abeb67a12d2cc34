//! Rows of `TestMatchVolume`: which volume a claim gets.

use crate::api::{PersistentVolume, PersistentVolumeClaim, Quantity, STORAGE, Text};
use crate::client::volumes::{Search, bound_volume, find_match, is_bound_to};
use std::rc::Rc;

fn volume(name: &str, gigabytes: i64, modes: &[&str], phase: &str) -> Rc<PersistentVolume> {
    let mut volume = PersistentVolume::default();
    volume.metadata.name = name.into();
    volume.spec.capacity.insert(STORAGE.to_owned(), Quantity::units(gigabytes << 30));
    volume.spec.access_modes = modes.iter().map(|it| (*it).to_owned()).collect();
    volume.status.phase = phase.to_owned();
    Rc::new(volume)
}

fn claim(gigabytes: i64, modes: &[&str]) -> PersistentVolumeClaim {
    let mut claim = PersistentVolumeClaim::default();
    claim.metadata.name = Text::word("c");
    claim.metadata.uid = Text::word("1");
    let requests = &mut claim.spec.resources.requests;
    requests.insert(STORAGE.to_owned(), Quantity::units(gigabytes << 30));
    claim.spec.access_modes = modes.iter().map(|it| (*it).to_owned()).collect();
    claim
}

const ONCE: &str = "ReadWriteOnce";
const MANY: &str = "ReadWriteMany";

fn found(volumes: &[Rc<PersistentVolume>], claim: &PersistentVolumeClaim) -> Option<String> {
    find_match(volumes, claim, Search::default()).map(|it| it.metadata.name.to_string())
}

#[test]
fn the_smallest_that_suffices_with_the_fewest_modes() {
    let mut volumes = vec![
        volume("huge", 100, &[ONCE], "Available"),
        volume("fits", 10, &[ONCE], "Available"),
        volume("more", 8, &[ONCE, MANY], "Available"),
        volume("used", 8, &[ONCE], "Bound"),
    ];
    assert_eq!(found(&volumes, &claim(8, &[ONCE])).as_deref(), Some("fits"));
    assert_eq!(found(&volumes, &claim(8, &[MANY])).as_deref(), Some("more"));
    assert_eq!(found(&volumes, &claim(50, &[ONCE])).as_deref(), Some("huge"));
    assert_eq!(found(&volumes, &claim(500, &[ONCE])), None);
    // One that is meant for the claim wins, whatever its size and phase.
    let meant = bound_volume(&volumes[0], &claim(8, &[ONCE]));
    assert!(is_bound_to(&meant, &claim(8, &[ONCE])));
    volumes[0] = Rc::new(meant);
    assert_eq!(found(&volumes, &claim(8, &[ONCE])).as_deref(), Some("huge"));
    let waits = Search { only_meant: true, ..Search::default() };
    assert!(find_match(&volumes[1..], &claim(8, &[ONCE]), waits).is_none());
    // Nobody else gets it.
    let mut other = claim(50, &[ONCE]);
    other.metadata.uid = Text::word("2");
    assert_eq!(found(&volumes, &other), None);
}
