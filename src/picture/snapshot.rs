//! The picture as text, one thing a line: for tests, and for pages that embed this one.

use super::{Picture, Pod};
use std::fmt::Write;

/// The picture as text: equal pictures have equal texts.
#[must_use]
pub fn snapshot(picture: &Picture) -> String {
    let mut text = String::new();
    // Writing to a String can't fail.
    for node in &*picture.nodes {
        let (name, status, pods) = (&node.name, node.status(), node.pods);
        let _ = writeln!(text, "node {name}: {status}, {pods} Pods");
    }
    for pod in &*picture.pods {
        let _ =
            writeln!(text, "pod {} {} {}", pod.name, place(pod, picture.now_ms), pod.look.word());
    }
    for workload in &*picture.workloads {
        let doing = workload.doing(picture.now_ms);
        let _ = writeln!(text, "{} {}: {doing}", workload.title(), workload.count());
        for part in &workload.parts {
            let _ = writeln!(text, "  part {} {} {}", part.label, part.look.word(), part.note);
        }
        for set in &workload.revisions {
            let (name, ready, pods, desired) = (&set.name, set.ready, set.pods, set.desired);
            let _ = writeln!(
                text,
                "  revision {} {name} {}: {ready} ready, {pods} there, {desired} desired",
                set.revision, set.images
            );
        }
    }
    if let Some(why) = &picture.why {
        let _ = writeln!(text, "why {}", why.text());
    }
    if let Some(caption) = &picture.caption {
        let _ = writeln!(text, "caption {}/{}", caption.number, caption.count);
    }
    for entry in &*picture.console {
        let state = match (entry.is_running(), entry.has_failed()) {
            (true, _) => " ...",
            (false, true) => " failed",
            (false, false) => "",
        };
        let _ = writeln!(text, "console {}{state}", entry.line);
    }
    text
}

fn place(pod: &Pod, now_ms: i64) -> String {
    let place = match &pod.place {
        None => "tray".to_owned(),
        Some(at) if pod.flown(now_ms).is_some_and(|it| it < 1000) => format!("to {}", at.node),
        Some(at) => format!("{}#{}", at.node, at.slot),
    };
    if pod.gone_ms.is_some() { format!("{place} gone") } else { place }
}
