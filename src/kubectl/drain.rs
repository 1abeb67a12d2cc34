//! `kubectl drain`. Source: `staging/src/k8s.io/kubectl/pkg/cmd/drain/drain.go`,
//! `staging/src/k8s.io/kubectl/pkg/drain/{drain,filters}.go`.

mod cordon;
mod eviction;
mod filters;

pub(super) use self::cordon::{CordonFlags, cordon, uncordon};

use self::eviction::{Eviction, Progress};
use self::filters::{Choice, Filters};
use super::duration;
use super::failure::{Failure, Problem};
use super::flags::{DryRunFlags, PrintFlags, SelectorFlags, flags};
use super::report;
use super::session::{DryRun, Ran, Session, Step, Streams};
use crate::api::{Object, Selector};
use crate::apiserver::DeleteOptions;
use crate::cluster::Cluster;
use std::collections::VecDeque;

flags! {
    /// Source: `NewCmdDrain`.
    pub(super) struct DrainFlags<'a>: DryRunFlags {
        [labels: SelectorFlags<'a>]
        force: switch "force";
        ignore_daemonsets: switch "ignore-daemonsets";
        delete_emptydir_data: switch "delete-emptydir-data";
        disable_eviction: switch "disable-eviction";
        grace_period: number "grace-period";
        timeout: duration "timeout";
        pod_selector: text "pod-selector";
        skip_wait_for_delete_timeout: number "skip-wait-for-delete-timeout";
        _: "chunk-size=number";
    }
}

/// Nodes that are being drained, one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Drain {
    filters: Filters,
    options: DeleteOptions,
    uses_eviction: bool,
    timeout_ms: Option<i64>,
    skip_after_s: i64,
    /// All nodes, in order.
    nodes: Vec<String>,
    waiting: VecDeque<String>,
    drained: Vec<String>,
    current: Option<(String, Eviction)>,
    problems: Vec<Problem>,
}

pub(super) fn run(session: &mut Session<'_>, flags: &DrainFlags<'_>) -> Ran<Drain> {
    let filters = filters(flags)?;
    let nodes = cordon::targets(session, flags.labels, "drain")?;
    cordon::set_unschedulable(session, &nodes, true)?;
    let grace = flags.grace_period.filter(|it| *it >= 0);
    let names: Vec<String> = nodes.iter().map(|it| it.meta().name.to_string()).collect();
    let mut drain = Drain {
        options: DeleteOptions { grace_period_seconds: grace, ..DeleteOptions::default() },
        uses_eviction: !flags.disable_eviction,
        timeout_ms: flags.timeout.filter(|it| *it > 0),
        skip_after_s: filters.skip_after_s,
        filters,
        waiting: names.iter().cloned().collect(),
        nodes: names,
        drained: Vec::new(),
        current: None,
        problems: Vec::new(),
    };
    if session.dry_run != DryRun::No {
        return drain.pretend(session, &nodes);
    }
    Ok(Step::Block(drain))
}

fn filters(flags: &DrainFlags<'_>) -> Result<Filters, Failure> {
    let selector = flags.pod_selector.unwrap_or("");
    let selector = Selector::parse(selector).map_err(|_| {
        Failure::text("--pod-selector=<pod_selector> must be a valid label selector")
    })?;
    Ok(Filters {
        selector,
        force: flags.force,
        ignore_daemon_sets: flags.ignore_daemonsets,
        delete_empty_dir_data: flags.delete_emptydir_data,
        skip_after_s: flags.skip_wait_for_delete_timeout.unwrap_or(0),
    })
}

impl Drain {
    /// `--dry-run`: what would be done.
    fn pretend(&mut self, session: &mut Session<'_>, nodes: &[Object]) -> Ran<Self> {
        for node in nodes {
            let name = &node.meta().name;
            let suffix = session.dry_run.suffix();
            match self.choose(session.cluster, session.streams, name) {
                Ok(choice) => {
                    let verb = if self.uses_eviction { "evicting" } else { "deleting" };
                    for pod in &choice.pods {
                        let meta = &pod.metadata;
                        let text = format!("{verb} pod {}/{}{suffix}", meta.namespace, meta.name);
                        session.line(&text);
                    }
                    self.drained.push(name.to_string());
                    report::object(session, PrintFlags::default(), node, "drained")?;
                }
                Err(errors) => self.give_up(name, &errors, session.streams),
            }
        }
        Failure::check(std::mem::take(&mut self.problems))?;
        Ok(Step::Done)
    }

