//! `kubectl cordon` and `uncordon`. Source: `staging/src/k8s.io/kubectl/pkg/cmd/drain/drain.go`.

use crate::api::{Kind, Object};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{DryRunFlags, PrintFlags, SelectorFlags, flags};
use crate::kubectl::report;
use crate::kubectl::resource::{self, Nameless, Query};
use crate::kubectl::session::{Ran, Session, Step};
use std::rc::Rc;

flags! {
    /// Source: `drain.go` `NewCmdCordon`.
    pub(in crate::kubectl) struct CordonFlags<'a>: DryRunFlags {
        [labels: SelectorFlags<'a>]
    }
}

pub(in crate::kubectl) fn cordon(session: &mut Session<'_>, flags: &CordonFlags<'_>) -> Ran {
    run(session, flags, true)
}

pub(in crate::kubectl) fn uncordon(session: &mut Session<'_>, flags: &CordonFlags<'_>) -> Ran {
    run(session, flags, false)
}

fn run(session: &mut Session<'_>, flags: &CordonFlags<'_>, wanted: bool) -> Ran {
    let verb = if wanted { "cordon" } else { "uncordon" };
    let nodes = targets(session, flags.labels, verb)?;
    set_unschedulable(session, &nodes, wanted)?;
    Ok(Step::Done)
}

/// The nodes that a command is about; one that is missing keeps it from touching any.
pub(super) fn targets(
    session: &Session<'_>,
    labels: SelectorFlags<'_>,
    verb: &str,
) -> Result<Vec<Object>, Failure> {
    let selector = labels.selector;
    if !session.args.words.is_empty() && selector.is_some() {
        let text = "error: cannot specify both a node name and a --selector option";
        return Err(Failure::usage(text, &format!("kubectl {verb}")));
    }
    if session.args.words.is_empty() && selector.is_none() {
        let text = format!("USAGE: {verb} NODE [flags]");
        return Err(Failure::usage(&text, &format!("kubectl {verb}")));
    }
    let mut words = session.args.words.clone();
    if words.is_empty() && selector == Some("") {
        return Err(Failure::text(resource::NOTHING_NAMED));
    }
    if !words.iter().any(|it| it.contains('/')) {
        words.insert(0, "nodes".to_owned());
    }
    let found =
        resource::find(session, Query { selector, ..Query::default() }, &words, Nameless::Refuse)?;
    if let Some(problem) = found.problems.into_iter().next() {
        return Err(problem.into());
    }
    if let Some(other) = found.objects.iter().find(|it| it.kind() != Kind::Node) {
        let plural = other.kind().info().plural;
        return Err(Failure::text(format!("expected resource of type node, got {plural:?}")));
    }
    Ok(found.objects)
}

/// Cordons or uncordons nodes.
pub(super) fn set_unschedulable(
    session: &mut Session<'_>,
    nodes: &[Object],
    wanted: bool,
) -> Result<(), Failure> {
    let verb = if wanted { "cordon" } else { "uncordon" };
    for object in nodes {
        let Object::Node(node) = object else { continue };
        if node.spec.unschedulable == wanted {
            report::object(session, PrintFlags::default(), object, &format!("already {verb}ed"))?;
            continue;
        }
        let mut node = Rc::clone(node);
        Rc::make_mut(&mut node).spec.unschedulable = wanted;
        session.update(object, Object::Node(node)).map_err(Failure::from)?;
        report::object(session, PrintFlags::default(), object, &format!("{verb}ed"))?;
    }
    Ok(())
}
