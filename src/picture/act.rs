//! What happened last, and who did it: the control plane, a person, or a kubelet.

use super::{Decision, Effect, Look, ObjectRef, Picture, Pod};
use std::rc::Rc;

impl Picture {
    /// The last cause that there is to tell: what was decided, or what a kubelet found.
    #[must_use]
    pub fn cause(&self, decided: Option<Rc<Decision>>) -> Option<Rc<Decision>> {
        // Of a node that is silent nobody hears anything.
        let silent = self.nodes.iter().filter(|it| !it.is_ready || it.down_ms.is_some());
        let silent: Vec<&Rc<str>> = silent.map(|it| &it.name).collect();
        let is_heard = |pod: &Pod| pod.place.as_ref().is_none_or(|at| !silent.contains(&&at.node));
        let found = self.pods.iter().filter(|it| it.gone_ms.is_none() && told(it).is_some());
        let found = found.filter(|it| is_heard(it));
        let found = found.max_by_key(|it| it.spell.look_ms);
        let found = found.and_then(|it| Some(Rc::new(kubelets(it, told(it)?))));
        // Of the same moment what caused is told before what follows from it.
        [found, decided].into_iter().flatten().max_by_key(|it| it.at_ms)
    }
}

/// What a kubelet does about a Pod (`{}`) that something is wrong with, and for which reason.
fn told(pod: &Pod) -> Option<(Effect, &'static str, &str)> {
    let Look::Failing(reason) = &pod.look else {
        let was_ready = pod.look == Look::Running && pod.restarts == 0;
        let slow = pod.spell.ran_ms.is_some_and(|it| pod.spell.look_ms > it);
        return (was_ready && slow).then_some((
            Effect::UpdateStatus,
            "reports that {} is not ready",
            "its readiness probe fails, so no Service sends it requests",
        ));
    };
    let known = FOUND.iter().find(|it| it.0.split(' ').any(|it| *it == **reason));
    let is_error = matches!(&**reason, "Error" | "Failed");
    Some(match known {
        Some(it) => (it.1, it.2, it.3),
        None if pod.spell.ended_ms.is_some() => {
            let ended = "its container ended with an error and is not started again";
            let why = if is_error { ended } else { reason };
            (Effect::UpdateStatus, "reports that {} has failed", why)
        }
        None if is_error => {
            let why = "its process ended with an error";
            (Effect::UpdateStatus, "sees that the container of {} has ended", why)
        }
        // The word that kubectl has for it says it.
        None => (Effect::Wait, "can't start a container of {}", reason),
    })
}

/// Reasons, with what a kubelet does about a Pod (`{}`), and why. Sources: `pkg/kubelet/images/types.go`,
/// `pkg/kubelet/container/sync_result.go`, `pkg/kubelet/events/event.go`.
const FOUND: [(&str, Effect, &str, &str); 7] = [
    (
        "CrashLoopBackOff",
        Effect::Wait,
        "waits before it starts the container of {} again",
        "it has ended again, and each wait is twice as long as the one before, up to 5 minutes",
    ),
    (
        "ErrImagePull ImagePullBackOff",
        Effect::Wait,
        "can't get the image of {} and tries again later",
        "the registry does not answer, or has no such image",
    ),
    (
        "CreateContainerConfigError",
        Effect::Wait,
        "can't start a container of {}",
        "what its configuration names is not there, or not allowed",
    ),
    (
        "FailedAttachVolume",
        Effect::Wait,
        "can't start the containers of {}",
        "its volume is attached to another node",
    ),
    (
        "FailedMount",
        Effect::Wait,
        "can't start the containers of {}",
        "a volume of its can't be mounted",
    ),
    (
        "OOMKilled",
        Effect::UpdateStatus,
        "starts the container of {} again",
        "it took more memory than its limit, and the kernel killed it",
    ),
    ("Evicted", Effect::Evict, "has evicted {}", "the node was short of something"),
];

fn kubelets(pod: &Pod, (effect, what, because): (Effect, &str, &str)) -> Decision {
    let (before, after) = what.split_once("{}").unwrap_or((what, ""));
    let node = pod.place.as_ref().map_or("", |it| &*it.node);
    Decision {
        at_ms: pod.spell.look_ms,
        component: "kubelet".into(),
        who: format!("Kubelet of {node}").into(),
        about: ObjectRef {
            kind: "pod".into(),
            namespace: Rc::clone(&pod.namespace),
            name: Rc::clone(&pod.name),
        },
        effect,
        what: [(before.into(), false), (Rc::clone(&pod.name), true), (after.into(), false)].into(),
        because: because.into(),
        facts: match pod.restarts {
            0 => Vec::new(),
            count => vec![format!("restarts = {count}").into()],
        },
        source: "pkg/kubelet".into(),
        causes: Vec::new(),
    }
}
