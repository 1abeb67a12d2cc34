//! What breaks by acts that are about more than one thing.

use podarium::picture::{Picture, offers_for_cluster, offers_for_zone};
use podarium::scene::Filming;
use podarium::tape::{Tape, play};
use std::rc::Rc;

const ZONES: &str = "# nodes: a-1,a-2,b-1\n# labels: {\"a-1\": {\"topology.kubernetes.io/zone\": \"a\"}, \
    \"a-2\": {\"topology.kubernetes.io/zone\": \"a\"}, \"b-1\": {\"topology.kubernetes.io/zone\": \"b\"}}\n";

#[test]
fn a_zone_fails_and_comes_back_as_a_whole() {
    let text = format!(
        "{ZONES}! zone-down a\n$ sleep 90\n$ kubectl get nodes --no-headers\n! zone-up a\n$ sleep 20\n\
         $ kubectl get nodes --no-headers\n! zone-down c\n"
    );
    let played = play(&text).unwrap();
    let states: Vec<&str> = played.lines().filter_map(|it| it.split_whitespace().nth(1)).collect();
    let ready = |wanted| states.iter().filter(|it| **it == wanted).count();
    assert_eq!((ready("NotReady"), ready("Ready")), (2, 4), "{played}");
    let problems = podarium::tape::check("it", &text).unwrap().problems;
    assert!(problems.contains("no node has the label topology.kubernetes.io/zone=c"), "{problems}");
}

#[test]
fn chaos_is_another_one_for_each_number_and_always_the_same() {
    let cause = |number: u32| {
        let text = format!(
            "$ kubectl create deployment web --image=nginx:1.27 --replicas=3\n$ sleep 9\n! chaos {number}\n"
        );
        let film = Filming::of(Rc::new(Tape::parse(&text).unwrap()));
        let all = film.decisions(i64::MAX).iter();
        let own: Vec<String> =
            all.filter(|it| *it.component == *"kubectl").map(|it| it.text()).collect();
        assert_eq!(own.len(), 1, "it is told what broke: {own:?}");
        own.concat()
    };
    let all: Vec<String> = (1..=8).map(cause).collect();
    assert_eq!(all[0], cause(1));
    let mut kinds: Vec<&str> = all.iter().filter_map(|it| it.split(' ').nth(2)).collect();
    kinds.sort_unstable();
    kinds.dedup();
    assert!(kinds.len() >= 3, "{all:?}");
}

#[test]
fn what_the_menus_of_zones_and_cluster_offer_is_a_line_of_a_tape() {
    let film = Filming::of(Rc::new(
        Tape::parse(&format!("{ZONES}! zone-down a\n! registry-down\n")).unwrap(),
    ));
    let picture = film.at(film.end_ms.unwrap(), &Picture::default());
    let lines = |offers: Vec<podarium::picture::Offer>| -> Vec<String> {
        offers.into_iter().map(|it| it.line).collect()
    };
    assert_eq!(lines(offers_for_zone("a", &picture.nodes)), ["! zone-up a"]);
    assert_eq!(lines(offers_for_zone("b", &picture.nodes)), ["! zone-down b"]);
    let cluster = lines(offers_for_cluster(&picture));
    assert_eq!(cluster, ["! registry-up", "! chaos 3", "! node-add node-4"]);
    assert!(cluster.iter().all(|it| Tape::parse(it).is_ok()));
}
