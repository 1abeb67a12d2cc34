//! `kubectl logs`. Source: `staging/src/k8s.io/kubectl/pkg/cmd/logs`,
//! `pkg/kubelet/kubelet.go` `validateContainerLogStatus`.

use super::failure::{Failure, Problem};
use super::flags::{SelectorFlags, flags};
use super::pods::{self, Asked, Source};
use super::resource::{self, Nameless, Query};
use super::session::{Ran, Session, Step, Streams};
use crate::api::{ContainerStatus, Pod, Reason, Time};
use crate::cluster::Cluster;
use crate::kubelet::RunState;
use std::rc::Rc;

flags! {
    /// Source: `LogsOptions`.
    pub(super) struct LogsFlags<'a> {
        [labels: SelectorFlags<'a>]
        follow: switch "follow" / "f";
        previous: switch "previous" / "p";
        container: text "container" / "c";
        all_containers: switch "all-containers";
        tail: number "tail";
        since: duration "since";
        since_time: text "since-time";
        timestamps: switch "timestamps";
        prefix: switch "prefix";
        ignore_errors: switch "ignore-errors";
        limit_bytes: number "limit-bytes";
        max_log_requests: number "max-log-requests";
        all_pods: switch "all-pods";
        _: "pod-running-timeout=duration insecure-skip-tls-verify-backend";
    }
}

/// An endless log is followed for so long (milliseconds).
const FOLLOW_MS: i64 = 10_000;

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
    fn new(session: &Session<'_>, flags: &LogsFlags<'_>) -> Self {
        let since = flags.since.map(|it| session.now_ms() - it);
        let since_time = flags.since_time.and_then(Time::parse).map(|it| it.0 * 1000);
        let tail = flags.tail.or(flags.labels.selector.map(|_| 10));
        Self {
            is_previous: flags.previous,
            tail: tail.and_then(|it| usize::try_from(it).ok()),
            since_ms: since.or(since_time).unwrap_or(i64::MIN),
            has_timestamps: flags.timestamps,
            has_prefix: flags.prefix || flags.all_pods,
            bytes_max: flags.limit_bytes.map_or(usize::MAX, |it| {
                usize::try_from(it).ok().filter(|it| *it > 0).unwrap_or(usize::MAX)
            }),
        }
    }
}

pub(super) fn run(session: &mut Session<'_>, flags: &LogsFlags<'_>) -> Ran<Following> {
    let words = &session.args.words;
    let options = Options::new(session, flags);
    let usage = |text: &str| Err(Failure::usage(text, "kubectl logs"));
    let by_labels = flags.labels.selector.is_some_and(|it| !it.is_empty());
    match words.as_slice() {
        [_] if by_labels => return usage("only a selector (-l) or a POD name is allowed"),
        [] if by_labels => {}
        [_] | [_, _] => {}
        _ => {
            return usage(
                "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command",
            );
        }
    }
    check(flags, words.get(1))?;
    let pods = match words.first() {
        None => selected(session, flags)?,
        Some(word) => named(session, flags, word)?,
    };
    let container = flags.container.or(words.get(1).map(String::as_str));
    let asked = Asked { container, all: flags.all_containers, quiet: flags.all_pods };
    let mut sources = Vec::new();
    for pod in pods {
        sources.extend(pods::containers(session, pod, asked)?);
    }
    let most = flags.max_log_requests.unwrap_or(5);
    let count = i64::try_from(sources.len()).unwrap_or(i64::MAX);
    if flags.follow && count > 1 && count > most {
        return Err(Failure::text(format!(
            "you are attempting to follow {count} log streams, but maximum allowed concurrency is {most}, use --max-log-requests to increase the limit"
        )));
    }
    for source in &sources {
        match text(session.cluster, source, &options, i64::MIN) {
            Ok(text) => session.streams.out(&text),
            Err(problem) if flags.ignore_errors => {
                let why = problem.split_once("): ").map_or(&*problem, |it| it.1);
                session.line(&format!("error: {why}"));
            }
            Err(problem) => return Err(Failure::plain(problem)),
        }
    }
    if flags.follow && !options.is_previous && !sources.is_empty() {
        let now_ms = session.now_ms();
        let options = Options { tail: None, ..options };
        let following =
            Following { sources, options, seen_ms: now_ms, until_ms: now_ms + FOLLOW_MS };
        return Ok(Step::Block(following));
    }
    Ok(Step::Done)
}

