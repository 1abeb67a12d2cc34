//! Events don't live for ever: an hour after it was last written, each goes.
//! Source: `pkg/controlplane/apiserver/options/options.go` `EventTTL`,
//! `staging/src/k8s.io/apiserver/pkg/storage/etcd3/lease_manager.go`.

use super::{Cluster, Step};
use crate::api::ObjectKey;
use crate::apiserver::{DeleteOptions, Request};
use crate::sorted::SortedMap;
use std::collections::VecDeque;

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
    events: Vec<ObjectKey>,
}

/// When events go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Leases {
    /// The oldest first.
    leases: VecDeque<Lease>,
    /// When the lease that holds each event now expires.
    holds: SortedMap<ObjectKey, i64>,
}

impl Leases {
    /// An event has been written. Returns when it goes, where nobody knows yet that any goes then.
    fn attach(&mut self, key: ObjectKey, now_ms: i64) -> Option<i64> {
        let newest = self
            .leases
            .back_mut()
            .filter(|it| now_ms <= it.expires_ms - TTL_MS && it.events.len() < SHARED_MAX);
        if let Some(lease) = newest {
            self.holds.insert(key.clone(), lease.expires_ms);
            lease.events.push(key);
            return None;
        }
        let expires_ms = now_ms + TTL_MS + REUSE_MS;
        self.holds.insert(key.clone(), expires_ms);
        self.leases.push_back(Lease { expires_ms, events: vec![key] });
        Some(expires_ms)
    }

    /// The events that go now: those that no later lease holds.
    fn expired(&mut self, now_ms: i64) -> Vec<ObjectKey> {
        let mut gone = Vec::new();
        while self.leases.front().is_some_and(|it| it.expires_ms <= now_ms) {
            let Some(lease) = self.leases.pop_front() else { break };
            for key in lease.events {
                if self.holds.get(&key) == Some(&lease.expires_ms) {
                    self.holds.remove(&key);
                    gone.push(key);
                }
            }
        }
        gone
    }
}

impl Cluster {
    /// An event has been written: it lives for an hour from now on.
    pub(super) fn keep_event(&mut self, key: ObjectKey) {
        if let Some(at_ms) = self.leases.attach(key, self.now_ms) {
            self.agenda.add(at_ms, Step::Expire);
        }
    }

    /// Events whose time is over go.
    pub(super) fn expire_events(&mut self) {
        for key in self.leases.expired(self.now_ms) {
            // One that somebody has deleted before is not there any more.
            let _ = self.perform("etcd", Request::Delete(key, DeleteOptions::default()), None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Kind;

    #[test]
    fn events_share_leases_and_go_when_none_holds_them() {
        let key = |name: &str| ObjectKey::new(Kind::Event, "default", name);
        let mut leases = Leases::default();
        assert_eq!(leases.attach(key("a"), 0), Some(TTL_MS + REUSE_MS));
        assert_eq!(leases.attach(key("b"), REUSE_MS), None);
        assert_eq!(leases.attach(key("c"), REUSE_MS + 1), Some(TTL_MS + 2 * REUSE_MS + 1));
        // Written once more, an event lives on.
        assert_eq!(leases.attach(key("a"), REUSE_MS + 2), None);
        assert_eq!(leases.expired(TTL_MS + REUSE_MS - 1), vec![]);
        assert_eq!(leases.expired(TTL_MS + REUSE_MS), vec![key("b")]);
        assert_eq!(leases.expired(TTL_MS + 2 * REUSE_MS + 1), vec![key("c"), key("a")]);
        assert_eq!(leases, Leases::default());
    }
}
