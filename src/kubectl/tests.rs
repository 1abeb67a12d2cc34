//! Tables: what is given, what kubectl makes of it.

mod console;
mod describe;
mod errors;
mod flags;
mod gotemplate;
mod lines;
mod loops;
mod more;
mod programs;
mod rollout;
mod yaml;

use super::duration::{human_duration, parse as parse_duration};
use super::jsonpath::Template;
use super::rollout::{daemon_set_status, deployment_status};
use super::table;
use crate::api::{DaemonSet, Deployment};
use serde_json::json;

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const YEAR: i64 = 365 * DAY;

/// Rows of upstream's `duration_test.go`: `TestHumanDuration`, `TestHumanDurationBoundaries`.
#[test]
fn ages_read_as_upstream_prints_them() {
    let rows = [
        (SECOND, "1s"),
        (70 * SECOND, "70s"),
        (190 * SECOND, "3m10s"),
        (70 * MINUTE, "70m"),
        (47 * HOUR, "47h"),
        (49 * HOUR, "2d1h"),
        ((8 * 24 + 2) * HOUR, "8d"),
        (367 * DAY, "367d"),
        ((365 * 2 * 24 + 25) * HOUR, "2y1d"),
        ((365 * 8 * 24 + 2) * HOUR, "8y"),
        (-2 * SECOND, "<invalid>"),
        (-2 * SECOND + 1, "0s"),
        (0, "0s"),
        (SECOND - 1, "0s"),
        (2 * MINUTE - 1, "119s"),
        (2 * MINUTE, "2m"),
        (2 * MINUTE + SECOND, "2m1s"),
        (10 * MINUTE - 1, "9m59s"),
        (10 * MINUTE, "10m"),
        (10 * MINUTE + SECOND, "10m"),
        (3 * HOUR - 1, "179m"),
        (3 * HOUR, "3h"),
        (3 * HOUR + MINUTE, "3h1m"),
        (8 * HOUR - 1, "7h59m"),
        (8 * HOUR, "8h"),
        (8 * HOUR + 59 * MINUTE, "8h"),
        (2 * DAY - 1, "47h"),
        (2 * DAY, "2d"),
        (2 * DAY + HOUR, "2d1h"),
        (8 * DAY - 1, "7d23h"),
        (8 * DAY, "8d"),
        (8 * DAY + 23 * HOUR, "8d"),
        (2 * YEAR - 1, "729d"),
        (2 * YEAR, "2y"),
        (2 * YEAR + 23 * HOUR, "2y"),
        (2 * YEAR + 23 * HOUR + 59 * MINUTE, "2y"),
        (2 * YEAR + DAY - 1, "2y"),
        (2 * YEAR + DAY, "2y1d"),
        (2 * YEAR + 2 * DAY - 1, "2y1d"),
        (2 * YEAR + 2 * DAY, "2y2d"),
        (3 * YEAR, "3y"),
        (4 * YEAR, "4y"),
        (5 * YEAR, "5y"),
        (6 * YEAR, "6y"),
        (7 * YEAR, "7y"),
        (8 * YEAR - 1, "7y364d"),
        (8 * YEAR, "8y"),
        (8 * YEAR + 364 * DAY, "8y"),
        (9 * YEAR, "9y"),
    ];
    for (milliseconds, want) in rows {
        assert_eq!(human_duration(milliseconds), want, "{milliseconds} ms");
    }
}

#[test]
fn durations_read_as_in_go() {
    let rows = [
        ("5s", Ok(5000)),
        ("1m30s", Ok(90_000)),
        ("1.5h", Ok(5_400_000)),
        ("100ms", Ok(100)),
        ("-1s", Ok(-1000)),
        ("0", Ok(0)),
        ("5", Err("time: missing unit in duration \"5\"")),
        ("x", Err("time: invalid duration \"x\"")),
        ("5parsec", Err("time: unknown unit \"parsec\" in duration \"5parsec\"")),
    ];
    for (text, want) in rows {
        assert_eq!(parse_duration(text), want.map_err(str::to_owned), "{text}");
    }
}

