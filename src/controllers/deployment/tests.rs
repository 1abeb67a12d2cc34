//! Upstream's tables: `pkg/controller/deployment/{rolling,sync}_test.go`,
//! `pkg/controller/deployment/util/deployment_util_test.go`.

#![allow(clippy::field_reassign_with_default)] // A row says what differs from the default.

mod tables;

use super::fenceposts::{
    MAX_REPLICAS, max_unavailable, min_available, new_rs_replicas, replica_set_fraction,
    resolve_fenceposts,
};
use super::history::to_delete;
use super::identity::{REVISION, REVISION_HISTORY, annotate_new, equal_ignore_hash, template_hash};
use super::rolling::{clean_up_unhealthy, scale_down};
use super::status::{is_complete, is_progressing, is_timed_out, set_condition};
use crate::api::{
    Deployment, DeploymentCondition, DeploymentStatus, IntOrString, ReplicaSet,
    RollingUpdateDeployment, Text, Time,
};
use std::rc::Rc;

fn int_or_string(text: &str) -> IntOrString {
    text.parse().map_or_else(|_| IntOrString::String(text.to_owned()), IntOrString::Int)
}

fn deployment(replicas: i32, surge: &str, unavailable: &str) -> Deployment {
    let mut deployment = Deployment::default();
    deployment.metadata.name = Text::word("web");
    deployment.spec.replicas = Some(replicas);
    deployment.spec.progress_deadline_seconds = Some(600);
    deployment.spec.strategy.r#type = "RollingUpdate".to_owned();
    deployment.spec.strategy.rolling_update = Some(RollingUpdateDeployment {
        max_surge: Some(int_or_string(surge)),
        max_unavailable: Some(int_or_string(unavailable)),
        ..RollingUpdateDeployment::default()
    });
    deployment
}

fn set(name: &str, replicas: i32, available: i32, created: i64) -> Rc<ReplicaSet> {
    let mut set = ReplicaSet::default();
    set.metadata.name = name.into();
    set.metadata.creation_timestamp = Some(Time(created));
    set.spec.replicas = Some(replicas);
    set.status.replicas = replicas;
    set.status.available_replicas = available;
    Rc::new(set)
}

#[test]
fn resolves_fenceposts() {
    let of = |text: Option<&str>| text.map(int_or_string);
    for (surge, unavailable, desired, wanted) in [
        (Some("0%"), Some("0%"), 0, Some((0, 1))),
        (Some("39%"), Some("39%"), 10, Some((4, 3))),
        (Some("oops"), Some("39%"), 10, None),
        (Some("55%"), Some("urg"), 10, None),
        (None, Some("39%"), 10, Some((0, 3))),
        (Some("39%"), None, 10, Some((4, 0))),
        (None, None, 10, Some((0, 1))),
    ] {
        let found = resolve_fenceposts(of(surge).as_ref(), of(unavailable).as_ref(), desired);
        assert_eq!(found.ok(), wanted, "{surge:?} {unavailable:?} {desired}");
    }
}

#[test]
fn sizes_the_new_set() {
    for (strategy, replicas, new, surge, wanted) in [
        ("RollingUpdate", 1, 5, "1", 5),
        ("RollingUpdate", 6, 2, "10", 6),
        ("Recreate", 3, 1, "1", 3),
    ] {
        let mut deployment = deployment(replicas, surge, "1");
        deployment.spec.strategy.r#type = strategy.to_owned();
        assert_eq!(new_rs_replicas(&deployment, 5, new), wanted, "{strategy} {replicas} {new}");
    }
}

#[test]
fn bounds_what_is_unavailable() {
    for (replicas, unavailable, wanted) in [
        (10, "5", 5),
        (10, "10", 10),
        (5, "10", 5),
        (0, "10", 0),
        (10, "50%", 5),
        (10, "100%", 10),
        (5, "100%", 5),
    ] {
        let deployment = deployment(replicas, "1", unavailable);
        assert_eq!(max_unavailable(&deployment), wanted, "{replicas} {unavailable}");
        assert_eq!(min_available(&deployment), replicas - wanted, "{replicas} {unavailable}");
    }
    let mut recreate = deployment(5, "1", "1");
    recreate.spec.strategy.r#type = "Recreate".to_owned();
    assert_eq!(max_unavailable(&recreate), 0);
}

