//! `kubectl wait`. Source: `staging/src/k8s.io/kubectl/pkg/cmd/wait`.

use super::failure::{Failure, Problem};
use super::job::Job;
use super::jsonpath::Template;
use super::resource::{self, Nameless, Wanted};
use super::session::{Ran, Session, Step, Streams};
use crate::api::{Object, ObjectKey, Reason, Value};
use crate::cluster::Cluster;

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
}

/// A command that waits: for one object after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Waiting {
    /// What is left, each with the uid it had.
    objects: Vec<(ObjectKey, String)>,
    what: For,
    deadline_ms: i64,
    /// Whether there is but one look (`--timeout=0`).
    once: bool,
    problems: Vec<Problem>,
}

pub(super) fn run(session: &mut Session<'_>) -> Ran {
    let what = parse_for(session.args.flag("for").unwrap_or(""))?;
    let words = session.args.words.clone();
    let (keys, problems) = if what == For::Create {
        let wanted = Wanted::parse(session, &words)?;
        if wanted.keys.is_empty() {
            return Err(Failure::text("resource(s) were provided, but no name was specified"));
        }
        (wanted.keys.into_iter().map(|key| (key, String::new())).collect(), Vec::new())
    } else {
        let found = resource::find(session, &words, Nameless::Refuse)?;
        let keys: Vec<(ObjectKey, String)> =
            found.objects.iter().map(|it| (it.key(), it.meta().uid.to_string())).collect();
        (keys, found.problems)
    };
    if what == For::Delete {
        let others = problems.into_iter().filter(|it| !it.is(Reason::NotFound));
        Failure::check(others.collect())?;
    } else {
        Failure::check(problems)?;
        if keys.is_empty() {
            return Err(Failure::text("no matching resources found"));
        }
    }
    const WEEK_MS: i64 = 7 * 86_400_000;
    let timeout = session.args.milliseconds("timeout").unwrap_or(30_000);
    let timeout = if timeout < 0 { WEEK_MS } else { timeout };
    let deadline_ms = session.now_ms() + timeout;
    let (once, problems) = (timeout == 0, Vec::new());
    Ok(Step::Block(Job::Wait(Waiting { objects: keys, what, deadline_ms, once, problems })))
}

fn parse_for(text: &str) -> Result<For, Failure> {
    // The flag is a list: where it is missing Go prints an empty one.
    let shown = if text.is_empty() { "[]".to_owned() } else { format!("{text:?}") };
    let unrecognized = || Failure::text(format!("unrecognized condition: {shown}"));
    match text {
        "delete" => return Ok(For::Delete),
        "create" => return Ok(For::Create),
        _ => {}
    }
    let lower = text.to_ascii_lowercase();
    if lower.starts_with("condition=") {
        let condition = text.get("condition=".len()..).unwrap_or("");
        let (name, value) = condition.split_once('=').unwrap_or((condition, "true"));
        return Ok(For::Condition(name.to_ascii_lowercase(), value.to_ascii_lowercase()));
    }
    if lower.starts_with("jsonpath=") {
        let path = text.get("jsonpath=".len()..).unwrap_or("");
        let (path, value) = split_value(path);
        if value == Some("") {
            return Err(Failure::text("jsonpath wait value cannot be empty"));
        }
        let template = Template::relaxed(path.trim_matches('\'')).map_err(Failure::text)?;
        return Ok(For::Path(template, value.map(|it| it.trim_matches('"').to_owned())));
    }
    Err(unrecognized())
}

/// Splits `{.a}=b` behind the path.
fn split_value(text: &str) -> (&str, Option<&str>) {
    let at = text
        .find("}=")
        .map(|it| it + 1)
        .or_else(|| if text.starts_with('{') { None } else { text.find('=') });
    match at {
        Some(at) => (text.get(..at).unwrap_or(""), text.get(at + 1..)),
        None => (text, None),
    }
}

impl Waiting {
    pub fn poll(
        &mut self,
        cluster: &Cluster,
        streams: &mut Streams,
    ) -> Option<Result<(), Failure>> {
        while let Some((key, uid)) = self.objects.first().cloned() {
            let object = cluster.store().get(&key);
            match holds(&self.what, object, &uid) {
                Ok(true) => {
                    let line =
                        format!("{}/{} condition met\n", key.kind.qualified_singular(), key.name);
                    streams.out(&line);
                }
                Ok(false) if cluster.now_ms() < self.deadline_ms => return None,
                Ok(false) => self.problems.push(Problem::Text(self.late(&key))),
                Err(error) => self.problems.push(Problem::Text(error)),
            }
            self.objects.remove(0);
        }
        Some(Failure::check(std::mem::take(&mut self.problems)))
    }

    /// Source: `extendErrWaitTimeout`; what was never there has no name.
    fn late(&self, key: &ObjectKey) -> String {
        let name = format!("{}/{}", key.kind.info().plural, key.name);
        match self.what {
            For::Create => "timed out waiting for the condition".to_owned(),
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
        (For::Condition(name, value), Some(object)) => {
            Ok(condition(&object.to_value(), name, value))
        }
        (For::Path(path, value), Some(object)) => {
            let tree = object.to_value();
            let found = path.find(&tree)?;
            match (value, found.as_slice()) {
                (_, []) => Ok(false),
                (None, _) => Ok(true),
                (Some(value), [Value::Object(_) | Value::Array(_)]) => Err(format!(
                    "jsonpath leads to a nested object or list and cannot be compared with {value}"
                )),
                (Some(value), [one]) => Ok(super::jsonpath::go_text(one) == *value),
                (Some(_), _) => {
                    Err("given jsonpath expression matches more than one value".to_owned())
                }
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