/// Rows of upstream's `rollout_status_test.go`.
#[test]
fn rollout_status_says_what_is_missing() {
    let waiting =
        |what: &str| format!("Waiting for deployment \"foo\" rollout to finish: {what}...\n");
    let rows = [
        (0, 1, [1, 1, 0, 1], waiting("0 out of 1 new replicas have been updated"), false),
        (1, 1, [1, 2, 1, 2], waiting("1 old replicas are pending termination"), false),
        (1, 2, [1, 2, 2, 1], waiting("1 of 2 updated replicas are available"), false),
        (1, 2, [1, 2, 2, 2], "deployment \"foo\" successfully rolled out\n".to_owned(), true),
        (
            2,
            2,
            [1, 2, 2, 2],
            "Waiting for deployment spec update to be observed...\n".to_owned(),
            false,
        ),
    ];
    for (generation, replicas, [observed, total, updated, available], text, done) in rows {
        let mut it = Deployment::default();
        it.metadata.name = "foo".into();
        it.metadata.generation = generation;
        it.spec.replicas = Some(replicas);
        it.status.observed_generation = i64::from(observed);
        it.status.replicas = total;
        it.status.updated_replicas = updated;
        it.status.available_replicas = available;
        assert_eq!(deployment_status(&it, 0), Ok((text, done)));
    }
}