#[test]
fn gives_each_set_its_fraction() {
    for (replicas, status, surge, size, annotation, wanted) in [
        (0, 0, "0", 10, None, -10),
        (10, 0, "0", 5, None, 0),
        (10, 0, "0", 5, Some("0"), 0),
        (120, 100, "0", 50, None, 10),
        (120, 100, "0", 50, Some("0"), 10),
        (120, 0, "0", 50, Some("100"), 10),
        (120, 0, "10", 50, Some("110"), 9),
        (10, 0, "0", 6, Some("12"), -1),
        (100, 0, "10", 50, Some("130"), -8),
    ] {
        let mut deployment = deployment(replicas, surge, "1");
        deployment.status.replicas = status;
        let mut set = (*set("web-1", size, size, 0)).clone();
        if let Some(text) = annotation {
            set.metadata.annotations.insert(MAX_REPLICAS.to_owned(), text.to_owned());
        }
        let found = replica_set_fraction(&deployment, &set);
        assert_eq!(found, wanted, "{replicas} {status} {surge} {size} {annotation:?}");
    }
}

#[test]
fn reconciles_the_new_set() {
    for (surge, old, new, wanted) in
        [("0", 10, 0, 0), ("2", 10, 0, 2), ("2", 5, 0, 7), ("2", 10, 2, 2), ("2", 2, 11, 10)]
    {
        let deployment = deployment(10, surge, "0");
        let found = if new > 10 { 10 } else { new_rs_replicas(&deployment, old + new, new) };
        assert_eq!(found, wanted, "surge {surge}, old {old}, new {new}");
    }
}

#[test]
fn cleans_up_unhealthy_pods() {
    for (ready, max, cleaned) in [(8, 1, 1), (8, 3, 2), (8, 0, 0), (10, 3, 0)] {
        let mut old = [set("web-1", 10, ready, 0)];
        let found = clean_up_unhealthy(&mut old, max).unwrap_or_default();
        let found: i32 = found.iter().map(|(_, count)| count).sum();
        assert_eq!(found, cleaned, "{ready} ready, at most {max}");
        assert_eq!(old[0].replicas(), 10 - cleaned);
    }
    let mut stale = [set("web-1", 6, 11, 0)];
    assert_eq!(clean_up_unhealthy(&mut stale, 1), None, "the status is older than the size");
    assert_eq!(stale[0].replicas(), 6);
}

#[test]
fn scales_old_sets_down() {
    for (unavailable, ready, old, wanted) in
        [("0", 10, 10, 9), ("2", 10, 10, 8), ("2", 8, 10, 10), ("2", 10, 0, 0), ("2", 1, 10, 10)]
    {
        let deployment = deployment(10, "0", unavailable);
        let mut sets = [set("web-1", old, ready, 0)];
        scale_down(&mut sets, ready - min_available(&deployment));
        assert_eq!(sets[0].replicas(), wanted, "unavailable {unavailable}, {ready} of {old} ready");
    }
}

#[test]
fn keeps_as_much_history_as_is_wanted() {
    let old = |name: &str, spec, status, revision: i64| {
        let mut it = (*set(name, spec, 0, 0)).clone();
        it.status.replicas = status;
        it.metadata.annotations.insert(REVISION.to_owned(), revision.to_string());
        Rc::new(it)
    };
    let names = |sets: &[Rc<ReplicaSet>], limit| -> Vec<String> {
        to_delete(sets, limit).iter().map(|it| it.metadata.name.to_string()).collect()
    };
    let sets = [old("c", 0, 0, 3), old("a", 0, 0, 1), old("b", 0, 0, 2)];
    assert_eq!(names(&sets, 1), ["a", "b"], "oldest revision first");
    assert_eq!(names(&sets, 0), ["a", "b", "c"]);
    assert!(names(&sets, 3).is_empty() && names(&sets, 10).is_empty());
    let busy = [old("a", 1, 1, 1), old("b", 0, 0, 2), old("c", 0, 0, 3)];
    assert_eq!(names(&busy, 1), ["b"], "one that is used keeps its place in the window");
    assert_eq!(names(&[old("a", 0, 1, 1), old("b", 0, 0, 2)], 1), [""; 0]);
}

#[test]
fn remembers_revisions() {
    let deployment = deployment(3, "1", "0");
    let mut set = (*set("web-1", 3, 3, 0)).clone();
    assert!(annotate_new(&deployment, &mut set, 1, false));
    assert_eq!(set.metadata.annotation(REVISION), Some("1"));
    assert!(!annotate_new(&deployment, &mut set, 1, true), "nothing new");
    assert!(annotate_new(&deployment, &mut set, 3, true));
    assert!(annotate_new(&deployment, &mut set, 7, true));
    assert_eq!(set.metadata.annotation(REVISION), Some("7"));
    assert_eq!(set.metadata.annotation(REVISION_HISTORY), Some("1,3"));
    assert!(!annotate_new(&deployment, &mut set, 2, true), "a revision is never lowered");
}

