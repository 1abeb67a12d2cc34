//! `kubectl set subject`. Source: `staging/src/k8s.io/kubectl/pkg/cmd/set/set_subject.go`.

use crate::api::{Kind, Object, Value};
use crate::kubectl::create::subjects;
use crate::kubectl::failure::{Failure, Problem};
use crate::kubectl::session::{DryRun, Ran, Session, Step};
use crate::kubectl::{report, resource};

pub(in crate::kubectl) fn subject(session: &mut Session<'_>) -> Ran {
    let words = session.args.words.clone();
    let found = resource::find_or_local(session, &words)?;
    Failure::check(found.problems)?;
    if !["user", "group", "serviceaccount"].iter().any(|it| session.args.given(it)) {
        return Err(Failure::text(
            "you must specify at least one value of user, group or serviceaccount",
        ));
    }
    let namespace = session.namespace().to_owned();
    let wanted = subjects(session, &namespace)?;
    let mut problems = Vec::new();
    for object in &found.objects {
        if ![Kind::RoleBinding, Kind::ClusterRoleBinding].contains(&object.kind()) {
            let (resource, name) = (object.kind().info().plural, &object.meta().name);
            let why = "setting subjects is only supported for RoleBinding/ClusterRoleBinding";
            problems.push(Problem::Text(format!("error: {resource}/{name} {why}\n")));
            continue;
        }
        let mut tree = object.to_value();
        let mut all = tree["subjects"].as_array().cloned().unwrap_or_default();
        let new: Vec<Value> = wanted.iter().filter(|it| !all.contains(it)).cloned().collect();
        if new.is_empty() {
            continue;
        }
        all.extend(new);
        tree["subjects"] = Value::Array(all);
        if session.args.on("local") || session.dry_run == DryRun::Client {
            report::unsent(session, object, "subjects updated", tree)?;
            continue;
        }
        let changed = Object::from_value(object.kind(), tree)
            .map_err(|error| Failure::text(error.to_string()))?;
        match session.update(object, changed) {
            Ok(stored) => {
                report::object(session, stored.as_ref().unwrap_or(object), "subjects updated")?;
            }
            Err(problem) => problems.push(problem),
        }
    }
    Failure::check(problems)?;
    Ok(Step::Done)
}
