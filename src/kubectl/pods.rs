//! `kubectl logs`. Source: `staging/src/k8s.io/kubectl/pkg/cmd/logs`,
//! `pkg/kubelet/kubelet.go` `validateContainerLogStatus`.

use super::failure::{Failure, Problem};
use super::resource::{self, Nameless};
use super::session::{Ran, Session, Step, Streams};
use crate::api::{ContainerStatus, Kind, Object, ObjectKey, Pod, Selector, Time};
use crate::cluster::Cluster;
use crate::kubelet::RunState;
use crate::sorted::Sort;
use std::rc::Rc;

pub(super) const LOG_FLAGS: &str = "follow/f previous/p container/c=text all-containers \
    selector/l=text tail=number since=duration since-time=text timestamps prefix \
    limit-bytes=number ignore-errors max-log-requests=number all-pods pod-running-timeout=duration";

/// An endless log is followed for so long (milliseconds).
const FOLLOW_MS: i64 = 10_000;

/// By which labels an object finds its Pods. Source: `polymorphichelpers` `SelectorsForObject`.
fn selector_of(object: &Object) -> Option<Selector> {
    let Object::Service(service) = object else { return object.pod_selector() };
    let labels = &service.spec.selector;
    (!labels.is_empty()).then(|| Selector::from(labels))
}

/// The Pods of a workload or a Service, by its selector.
fn pods_of(session: &Session<'_>, object: &Object) -> Vec<Rc<Pod>> {
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

/// What is to be printed of each log.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Options {
    is_previous: bool,
    tail: Option<usize>,
    since_ms: i64,
    has_timestamps: bool,
    has_prefix: bool,
    bytes_max: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            is_previous: false,
            tail: None,
            since_ms: i64::MIN,
            has_timestamps: false,
            has_prefix: false,
            bytes_max: usize::MAX,
        }
    }
}

impl Options {
    fn read(session: &Session<'_>) -> Self {
        let args = &session.args;
        let since = args.milliseconds("since").map(|it| session.now_ms() - it);
        let since_time = args.flag("since-time").and_then(Time::parse).map(|it| it.0 * 1000);
        let tail = args.number("tail").or(args.given("selector").then_some(10));
        Self {
            is_previous: args.on("previous"),
            tail: tail.and_then(|it| usize::try_from(it).ok()),
            since_ms: since.or(since_time).unwrap_or(i64::MIN),
            has_timestamps: args.on("timestamps"),
            has_prefix: args.on("prefix"),
            bytes_max: args.number("limit-bytes").map_or(usize::MAX, |it| {
                usize::try_from(it).ok().filter(|it| *it > 0).unwrap_or(usize::MAX)
            }),
        }
    }
}

/// One container's log.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Source {
    pod: Rc<Pod>,
    container: String,
}

pub(super) fn logs(session: &mut Session<'_>) -> Ran {
    let words = session.args.words.clone();
    let options = Options::read(session);
    let pods = match words.first() {
        None if session.args.given("selector") => selected(session)?,
        None => {
            return Err(Failure::usage(
                "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command",
                "kubectl logs",
            ));
        }
        Some(_) if session.args.given("selector") => {
            return Err(Failure::usage(
                "only a selector (-l) or a POD name is allowed",
                "kubectl logs",
            ));
        }
        Some(word) => named(session, word)?,
    };
    let mut sources = Vec::new();
    for pod in pods {
        sources.extend(containers(session, pod, words.get(1))?);
    }
    let mut problems = Vec::new();
    for source in &sources {
        match text(session.cluster, source, &options, i64::MIN) {
            Ok(text) => session.streams.out(&text),
            Err(problem) => problems.push(Problem::Plain(problem)),
        }
    }
    Failure::check(problems)?;
    if session.args.on("follow") && !options.is_previous && !sources.is_empty() {
        let now_ms = session.now_ms();
        let options = Options { tail: None, ..options };
        let following =
            Following { sources, options, seen_ms: now_ms, until_ms: now_ms + FOLLOW_MS };
        return Ok(Step::Block(super::job::Job::Follow(following)));
    }
    Ok(Step::Done)
}

