//! `kubectl get --watch`: after the table a line for each change, until somebody ends it.

use super::flags::GetFlags;
use super::rows::{Look, cells, columns_of, heading, name_line};
use crate::api::{Kind, Object, ObjectKey, Selector};
use crate::apiserver::Store;
use crate::cluster::Cluster;
use crate::kubectl::duration;
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::Args;
use crate::kubectl::report;
use crate::kubectl::resource::{self, FieldSelector, Found};
use crate::kubectl::session::{Ran, Session, Step, Streams};
use crate::kubectl::table;
use std::collections::BTreeMap;
use std::rc::Rc;

/// A watch that runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::kubectl) struct Watching {
    args: Rc<Args>,
    kind: Kind,
    /// Only this object.
    name: Option<String>,
    /// Only here; everywhere if `None`.
    namespace: Option<String>,
    labels: Selector,
    fields: FieldSelector,
    /// What was printed last of each object.
    known: BTreeMap<ObjectKey, Object>,
    /// Columns keep their widths from the first line on.
    widths: Vec<usize>,
    has_heading: bool,
    deadline_ms: Option<i64>,
}

/// Starts to watch what `get` has found.
pub(super) fn start(
    session: &mut Session<'_>,
    flags: &GetFlags<'_>,
    found: Found,
) -> Ran<Watching> {
    let wanted = &found.wanted;
    let kinds = wanted.kinds.iter().copied().chain(wanted.keys.iter().map(|it| it.kind));
    let kinds: Vec<Kind> = kinds.collect();
    let (Some(kind), true) = (kinds.first().copied(), wanted.keys.len() < 2 && kinds.len() < 2)
    else {
        return Err(Failure::text("you may only specify a single resource type"));
    };
    let everywhere = flags.all_namespaces || !kind.info().namespaced;
    let (labels, fields) = resource::selectors(session, flags.query(), &kinds)?;
    let timeout = session.config.request_timeout.and_then(|it| duration::parse(it).ok());
    let timeout = timeout.filter(|it| *it > 0);
    let mut watching = Watching {
        args: Rc::new(session.args.clone()),
        kind,
        name: wanted.keys.first().map(|it| it.name.to_string()),
        namespace: (!everywhere).then(|| session.namespace().to_owned()),
        labels,
        fields,
        known: BTreeMap::new(),
        widths: Vec::new(),
        has_heading: flags.no_headers,
        deadline_ms: timeout.map(|it| session.now_ms() + it),
    };
    Failure::check(found.problems)?;
    let now_ms = session.now_ms();
    if flags.watch_only {
        watching.known = found.objects.into_iter().map(|it| (it.key(), it)).collect();
    } else {
        watching.print(
            &found.objects,
            "ADDED",
            (session.cluster.store(), now_ms),
            session.streams,
        )?;
    }
    Ok(Step::Block(watching))
}

impl Watching {
    pub fn poll(
        &mut self,
        cluster: &Cluster,
        streams: &mut Streams,
    ) -> Option<Result<(), Failure>> {
        let now_ms = cluster.now_ms();
        let listed = cluster.store().list(self.kind, self.namespace.as_deref());
        let ours = listed.filter(|it| {
            self.name.as_ref().is_none_or(|name| it.meta().name == *name)
                && self.labels.matches(&it.meta().labels)
                && self.fields.matches(it)
        });
        let now = crate::sorted::tree_of(ours.map(|it| (it.key(), it.clone())));
        let gone: Vec<Object> =
            self.known.iter().filter(|it| !now.contains_key(it.0)).map(|it| it.1.clone()).collect();
        let (mut added, mut modified) = (Vec::new(), Vec::new());
        for (key, object) in &now {
            match self.known.get(key) {
                None => added.push(object.clone()),
                Some(before)
                    if before.meta().resource_version != object.meta().resource_version =>
                {
                    modified.push(object.clone());
                }
                Some(_) => {}
            }
        }
        for (objects, what) in [(added, "ADDED"), (modified, "MODIFIED"), (gone, "DELETED")] {
            if let Err(failure) = self.print(&objects, what, (cluster.store(), now_ms), streams) {
                return Some(Err(failure));
            }
        }
        self.deadline_ms.is_some_and(|it| now_ms >= it).then_some(Ok(()))
    }

    pub fn deadline_ms(&self) -> Option<i64> {
        self.deadline_ms
    }

    fn print(
        &mut self,
        objects: &[Object],
        what: &str,
        (store, now_ms): (&Store, i64),
        streams: &mut Streams,
    ) -> Result<(), Failure> {
        let args = Rc::clone(&self.args);
        let flags = &GetFlags::of(&args);
        let format = flags.print.output.unwrap_or("");
        match format {
            "" | "wide" => self.print_rows(flags, (objects, what), (store, now_ms), streams),
            "name" => objects.iter().for_each(|it| streams.out(&name_line(it))),
            "yaml" => {
                for object in objects {
                    streams.out(&(report::print(&object.to_value(), "yaml")? + "---\n"));
                }
            }
            other => {
                for object in objects {
                    streams.out(&report::print(&object.to_value(), other)?);
                }
            }
        }
        for object in objects {
            let key = object.key();
            if what == "DELETED" {
                self.known.remove(&key);
            } else {
                self.known.insert(key, object.clone());
            }
        }
        Ok(())
    }

    fn print_rows(
        &mut self,
        flags: &GetFlags<'_>,
        (objects, what): (&[Object], &str),
        (store, now_ms): (&Store, i64),
        streams: &mut Streams,
    ) {
        if objects.is_empty() {
            return;
        }
        let columns = columns_of(self.kind, flags.print.output == Some("wide"), store);
        let look = Look { flags, prefix: flags.show_kind, now_ms };
        let with_event = flags.output_watch_events;
        let mut rows = Vec::new();
        if !std::mem::replace(&mut self.has_heading, true) {
            rows.push((
                with_event.then(|| "EVENT".to_owned()),
                heading(self.kind, &columns, &look),
            ));
        }
        for object in objects {
            rows.push((with_event.then(|| what.to_owned()), cells(object, &columns, &look)));
        }
        let rows: Vec<Vec<String>> =
            rows.into_iter().map(|(event, row)| event.into_iter().chain(row).collect()).collect();
        streams.out(&table::rows_with(&rows, &mut self.widths));
    }
}