/// Source: `LogsOptions.Validate`.
fn check(flags: &LogsFlags<'_>, word: Option<&String>) -> Result<(), Failure> {
    let container = word.map(String::as_str).or(flags.container).unwrap_or("");
    let since = flags.since.unwrap_or(0);
    if let Some(text) = flags.since_time.filter(|it| Time::parse(it).is_none()) {
        // A day alone is read as far as it goes.
        let is_day = text.len() == 10 && Time::parse(&format!("{text}T00:00:00Z")).is_some();
        let (rest, wanted) = if is_day { ("", "T") } else { (text, "2006") };
        return Err(Failure::text(format!(
            "parsing time {text:?} as \"2006-01-02T15:04:05Z07:00\": cannot parse {rest:?} as {wanted:?}"
        )));
    }
    Err(Failure::text(if flags.since_time.is_some() && since != 0 {
        "at most one of `sinceTime` or `sinceSeconds` may be specified".to_owned()
    } else if flags.all_containers && !container.is_empty() {
        format!("--all-containers=true should not be specified with container name {container}")
    } else if flags.container.is_some() && word.is_some() {
        "only one of -c or an inline [CONTAINER] arg is allowed".to_owned()
    } else if flags.limit_bytes.is_some_and(|it| it < 0) {
        "--limit-bytes must be greater than 0".to_owned()
    } else if since < 0 {
        "--since must be greater than 0".to_owned()
    } else if flags.tail.is_some_and(|it| it < -1) {
        "--tail must be greater than or equal to -1".to_owned()
    } else {
        return Ok(());
    }))
}

fn selected(session: &mut Session<'_>, flags: &LogsFlags<'_>) -> Result<Vec<Rc<Pod>>, Failure> {
    let query = Query { selector: flags.labels.selector, ..Query::default() };
    let found = resource::find(session, query, &["pods".to_owned()], Nameless::All)?;
    if found.objects.is_empty() {
        let place = session.namespace().to_owned();
        session.streams.err(&format!("No resources found in {place} namespace.\n"));
    }
    Ok(found.objects.iter().flat_map(|it| pods::pods_of(session, it)).collect())
}

fn named(
    session: &mut Session<'_>,
    flags: &LogsFlags<'_>,
    word: &str,
) -> Result<Vec<Rc<Pod>>, Failure> {
    let mut pods = pods::found(session, Query::default(), word).map_err(|failure| {
        let space = session.namespace();
        match failure.problems.as_slice() {
            [Problem::Api(status)] if status.reason == Reason::NotFound => Failure::text(format!(
                "error from server (NotFound): {status} in namespace {space:?}"
            )),
            _ => failure,
        }
    })?;
    if !flags.all_pods {
        if pods.len() > 1 {
            let line = format!("Found {} pods, using pod/{}\n", pods.len(), pods[0].metadata.name);
            session.streams.err(&line);
        }
        pods.truncate(1);
    }
    Ok(pods)
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
    let main = pod.status.container_statuses.iter().chain(&pod.status.init_container_statuses);
    let mut statuses = main.chain(&pod.status.ephemeral_container_statuses);
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
    match refusal(cluster, source, options.is_previous) {
        Some(refusal) => Err(refusal),
        None => Ok(printed(cluster, source, options, after_ms)),
    }
}

/// What a container's runtime has of its log.
fn printed(cluster: &Cluster, source: &Source, options: &Options, after_ms: i64) -> String {
    let worker = cluster.kubelets().worker(&source.pod.metadata.uid);
    let Some(run) = worker.and_then(|it| it.container(&source.container)) else {
        return String::new();
    };
    let waits = matches!(run.state, RunState::Waiting { .. });
    let is_previous = options.is_previous && !waits;
    let process = if is_previous { run.previous.as_deref() } else { run.process.as_ref() };
    let Some(process) = process else { return String::new() };
    let mut lines: Vec<(i64, String)> = Vec::new();
    for (at_ms, chunk) in process.written_after(after_ms) {
        for piece in chunk.split_inclusive('\n') {
            match lines.last_mut().filter(|(_, last)| !last.ends_with('\n')) {
                Some((_, last)) => last.push_str(piece),
                None => lines.push((at_ms, piece.to_owned())),
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
            let time = Time::of_ms(*at_ms).to_string();
            let time = time.trim_end_matches('Z');
            text.push_str(&format!("{time}.{:03}000000Z ", at_ms.rem_euclid(1000)));
        }
        text.push_str(line);
    }
    let end = (0..=options.bytes_max.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    text.truncate(end.unwrap_or(0));
    text
}

/// All that a container has printed, or why there is nothing.
pub(super) fn log(cluster: &Cluster, pod: &Rc<Pod>, container: &str) -> Result<String, String> {
    let source = Source { pod: Rc::clone(pod), container: container.to_owned() };
    text(cluster, &source, &Options::default(), i64::MIN)
}

/// What a container has printed after a moment (milliseconds since 1970), whether or not the API
/// server knows already that it has begun, and whether or not a line is over.
pub(super) fn printed_after(
    cluster: &Cluster,
    pod: &Pod,
    container: &str,
    after_ms: i64,
) -> String {
    let worker = cluster.kubelets().worker(&pod.metadata.uid);
    let process = worker.and_then(|it| it.container(container)?.process.as_ref());
    let pieces = process.into_iter().flat_map(|it| it.written_after(after_ms));
    pieces.filter(|it| it.0 > after_ms).map(|it| it.1).collect()
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