/// Rows of upstream's `rollout_status_test.go`: `TestDaemonSetStatusViewerStatus`.
#[test]
fn rollout_status_of_a_daemon_set_says_what_is_missing() {
    let waiting =
        |what: &str| format!("Waiting for daemon set \"foo\" rollout to finish: {what}...\n");
    let unobserved = "Waiting for daemon set spec update to be observed...\n".to_owned();
    let rows = [
        (0, [0, 1, 0], waiting("0 out of 1 new pods have been updated"), false),
        (1, [2, 2, 1], waiting("1 of 2 updated pods are available"), false),
        (1, [2, 2, 2], "daemon set \"foo\" successfully rolled out\n".to_owned(), true),
        (2, [2, 2, 2], unobserved, false),
    ];
    for (generation, [updated, desired, available], text, done) in rows {
        let mut it = DaemonSet::default();
        it.metadata.name = "foo".into();
        it.metadata.generation = generation;
        "RollingUpdate".clone_into(&mut it.spec.update_strategy.r#type);
        it.status.observed_generation = 1;
        it.status.updated_number_scheduled = updated;
        it.status.desired_number_scheduled = desired;
        it.status.number_available = available;
        assert_eq!(daemon_set_status(&it), Ok((text, done)));
        "OnDelete".clone_into(&mut it.spec.update_strategy.r#type);
        let error = "rollout status is only available for RollingUpdate strategy type";
        assert_eq!(daemon_set_status(&it), Err(error.to_owned()));
    }
}

/// Rows of upstream's `jsonpath_test.go`, and those people write.
#[test]
fn json_paths_find_what_they_name() {
    let tree = json!({
        "kind": "List",
        "items": [
            {"metadata": {"name": "a", "labels": {"k8s.io/x": "1"}}, "n": 1, "on": true},
            {"metadata": {"name": "b"}, "n": 2},
            {"metadata": {"name": "c"}, "n": 3, "list": [1, 2]},
        ],
        "object": {"x": "<y>"},
    });
    let rows = [
        ("hello {.kind}!", "hello List!"),
        ("{$.kind}", "List"),
        ("{.items[*].metadata.name}", "a b c"),
        ("{.items[0].metadata.name}", "a"),
        ("{.items[-1].metadata.name}", "c"),
        ("{.items[0:2].n}", "1 2"),
        ("{.items[-2:].n}", "2 3"),
        ("{.items[0,2].n}", "1 3"),
        ("{.items[::2].n}", "1 3"),
        ("{..name}", "a b c"),
        ("{range .items[*]}{.metadata.name}{\"\\t\"}{.n}{\"\\n\"}{end}", "a\t1\nb\t2\nc\t3\n"),
        ("{.items[?(@.n==2)].metadata.name}", "b"),
        ("{.items[?(@.n>=2)].metadata.name}", "b c"),
        ("{.items[?(@.metadata.name==\"c\")].list[1]}", "2"),
        ("{.items[?(@.metadata.name!='c')].n}", "1 2"),
        ("{.items[?(@.list)].n}", "3"),
        ("{.items[?(@.on==true)].n}", "1"),
        ("{.items[0].metadata.labels.k8s\\.io/x}", "1"),
        ("{.items[0].metadata.labels['k8s\\.io/x']}", "1"),
        ("{.items[0].metadata.labels['k8s.io/x']}", ""),
        ("{.items[0]['n','on']}", "1 true"),
        ("{.items[*]['metadata.name', 'n']}", "a b c 1 2 3"),
        ("{.items[0, -1:]['n']}", "1 3"),
        ("{.items[0:3:2].n}", "1 3"),
        ("{.items[1:1]}", ""),
        ("{.items..list[0]}", "1"),
        ("{.items[?(@.list[9])].n}", "3"),
        ("{.items[?(@.n > 1)]['n']} {1} {true} {\"\\\"\"}", "2 3 1 true \""),
        ("{range .items[*]}{$.n}{range .list[*]}<{@}>{end}{end}.", "123<1><2>."),
        ("{range .none[*]}{.x}{end}.", "."),
        ("{.object}", "{\"x\":\"\\u003cy\\u003e\"}"),
        ("{.items[2].list}", "[1,2]"),
        ("{.nothing.at.all}", ""),
        ("{'a single quote'}", "a single quote"),
    ];
    for (template, want) in rows {
        let rendered = Template::parse(template).and_then(|it| it.render(&tree));
        assert_eq!(rendered.as_deref(), Ok(want), "{template}");
    }
    let errors = [
        ("{.items[5]}", "array index out of bounds: index 5, length 3"),
        ("{.items[0", "unterminated array"),
        ("{.items", "unclosed action"),
        ("{.items[0:9]}", "array index out of bounds: index 8, length 3"),
        ("{.items[2:1]}", "starting index 2 is greater than ending index 1"),
        ("{.items[::-1]}", "step must be > 0"),
        ("{.kind[0]}", "string is not array or slice"),
        ("{.items[\"a\"]}", "invalid array index \"a\""),
        ("{....a}", "invalid multiple recursive descent"),
        ("{.items[?(@.n==\"1\")]}", "incompatible types for comparison"),
        ("{.object[?(@.x)]}", "map[x:<y>] is not array or slice and cannot be filtered"),
        ("{\"\\q\"}", "unquote string \"\\q\" error invalid syntax"),
        ("{!}", "unrecognized character in action: U+0021 '!'"),
        ("{.items[0}", "unterminated array"),
        ("{.items[x]}", "invalid array index x"),
        ("{end}", "not in range, nothing to end"),
        ("{kind}", "unrecognized identifier kind"),
    ];
    for (template, want) in errors {
        let rendered = Template::parse(template).and_then(|it| it.render(&tree));
        assert_eq!(rendered, Err(want.to_owned()), "{template}");
    }
}

#[test]
fn columns_end_where_a_line_has_no_cell() {
    let text = "Name:\tx\nPod:\n  Labels:\ta\n  \tb\nlast";
    assert_eq!(
        table::align(text, table::DESCRIPTION),
        "Name:  x\nPod:\n  Labels:  a\n           b\nlast\n"
    );
    let rows = [vec!["A".to_owned(), "B".to_owned()], vec!["longer".to_owned(), "ü".to_owned()]];
    assert_eq!(table::rows(&rows), "A        B\nlonger   ü\n");
}
