//! The revisions of those that keep ControllerRevisions, shown and taken up again.
//! Source: `polymorphichelpers/{history,rollback}.go`.

use crate::api::{ControllerRevision, Object, PodTemplateSpec};
use crate::apiserver::strategic_merge;
use crate::controllers::history;
use crate::kubectl::describe;
use crate::kubectl::failure::Failure;
use crate::kubectl::session::{DryRun, Session};
use crate::sorted::SortedMap;
use std::rc::Rc;

/// The revisions of an object, the oldest first. Source: `controlledHistory`.
fn controlled(session: &Session<'_>, object: &Object) -> Vec<Rc<ControllerRevision>> {
    let meta = object.meta();
    let selector = object.pod_selector().unwrap_or_default();
    let all = session.cluster.store().list_typed::<ControllerRevision>(Some(&meta.namespace));
    let ours = |it: &&Rc<ControllerRevision>| {
        selector.matches(&it.metadata.labels)
            && it.metadata.controller().is_some_and(|owner| owner.uid == meta.uid)
    };
    let mut revisions: Vec<_> = all.filter(ours).cloned().collect();
    history::sort(&mut revisions);
    revisions
}

/// The templates of all revisions, each with the cause of the change.
pub(super) fn templates(
    session: &Session<'_>,
    object: &Object,
) -> SortedMap<i64, (PodTemplateSpec, Option<String>)> {
    let cause = |it: &ControllerRevision| {
        it.metadata.annotation(crate::kubectl::session::CHANGE_CAUSE).map(str::to_owned)
    };
    let template = |it: &ControllerRevision| {
        let applied = history::applied(object, it)?;
        Some((it.revision, (applied.template()?.clone(), cause(it))))
    };
    controlled(session, object).iter().filter_map(|it| template(it)).collect()
}

/// The object as it was in all revisions.
pub(super) fn objects(session: &Session<'_>, object: &Object) -> SortedMap<i64, Object> {
    let revisions = controlled(session, object).into_iter();
    revisions.filter_map(|it| Some((it.revision, history::applied(object, &it)?))).collect()
}

/// Takes up a revision again; what is to be told of it.
pub(super) fn roll_back(
    session: &mut Session<'_>,
    object: &Object,
    wanted: i64,
) -> Result<String, Failure> {
    let unknown =
        || Failure::text(format!("unable to find specified revision {wanted} in history"));
    if wanted < 0 {
        return Err(unknown());
    }
    let revisions = controlled(session, object);
    if wanted == 0 && revisions.len() <= 1 {
        return Err(Failure::text("no last revision to roll back to"));
    }
    let target = match wanted {
        0 => revisions.get(revisions.len() - 2),
        _ => revisions.iter().find(|it| it.revision == wanted),
    };
    let target = target.ok_or_else(unknown)?;
    if session.dry_run == DryRun::Client {
        let applied = history::applied(object, target);
        let template = applied.as_ref().and_then(Object::template);
        return Ok(template.map(describe::template).unwrap_or_default());
    }
    if object.template().is_some_and(|it| history::data_of(it) == target.data) {
        return Ok(format!(
            "skipped rollback (current template already matches revision {wanted})"
        ));
    }
    let mut value = object.to_value();
    strategic_merge(object.kind(), &mut value, target.data.clone())?;
    let changed = Object::from_value(object.kind(), value)
        .map_err(|error| Failure::text(error.to_string()))?;
    session.update(object, changed).map_err(Failure::from)?;
    Ok("rolled back".to_owned())
}
