use super::*;
use serde_json::json;

#[test]
fn the_hash_is_fnv_1_of_the_text_and_the_collision_count() {
    // FNV-1 of nothing is its offset basis, 2166136261.
    assert_eq!(hash(&Value::Null, None), Random::safe_encode("2166136261"));
    // FNV-1 of "a" is 0x050c5d7e.
    assert_eq!(as_go_writes(&json!("a<b&c>")), "\"a\\u003cb\\u0026c\\u003e\"");
    let data = json!({"spec": {}});
    assert_ne!(hash(&data, Some(0)), hash(&data, None));
    assert_ne!(hash(&data, Some(0)), hash(&data, Some(1)));
}

fn revision(name: &str, number: i64, created: i64) -> Rc<ControllerRevision> {
    let mut it = ControllerRevision { revision: number, ..ControllerRevision::default() };
    it.metadata.name = name.into();
    it.metadata.creation_timestamp = Some(crate::api::Time(created));
    it.data = json!({ "name": name });
    Rc::new(it)
}

fn names(revisions: &[Rc<ControllerRevision>]) -> Vec<&str> {
    revisions.iter().map(|it| it.metadata.name.as_str()).collect()
}

#[test]
fn revisions_are_ordered_by_number_age_and_name() {
    let mut all = [revision("d", 3, 0), revision("c", 2, 5), revision("b", 2, 4)];
    sort(&mut all);
    assert_eq!(names(&all), ["b", "c", "d"]);
    assert_eq!(next_number(&all), 4);
    assert_eq!(next_number(&[]), 1);
    let equal = find_equal(&all, &json!({"name": "c"}));
    assert_eq!(equal.map(|it| it.revision), Some(2));
}

#[test]
fn the_oldest_that_nothing_lives_by_go() {
    let all: Vec<_> =
        ["a", "b", "c", "d"].iter().zip(1..).map(|it| revision(it.0, it.1, 0)).collect();
    let live = |it: &ControllerRevision| it.metadata.name == "a" || it.metadata.name == "d";
    assert_eq!(names(&excess(&all, 0, live)), ["b", "c"]);
    assert_eq!(names(&excess(&all, 1, live)), ["b"]);
    assert!(excess(&all, 2, live).is_empty());
}

#[test]
fn long_names_are_cut() {
    assert_eq!(revision_name("web", "abc"), "web-abc");
    assert_eq!(revision_name(&"x".repeat(250), "abc").len(), 227);
}
