//! Whether a container may run as whom it would. Source:
//! `pkg/kubelet/kuberuntime/security_context_others.go` `verifyRunAsNonRoot`.

use crate::api::{Container, Pod, Value};

/// Official images that name a user; the others run as root.
const NAMED: [(&str, &str); 2] = [("haproxy", "haproxy"), ("memcached", "memcache")];

/// What the container says, or else its Pod.
fn said<'a>(container: &'a Container, pod: &'a Pod, field: &str) -> Option<&'a Value> {
    let context = |rest: Option<&'a Value>| rest.and_then(|it| it.get(field));
    let own = context(container.rest.get("securityContext"));
    own.or_else(|| context(pod.spec.rest.get("securityContext")))
}

/// Whether a container that must not run as root would. Of images that are nobody's official ones
/// it is not known, and they may.
///
/// # Errors
/// It would, or nobody can say.
pub(super) fn check(container: &Container, pod: &Pod) -> Result<(), String> {
    if said(container, pod, "runAsNonRoot").and_then(Value::as_bool) != Some(true) {
        return Ok(());
    }
    let image = container.image.strip_prefix("docker.io/").unwrap_or(&container.image);
    let image = image.strip_prefix("library/").unwrap_or(image);
    let name = image.split([':', '@']).next().unwrap_or("");
    let why = match said(container, pod, "runAsUser").and_then(Value::as_i64) {
        Some(0) => "container's runAsUser breaks non-root policy".to_owned(),
        Some(_) => return Ok(()),
        None if image.contains('/') => return Ok(()),
        None => match NAMED.iter().find(|it| it.0 == name) {
            None => "container has runAsNonRoot and image will run as root".to_owned(),
            Some((_, user)) => format!(
                "container has runAsNonRoot and image has non-numeric user ({user}), cannot verify user is non-root"
            ),
        },
    };
    let meta = &pod.metadata;
    let (of, container) =
        (format!("{}_{}({})", meta.name, meta.namespace, meta.uid), &container.name);
    Err(format!("{why} (pod: {of:?}, container: {container})"))
}
