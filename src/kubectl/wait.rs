//! `kubectl wait`. Source: `staging/src/k8s.io/kubectl/pkg/cmd/wait`.

use super::failure::{Failure, Problem};
use super::flags::{FilenameFlags, PrintFlags, SelectorFlags, flags};
use super::jsonpath::Template;
use super::resource::{self, Nameless, Query};
use super::session::{Ran, Session, Step, Streams};
use crate::api::{Object, ObjectKey, Reason, Value};
use crate::cluster::Cluster;
use crate::sorted::Sort;

/// What is waited for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum For {
    /// The object is gone.
    Delete,
    /// The object is there.
    Create,
    /// A condition has a status.
    Condition(String, String),
    /// A path finds something, or finds a certain text.
    Path(Template, Option<String>),
    /// It has so many Pods, or is to have another number.
    Scaled(i32),
}

/// A command that waits: for one object after the other, for one thing after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Waiting {
    /// What is left, each with the uid it had.
    objects: Vec<(ObjectKey, String)>,
    conditions: Vec<For>,
    /// So many of them the first object has met.
    met: usize,
    deadline_ms: i64,
    /// Whether there is but one look (`--timeout=0`).
    once: bool,
    problems: Vec<Problem>,
}

flags! {
    /// Source: `WaitFlags`.
    pub(super) struct WaitFlags<'a>: PrintFlags {
        [files: FilenameFlags<'a>]
        [labels: SelectorFlags<'a>]
        all: switch "all";
        all_namespaces: switch "all-namespaces" / "A";
        field_selector: text "field-selector";
        conditions: array "for";
        timeout: duration "timeout";
        _: "local";
    }
}

pub(super) fn run(session: &mut Session<'_>, flags: &WaitFlags<'_>) -> Ran<Waiting> {
    let texts = flags.conditions;
    let conditions: Result<Vec<For>, _> = texts.iter().map(|it| parse_for(it)).collect();
    let mut conditions = conditions?;
    if conditions.is_empty() {
        return Err(Failure::text("unrecognized condition: []"));
    }
    // What is to be created is waited for first.
    conditions.order_by_key(|it| *it != For::Create);
    let words = &session.args.words;
    let query = Query {
        files: flags.files,
        selector: flags.labels.selector,
        field_selector: flags.field_selector,
        all: flags.all,
        all_namespaces: flags.all_namespaces,
        local: false,
    };
    let (keys, problems) = if conditions.contains(&For::Create) {
        resource::targets(session, query, words, false)?
    } else {
        let found = resource::find(session, query, words, Nameless::Refuse)?;
        let keys = found.objects.iter().map(|it| (it.key(), it.meta().uid.to_string()));
        (keys.collect(), found.problems)
    };
    if conditions.contains(&For::Delete) {
        let others = problems.into_iter().filter(|it| !it.is(Reason::NotFound));
        Failure::check(others.collect())?;
    } else {
        Failure::check(problems)?;
        if keys.is_empty() {
            return Err(Failure::text("no matching resources found"));
        }
    }
    const WEEK_MS: i64 = 7 * 86_400_000;
    let timeout = flags.timeout.unwrap_or(30_000);
    let timeout = if timeout < 0 { WEEK_MS } else { timeout };
    Ok(Step::Block(Waiting {
        objects: keys,
        conditions,
        met: 0,
        deadline_ms: session.now_ms() + timeout,
        once: timeout == 0,
        problems: Vec::new(),
    }))
}

/// Source: `conditionFuncsFor`.
fn parse_for(text: &str) -> Result<For, Failure> {
    let is = |word: &str| text.eq_ignore_ascii_case(word);
    if is("delete") {
        return Ok(For::Delete);
    }
    if is("create") {
        return Ok(For::Create);
    }
    if let Some(condition) = text.strip_prefix("condition=") {
        let (name, value) = condition.split_once('=').unwrap_or((condition, "true"));
        return Ok(For::Condition(name.to_ascii_lowercase(), value.to_ascii_lowercase()));
    }
    let Some(input) = text.strip_prefix("jsonpath=") else {
        return Err(Failure::text(format!("unrecognized condition: {text:?}")));
    };
    let parts = split_path(input);
    let (path, value) = match parts.as_slice() {
        [path] => (path, None),
        [path, value] => (path, Some(value.trim_matches(['\'', '"']).to_owned())),
        _ => {
            return Err(Failure::text(
                "jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or --for=jsonpath='{.status.readyReplicas}'",
            ));
        }
    };
    if path.is_empty() {
        return Err(Failure::text("jsonpath expression cannot be empty"));
    }
    let template = Template::relaxed(path).map_err(Failure::text)?;
    if value.as_deref() == Some("") {
        return Err(Failure::text(
            "jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3",
        ));
    }
    Ok(For::Path(template, value))
}

/// Splits at each single equals sign. Source: `splitJSONPathInput`.
fn split_path(input: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut chars = input.chars().peekable();
    while let Some(char) = chars.next() {
        let is_double = char == '=' && chars.next_if_eq(&'=').is_some();
        if char == '=' && !is_double {
            parts.push(String::new());
        } else if let Some(last) = parts.last_mut() {
            last.push_str(if is_double { "=" } else { "" });
            last.push(char);
        }
    }
    parts
}

impl Waiting {
    /// `scale --timeout`. Source: `staging/src/k8s.io/kubectl/pkg/scale/scale.go`
    /// `scaleHasDesiredReplicas`.
    pub fn scaled(objects: &[Object], replicas: i32, deadline_ms: i64) -> Self {
        Self {
            objects: objects.iter().map(|it| (it.key(), String::new())).collect(),
            conditions: vec![For::Scaled(replicas)],
            met: 0,
            deadline_ms,
            once: false,
            problems: Vec::new(),
        }
    }

    pub fn poll(
        &mut self,
        cluster: &Cluster,
        streams: &mut Streams,
    ) -> Option<Result<(), Failure>> {
        while let Some((key, uid)) = self.objects.first().cloned() {
            while let Some(what) = self.conditions.get(self.met) {
                match holds(what, cluster.store().get(&key), &uid) {
                    Ok(true) => {
                        let kind = key.kind.qualified_singular();
                        let is_scaled = matches!(what, For::Scaled(_));
                        let done = if is_scaled { "scaled" } else { "condition met" };
                        streams.out(&format!("{kind}/{} {done}\n", key.name));
                        self.met += 1;
                    }
                    Ok(false) if cluster.now_ms() < self.deadline_ms => return None,
                    Ok(false) => {
                        self.problems.push(Problem::Text(self.late(what, &key)));
                        break;
                    }
                    Err(error) => {
                        self.problems.push(Problem::Text(error));
                        break;
                    }
                }
            }
            self.objects.remove(0);
            self.met = 0;
        }
        Some(Failure::check(std::mem::take(&mut self.problems)))
    }

    /// Source: `extendErrWaitTimeout`; what was never there has no name.
    fn late(&self, what: &For, key: &ObjectKey) -> String {
        let name = format!("{}/{}", key.kind.info().plural, key.name);
        match what {
            For::Create => "timed out waiting for the condition".to_owned(),
            For::Scaled(_) => format!("timed out waiting for {:?} to be synced", &*key.name),
            _ if self.once => format!("condition not met for {name}"),
            _ => format!("timed out waiting for the condition on {name}"),
        }
    }

    pub fn deadline_ms(&self) -> Option<i64> {
        Some(self.deadline_ms)
    }
}

/// Whether what is waited for has come.
fn holds(what: &For, object: Option<&Object>, uid: &str) -> Result<bool, String> {
    match (what, object) {
        (For::Create, object) => Ok(object.is_some()),
        (For::Delete, object) => Ok(object.is_none_or(|it| it.meta().uid != uid)),
        (_, None) => Ok(false),
        (For::Scaled(replicas), Some(object)) => {
            let found = object.to_value()["status"]["replicas"].as_i64().unwrap_or(0);
            Ok(object.replicas() != Some(*replicas) || found == i64::from(*replicas))
        }
        (For::Condition(name, value), Some(object)) => {
            Ok(condition(&object.to_value(), name, value))
        }
        (For::Path(path, value), Some(object)) => {
            let tree = object.to_value();
            let found = path.find(&tree)?;
            match (value, found.as_slice()) {
                (_, []) => Ok(false),
                (None, [_]) => Ok(true),
                (Some(_), [Value::Object(_) | Value::Array(_)]) => {
                    Err("jsonpath leads to a nested object or list which is not supported"
                        .to_owned())
                }
                (Some(value), [one]) => Ok(super::jsonpath::go_text(one).trim() == value.trim()),
                _ => Err("given jsonpath expression matches more than one value".to_owned()),
            }
        }
    }
}

/// A condition about an earlier generation doesn't count. Source: `checkCondition`.
fn condition(tree: &Value, name: &str, value: &str) -> bool {
    let Some(conditions) = tree["status"]["conditions"].as_array() else { return false };
    let lower = |it: &Value| it.as_str().unwrap_or("").to_ascii_lowercase();
    let Some(condition) = conditions.iter().find(|it| lower(&it["type"]) == name) else {
        return false;
    };
    let generation = tree["metadata"]["generation"].as_i64().unwrap_or(0);
    let observed = condition["observedGeneration"]
        .as_i64()
        .or_else(|| tree["status"]["observedGeneration"].as_i64());
    observed.is_none_or(|it| it >= generation) && lower(&condition["status"]) == value
}
