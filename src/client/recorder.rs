//! Events as client-go's recorder writes them: equal ones are counted, similar ones combined, too
//! many dropped. Source: `staging/src/k8s.io/client-go/tools/record/events_cache.go`.

use super::plan::EventDraft;
use crate::api::{
    DEFAULT_SCHEDULER_NAME, Event, EventSource, Field, MicroTime, ObjectKey, Text, Time, Typed,
};
use crate::sorted::{SharedIndex, Sort, SortedMap, SortedSet};
use std::hash::Hash;
use std::rc::Rc;

/// From so many different messages on, similar events are combined into one.
const SIMILAR_MAX: usize = 10;
/// Similar events further apart than this are not combined (milliseconds).
const SIMILAR_WINDOW_MS: i64 = 600_000;
/// So many events about one object pass at once.
const BURST: i64 = 25;
/// And one more after each of these (milliseconds).
const REFILL_MS: i64 = 300_000;
/// So many entries each of a recorder's caches holds. Source: `maxLruCacheEntries`.
const REMEMBERED: usize = 4096;
/// Marks an event that has become a series.
const SERIES: &str = "series";
/// Put before the message of an event that stands for similar ones.
const COMBINED: &str = "(combined from similar events): ";

/// Object, type and reason: what similar events of a recorder share.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct SimilarKey {
    uid: Text,
    /// The version of the object, where that counts.
    version: Text,
    reason: &'static str,
    field_path: Text,
    r#type: &'static str,
}

impl SimilarKey {
    fn new(version: Text, draft: &EventDraft) -> Self {
        Self {
            uid: draft.about.uid.clone(),
            version,
            reason: draft.reason,
            field_path: draft.about.field_path.clone(),
            r#type: draft.r#type.name(),
        }
    }
}

/// What is remembered of an event that has been written.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Written {
    key: ObjectKey,
    count: i32,
    first: Option<Time>,
}

impl Written {
    fn new(event: &Event) -> Self {
        Self { key: event.key(), count: event.count, first: event.first_timestamp }
    }
}

/// What is remembered of similar events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Similar {
    messages: SortedSet<Text>,
    last_ms: i64,
    /// By message, the event that has been written; combined ones have no message.
    written: SortedMap<Text, Written>,
}

impl Similar {
    /// Whether there are so many different ones that they are combined from now on.
    fn combines(&mut self, message: &Text, now_ms: i64) -> bool {
        if now_ms - self.last_ms > SIMILAR_WINDOW_MS {
            self.messages.clear();
        }
        self.last_ms = now_ms;
        self.messages.insert(message.clone());
        if self.messages.len() < SIMILAR_MAX {
            return false;
        }
        // Upstream keeps the set at its limit: the oldest goes, so that every further one combines.
        self.messages.pop_first();
        true
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Bucket {
    tokens_ms: i64,
    last_ms: i64,
}

/// What the recorder of a component (on a node, for kubelets) remembers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Recorder {
    similar: SharedIndex<SimilarKey, Rc<Similar>>,
    /// By the uid of an object.
    buckets: SharedIndex<Text, Bucket>,
}

/// Forgets what was used longest ago, once there is twice as much as upstream's caches hold: all
/// that they would know is known.
fn prune<K: Ord + Hash + Clone, V: Clone>(
    map: &mut SharedIndex<K, V>,
    last_ms: impl Fn(&V) -> i64,
) {
    if map.len() <= 2 * REMEMBERED {
        return;
    }
    let all = map.in_order(|_, _| true);
    let mut times: Vec<i64> = all.iter().map(|(_, it)| last_ms(it)).collect();
    times.order();
    let oldest = times.get(times.len() - REMEMBERED).copied().unwrap_or(0);
    let old = all.iter().filter(|(_, it)| last_ms(it) <= oldest).map(|(key, _)| (*key).clone());
    let old: Vec<K> = old.take(map.len() - REMEMBERED).collect();
    old.iter().for_each(|key| drop(map.remove(key)));
}

/// What the recorders remember: each component has its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Correlator {
    recorders: SharedIndex<(Text, &'static str), Recorder>,
    names: u32,
}

/// What to do about an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Write it.
    Create(Box<Event>),
    /// It has been written before: count it, and give it the newest message; or write this
    /// where it is not there any more.
    Count(Box<Event>),
    /// It has been written before, in the new form: from now on it is a series.
    Series(ObjectKey),
    /// There are too many, or it is counted already.
    Drop,
}

