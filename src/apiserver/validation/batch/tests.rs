//! What of a Job and a CronJob is refused, and in which words:
//! `pkg/apis/batch/validation/validation_test.go`.

use crate::api::{Kind, Object, Value};
use crate::apiserver::{ApiServer, Patch, Request};
use serde_json::json;

const UID: &str = "1a2b3c";

fn server() -> ApiServer {
    let mut server = ApiServer::new(1);
    let default = json!({"metadata": {"name": "default"}});
    let namespace = Object::from_value(Kind::Namespace, default).unwrap();
    server.request(0, Request::Create(namespace)).unwrap();
    server
}

fn pod(policy: &str) -> Value {
    json!({"spec": {
        "restartPolicy": policy,
        "containers": [{"name": "main", "image": "busybox:1.36"}],
    }})
}

/// A Job with what a row adds to it.
fn job(spec: Value) -> Value {
    let mut job = json!({
        "metadata": {"name": "myjob", "namespace": "default"},
        "spec": {"template": pod("Never")},
    });
    merge(&mut job["spec"], spec);
    job
}

fn cron_job(spec: Value) -> Value {
    let mut it = json!({
        "metadata": {"name": "mycronjob", "namespace": "default"},
        "spec": {
            "schedule": "* * * * ?",
            "jobTemplate": {"spec": {"template": pod("OnFailure")}},
        },
    });
    merge(&mut it["spec"], spec);
    it
}

fn merge(into: &mut Value, from: Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (key, value) in from {
                merge(into.entry(key).or_insert(Value::Null), value);
            }
        }
        (into, from) => *into = from,
    }
}

/// The errors that a creation meets.
fn errors(kind: Kind, value: Value) -> Vec<String> {
    let object = Object::from_value(kind, value).unwrap();
    match server().request(0, Request::Create(object)) {
        Ok(_) => Vec::new(),
        Err(status) => status.causes.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn jobs_that_are_fine() {
    let indexed = json!({"completionMode": "Indexed", "completions": 3});
    let rows = [
        json!({}),
        json!({"completionMode": "NonIndexed", "backoffLimit": 0}),
        json!({"template": pod("OnFailure")}),
        json!({"parallelism": 0, "completions": 0, "suspend": true}),
        json!({"activeDeadlineSeconds": 0, "ttlSecondsAfterFinished": 0}),
        json!({"managedBy": "example.com/foo"}),
        indexed.clone(),
        json!({"completionMode": "Indexed", "completions": 2, "backoffLimitPerIndex": 1, "maxFailedIndexes": 2}),
        json!({"podFailurePolicy": {"rules": [
            {"action": "FailJob", "onExitCodes": {"containerName": "main", "operator": "In", "values": [1, 2]}},
            {"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget"}]},
            {"action": "Count", "onExitCodes": {"operator": "NotIn", "values": [0, 1]}},
        ]}}),
        json!({"completionMode": "Indexed", "completions": 10, "successPolicy": {"rules": [
            {"succeededIndexes": "0,2-4,9"}, {"succeededCount": 5}, {"succeededIndexes": "1-3", "succeededCount": 2},
        ]}}),
        json!({"podReplacementPolicy": "Failed"}),
        json!({
            "manualSelector": true,
            "selector": {"matchLabels": {"a": "b"}},
            "template": {"metadata": {"labels": {"a": "b"}}},
        }),
    ];
    for row in rows {
        assert_eq!(errors(Kind::Job, job(row.clone())), Vec::<String>::new(), "{row}");
    }
}