fn selected(session: &mut Session<'_>) -> Result<Vec<Rc<Pod>>, Failure> {
    let found = resource::find(session, &["pods".to_owned()], Nameless::All)?;
    if found.objects.is_empty() {
        let place = session.namespace().to_owned();
        session.streams.err(&format!("No resources found in {place} namespace.\n"));
    }
    Ok(found.objects.iter().flat_map(|it| pods_of(session, it)).collect())
}

fn named(session: &mut Session<'_>, word: &str) -> Result<Vec<Rc<Pod>>, Failure> {
    let mut pods = found(session, word)?;
    if !session.args.on("all-pods") {
        if pods.len() > 1 {
            let line = format!("Found {} pods, using pod/{}\n", pods.len(), pods[0].metadata.name);
            session.streams.err(&line);
        }
        pods.truncate(1);
    }
    Ok(pods)
}

/// The Pod of that name, or the Pods of a workload.
pub(super) fn found(session: &mut Session<'_>, word: &str) -> Result<Vec<Rc<Pod>>, Failure> {
    let object = if word.contains('/') {
        let found = resource::find(session, &[word.to_owned()], Nameless::Refuse)?;
        Failure::check(found.problems)?;
        found.objects.into_iter().next()
    } else {
        Some(session.get(&ObjectKey::new(Kind::Pod, session.namespace(), word))?)
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
                format!("cannot get the logs from *{kind}: selector for *{kind} not implemented")
            }
        }));
    }
    Ok(pods)
}

/// The container that a command is for.
pub(super) fn container(session: &mut Session<'_>, pod: &Rc<Pod>) -> Result<String, Failure> {
    let sources = containers(session, Rc::clone(pod), None)?;
    Ok(sources.into_iter().next().map(|it| it.container).unwrap_or_default())
}

/// Which containers' logs are wanted. Source: `logs.go` `RunLogs`, `podutils`
/// `FindOrDefaultContainerByName`.
fn containers(
    session: &mut Session<'_>,
    pod: Rc<Pod>,
    word: Option<&String>,
) -> Result<Vec<Source>, Failure> {
    let spec = Rc::clone(&pod.spec);
    let all = || spec.init_containers.iter().chain(&spec.containers);
    let source = |name: &str| Source { pod: Rc::clone(&pod), container: name.to_owned() };
    if session.args.on("all-containers") {
        return Ok(all().map(|it| source(&it.name)).collect());
    }
    if let Some(name) = session.args.flag("container").or(word.map(String::as_str)) {
        if !all().any(|it| it.name == name) {
            let pod = &pod.metadata.name;
            return Err(Failure::text(format!("container {name} is not valid for pod {pod}")));
        }
        return Ok(vec![source(name)]);
    }
    let annotated = pod.metadata.annotation("kubectl.kubernetes.io/default-container");
    let default = annotated.filter(|name| all().any(|it| it.name == **name));
    let first = spec.containers.first().map_or("", |it| &it.name);
    if default.is_none() && all().count() > 1 {
        let main = spec.containers.iter().map(|it| it.name.clone());
        let init = spec.init_containers.iter().map(|it| format!("{} (init)", it.name));
        let names: Vec<String> = main.chain(init).collect();
        let line = format!("Defaulted container {first:?} out of: {}\n", names.join(", "));
        session.streams.err(&line);
    }
    Ok(vec![source(default.unwrap_or(first))])
}

/// A container that has not started has no log.
fn refusal(cluster: &Cluster, source: &Source, is_previous: bool) -> Option<String> {
    let (pod, container) = (&source.pod, &source.container);
    let name = &pod.metadata.name;
    let bad = |why: String| {
        Some(format!(
            "Error from server (BadRequest): container {container:?} in pod {name:?} {why}"
        ))
    };
    let node = &pod.spec.node_name;
    if node.is_empty() {
        return Some(format!(
            "Error from server (BadRequest): pod {name} does not have a host assigned"
        ));
    }
    if cluster.kubelets().is_down(node) {
        let (space, host) = (&pod.metadata.namespace, &pod.status.host_ip);
        return Some(format!(
            "Error from server: Get \"https://{host}:10250/containerLogs/{space}/{name}/{container}\": dial tcp {host}:10250: connect: no route to host"
        ));
    }
    let of_name = |it: &&ContainerStatus| it.name == *container;
    let mut statuses =
        pod.status.container_statuses.iter().chain(&pod.status.init_container_statuses);
    let Some(status) = statuses.find(of_name) else {
        return bad("is not available".to_owned());
    };
    let has_last = status.last_state.terminated.is_some();
    if is_previous {
        return if has_last {
            None
        } else {
            Some(format!(
                "Error from server (BadRequest): previous terminated container {container:?} in pod {name:?} not found"
            ))
        };
    }
    match &status.state.waiting {
        Some(_) if has_last => None,
        Some(waiting) => bad(match waiting.reason.as_str() {
            "ErrImagePull" => "is waiting to start: image can't be pulled".to_owned(),
            "ImagePullBackOff" => {
                "is waiting to start: trying and failing to pull image".to_owned()
            }
            reason => format!("is waiting to start: {reason}"),
        }),
        None => None,
    }
}