impl Correlator {
    /// Decides about an event of a component (on a node, for kubelets) at `now_ms`.
    pub fn correlate(
        &mut self,
        component: &'static str,
        host: &Text,
        draft: &EventDraft,
        now_ms: i64,
    ) -> Verdict {
        if component == DEFAULT_SCHEDULER_NAME {
            return self.correlate_new_form(host, draft, now_ms);
        }
        let about = &draft.about;
        let recorder = self.recorders.or_insert_with((host.clone(), component), Recorder::default);
        let Some(Recorder { similar, buckets }) = recorder else { return Verdict::Drop };
        prune(similar, |it| it.last_ms);
        // What is too much is counted all the same.
        let is_admitted = admits(buckets, &about.uid, now_ms);
        let key = SimilarKey::new(Text::default(), draft);
        let Some(similar) = similar.or_insert_with(key, Rc::default).map(Rc::make_mut) else {
            return Verdict::Drop;
        };
        let mut message = Text::from(&draft.message);
        let mut identity = message.clone();
        if similar.combines(&message, now_ms) {
            // Combined events are one, whatever they say.
            message = format!("{COMBINED}{message}").into();
            identity.clear();
        }
        self.names += 1;
        let mut event = event(component, host, draft, message, (now_ms, self.names));
        if let Some(before) = similar.written.get_mut(identity.as_str()) {
            before.count += 1;
            event.metadata.name = before.key.name.clone();
            event.count = before.count;
            event.first_timestamp = before.first;
            return if is_admitted { Verdict::Count(Box::new(event)) } else { Verdict::Drop };
        }
        similar.written.insert(identity, Written::new(&event));
        if is_admitted { Verdict::Create(Box::new(event)) } else { Verdict::Drop }
    }

    /// Events in the new form are one where they are about the same version of an object and
    /// have the same reason, whatever they say: the second makes a series of the first, and
    /// further ones are only counted.
    /// Source: `staging/src/k8s.io/client-go/tools/events/event_broadcaster.go`.
    fn correlate_new_form(&mut self, host: &Text, draft: &EventDraft, now_ms: i64) -> Verdict {
        let whose = (host.clone(), DEFAULT_SCHEDULER_NAME);
        let recorder = self.recorders.or_insert_with(whose, Recorder::default);
        let Some(Recorder { similar, .. }) = recorder else { return Verdict::Drop };
        prune(similar, |it| it.last_ms);
        let key = SimilarKey::new(draft.about.resource_version.clone(), draft);
        let Some(similar) = similar.or_insert_with(key, Rc::default).map(Rc::make_mut) else {
            return Verdict::Drop;
        };
        similar.last_ms = now_ms;
        let written = &mut similar.written;
        if let Some(before) = written.get("").cloned() {
            let key = before.key.clone();
            let again = written.insert(Text::word(SERIES), before);
            return if again.is_some() { Verdict::Drop } else { Verdict::Series(key) };
        }
        self.names += 1;
        let event = event(
            DEFAULT_SCHEDULER_NAME,
            host,
            draft,
            Text::from(&draft.message),
            (now_ms, self.names),
        );
        written.insert(Text::default(), Written::new(&event));
        Verdict::Create(Box::new(event))
    }
}

/// Whether the budget of a component for events about one object has room for one more.
fn admits(buckets: &mut SharedIndex<Text, Bucket>, uid: &Text, now_ms: i64) -> bool {
    prune(buckets, |it| it.last_ms);
    let full = || Bucket { tokens_ms: BURST * REFILL_MS, last_ms: now_ms };
    let Some(bucket) = buckets.or_insert_with(uid.clone(), full) else { return true };
    let refilled = bucket.tokens_ms + (now_ms - bucket.last_ms);
    bucket.tokens_ms = refilled.min(BURST * REFILL_MS);
    bucket.last_ms = now_ms;
    let admitted = bucket.tokens_ms >= REFILL_MS;
    if admitted {
        bucket.tokens_ms -= REFILL_MS;
    }
    admitted
}

