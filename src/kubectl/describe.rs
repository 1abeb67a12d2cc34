//! `kubectl describe`. Source: `staging/src/k8s.io/kubectl/pkg/describe/describe.go`.

pub(super) mod autoscaler;
pub(super) mod batch;
pub(super) mod budget;
pub(super) mod config;
mod containers;
pub(super) mod daemon;
mod environment;
mod events;
pub(super) mod generic;
pub(super) mod network;
pub(super) mod node;
pub(super) mod page;
pub(super) mod pod;
pub(super) mod quota;
pub(super) mod rbac;
mod sources;
mod spread;
pub(super) mod stateful;
pub(super) mod storage;
mod volumes;
pub(super) mod workload;

pub(super) use self::environment::of_container as field_of_container;

use self::page::Page;
use super::failure::{Failure, Problem};
use super::flags::{FilenameFlags, SelectorFlags, flags};
use super::kinds::{self, Seen};
use super::resource::{self, Found, Nameless, Query};
use super::session::{Ran, Session, Step};
use crate::api::{Object, PodTemplateSpec, Status};
use crate::cluster::Cluster;

flags! {
    /// Source: `staging/src/k8s.io/kubectl/pkg/cmd/describe/describe.go` `DescribeFlags`.
    pub(super) struct DescribeFlags<'a> {
        [files: FilenameFlags<'a>]
        [labels: SelectorFlags<'a>]
        all_namespaces: switch "all-namespaces" / "A";
        show_events: maybe "show-events";
        _: "chunk-size=number";
    }
}

pub(super) fn run(session: &mut Session<'_>, flags: &DescribeFlags<'_>) -> Ran {
    let words = &session.args.words;
    if words.is_empty() && !flags.files.is_given() {
        return Err(Failure::text(
            "You must specify the type of resource to describe. Use \"kubectl api-resources\" for a complete list of supported resources.\n",
        ));
    }
    let query = Query {
        files: flags.files,
        selector: flags.labels.selector,
        all_namespaces: flags.all_namespaces,
        ..Query::default()
    };
    let mut found = resource::find(session, query, words, Nameless::All)?;
    resource::warn_deprecated(session, &found.wanted);
    let is_one = found.objects.len() == 1 && found.problems.is_empty();
    let by_prefix = words.len() == 2 && found.objects.is_empty() && by_prefix(session, &mut found);
    if found.objects.is_empty() && found.problems.is_empty() {
        let text = if !flags.all_namespaces {
            format!("No resources found in {} namespace.\n", session.namespace())
        } else {
            "No resources found\n".to_owned()
        };
        session.streams.err(&text);
    }
    let with_events = flags.show_events.unwrap_or(is_one);
    let now_ms = session.now_ms();
    let texts: Vec<String> =
        found.objects.iter().map(|it| describe(it, session.cluster, now_ms, with_events)).collect();
    session.streams.out(&texts.join(if by_prefix { "\n" } else { "\n\n" }));
    session.streams.out(if by_prefix { "\n" } else { "" });
    Failure::check(found.problems)?;
    Ok(Step::Done)
}

/// A name that nothing has may be the beginning of some. Source: `DescribeMatchingResources`.
fn by_prefix(session: &Session<'_>, found: &mut Found) -> bool {
    let Some(Problem::Api(Status { about: Some((kind, prefix)), .. })) = found.problems.first()
    else {
        return false;
    };
    let objects = session.cluster.store().list(*kind, Some(session.namespace_of(*kind)));
    let like = objects.filter(|it| it.meta().name.starts_with(prefix));
    found.objects = like.cloned().collect();
    let any = !found.objects.is_empty();
    if any {
        found.problems.clear();
    }
    any
}

/// An object's description.
fn describe(object: &Object, cluster: &Cluster, now_ms: i64, with_events: bool) -> String {
    let mut page = Page::default();
    let is_told = kinds::describe(&mut page, &Seen { object, cluster, now_ms });
    if with_events && is_told {
        events::describe(&mut page, object, cluster.store(), now_ms);
    }
    page.finish()
}

/// A template as `rollout history --revision` prints it: tabs stay.
pub(super) fn template(template: &PodTemplateSpec) -> String {
    let mut page = Page::default();
    workload::template(&mut page, template);
    page.raw()
}
