//! `kubectl top`. Source: `staging/src/k8s.io/kubectl/pkg/cmd/top/{top_node,top_pod}.go`,
//! `staging/src/k8s.io/kubectl/pkg/metricsutil/metrics_printer.go`.

use super::failure::Failure;
use super::flags::{SelectorFlags, flags};
use super::resource::{self, Nameless, Query};
use super::session::{Ran, Session, Step};
use super::table;
use crate::api::{Kind, Node, Object, Pod};
use crate::client::PodMetrics;
use crate::sorted::Sort;
use std::rc::Rc;

flags! {
    /// What both commands have.
    pub(super) struct TopFlags<'a> {
        [labels: SelectorFlags<'a>]
        sort_by: text "sort-by";
        no_headers: switch "no-headers";
        _: "use-protocol-buffers show-capacity show-swap";
    }
}

flags! {
    /// Source: `TopNodeOptions`.
    pub(super) struct NodeFlags<'a> {
        [top: TopFlags<'a>]
    }
}

flags! {
    /// Source: `TopPodOptions`.
    pub(super) struct PodFlags<'a> {
        [top: TopFlags<'a>]
        containers: switch "containers";
        sum: switch "sum";
        all_namespaces: switch "all-namespaces" / "A";
        field_selector: text "field-selector";
    }
}

/// A Pod this old should have been measured (milliseconds).
const DELAY_MS: i64 = 120_000;

/// Thousandths of a CPU, and bytes; nothing where it is not measured.
type Usage = Option<(i64, i64)>;

/// The objects meant: all of a kind, or the one named.
fn find(session: &Session<'_>, query: Query<'_>, kind: Kind) -> Result<Vec<Object>, Failure> {
    let mut words = vec![kind.info().plural.to_owned()];
    words.extend(session.args.words.iter().cloned());
    if words.len() > 2 {
        return Err(Failure::usage("unexpected args", "kubectl top"));
    }
    let found = resource::find(session, query, &words, Nameless::All)?;
    Failure::check(found.problems)?;
    Ok(found.objects)
}

/// Which number rows are sorted by, if any.
fn sorts_by_cpu(flags: TopFlags<'_>) -> Result<Option<bool>, Failure> {
    match flags.sort_by.unwrap_or("") {
        "" => Ok(None),
        "cpu" => Ok(Some(true)),
        "memory" => Ok(Some(false)),
        _ => Err(Failure::text("--sort-by accepts only cpu or memory")),
    }
}

fn cpu(milli: i64) -> String {
    format!("{milli}m")
}

fn memory(bytes: i64) -> String {
    format!("{}Mi", bytes / (1 << 20))
}

fn print(session: &mut Session<'_>, flags: TopFlags<'_>, header: &[&str], rows: Vec<Vec<String>>) {
    let mut lines = Vec::new();
    if !flags.no_headers {
        lines.push(header.iter().map(|it| (*it).to_owned()).collect());
    }
    lines.extend(rows);
    let text = table::rows(&lines);
    session.streams.out(&text);
}

pub(super) fn nodes(session: &mut Session<'_>, flags: &NodeFlags<'_>) -> Ran {
    let by_cpu = sorts_by_cpu(flags.top)?;
    let query = Query { selector: flags.top.labels.selector, ..Query::default() };
    let objects = find(session, query, Kind::Node)?;
    let mut usages: Vec<(Rc<Node>, Usage)> = Vec::new();
    for object in objects {
        if let Object::Node(node) = object {
            let usage = session.cluster.node_usage(&node.metadata.name);
            usages.push((node, usage));
        }
    }
    if usages.iter().all(|it| it.1.is_none()) {
        return Err(Failure::text("metrics not available yet"));
    }
    if let Some(by_cpu) = by_cpu {
        let key = |it: &(i64, i64)| if by_cpu { it.0 } else { it.1 };
        usages.order_by_key(|it| std::cmp::Reverse(it.1.as_ref().map(key)));
    }
    // Nodes without numbers stand last.
    usages.order_by_key(|it| it.1.is_none());
    let share = |used: i64, node: &Node, resource: &str, scale: i64| {
        let whole = node.status.allocatable.get(resource).map_or(0, |it| it.milli());
        let part = i128::from(used) * i128::from(scale) * 100;
        let percent = part.checked_div(i128::from(whole)).unwrap_or(0);
        format!("{percent}%")
    };
    let rows = usages.iter().map(|(node, usage)| {
        let name = node.metadata.name.to_string();
        match usage {
            None => std::iter::once(name)
                .chain(std::iter::repeat_n("<unknown>".to_owned(), 4))
                .collect(),
            Some((milli, bytes)) => vec![
                name,
                cpu(*milli),
                share(*milli, node, "cpu", 1),
                memory(*bytes),
                share(*bytes, node, "memory", 1000),
            ],
        }
    });
    let rows = rows.collect();
    print(
        session,
        flags.top,
        &["NAME", "CPU(cores)", "CPU(%)", "MEMORY(bytes)", "MEMORY(%)"],
        rows,
    );
    Ok(Step::Done)
}

