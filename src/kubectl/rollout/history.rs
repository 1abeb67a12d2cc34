//! `rollout history`. Source: `polymorphichelpers/history.go`.

use super::{TargetFlags, find, replica_sets};
use crate::api::{Kind, Object, PodTemplateSpec};
use crate::controllers::deployment::revision;
use crate::kubectl::describe;
use crate::kubectl::failure::{Failure, Problem};
use crate::kubectl::flags::{PrintFlags, flags};
use crate::kubectl::report;
use crate::kubectl::session::{CHANGE_CAUSE, Ran, Session, Step};
use crate::kubectl::table;
use crate::sorted::SortedMap;

flags! {
    /// Source: `RolloutHistoryOptions`.
    pub(in crate::kubectl) struct HistoryFlags<'a> {
        [target: TargetFlags<'a>]
        [print: PrintFlags<'a>]
        revision: number "revision";
    }
}

pub(in crate::kubectl) fn history(session: &mut Session<'_>, flags: &HistoryFlags<'_>) -> Ran {
    let wanted = flags.revision.unwrap_or(0);
    if wanted < 0 {
        return Err(Failure::text(format!("revision must be a positive integer: {wanted}")));
    }
    let (objects, mut problems) = find(session, flags.target)?;
    for object in &objects {
        if let Some(format) = flags.print.output {
            match print_all(session, flags.print, object, (wanted, format))? {
                Ok(()) => {}
                Err(error) => problems.push(Problem::Text(error)),
            }
            continue;
        }
        match view(session, object, wanted) {
            Ok(text) => {
                let with =
                    if wanted > 0 { format!("with revision #{wanted}") } else { String::new() };
                // The name's printer puts a space before whatever follows.
                report::object(session, flags.print, object, &format!("{with}\n{text}"))?;
            }
            Err(error) => problems.push(Problem::Text(error)),
        }
    }
    Failure::check(problems)?;
    Ok(Step::Done)
}

/// `-o`: the revisions as objects, one or all of them.
fn print_all(
    session: &mut Session<'_>,
    print: PrintFlags<'_>,
    object: &Object,
    (wanted, format): (i64, &str),
) -> Result<Result<(), String>, Failure> {
    let mut found = match objects(session, object) {
        Ok(found) => found,
        Err(error) => return Ok(Err(error)),
    };
    if wanted > 0 {
        found.retain(|number, _| *number == wanted);
        if found.is_empty() {
            return Ok(Err("unable to find the specified revision".to_owned()));
        }
    }
    for (index, revision) in found.values().enumerate() {
        if index > 0 && ["yaml", "kyaml"].contains(&format) {
            session.line("---");
        }
        report::object(session, print, revision, "")?;
    }
    Ok(Ok(()))
}

/// What the revisions are: the ReplicaSets of a Deployment, or the object as it was.
/// Source: `GetHistory`.
fn objects(session: &Session<'_>, object: &Object) -> Result<SortedMap<i64, Object>, String> {
    if [Kind::StatefulSet, Kind::DaemonSet].contains(&object.kind()) {
        return Ok(super::revisions::objects(session, object));
    }
    let Object::Deployment(deployment) = object else { return Err(no_viewer(object)) };
    let sets = replica_sets(session, deployment).into_iter();
    let mut found: SortedMap<i64, Object> =
        sets.map(|it| (revision(&it.metadata), Object::ReplicaSet(it))).collect();
    found.remove(&0);
    Ok(found)
}

fn no_viewer(object: &Object) -> String {
    let kind = object.kind().group_kind();
    match super::unvisited(object.kind()) {
        Some(why) => format!("error retrieving history for {kind:?}, {why}"),
        None => format!("no history viewer has been implemented for {kind:?}"),
    }
}

/// The templates of all revisions.
fn templates(
    session: &Session<'_>,
    object: &Object,
    wanted: i64,
) -> Result<SortedMap<i64, PodTemplateSpec>, String> {
    if let Object::StatefulSet(_) | Object::DaemonSet(_) = object {
        return Ok(with_causes(session, object, wanted));
    }
    let Object::Deployment(deployment) = object else {
        return Err(no_viewer(object));
    };
    let mut templates = SortedMap::new();
    for set in replica_sets(session, deployment) {
        let mut template = set.spec.template.clone();
        if let Some(cause) = set.metadata.annotation(CHANGE_CAUSE) {
            template.metadata.annotations.insert(CHANGE_CAUSE.to_owned(), cause.to_owned());
        }
        templates.insert(revision(&set.metadata), template);
    }
    templates.remove(&0);
    Ok(templates)
}

/// In the list each revision shows its cause; the template of one revision is as it was.
fn with_causes(
    session: &Session<'_>,
    object: &Object,
    wanted: i64,
) -> SortedMap<i64, PodTemplateSpec> {
    let all = super::revisions::templates(session, object).into_iter();
    all.map(|(number, (mut template, cause))| {
        if let Some(cause) = cause.filter(|_| wanted == 0) {
            template.metadata.annotations.insert(CHANGE_CAUSE.to_owned(), cause);
        }
        (number, template)
    })
    .collect()
}

fn view(session: &Session<'_>, object: &Object, wanted: i64) -> Result<String, String> {
    let templates = templates(session, object, wanted)?;
    if templates.is_empty() {
        return Ok("No rollout history found.".to_owned());
    }
    if wanted > 0 {
        let template = templates.get(&wanted).ok_or("unable to find the specified revision")?;
        return Ok(describe::template(template));
    }
    let mut text = "REVISION\tCHANGE-CAUSE\n".to_owned();
    for (revision, template) in &templates {
        let cause = template.metadata.annotations.get(CHANGE_CAUSE);
        let cause = cause.filter(|it| !it.is_empty()).map_or("<none>", String::as_str);
        text.push_str(&format!("{revision}\t{cause}\n"));
    }
    Ok(table::align(&text, table::DESCRIPTION))
}
