//! The picture as text, one thing a line: for tests, and for pages that embed this one.

use super::{Place, PodView, Scene};
use std::fmt::Write;

/// The picture as text: equal pictures have equal texts.
#[must_use]
pub fn snapshot(scene: &Scene) -> String {
    let mut text = String::new();
    // Writing to a String can't fail.
    for node in &*scene.nodes {
        let (name, status, pods) = (&node.name, node.status(), node.pods);
        let _ = writeln!(text, "node {name}: {status}, {pods} Pods");
    }
    for pod in &*scene.pods {
        let _ = writeln!(text, "pod {} {} {}", pod.name, place(pod), pod.look.word());
    }
    for workload in &*scene.workloads {
        let (title, ready, wished) = (&workload.title, workload.ready, workload.wished);
        let count = workload.count.clone().unwrap_or_else(|| format!("{ready}/{wished}"));
        let _ = writeln!(text, "{title} {count}: {}", workload.doing);
        for part in &workload.parts {
            let _ = writeln!(text, "  part {} {} {}", part.label, part.look.word(), part.note);
        }
        for set in &workload.sets {
            let (name, ready, pods, wished) = (&set.name, set.ready, set.pods, set.wished);
            let _ = writeln!(
                text,
                "  revision {} {name} {}: {ready} ready, {pods} there, {wished} wished",
                set.revision, set.images
            );
        }
    }
    if let Some(why) = &scene.why {
        let _ = writeln!(text, "why {}", why.text());
    }
    if let Some(caption) = &scene.caption {
        let _ = writeln!(text, "caption {}/{}", caption.number, caption.count);
    }
    for entry in &*scene.console {
        let state = match (entry.is_running(), entry.has_failed()) {
            (true, _) => " ...",
            (false, true) => " failed",
            (false, false) => "",
        };
        let _ = writeln!(text, "console {}{state}", entry.line);
    }
    text
}

fn place(pod: &PodView) -> String {
    let place = match &pod.place {
        Place::Tray(_) => "tray".to_owned(),
        Place::Flight { node, .. } => format!("to {node}"),
        Place::Node { node, slot } => format!("{node}#{slot}"),
    };
    if pod.gone.is_some() { format!("{place} gone") } else { place }
}
