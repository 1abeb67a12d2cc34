//! The fingerprint of a run: a hash after FNV-1a, by words of 64 bits, over every step and every
//! write, fed with numbers of fixed width so that it is the same on every platform.

use super::agenda::Step;
use crate::api::ObjectKey;
use crate::apiserver::{WatchEvent, WatchType};

/// A running hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace(u64);

impl Default for Trace {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Trace {
    /// The hash so far.
    #[must_use]
    pub fn hash(&self) -> u64 {
        self.0
    }

    fn bytes(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        words.iter().for_each(|it| self.word(u64::from_le_bytes(*it)));
        if !rest.is_empty() {
            self.word(rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)));
        }
        self.0 = self.0.wrapping_add(bytes.len() as u64);
    }

    fn word(&mut self, word: u64) {
        self.0 = (self.0 ^ word).wrapping_mul(0x0100_0000_01b3);
        // A word is longer than the factor: what is high must come down again.
        self.0 ^= self.0 >> 29;
    }

    fn key(&mut self, key: &ObjectKey) {
        self.bytes(key.kind.info().kind.as_bytes());
        self.bytes(key.namespace.as_bytes());
        self.bytes(b"/");
        self.bytes(key.name.as_bytes());
    }

    pub(super) fn step(&mut self, at_ms: i64, step: &Step) {
        self.bytes(&at_ms.to_le_bytes());
        match step {
            Step::Watch(event, _) => {
                self.bytes(b"watch");
                self.key(&event.object.key());
            }
            Step::Balancer(key) => self.key(key),
            Step::Enqueue(controller, key) | Step::Sync(controller, key) => {
                self.bytes(&u64::try_from(*controller).unwrap_or(0).to_le_bytes());
                self.key(key);
            }
            Step::Ask(plan) => self.key(plan.key()),
            Step::Event(component, _, draft) => {
                self.bytes(component.as_bytes());
                self.bytes(draft.message.as_bytes());
            }
            Step::Schedule => self.bytes(b"schedule"),
            Step::Preempt(key, _, node) | Step::Bind(key, node) => {
                self.key(key);
                self.bytes(node.as_bytes());
            }
            Step::BindTimeout(key) => self.key(key),
            Step::FlushQueue => self.bytes(b"flush"),
            Step::Kubelet(uid, epoch, _) => {
                self.bytes(uid.as_bytes());
                self.bytes(&epoch.to_le_bytes());
            }
            Step::KubeletRequest(node, request) => {
                self.bytes(node.as_bytes());
                self.key(&request.key());
            }
            Step::Proxy(key, route) => {
                self.key(key);
                route.iter().for_each(|it| self.bytes(it.uid.as_bytes()));
            }
            Step::Traffic => self.bytes(b"traffic"),
            Step::ReportImages(node) => self.bytes(node.as_bytes()),
            Step::NodeMonitor => self.bytes(b"monitor"),
            Step::Expire => self.bytes(b"expire"),
        }
    }

    pub(super) fn write(&mut self, event: &WatchEvent) {
        self.bytes(match event.r#type {
            WatchType::Added => b"+",
            WatchType::Modified => b"~",
            WatchType::Deleted => b"-",
        });
        self.key(&event.object.key());
        self.bytes(event.object.meta().resource_version.as_bytes());
        self.bytes(event.object.meta().uid.as_bytes());
    }

    /// Something that somebody did from outside.
    pub(super) fn act(&mut self, at_ms: i64, text: &str) {
        self.bytes(&at_ms.to_le_bytes());
        self.bytes(text.as_bytes());
    }
}