/// The sum over the containers.
fn sum(sample: &PodMetrics) -> (i64, i64) {
    sample.containers.iter().fold((0, 0), |sum, it| (sum.0 + it.1, sum.1 + it.2))
}

pub(super) fn pods(session: &mut Session<'_>, flags: &PodFlags<'_>) -> Ran {
    let by_cpu = sorts_by_cpu(flags.top)?;
    let query = Query {
        selector: flags.top.labels.selector,
        field_selector: flags.field_selector,
        all_namespaces: flags.all_namespaces,
        ..Query::default()
    };
    let pods: Vec<Rc<Pod>> = find(session, query, Kind::Pod)?
        .into_iter()
        .filter_map(|it| <&Rc<Pod>>::try_from(&it).ok().cloned())
        .collect();
    let mut samples: Vec<(&Rc<Pod>, PodMetrics)> = Vec::new();
    for pod in &pods {
        samples.extend(session.cluster.pod_usage(pod).map(|it| (pod, it)));
    }
    if samples.is_empty() {
        return unmeasured(session, flags, &pods);
    }
    if let Some(by_cpu) = by_cpu {
        let key = |it: &PodMetrics| if by_cpu { sum(it).0 } else { sum(it).1 };
        samples.order_by_key(|it| std::cmp::Reverse(key(&it.1)));
    }
    let by_container = flags.containers;
    let everywhere = flags.all_namespaces;
    let (mut rows, mut total) = (Vec::new(), (0, 0));
    for (pod, sample) in &samples {
        let namespace = everywhere.then(|| pod.metadata.namespace.to_string());
        let start = || namespace.clone().into_iter().chain([pod.metadata.name.to_string()]);
        let (milli, bytes) = sum(sample);
        total = (total.0 + milli, total.1 + bytes);
        if by_container {
            for (name, milli, bytes) in &sample.containers {
                rows.push(start().chain([name.clone(), cpu(*milli), memory(*bytes)]).collect());
            }
        } else {
            rows.push(start().chain([cpu(milli), memory(bytes)]).collect());
        }
    }
    let mut header = vec!["NAME", "CPU(cores)", "MEMORY(bytes)"];
    if by_container {
        header.splice(0..1, ["POD", "NAME"]);
    }
    if everywhere {
        header.insert(0, "NAMESPACE");
    }
    if flags.sum {
        let width = header.len();
        let blank = |text: &str| vec![text.to_owned(); 1];
        let mut lines = vec![String::new(); width - 2];
        lines.extend(blank("________"));
        lines.extend(blank("________"));
        rows.push(lines);
        let mut last = vec![String::new(); width - 2];
        last.extend([cpu(total.0), memory(total.1)]);
        rows.push(last);
    }
    print(session, flags.top, &header, rows);
    Ok(Step::Done)
}

/// Source: `verifyEmptyMetrics`, `checkPodAge`.
fn unmeasured(session: &mut Session<'_>, flags: &PodFlags<'_>, pods: &[Rc<Pod>]) -> Ran {
    if pods.is_empty() {
        let text = if flags.all_namespaces {
            "No resources found\n".to_owned()
        } else {
            format!("No resources found in {} namespace.\n", session.namespace())
        };
        session.streams.err(&text);
        return Ok(Step::Done);
    }
    for pod in pods {
        let created = pod.metadata.creation_timestamp.map_or(0, |it| it.0 * 1000);
        let age_ms = session.now_ms() - created;
        if age_ms > DELAY_MS {
            let (namespace, name) = (&pod.metadata.namespace, &pod.metadata.name);
            let age = super::duration::go(age_ms);
            return Err(Failure::text(format!(
                "Metrics not available for pod {namespace}/{name}, age: {age}"
            )));
        }
    }
    Err(Failure::text("metrics not available yet"))
}
