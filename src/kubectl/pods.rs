//! The Pods and containers that `logs`, `exec`, `attach`, `cp` and `port-forward` are for.
//! Source: `staging/src/k8s.io/kubectl/pkg/polymorphichelpers`, `pkg/cmd/util/podcmd`.

use super::failure::Failure;
use super::resource::{self, Nameless, Query};
use super::session::Session;
use crate::api::{Kind, Object, ObjectKey, Pod, Selector};
use crate::sorted::Sort;
use std::rc::Rc;

/// By which labels an object finds its Pods. Source: `polymorphichelpers` `SelectorsForObject`.
fn selector_of(object: &Object) -> Option<Selector> {
    let Object::Service(service) = object else { return object.pod_selector() };
    let labels = &service.spec.selector;
    (!labels.is_empty()).then(|| Selector::from(labels))
}

/// The Pods of a workload or a Service, by its selector.
pub(super) fn pods_of(session: &Session<'_>, object: &Object) -> Vec<Rc<Pod>> {
    if let Object::Pod(pod) = object {
        return vec![Rc::clone(pod)];
    }
    let Some(selector) = selector_of(object) else { return Vec::new() };
    let pods = session.cluster.store().list_typed::<Pod>(Some(&object.meta().namespace));
    let mut pods: Vec<_> =
        pods.filter(|it| selector.matches(&it.metadata.labels)).cloned().collect();
    // Those that run before those that don't, then the older ones.
    pods.order_by_key(|it| (it.status.phase != "Running", it.metadata.creation_timestamp));
    pods
}

/// One container's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Source {
    pub pod: Rc<Pod>,
    pub container: String,
}

/// The Pod of that name, or the Pods of a workload.
pub(super) fn found(
    session: &mut Session<'_>,
    query: Query<'_>,
    word: &str,
) -> Result<Vec<Rc<Pod>>, Failure> {
    let object = if word.contains('/') {
        let found = resource::find(session, query, &[word.to_owned()], Nameless::Refuse)?;
        Failure::check(found.problems)?;
        found.objects.into_iter().next()
    } else {
        Some(session.retrieve(&ObjectKey::new(Kind::Pod, session.namespace(), word))?)
    };
    let Some(object) = object else { return Ok(Vec::new()) };
    let pods = pods_of(session, &object);
    if pods.is_empty() {
        let kind = object.kind().info().kind;
        return Err(Failure::text(match selector_of(&object) {
            Some(_) => "timed out waiting for the condition".to_owned(),
            None if object.kind() == Kind::Service => {
                let name = &object.meta().name;
                format!("invalid service '{name}': Service is defined without a selector")
            }
            None => {
                let logs = session.args.path == "logs";
                let doing = if logs { "get the logs from" } else { "attach to" };
                let version = object.kind().info().version;
                format!(
                    "cannot {doing} *{version}.{kind}: selector for *{version}.{kind} not implemented"
                )
            }
        }));
    }
    Ok(pods)
}

/// Which containers a command is for.
#[derive(Clone, Copy, Default)]
pub(super) struct Asked<'a> {
    /// The one of this name; else the default one.
    pub container: Option<&'a str>,
    /// All of the Pod.
    pub all: bool,
    /// Whether nothing is said of a default.
    pub quiet: bool,
}

/// The container that a command is for.
pub(super) fn container(
    session: &mut Session<'_>,
    pod: &Rc<Pod>,
    asked: Asked<'_>,
) -> Result<String, Failure> {
    let sources = containers(session, Rc::clone(pod), asked)?;
    Ok(sources.into_iter().next().map(|it| it.container).unwrap_or_default())
}

/// Which containers' logs are wanted. Source: `logs.go` `RunLogs`, `podutils`
/// `FindOrDefaultContainerByName`.
pub(super) fn containers(
    session: &mut Session<'_>,
    pod: Rc<Pod>,
    asked: Asked<'_>,
) -> Result<Vec<Source>, Failure> {
    let spec = Rc::clone(&pod.spec);
    let main = || spec.init_containers.iter().chain(&spec.containers);
    let all = || main().chain(&spec.ephemeral_containers);
    let source = |name: &str| Source { pod: Rc::clone(&pod), container: name.to_owned() };
    if asked.all {
        return Ok(all().map(|it| source(&it.name)).collect());
    }
    if let Some(name) = asked.container {
        if !all().any(|it| it.name == name) {
            return Err(Failure::text(format!(
                "container {name} is not valid for pod {} out of: {}",
                pod.metadata.name,
                names(&pod)
            )));
        }
        return Ok(vec![source(name)]);
    }
    let annotated = pod.metadata.annotation("kubectl.kubernetes.io/default-container");
    let default = annotated.filter(|name| all().any(|it| it.name == **name));
    let first = spec.containers.first().map_or("", |it| &it.name);
    if default.is_none() && all().count() > 1 {
        if let Some(name) = annotated.filter(|_| session.args.path == "logs") {
            let pod = &pod.metadata.name;
            let line = format!("Default container name {name:?} not found in pod {pod}\n");
            session.streams.err(&line);
        }
        if !asked.quiet {
            let line = format!("Defaulted container {first:?} out of: {}\n", names(&pod));
            session.streams.err(&line);
        }
    }
    Ok(vec![source(default.unwrap_or(first))])
}

/// Source: `podcmd.AllContainerNames`.
fn names(pod: &Pod) -> String {
    let main = pod.spec.containers.iter().map(|it| it.name.to_string());
    let init = pod.spec.init_containers.iter().map(|it| format!("{} (init)", it.name));
    let added = pod.spec.ephemeral_containers.iter().map(|it| format!("{} (ephem)", it.name));
    main.chain(init).chain(added).collect::<Vec<_>>().join(", ")
}