/// The log of a container after `after_ms`, or why there is none.
fn text(
    cluster: &Cluster,
    source: &Source,
    options: &Options,
    after_ms: i64,
) -> Result<String, String> {
    let pod =
        cluster.store().typed::<Pod>(&source.pod.metadata.namespace, &source.pod.metadata.name);
    let source = match pod {
        Some(pod) => &Source { pod: Rc::clone(pod), container: source.container.clone() },
        None => source,
    };
    if let Some(refusal) = refusal(cluster, source, options.is_previous) {
        return Err(refusal);
    }
    let worker = cluster.kubelets().worker(&source.pod.metadata.uid);
    let Some(run) = worker.and_then(|it| it.container(&source.container)) else {
        return Ok(String::new());
    };
    let waits = matches!(run.state, RunState::Waiting { .. });
    let process = if options.is_previous && !waits { &run.previous } else { &run.process };
    let Some(process) = process else { return Ok(String::new()) };
    let mut lines: Vec<(i64, String)> = Vec::new();
    for (at_ms, chunk) in process.log.iter() {
        for piece in chunk.split_inclusive('\n') {
            match lines.last_mut().filter(|(_, last)| !last.ends_with('\n')) {
                Some((_, last)) => last.push_str(piece),
                None => lines.push((*at_ms, piece.to_owned())),
            }
        }
    }
    lines.retain(|(at_ms, _)| *at_ms >= options.since_ms && *at_ms > after_ms);
    let skipped = options.tail.map_or(0, |tail| lines.len().saturating_sub(tail));
    let mut text = String::new();
    for (at_ms, line) in &lines[skipped..] {
        if options.has_prefix {
            text.push_str(&format!("[pod/{}/{}] ", source.pod.metadata.name, source.container));
        }
        if options.has_timestamps {
            let time = Time(at_ms.div_euclid(1000)).to_string();
            let time = time.trim_end_matches('Z');
            text.push_str(&format!("{time}.{:03}000000Z ", at_ms.rem_euclid(1000)));
        }
        text.push_str(line);
    }
    let end = (0..=options.bytes_max.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    text.truncate(end.unwrap_or(0));
    Ok(text)
}

/// What a container has printed after a moment (milliseconds since 1970), or why there is nothing.
pub(super) fn log_after(
    cluster: &Cluster,
    pod: &Rc<Pod>,
    container: &str,
    after_ms: i64,
) -> Result<String, String> {
    let source = Source { pod: Rc::clone(pod), container: container.to_owned() };
    text(cluster, &source, &Options::default(), after_ms)
}

/// `logs -f`: until the containers have ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Following {
    sources: Vec<Source>,
    options: Options,
    seen_ms: i64,
    until_ms: i64,
}

impl Following {
    pub fn poll(
        &mut self,
        cluster: &Cluster,
        streams: &mut Streams,
    ) -> Option<Result<(), Failure>> {
        let now_ms = cluster.now_ms();
        let mut is_running = false;
        for source in &self.sources {
            if let Ok(text) = text(cluster, source, &self.options, self.seen_ms) {
                streams.out(&text);
            }
            let worker = cluster.kubelets().worker(&source.pod.metadata.uid);
            let run = worker.and_then(|it| it.container(&source.container));
            let process = run.and_then(|it| it.process.as_ref());
            is_running |= process.is_some_and(|it| {
                it.ended_ms.is_none() && (it.may_end() || now_ms < self.until_ms)
            });
        }
        self.seen_ms = now_ms;
        (!is_running).then_some(Ok(()))
    }

    pub fn deadline_ms(&self) -> Option<i64> {
        Some(self.seen_ms + 1000)
    }
}
