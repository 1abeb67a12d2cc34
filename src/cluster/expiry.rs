//! Events don't live for ever: an hour after it was last written, each goes.
//! Source: `pkg/controlplane/apiserver/options/options.go` `EventTTL`,
//! `staging/src/k8s.io/apiserver/pkg/storage/etcd3/lease_manager.go`.

use super::{Cluster, Step};
use crate::api::{Object, ObjectKey};
use crate::apiserver::{DeleteOptions, Request};
use std::collections::VecDeque;
use std::rc::Rc;

/// Events are kept for so long (milliseconds).
const TTL_MS: i64 = 3_600_000;
/// Events that are written within so long share a lease, which lives longer by that much
/// (milliseconds).
const REUSE_MS: i64 = 60_000;
/// So many events share a lease at most.
const SHARED_MAX: usize = 1000;

#[derive(Clone, Debug, PartialEq, Eq)]
struct Lease {
    expires_ms: i64,
    /// The events, each as it was written then.
    events: Vec<(ObjectKey, u64)>,
}

/// When events go: the oldest lease first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Leases(VecDeque<Rc<Lease>>);

impl Leases {
    /// An event has been written. Returns when it goes, where nobody knows yet that any goes then.
    fn attach(&mut self, key: ObjectKey, revision: u64, now_ms: i64) -> Option<i64> {
        let fits =
            |it: &&mut Rc<Lease>| now_ms <= it.expires_ms - TTL_MS && it.events.len() < SHARED_MAX;
        if let Some(lease) = self.0.back_mut().filter(fits) {
            Rc::make_mut(lease).events.push((key, revision));
            return None;
        }
        let expires_ms = now_ms + TTL_MS + REUSE_MS;
        self.0.push_back(Rc::new(Lease { expires_ms, events: vec![(key, revision)] }));
        Some(expires_ms)
    }

    /// The events that go now, unless they have been written once more since.
    fn expired(&mut self, now_ms: i64) -> Vec<(ObjectKey, u64)> {
        let mut gone = Vec::new();
        while self.0.front().is_some_and(|it| it.expires_ms <= now_ms) {
            gone.extend(
                self.0.pop_front().into_iter().flat_map(|it| Rc::unwrap_or_clone(it).events),
            );
        }
        gone
    }
}

impl Cluster {
    /// An event has been written: it lives for an hour from now on.
    pub(super) fn keep_event(&mut self, event: &Object) {
        let at_ms = self.leases.attach(event.key(), event.meta().revision(), self.now_ms);
        if let Some(at_ms) = at_ms {
            self.agenda.add(at_ms, Step::Expire);
        }
    }

    /// Events whose time is over go.
    pub(super) fn expire_events(&mut self) {
        for (key, revision) in self.leases.expired(self.now_ms) {
            let is_as_then =
                self.store().get(&key).is_some_and(|it| it.meta().revision() == revision);
            if is_as_then {
                let _ = self.perform("etcd", Request::Delete(key, DeleteOptions::default()), None);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Kind;

    #[test]
    fn events_share_leases() {
        let event = |name: &str, revision| (ObjectKey::new(Kind::Event, "default", name), revision);
        let (a, b, c, more) = (event("a", 1), event("b", 2), event("c", 3), event("a", 4));
        let mut leases = Leases::default();
        let mut attach = |(key, revision): &(ObjectKey, u64), now_ms| {
            leases.attach(key.clone(), *revision, now_ms)
        };
        assert_eq!(attach(&a, 0), Some(TTL_MS + REUSE_MS));
        assert_eq!(attach(&b, REUSE_MS), None);
        assert_eq!(attach(&c, REUSE_MS + 1), Some(TTL_MS + 2 * REUSE_MS + 1));
        assert_eq!(attach(&more, REUSE_MS + 2), None);
        assert_eq!(leases.expired(TTL_MS + REUSE_MS - 1), vec![]);
        assert_eq!(leases.expired(TTL_MS + REUSE_MS), vec![a, b]);
        assert_eq!(leases.expired(TTL_MS + 2 * REUSE_MS + 1), vec![c, more]);
        assert_eq!(leases, Leases::default());
    }
}