#[test]
fn jobs_that_are_refused() {
    let negative = "must be greater than or equal to 0";
    let rows: Vec<(Value, Vec<String>)> = vec![
        (json!({"parallelism": -1}), vec![format!("spec.parallelism: Invalid value: -1: {negative}")]),
        (
            json!({"completions": -1, "parallelism": 1}),
            vec![format!("spec.completions: Invalid value: -1: {negative}")],
        ),
        (
            json!({"activeDeadlineSeconds": -1}),
            vec![format!("spec.activeDeadlineSeconds: Invalid value: -1: {negative}")],
        ),
        (json!({"backoffLimit": -1}), vec![format!("spec.backoffLimit: Invalid value: -1: {negative}")]),
        (
            json!({"ttlSecondsAfterFinished": -1}),
            vec![format!("spec.ttlSecondsAfterFinished: Invalid value: -1: {negative}")],
        ),
        (
            json!({"template": pod("Always")}),
            vec!["spec.template.spec.restartPolicy: Required value: valid values: \"OnFailure\", \"Never\"".to_owned()],
        ),
        (
            json!({"completionMode": "Indexed", "parallelism": 2}),
            vec!["spec.completions: Required value: when completion mode is Indexed".to_owned()],
        ),
        (
            json!({"completionMode": "Odd"}),
            vec!["spec.completionMode: Unsupported value: \"Odd\": supported values: \"NonIndexed\", \"Indexed\"".to_owned()],
        ),
        (
            json!({"backoffLimitPerIndex": 1}),
            vec!["spec.backoffLimitPerIndex: Invalid value: 1: requires indexed completion mode".to_owned()],
        ),
        (
            json!({"completionMode": "Indexed", "completions": 2, "maxFailedIndexes": 1}),
            vec!["spec.backoffLimitPerIndex: Required value: when maxFailedIndexes is specified".to_owned()],
        ),
        (
            json!({"completionMode": "Indexed", "completions": 2, "backoffLimitPerIndex": 1, "maxFailedIndexes": 3}),
            vec!["spec.maxFailedIndexes: Invalid value: 3: must be less than or equal to completions".to_owned()],
        ),
        (
            json!({"completionMode": "Indexed", "completions": 2, "parallelism": 100_001}),
            vec!["spec.parallelism: Invalid value: 100001: must be less than or equal to 100000 when completion mode is Indexed".to_owned()],
        ),
        (
            json!({"managedBy": "no-domain"}),
            vec!["spec.managedBy: Invalid value: \"no-domain\": must be a domain-prefixed path (such as \"acme.io/foo\")".to_owned()],
        ),
        (
            json!({"podReplacementPolicy": "Often"}),
            vec!["spec.podReplacementPolicy: Unsupported value: \"Often\": supported values: \"Failed\", \"TerminatingOrFailed\"".to_owned()],
        ),
        (
            json!({"selector": {"matchLabels": {"a": "b"}}}),
            vec![
                "spec.selector: Invalid value: {\"matchLabels\":{\"a\":\"b\",\"batch.kubernetes.io/controller-uid\":\"*\"}}: `selector` not auto-generated".to_owned(),
                "spec.template.metadata.labels: Invalid value: {\"batch.kubernetes.io/controller-uid\":\"*\",\"batch.kubernetes.io/job-name\":\"myjob\",\"controller-uid\":\"*\",\"job-name\":\"myjob\"}: `selector` does not match template `labels`".to_owned(),
            ],
        ),
        (
            json!({"template": {"metadata": {"labels": {"job-name": "other"}}}}),
            vec!["spec.template.metadata.labels[job-name]: Invalid value: \"other\": must be 'myjob'".to_owned()],
        ),
        (
            json!({"manualSelector": true}),
            vec!["spec.selector: Required value".to_owned()],
        ),
    ];
    for (row, wanted) in rows {
        let found: Vec<String> =
            errors(Kind::Job, job(row.clone())).iter().map(|it| without_uid(it)).collect();
        assert_eq!(found, wanted, "{row}");
    }
}

/// The uid is drawn: a star stands for it.
fn without_uid(text: &str) -> String {
    let mut parts = text.split("uid\":\"");
    let mut result = parts.next().unwrap_or("").to_owned();
    for part in parts {
        let rest = part.split_once('"').map_or("", |it| it.1);
        result.push_str(&format!("uid\":\"*\"{rest}"));
    }
    result
}

