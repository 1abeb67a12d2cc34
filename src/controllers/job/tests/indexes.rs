//! `indexed_job_utils_test.go`.

use super::super::indexes::{Intervals, generate_name, index_of};
use super::super::manage::misplaced;
use super::*;
use crate::api::Text;

fn indexed(completions: i32) -> Job {
    let mut job = job(completions, completions, 6);
    job.spec.completion_mode = Some("Indexed".to_owned());
    job
}

#[test]
fn indexes_that_have_succeeded() {
    // What the status says, the Pods, completions; what has succeeded.
    let rows = [
        ("", "1:ok", 2, "1"),
        ("", "2:fail 5:ok 5:ok 10:fail 10:ok", 11, "5,10"),
        ("", "0:run 1:pend 2:ok 3:ok 5:ok 6:ok 7:ok", 8, "2,3,5-7"),
        ("", "0:ok 1:fail 2:ok 3:ok 4:ok 5:ok ok -2:ok", 6, "0,2-5"),
        ("", "0:ok 1:ok 2:ok 3:fail 4:ok 5:ok ok -2:ok", 5, "0-2,4"),
        ("0-5,8-10", "", 8, "0-5"),
        ("0-5,8-10", "", 10, "0-5,8,9"),
        ("0,4,5,10-12", "2:ok 7:ok 8:ok", 13, "0,2,4,5,7,8,10-12"),
        ("3,4,6", "2:ok 7:ok 8:ok", 9, "2-4,6-8"),
        ("2,7,8", "3:ok 4:ok 6:ok", 9, "2-4,6-8"),
        ("2-7", "0:ok 3:ok 5:ok 9:ok", 10, "0,2-7,9"),
        ("0,1-foo,bar", "3:ok", 4, "0,3"),
    ];
    for (before, words, completions, wanted) in rows {
        let mut job = indexed(completions);
        job.status.completed_indexes = before.to_owned();
        let it = run(&job, &pods(&job, words));
        assert_eq!(it.job.status.completed_indexes, wanted, "{before} {words}");
    }
}

#[test]
fn indexes_that_have_failed() {
    // What the status says, the limit, the Pods (index, earlier failures, tracked); what failed.
    let rows: [(Option<&str>, i32, &[(&str, &str, bool)], &str); 7] = [
        (None, 1, &[("0", "0", true), ("1", "1", true)], "1"),
        (None, 0, &[("0", "0", false)], ""),
        (None, 0, &[("3", "0", false)], ""),
        (Some("0"), 0, &[("1", "0", true)], "0,1"),
        (Some(""), 0, &[("1", "0", true)], "1"),
        (Some("9"), 0, &[("1", "0", true)], "1"),
        (None, 0, &[("0", "x", true)], "0"),
    ];
    for (before, limit, specs, wanted) in rows {
        let mut job = indexed(2);
        job.spec.backoff_limit_per_index = Some(limit);
        job.status.failed_indexes = before.map(str::to_owned);
        let made: Vec<Pod> =
            specs.iter().enumerate().map(|(at, it)| failed(&job, at, *it)).collect();
        let it = run(&job, &made);
        assert_eq!(it.job.status.failed_indexes.as_deref(), Some(wanted), "{specs:?}");
    }
}

fn failed(job: &Job, number: usize, (index, failures, tracked): (&str, &str, bool)) -> Pod {
    let mut pod = with_index(pod(job, number, "Failed"), index);
    let key = "batch.kubernetes.io/job-index-failure-count".to_owned();
    pod.metadata.annotations.insert(key, failures.to_owned());
    if !tracked {
        pod.metadata.finalizers.clear();
    }
    pod
}

