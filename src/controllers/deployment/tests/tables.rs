//! The rest of upstream's rows of numbers: `TestScale` as a whole, annotations, names.

use super::{deployment, set};
use crate::api::{Deployment, Object, ReplicaSet};
use crate::apiserver::Request;
use crate::client::Cache;
use crate::controllers::Ctx;
use crate::controllers::deployment::fenceposts::{
    DESIRED_REPLICAS, MAX_REPLICAS, annotated_number, max_surge,
};
use crate::controllers::deployment::identity::{new_replica_set, set_replicas_annotations};
use crate::controllers::deployment::pass::Pass;
use crate::controllers::deployment::scaling::scale;
use std::rc::Rc;

/// A row of `TestScale`: replicas and surge before and after, sizes newest first.
struct Row {
    from: (i32, &'static str),
    to: (i32, &'static str),
    sizes: &'static [i32],
    wanted: &'static [i32],
    /// Whether the first set has the Deployment's template.
    has_new: bool,
    /// A set that still carries another wish.
    stale: Option<(usize, i32)>,
    /// How many Pods of the first set are available.
    available: Option<i32>,
}

const fn row(
    from: (i32, &'static str),
    to: (i32, &'static str),
    sizes: &'static [i32],
    wanted: &'static [i32],
) -> Row {
    Row { from, to, sizes, wanted, has_new: true, stale: None, available: None }
}

fn sizes_after(row: &Row) -> Vec<i32> {
    let before = deployment(row.from.0, row.from.1, "0");
    let mut after = deployment(row.to.0, row.to.1, "0");
    after.spec.template.metadata.labels.insert("version".to_owned(), "0".to_owned());
    let count = i64::try_from(row.sizes.len()).unwrap_or(0);
    let sets: Vec<Rc<ReplicaSet>> = (0..row.sizes.len())
        .map(|index| one_set(row, &before, index, count - i64::try_from(index).unwrap_or(0)))
        .collect();
    let (cache, after) = (Cache::default(), Rc::new(after));
    let ctx = Ctx::new(&cache, 0);
    let mut pass = Pass::new(&ctx, &after, sets.clone());
    assert_eq!(pass.new.is_some(), row.has_new);
    scale(&mut pass);
    let asked = |set: &Rc<ReplicaSet>| {
        let found = pass.result.asks.iter().find_map(|ask| match &ask.request {
            Request::Update(Object::ReplicaSet(it)) if it.metadata.name == set.metadata.name => {
                it.spec.replicas
            }
            _ => None,
        });
        found.unwrap_or(set.replicas())
    };
    sets.iter().map(asked).collect()
}

fn one_set(row: &Row, before: &Deployment, index: usize, created: i64) -> Rc<ReplicaSet> {
    let size = row.sizes[index];
    let available = row.available.filter(|_| index == 0).unwrap_or(size);
    let mut it = (*set(&format!("web-{index}"), size, available, created)).clone();
    it.metadata.uid = index.to_string().into();
    let version = if row.has_new { index } else { index + 1 };
    it.spec.template.metadata.labels.insert("version".to_owned(), version.to_string());
    let stale = row.stale.filter(|it| it.0 == index).map(|it| it.1);
    let desired = stale.unwrap_or(before.replicas());
    let maximum = desired + max_surge(before);
    let annotations = &mut it.metadata.annotations;
    annotations.insert(DESIRED_REPLICAS.to_owned(), desired.to_string());
    annotations.insert(MAX_REPLICAS.to_owned(), maximum.to_string());
    Rc::new(it)
}

/// `pkg/controller/deployment/sync_test.go` `TestScale`, all rows, through the whole function.
#[test]
fn scales_as_upstream_does() {
    let rows = [
        row((10, "0"), (12, "0"), &[10], &[12]),
        row((10, "0"), (5, "0"), &[10], &[5]),
        row((5, "0"), (10, "0"), &[2, 3], &[4, 6]),
        row((5, "0"), (3, "0"), &[2, 3], &[1, 2]),
        row((9, "0"), (4, "0"), &[8, 1], &[4, 0]),
        row((7, "0"), (10, "0"), &[2, 3, 2], &[3, 4, 3]),
        row((13, "0"), (8, "0"), &[2, 8, 3], &[1, 5, 2]),
        row((3, "0"), (4, "0"), &[1, 1, 1], &[2, 1, 1]),
        row((3, "0"), (2, "0"), &[1, 1, 1], &[1, 1, 0]),
        Row { has_new: false, ..row((4, "0"), (5, "0"), &[2, 2], &[3, 2]) },
        row((6, "0"), (0, "0"), &[3, 2, 1], &[0, 0, 0]),
        row((6, "0"), (6, "0"), &[0, 0, 0], &[6, 0, 0]),
        Row { stale: Some((1, 3)), ..row((5, "0"), (5, "0"), &[2, 1, 1], &[2, 2, 1]) },
        row((10, "2"), (20, "2"), &[6, 6], &[11, 11]),
        row((10, "3"), (50, "6"), &[5, 8], &[22, 34]),
        Row { has_new: false, ..row((10, "0"), (14, "0"), &[7, 3], &[10, 4]) },
        Row { available: Some(0), ..row((2, "1"), (2, "1"), &[2, 1], &[2, 1]) },
    ];
    for it in &rows {
        assert_eq!(sizes_after(it), it.wanted, "{:?} to {:?} of {:?}", it.from, it.to, it.sizes);
    }
}

/// `deployment_util_test.go` `TestGetNonNegativeInt32FromAnnotation`.
#[test]
fn numbers_in_annotations_are_read_or_left() {
    for (text, wanted) in [
        (None, None),
        (Some("invalid"), None),
        (Some("-1"), None),
        (Some("0"), Some(0)),
        (Some("13"), Some(13)),
        (Some("2147483647"), Some(2_147_483_647)),
        (Some("2147483648"), None),
        (Some("9223372036854775808"), None),
    ] {
        let mut it = (*set("web-1", 1, 1, 0)).clone();
        it.metadata.annotations.insert("foo".to_owned(), "2".to_owned());
        if let Some(text) = text {
            it.metadata.annotations.insert("test".to_owned(), text.to_owned());
        }
        assert_eq!(annotated_number(&it, "test"), wanted, "{text:?}");
    }
}

/// `deployment_util_test.go` `TestReplicasAnnotationsNeedUpdate`.
#[test]
fn annotations_are_written_where_they_differ() {
    let deployment = deployment(10, "10", "0");
    for (annotations, wanted) in [
        (None, true),
        (Some(("8", "20")), true),
        (Some(("10", "16")), true),
        (Some(("10", "20")), false),
    ] {
        let mut it = (*set("web-1", 1, 1, 0)).clone();
        if let Some((desired, maximum)) = annotations {
            it.metadata.annotations.insert(DESIRED_REPLICAS.to_owned(), desired.to_owned());
            it.metadata.annotations.insert(MAX_REPLICAS.to_owned(), maximum.to_owned());
        }
        assert_eq!(set_replicas_annotations(&deployment, &mut it), wanted, "{annotations:?}");
    }
}

/// `sync_test.go` `TestGenerateReplicaSetName`: a name is cut so that its hash still fits.
#[test]
fn long_names_are_cut_before_their_hash() {
    for length in [13, 242, 250] {
        let mut it = deployment(1, "1", "0");
        it.metadata.name = "a".repeat(length).into();
        let made = new_replica_set(&it, 1).metadata.name;
        let (base, hash) = made.rsplit_once('-').unwrap_or_default();
        assert_eq!(base.len(), length.min(252 - hash.len()), "{length}");
        assert!(made.len() <= 253 && !hash.is_empty(), "{length}: {made}");
    }
}