#[test]
fn tells_templates_apart_but_for_the_hash() {
    let mut a = deployment(1, "1", "0").spec.template;
    a.metadata.labels.insert("app".to_owned(), "web".to_owned());
    let mut b = a.clone();
    b.metadata.labels.insert(super::POD_TEMPLATE_HASH.to_owned(), "5d4".to_owned());
    assert!(equal_ignore_hash(&a, &b));
    b.metadata.labels.insert("tier".to_owned(), "front".to_owned());
    assert!(!equal_ignore_hash(&a, &b));
    let hash = template_hash(&a, None);
    assert_eq!(hash, template_hash(&a, None));
    assert_ne!(hash, template_hash(&a, Some(1)), "a collision gives another hash");
    assert_ne!(template_hash(&a, Some(1)), template_hash(&a, Some(2)));
    assert!(hash.chars().all(|it| "456789bcdf".contains(it)), "{hash}");
}

fn status(replicas: i32, updated: i32, ready: i32, available: i32) -> DeploymentStatus {
    DeploymentStatus {
        replicas,
        updated_replicas: updated,
        ready_replicas: ready,
        available_replicas: available,
        ..DeploymentStatus::default()
    }
}

#[test]
fn knows_when_a_rollout_is_complete() {
    for (wished, it, wanted) in [
        (5, status(5, 5, 5, 4), false),
        (5, status(5, 5, 5, 5), true),
        (1, status(1, 0, 1, 1), false),
        (1, status(5, 1, 5, 5), false),
        (5, status(1, 1, 1, 1), false),
    ] {
        assert_eq!(is_complete(&deployment(wished, "1", "0"), &it), wanted, "{wished} {it:?}");
    }
    let mut behind = deployment(1, "1", "0");
    behind.metadata.generation = 2;
    assert!(!is_complete(&behind, &status(1, 1, 1, 1)), "an old generation was observed");
}

#[test]
fn knows_progress_when_it_sees_it() {
    for (old, new, wanted) in [
        (status(10, 4, 4, 4), status(10, 6, 4, 4), true),
        (status(10, 4, 10, 10), status(10, 4, 10, 10), false),
        (status(8, 4, 8, 8), status(6, 4, 6, 6), true),
        (status(10, 4, 4, 4), status(10, 4, 5, 4), true),
        (status(10, 4, 4, 4), status(10, 4, 4, 5), true),
        (status(10, 4, 5, 5), status(10, 4, 4, 4), false),
    ] {
        let mut deployment = deployment(10, "1", "0");
        deployment.status = old.clone();
        assert_eq!(is_progressing(&deployment, &new), wanted, "{old:?} to {new:?}");
    }
}

fn progressing(reason: &str, updated_s: i64) -> DeploymentCondition {
    DeploymentCondition {
        r#type: "Progressing".to_owned(),
        status: "True".to_owned(),
        reason: reason.to_owned(),
        last_update_time: Some(Time(updated_s)),
        last_transition_time: Some(Time(updated_s)),
        ..DeploymentCondition::default()
    }
}

#[test]
fn times_out_after_the_deadline() {
    let deployment = deployment(3, "1", "0");
    for (reason, now_s, wanted) in [
        ("ReplicaSetUpdated", 600, false),
        ("ReplicaSetUpdated", 601, true),
        ("NewReplicaSetAvailable", 9_999, false),
        ("ProgressDeadlineExceeded", 1, true),
    ] {
        let mut it = DeploymentStatus::default();
        it.conditions.push(progressing(reason, 0));
        assert_eq!(is_timed_out(&deployment, &it, now_s * 1000), wanted, "{reason} {now_s}");
    }
    assert!(!is_timed_out(&deployment, &DeploymentStatus::default(), i64::MAX));
}

#[test]
fn a_changed_condition_moves_to_the_end() {
    let mut it = DeploymentStatus::default();
    set_condition(&mut it, progressing("NewReplicaSetCreated", 1));
    let available =
        DeploymentCondition { r#type: "Available".to_owned(), ..progressing("Enough", 1) };
    set_condition(&mut it, available);
    set_condition(&mut it, progressing("ReplicaSetUpdated", 5));
    let names: Vec<&str> = it.conditions.iter().map(|it| it.r#type.as_str()).collect();
    assert_eq!(names, ["Available", "Progressing"]);
    let last = &it.conditions[1];
    assert_eq!(last.last_transition_time, Some(Time(1)), "the status is what it was");
    assert_eq!(last.last_update_time, Some(Time(5)));
    let before = it.clone();
    set_condition(&mut it, progressing("ReplicaSetUpdated", 9));
    assert_eq!(it, before, "same status and reason: not even the time changes");
}