/// The event as it is written first. Its name ends in the nanoseconds since 1970, told apart by a
/// counter where milliseconds are equal.
fn event(
    component: &'static str,
    host: &Text,
    draft: &EventDraft,
    message: Text,
    (now_ms, counter): (i64, u32),
) -> Event {
    let now = Some(Time::of_ms(now_ms));
    let nanoseconds = now_ms * 1_000_000 + i64::from(counter % 1_000_000);
    let about = &draft.about;
    let mut event = Event {
        involved_object: Rc::clone(about),
        message,
        reason: Text::word(draft.reason),
        r#type: Text::word(draft.r#type.name()),
        reporting_component: Text::word(component),
        reporting_instance: host.clone(),
        ..Event::default()
    };
    event.metadata.name = name(&about.name, nanoseconds);
    event.metadata.namespace =
        if about.namespace.is_empty() { Text::word("default") } else { about.namespace.clone() };
    if component == DEFAULT_SCHEDULER_NAME {
        // The scheduler writes the new form, which has a time of its own and no count.
        event.event_time = Some(MicroTime(now_ms));
        event.action = Text::word(match draft.reason {
            "Scheduled" => "Binding",
            "Preempted" => "Preempting",
            _ => "Scheduling",
        });
    } else {
        event.count = 1;
        event.first_timestamp = now;
        event.last_timestamp = now;
        event.source = EventSource {
            component: Text::word(component),
            host: host.clone(),
            ..EventSource::default()
        };
    }
    event
}

/// The name of an event: the object's and a moment, in hexadecimal digits. There are thousands, so
/// it is written by hand.
fn name(object: &str, nanoseconds: i64) -> Text {
    // Before 1970 too each moment has a name of its own.
    let (mut digits, mut start, mut rest) = ([b'0'; 16], 15, nanoseconds.cast_unsigned());
    loop {
        digits[start] = b"0123456789abcdef"[(rest & 15) as usize];
        rest >>= 4;
        if rest == 0 || start == 0 {
            break;
        }
        start -= 1;
    }
    Text::concat(&[object, ".", std::str::from_utf8(&digits[start..]).unwrap_or_default()])
}

/// The event as the first of a series.
#[must_use]
pub fn series(event: &Event, now_ms: i64) -> Event {
    let mut event = event.clone();
    let last = MicroTime(now_ms).write_always();
    let series = serde_json::json!({"count": 2, "lastObservedTime": last});
    event.rest.insert("series".to_owned(), series);
    event
}

/// The stored event as it is counted once more.
#[must_use]
pub fn counted(stored: &Event, newest: &Event) -> Event {
    let mut event = stored.clone();
    event.count = newest.count;
    event.message.clone_from(&newest.message);
    event.last_timestamp = newest.last_timestamp;
    event
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{Kind, Object, Pod};

    #[test]
    fn names_end_in_hexadecimal_digits() {
        for nanoseconds in [0, 1, 15, 16, 1_786_000_000_123_456_789, -1, i64::MIN, i64::MAX] {
            assert_eq!(name("web", nanoseconds), format!("web.{nanoseconds:x}"));
        }
    }

    #[test]
    fn recorders_forget_what_was_long_ago() {
        let mut correlator = Correlator::default();
        let mut tell = |index: i64| {
            let mut pod = Pod::default();
            pod.metadata.uid = format!("{:08}", index * 7919 % 100_000).into();
            let about = Object::from(pod);
            assert_eq!(about.kind(), Kind::Pod);
            let draft = EventDraft::normal(&about, "Pulled", "done".to_owned());
            correlator.correlate("kubelet", &Text::word("n1"), &draft, index)
        };
        for index in 0..9_000 {
            assert!(matches!(tell(index), Verdict::Create(_)), "{index}");
        }
        // The last thousands are known, the first are not any more.
        assert!(matches!(tell(8_999), Verdict::Count(_)));
        assert!(matches!(tell(5_000), Verdict::Count(_)));
        assert!(matches!(tell(10), Verdict::Create(_)));
        let recorder = correlator.recorders.get(&(Text::word("n1"), "kubelet"));
        let sizes = recorder.map(|it| [it.similar.len(), it.buckets.len()]);
        let sizes = sizes.expect("the recorder is there");
        assert!(sizes.iter().all(|it| *it <= 2 * REMEMBERED + 1), "{sizes:?}");
    }
}
