//! `kubectl cordon` and `uncordon`. Source: `staging/src/k8s.io/kubectl/pkg/cmd/drain/drain.go`.

use super::failure::Failure;
use super::report;
use super::resource::{self, Nameless};
use super::session::{Ran, Session, Step};
use crate::api::Object;
use std::rc::Rc;

pub(super) fn cordon(session: &mut Session<'_>) -> Ran {
    set_unschedulable(session, true)
}

pub(super) fn uncordon(session: &mut Session<'_>) -> Ran {
    set_unschedulable(session, false)
}

fn set_unschedulable(session: &mut Session<'_>, wanted: bool) -> Ran {
    let verb = if wanted { "cordon" } else { "uncordon" };
    if session.args.words.is_empty() && !session.args.given("selector") {
        let text = format!("USAGE: {verb} NODE [flags]");
        return Err(Failure::usage(&text, &format!("kubectl {verb}")));
    }
    let mut words = session.args.words.clone();
    if !words.iter().any(|it| it.contains('/')) {
        words.insert(0, "nodes".to_owned());
    }
    let found = resource::find(session, &words, Nameless::Refuse)?;
    for object in &found.objects {
        let Object::Node(node) = object else { continue };
        if node.spec.unschedulable == wanted {
            report::object(session, object, &format!("already {verb}ed"))?;
            continue;
        }
        let mut node = Rc::clone(node);
        Rc::make_mut(&mut node).spec.unschedulable = wanted;
        session.update(object, Object::Node(node)).map_err(Failure::from)?;
        report::object(session, object, &format!("{verb}ed"))?;
    }
    Failure::check(found.problems)?;
    Ok(Step::Done)
}