#[test]
fn failed_pods_are_kept_until_they_are_replaced() {
    // Completions, limit, Pods (index, failures, tracked), others; which stay tracked. Nothing is
    // created here: what has just failed has to wait.
    type Kept =
        (i32, i32, &'static [(&'static str, &'static str, bool)], &'static str, &'static [usize]);
    let rows: [Kept; 6] = [
        (3, 1, &[("0", "0", true), ("1", "1", true), ("2", "0", true)], "", &[0, 2]),
        (2, 0, &[("0", "0", false)], "", &[]),
        (2, 1, &[("4", "0", true)], "", &[]),
        (2, 1, &[("0", "0", true)], "0:run", &[]),
        (2, 1, &[("0", "0", true)], "0:ok", &[]),
        (2, 4, &[("0", "0", true), ("0", "2", true), ("0", "1", true)], "", &[1]),
    ];
    for (completions, limit, specs, others, kept) in rows {
        let mut job = indexed(completions);
        job.spec.backoff_limit_per_index = Some(limit);
        let mut made: Vec<Pod> =
            specs.iter().enumerate().map(|(at, it)| failed(&job, at, *it)).collect();
        made.iter_mut().for_each(|it| it.status.container_statuses = vec![ended(1, NOW)].into());
        for mut other in pods(&job, others) {
            other.metadata.name = Text::word("other");
            other.metadata.uid = Text::word("other");
            made.push(other);
        }
        let it = run(&job, &made);
        let freed = |pod: &Pod| {
            let patch = |ask: &crate::client::Ask| match &ask.request {
                Request::Patch(key, _) => *key.name == *pod.metadata.name,
                _ => false,
            };
            it.result.asks.iter().any(patch)
        };
        let left: Vec<usize> =
            (0..specs.len()).filter(|at| specs[*at].2 && !freed(&made[*at])).collect();
        assert_eq!(left, kept, "{specs:?} {others}");
    }
}

#[test]
fn intervals_know_what_is_in_them() {
    let rows = [
        ("", 4, false),
        ("2-4,6,7", 1, false),
        ("2-4,6-8", 9, false),
        ("2-4,6-8", 5, false),
        ("2-4,6-8", 2, true),
        ("2-4,6-8", 8, true),
    ];
    for (text, index, wanted) in rows {
        assert_eq!(Intervals::parse(text, 100).has(index), wanted, "{text} {index}");
    }
}

#[test]
fn the_lowest_free_indexes_come_first() {
    // How many, completions, taken; which.
    let rows: [(usize, i32, &str, &[i32]); 6] = [
        (5, 3, "", &[0, 1, 2]),
        (2, 5, "", &[0, 1]),
        (3, 10, "0,1", &[2, 3, 4]),
        (6, 6, "4,5,6", &[0, 1, 2, 3]),
        (5, 20, "2-4,5,8,9", &[0, 1, 6, 7, 10]),
        (5, 20, "1,2,3,5,6,7,9", &[0, 4, 8, 10, 11]),
    ];
    for (count, completions, taken, wanted) in rows {
        assert_eq!(Intervals::parse(taken, 100).gaps(count, completions), wanted, "{taken}");
    }
}

#[test]
fn pods_without_a_place_go_first() {
    let rows = [
        ("pend 2:pend 5:run 6:run", "-:Pending 6:Running", "2:Pending 5:Running"),
        (
            "5:pend 0:run 3:pend 0:run 3:run 0:pend 6:run 6:pend",
            "0:Pending 0:Running 3:Pending 6:Running 6:Pending",
            "0:Running 3:Running 5:Pending",
        ),
        (
            "pend x:run -2:run 0:pend 1:pend 1:pend 1:run",
            "-:Pending -:Running -:Running 1:Pending 1:Pending",
            "0:Pending 1:Running",
        ),
    ];
    let text = |pods: &[Rc<Pod>]| {
        let one = |it: &Rc<Pod>| {
            let index = index_of(it).map_or_else(|| "-".to_owned(), |it| it.to_string());
            format!("{index}:{}", it.status.phase)
        };
        pods.iter().map(one).collect::<Vec<_>>().join(" ")
    };
    for (words, gone, kept) in rows {
        let (chosen, left) = misplaced(&rc(pods(&indexed(6), words)), 6);
        assert_eq!((text(&chosen).as_str(), text(&left).as_str()), (gone, kept), "{words}");
    }
}

#[test]
fn names_leave_room_for_the_index() {
    let long = "hhhhhooooo".repeat(7);
    assert_eq!(generate_name("indexed-job", 1), "indexed-job-1-");
    let wanted = format!("{}-1-", &long[..55]);
    assert_eq!(generate_name(&long, 1), wanted);
    assert_eq!(generate_name(&long[..57], 1), wanted);
}
