//! `kubectl events`: by time, the newest last.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/events/{events,event_printer}.go`.

use crate::api::{Event, MicroTime, Object, Time, Value};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{PrintFlags, flags};
use crate::kubectl::resource::{self, Nameless, Query};
use crate::kubectl::session::{Ran, Session, Step};
use crate::kubectl::{duration, report, table};
use crate::sorted::Sort;
use serde_json::json;
use std::rc::Rc;

flags! {
    /// Source: `EventsFlags`.
    pub(in crate::kubectl) struct EventsFlags<'a> {
        [print: PrintFlags<'a>]
        all_namespaces: switch "all-namespaces" / "A";
        about: text "for";
        types: list "types";
        no_headers: switch "no-headers";
        _: "watch/w chunk-size=number";
    }
}

pub(in crate::kubectl) fn events(session: &mut Session<'_>, flags: &EventsFlags<'_>) -> Ran {
    let query = Query { all_namespaces: flags.all_namespaces, ..Query::default() };
    let mut found = resource::find(session, query, &["events".to_owned()], Nameless::All)?;
    let about = match flags.about {
        None => None,
        Some(text) => match text.split_once('/') {
            Some((_, name)) if name.contains('/') => {
                let text = "arguments in resource/name form may not have more than one slash";
                return Err(Failure::text(text));
            }
            Some((kind, name)) => {
                Some((resource::find_kind(session, kind).map_err(Failure::bare)?, name.to_owned()))
            }
            None => {
                return Err(Failure::text("--for must be in resource/name form"));
            }
        },
    };
    let types = types(flags)?;
    found.objects.retain(|it| {
        let Object::Event(event) = it else { return false };
        let fits = about.as_ref().is_none_or(|(kind, name)| {
            event.involved_object.kind == kind.info().kind && event.involved_object.name == *name
        });
        fits && (types.is_empty() || types.iter().any(|it| it.eq_ignore_ascii_case(&event.r#type)))
    });
    let mut events = found.objects;
    if events.is_empty() {
        let place = session.namespace().to_owned();
        session.streams.err(&match flags.all_namespaces {
            true => "No events found.\n".to_owned(),
            false => format!("No events found in {place} namespace.\n"),
        });
        return Ok(Step::Done);
    }
    events.order_by_key(|it| last_seen(<&Rc<Event>>::try_from(it).ok()?));
    let text = match flags.print.output {
        // The printer of names knows no lists, and nobody asks whether it has printed.
        Some("name") => String::new(),
        Some(format) => {
            let items: Vec<Value> = events.iter().map(Object::to_value).collect();
            let list = json!({
                "apiVersion": "v1", "items": items, "kind": "EventList", "metadata": {},
            });
            report::print(&list, format)?
        }
        None => event_table(session, flags, &events),
    };
    session.streams.out(&text);
    Ok(Step::Done)
}

fn types<'a>(flags: &EventsFlags<'a>) -> Result<&'a [String], Failure> {
    let types = flags.types;
    let known = |it: &&String| ["normal", "warning"].contains(&it.to_ascii_lowercase().as_str());
    match types.iter().all(|it| known(&it)) {
        true => Ok(types),
        false => Err(Failure::text("valid --types are Normal or Warning")),
    }
}

fn last_seen(event: &Event) -> Option<Time> {
    let series = event.rest.get("series").and_then(|it| it["lastObservedTime"].as_str());
    let micro = event.event_time.map(MicroTime::time);
    series.and_then(Time::parse).or(event.last_timestamp).or(micro)
}

fn event_table(session: &Session<'_>, flags: &EventsFlags<'_>, events: &[Object]) -> String {
    let everywhere = flags.all_namespaces;
    let mut rows = Vec::new();
    if !flags.no_headers {
        let heading = ["NAMESPACE", "LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE"];
        let from = usize::from(!everywhere);
        rows.push(heading.iter().skip(from).map(|it| (*it).to_owned()).collect());
    }
    let now_ms = session.now_ms();
    rows.extend(events.iter().filter_map(|it| {
        let event = <&Rc<Event>>::try_from(it).ok()?;
        let mut row = row(event, now_ms);
        if everywhere {
            row.insert(0, event.metadata.namespace.to_string());
        }
        Some(row)
    }));
    table::rows(&rows)
}

/// Source: `printOneEvent`.
fn row(event: &Event, now_ms: i64) -> Vec<String> {
    let age = |time| duration::age(time, now_ms);
    let last = age(last_seen(event));
    let count = event.rest.get("series").and_then(|it| it["count"].as_i64());
    let count = count.unwrap_or_else(|| i64::from(event.count));
    let first = event.first_timestamp.or(event.event_time.map(MicroTime::time));
    let seen = if count > 1 { format!("{last} (x{count} over {})", age(first)) } else { last };
    let about = &event.involved_object;
    vec![
        seen,
        event.r#type.to_string(),
        event.reason.to_string(),
        format!("{}/{}", about.kind, about.name),
        event.message.trim().to_owned(),
    ]
}