#[test]
fn policies_that_are_refused() {
    let rule = |rule: Value| json!({"podFailurePolicy": {"rules": [rule]}});
    let codes = |operator: &str, values: Value| {
        rule(json!({"action": "FailJob", "onExitCodes": {"operator": operator, "values": values}}))
    };
    let at = "spec.podFailurePolicy.rules[0]";
    let success = |rules: Value| json!({"completionMode": "Indexed", "completions": 5, "successPolicy": {"rules": rules}});
    let met = "spec.successPolicy.rules[0]";
    let parse = |value: &str, why: &str| {
        format!(
            "{met}.succeededIndexes: Invalid value: {value:?}: error parsing succeededIndexes: {why}"
        )
    };
    let one = |text: String| vec![text];
    let rows: Vec<(Value, Vec<String>)> = vec![
        (codes("In", json!([])), one(format!("{at}.onExitCodes.values: Invalid value: []: at least one value is required"))),
        (codes("In", json!([0])), one(format!("{at}.onExitCodes.values[0]: Invalid value: 0: must not be 0 for the In operator"))),
        (codes("In", json!([11, 11])), one(format!("{at}.onExitCodes.values[1]: Duplicate value: 11"))),
        (codes("In", json!([13, 12])), one(format!("{at}.onExitCodes.values: Invalid value: [13,12]: must be ordered"))),
        (codes("Of", json!([1])), one(format!("{at}.onExitCodes.operator: Unsupported value: \"Of\": supported values: \"In\", \"NotIn\""))),
        (codes("", json!([1])), one(format!("{at}.onExitCodes.operator: Required value: valid values: [\"In\" \"NotIn\"]"))),
        (
            rule(json!({"action": "FailJob", "onExitCodes": {"containerName": "who", "operator": "In", "values": [1]}})),
            one(format!("{at}.onExitCodes.containerName: Invalid value: \"who\": must be one of the container or initContainer names in the pod template")),
        ),
        (
            rule(json!({"action": "FailIndex", "onExitCodes": {"operator": "In", "values": [1]}})),
            one(format!("{at}.action: Invalid value: \"FailIndex\": requires the backoffLimitPerIndex to be set")),
        ),
        (
            rule(json!({"action": "Cry", "onExitCodes": {"operator": "In", "values": [1]}})),
            one(format!("{at}.action: Unsupported value: \"Cry\": supported values: \"Count\", \"FailIndex\", \"FailJob\", \"Ignore\"")),
        ),
        (
            rule(json!({"action": "Ignore"})),
            one(format!("{at}: Invalid value: specifying one of OnExitCodes and OnPodConditions is required")),
        ),
        (
            rule(json!({"action": "Ignore", "onPodConditions": [{"type": "Ready", "status": "Maybe"}]})),
            one(format!("{at}.onPodConditions[0].status: Unsupported value: \"Maybe\": supported values: \"False\", \"True\", \"Unknown\"")),
        ),
        (
            json!({"template": pod("OnFailure"), "podFailurePolicy": {"rules": []}}),
            one("spec.template.spec.restartPolicy: Invalid value: \"OnFailure\": only \"Never\" is supported when podFailurePolicy is specified".to_owned()),
        ),
        (
            json!({"podFailurePolicy": {"rules": []}, "podReplacementPolicy": "TerminatingOrFailed"}),
            one("spec.podReplacementPolicy: Unsupported value: \"TerminatingOrFailed\": supported values: \"Failed\"".to_owned()),
        ),
        (success(json!([])), one("spec.successPolicy.rules: Required value: at least one rules must be specified when the successPolicy is specified".to_owned())),
        (success(json!([{}])), one(format!("{met}: Required value: at least one of succeededCount or succeededIndexes must be specified"))),
        (success(json!([{"succeededCount": 6}])), one(format!("{met}.succeededCount: Invalid value: 6: must be less than or equal to 5 (the number of specified completions)"))),
        (
            success(json!([{"succeededCount": 3, "succeededIndexes": "0,1"}])),
            one(format!("{met}.succeededCount: Invalid value: 3: must be less than or equal to 2 (the number of indexes in the specified succeededIndexes field)")),
        ),
        (success(json!([{"succeededIndexes": "invalid"}])), one(parse("invalid", "cannot convert string to integer for index: \"invalid\""))),
        (success(json!([{"succeededIndexes": "0-5"}])), one(parse("0-5", "too large index: \"5\""))),
        (success(json!([{"succeededIndexes": "3-1"}])), one(parse("3-1", "non-increasing order, previous: 3, current: 1"))),
        (success(json!([{"succeededIndexes": "1,1"}])), one(parse("1,1", "non-increasing order, previous: 1, current: 1"))),
        (
            success(json!([{"succeededIndexes": "1-2-3"}])),
            one(parse("1-2-3", "the fragment \"1-2-3\" violates the requirement that an index interval can have at most two parts separated by '-'")),
        ),
        (
            json!({"successPolicy": {"rules": [{"succeededCount": 1}]}}),
            one("spec.successPolicy: Invalid value: {\"Rules\":[{\"SucceededIndexes\":null,\"SucceededCount\":1}]}: requires indexed completion mode".to_owned()),
        ),
    ];
    for (row, wanted) in rows {
        assert_eq!(errors(Kind::Job, job(row.clone())), wanted, "{row}");
    }
}

