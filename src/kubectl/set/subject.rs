//! `kubectl set subject`. Source: `staging/src/k8s.io/kubectl/pkg/cmd/set/set_subject.go`.

use super::SetFlags;
use crate::api::{Kind, Object, Value};
use crate::kubectl::create::SubjectsFlags;
use crate::kubectl::failure::{Failure, Problem};
use crate::kubectl::flags::{SelectorFlags, flags};
use crate::kubectl::session::{DryRun, Ran, Session, Step};
use crate::kubectl::{report, resource};

flags! {
    /// Source: `SubjectOptions`.
    pub(in crate::kubectl) struct SubjectFlags<'a> {
        [set: SetFlags<'a>]
        [labels: SelectorFlags<'a>]
        [subjects: SubjectsFlags<'a>]
    }
}

pub(in crate::kubectl) fn subject(session: &mut Session<'_>, flags: &SubjectFlags<'_>) -> Ran {
    let query = flags.set.query(flags.labels);
    let found = resource::find_or_local(session, query, &session.args.words)?;
    Failure::check(found.problems)?;
    if !flags.subjects.is_given() {
        return Err(Failure::text(
            "you must specify at least one value of user, group or serviceaccount",
        ));
    }
    let wanted = flags.subjects.subjects(session.namespace())?;
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
        if query.local || session.dry_run == DryRun::Client {
            report::unsent(session, flags.set.print, object, "subjects updated", tree)?;
            continue;
        }
        let changed = Object::from_value(object.kind(), tree)
            .map_err(|error| Failure::text(error.to_string()))?;
        match session.update(object, changed) {
            Ok(stored) => {
                let stored = stored.as_ref().unwrap_or(object);
                report::object(session, flags.set.print, stored, "subjects updated")?;
            }
            Err(problem) => problems.push(problem),
        }
    }
    Failure::check(problems)?;
    Ok(Step::Done)
}