    /// Looks again; `None` while it has to wait on.
    pub fn poll(
        &mut self,
        cluster: &mut Cluster,
        streams: &mut Streams,
    ) -> Option<Result<(), Failure>> {
        loop {
            let Some((node, mut eviction)) = self.current.take() else {
                let Some(node) = self.waiting.pop_front() else {
                    return Some(Failure::check(std::mem::take(&mut self.problems)));
                };
                self.begin(&node, cluster, streams);
                continue;
            };
            match eviction.poll(cluster, streams) {
                Progress::Waits => {
                    self.current = Some((node, eviction));
                    return None;
                }
                Progress::Done => {
                    streams.out(&format!("node/{node} drained\n"));
                    self.drained.push(node);
                }
                Progress::Failed(errors) => {
                    self.tell_pending(&node, &errors, cluster, streams);
                    self.give_up(&node, &errors, streams);
                }
            }
        }
    }

    /// When it must be asked again though nothing has changed.
    pub fn deadline_ms(&self) -> Option<i64> {
        self.current.as_ref().and_then(|(_, eviction)| eviction.next_ms())
    }

    fn begin(&mut self, node: &str, cluster: &Cluster, streams: &mut Streams) {
        match self.choose(cluster, streams, node) {
            Err(errors) => self.give_up(node, &errors, streams),
            Ok(choice) => {
                let timeout = self.timeout_ms.map(|it| (cluster.now_ms() + it, duration::go(it)));
                let eviction = Eviction::new(
                    &choice.pods,
                    self.options.clone(),
                    self.uses_eviction,
                    timeout,
                    self.skip_after_s,
                    cluster.now_ms(),
                );
                self.current = Some((node.to_owned(), eviction));
            }
        }
    }

    /// The Pods that must go, or why none may.
    fn choose(
        &self,
        cluster: &Cluster,
        streams: &mut Streams,
        node: &str,
    ) -> Result<Choice, Vec<String>> {
        let choice = self.filters.choose(cluster, node);
        if !choice.errors.is_empty() {
            return Err(choice.errors);
        }
        if !choice.warnings.is_empty() {
            streams.err(&format!("Warning: {}\n", choice.warnings.join("; ")));
        }
        Ok(choice)
    }

    fn tell_pending(
        &self,
        node: &str,
        errors: &[String],
        cluster: &Cluster,
        streams: &mut Streams,
    ) {
        let left = self.filters.choose(cluster, node);
        if !left.pods.is_empty() {
            let error = aggregate(errors);
            streams.err(&format!(
                "There are pending pods in node {node:?} when an error occurred: {error}\n"
            ));
            for pod in &left.pods {
                streams.err(&format!("pod/{}\n", pod.metadata.name));
            }
        }
    }

    fn give_up(&mut self, node: &str, errors: &[String], streams: &mut Streams) {
        let error = aggregate(errors);
        streams.err(&format!(
            "error: unable to drain node {node:?} due to error: {error}, continuing command...\n"
        ));
        let left = self.nodes.iter().filter(|it| !self.drained.contains(it));
        let left: Vec<String> = left.map(|it| format!(" {it}\n")).collect();
        streams.err(&format!("There are pending nodes to be drained:\n{}", left.concat()));
        for error in errors {
            // The errors of a node are a list inside the list of all: printed without a head.
            self.problems.push(Problem::Plain(error.clone()));
        }
    }
}

/// Several errors as one text. Source: `k8s.io/apimachinery/pkg/util/errors`.
fn aggregate(errors: &[String]) -> String {
    match errors {
        [one] => one.clone(),
        several => format!("[{}]", several.join(", ")),
    }
}