#[test]
fn names_must_leave_room() {
    let mut indexed = job(json!({"completionMode": "Indexed", "completions": 1001}));
    let name = "n".repeat(60);
    indexed["metadata"]["name"] = json!(name);
    let wanted = format!(
        "metadata.name: Invalid value: {name:?}: will not able to create pod with invalid DNS label: {name}-1000"
    );
    assert_eq!(errors(Kind::Job, indexed), [wanted]);
    let mut cron = cron_job(json!({}));
    cron["metadata"]["name"] = json!("n".repeat(53));
    let wanted = format!(
        "metadata.name: Invalid value: {:?}: must be no more than 52 characters",
        "n".repeat(53)
    );
    assert_eq!(errors(Kind::CronJob, cron), [wanted]);
}

#[test]
fn cron_jobs_that_are_refused() {
    let rows = [
        (json!({"schedule": ""}), "spec.schedule: Required value"),
        (
            json!({"schedule": "error"}),
            "spec.schedule: Invalid value: \"error\": expected exactly 5 fields, found 1: [error]",
        ),
        (
            json!({"schedule": "TZ=UTC 0 * * * *"}),
            "spec.schedule: Invalid value: \"TZ=UTC 0 * * * *\": cannot use TZ or CRON_TZ in schedule, use timeZone field instead",
        ),
        (
            json!({"schedule": "CRON_TZ=UTC 0 * * * *"}),
            "spec.schedule: Invalid value: \"CRON_TZ=UTC 0 * * * *\": cannot use TZ or CRON_TZ in schedule, use timeZone field instead",
        ),
        (
            json!({"timeZone": ""}),
            "spec.timeZone: Invalid value: \"\": timeZone must be nil or non-empty string",
        ),
        (
            json!({"timeZone": "Local"}),
            "spec.timeZone: Invalid value: \"Local\": timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones",
        ),
        (
            json!({"timeZone": "Continent/Zone"}),
            "spec.timeZone: Invalid value: \"Continent/Zone\": unknown time zone Continent/Zone",
        ),
        (
            json!({"startingDeadlineSeconds": -1}),
            "spec.startingDeadlineSeconds: Invalid value: -1: must be greater than or equal to 0",
        ),
        (
            json!({"successfulJobsHistoryLimit": -1}),
            "spec.successfulJobsHistoryLimit: Invalid value: -1: must be greater than or equal to 0",
        ),
        (
            json!({"failedJobsHistoryLimit": -1}),
            "spec.failedJobsHistoryLimit: Invalid value: -1: must be greater than or equal to 0",
        ),
        (
            json!({"concurrencyPolicy": "Maybe"}),
            "spec.concurrencyPolicy: Unsupported value: \"Maybe\": supported values: \"Allow\", \"Forbid\", \"Replace\"",
        ),
        (
            json!({"jobTemplate": {"spec": {"parallelism": -1}}}),
            "spec.jobTemplate.spec.parallelism: Invalid value: -1: must be greater than or equal to 0",
        ),
        (
            json!({"jobTemplate": {"spec": {"selector": {"matchLabels": {"a": "b"}}}}}),
            "spec.jobTemplate.spec.selector: Invalid value: {\"matchLabels\":{\"a\":\"b\"}}: `selector` will be auto-generated",
        ),
        (
            json!({"jobTemplate": {"spec": {"manualSelector": true}}}),
            "spec.jobTemplate.spec.manualSelector: Unsupported value: true: supported values: \"nil\", \"false\"",
        ),
        (
            json!({"jobTemplate": {"spec": {"template": pod("Always")}}}),
            "spec.jobTemplate.spec.template.spec.restartPolicy: Required value: valid values: \"OnFailure\", \"Never\"",
        ),
    ];
    for (row, wanted) in rows {
        assert_eq!(errors(Kind::CronJob, cron_job(row.clone())), [wanted], "{row}");
    }
    // The zone of the schedule is not known either.
    let both = errors(Kind::CronJob, cron_job(json!({"schedule": "TZ=Mars 0 * * * *"})));
    assert_eq!(both.len(), 2, "{both:?}");
    for fine in [json!({}), json!({"timeZone": "Asia/Tokyo"}), json!({"schedule": "@every 5m"})] {
        assert_eq!(errors(Kind::CronJob, cron_job(fine)), Vec::<String>::new());
    }
}

/// What becomes of a stored Job when it is patched so.
fn patched(stored: Value, patch: Value) -> Vec<String> {
    let mut server = server();
    let object = Object::from_value(Kind::Job, job(stored)).unwrap();
    let stored = server.request(0, Request::Create(object)).unwrap().object;
    let request = Request::Patch(stored.key(), Patch::Merge(json!({"spec": patch})));
    match server.request(0, request) {
        Ok(_) => Vec::new(),
        Err(status) => status.causes.iter().map(|it| without_uid(&it.to_string())).collect(),
    }
}

#[test]
fn what_of_a_job_may_change() {
    let indexed = json!({"completionMode": "Indexed", "completions": 3, "parallelism": 3});
    let suspended = json!({"suspend": true});
    let fine = [
        (json!({}), json!({"parallelism": 5})),
        (json!({}), json!({"suspend": true, "backoffLimit": 9, "activeDeadlineSeconds": 7})),
        (json!({}), json!({"ttlSecondsAfterFinished": 3, "podReplacementPolicy": "Failed"})),
        (indexed.clone(), json!({"completions": 5, "parallelism": 5})),
        (indexed.clone(), json!({"parallelism": 1})),
        (suspended.clone(), json!({"template": {"spec": {"nodeSelector": {"a": "b"}}}})),
        (suspended.clone(), json!({"template": {"metadata": {"annotations": {"a": "b"}}}})),
    ];
    for (stored, patch) in fine {
        assert_eq!(patched(stored.clone(), patch.clone()), Vec::<String>::new(), "{patch}");
    }
    let refused = [
        (
            json!({}),
            json!({"completions": 2}),
            "spec.completions: Invalid value: 2: field is immutable",
        ),
        (
            indexed.clone(),
            json!({"completions": 5}),
            "spec.completions: Invalid value: 5: can only be modified in tandem with spec.parallelism",
        ),
        (
            indexed.clone(),
            json!({"completionMode": "NonIndexed"}),
            "spec.completionMode: Invalid value: \"NonIndexed\": field is immutable",
        ),
        (
            indexed,
            json!({"backoffLimitPerIndex": 1}),
            "spec.backoffLimitPerIndex: Invalid value: 1: field is immutable",
        ),
        (
            json!({}),
            json!({"managedBy": "example.com/foo"}),
            "spec.managedBy: Invalid value: \"example.com/foo\": field is immutable",
        ),
    ];
    for (stored, patch, wanted) in refused {
        assert_eq!(patched(stored, patch.clone()), [wanted], "{patch}");
    }
    for stored in [json!({}), suspended] {
        let image =
            json!({"template": {"spec": {"containers": [{"name": "main", "image": "x:1"}]}}});
        let found = patched(stored, image);
        assert!(found[0].starts_with("spec.template: Invalid value: {"), "{found:?}");
        assert!(found[0].ends_with("}: field is immutable"), "{found:?}");
    }
    let running = json!({"template": {"spec": {"nodeSelector": {"a": "b"}}}});
    assert_eq!(patched(json!({}), running).len(), 1);
}

#[test]
fn defaults_and_what_the_server_makes_up() {
    // What is given; completions, parallelism, backoffLimit, podReplacementPolicy.
    let never = "TerminatingOrFailed";
    let rows = [
        (json!({}), json!([1, 1, 6, never])),
        (json!({"parallelism": 4}), json!([null, 4, 6, never])),
        (json!({"completions": 4}), json!([4, 1, 6, never])),
        (json!({"parallelism": 0}), json!([null, 0, 6, never])),
        (json!({"backoffLimit": 2, "completions": 3, "parallelism": 2}), json!([3, 2, 2, never])),
        (
            json!({"completionMode": "Indexed", "completions": 2, "backoffLimitPerIndex": 1}),
            json!([2, 1, i32::MAX, never]),
        ),
        (json!({"podFailurePolicy": {"rules": []}}), json!([1, 1, 6, "Failed"])),
    ];
    for (given, wanted) in rows {
        let mut server = server();
        let object = Object::from_value(Kind::Job, job(given.clone())).unwrap();
        let tree = server.request(0, Request::Create(object)).unwrap().object.to_value();
        let spec = &tree["spec"];
        let found = json!([
            spec["completions"],
            spec["parallelism"],
            spec["backoffLimit"],
            spec["podReplacementPolicy"],
        ]);
        assert_eq!(found, wanted, "{given}");
        let uid = &tree["metadata"]["uid"];
        assert_ne!(uid, UID);
        let key = "batch.kubernetes.io/controller-uid";
        assert_eq!(spec["selector"]["matchLabels"][key], *uid);
        assert_eq!(spec["template"]["metadata"]["labels"]["controller-uid"], *uid);
        assert_eq!(spec["template"]["metadata"]["labels"]["job-name"], "myjob");
        assert_eq!(tree["metadata"]["labels"]["batch.kubernetes.io/job-name"], "myjob");
    }
}
