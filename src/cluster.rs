//! The engine: time, agenda, step. Knows all components.

use crate::api::Status;
use crate::apiserver::{ApiServer, Reply, Request, Store};

/// The whole simulated world. A value: `clone` is a snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cluster {
    now_ms: i64,
    apiserver: ApiServer,
}

impl Cluster {
    /// Now, in milliseconds since 1970.
    #[must_use]
    pub fn now_ms(&self) -> i64 {
        self.now_ms
    }

    /// What is stored.
    #[must_use]
    pub fn store(&self) -> &Store {
        self.apiserver.store()
    }

    /// A request of a client outside the control plane, at this instant.
    ///
    /// # Errors
    /// The API server's own answer; nothing has changed then.
    pub fn request(&mut self, request: Request) -> Result<Reply, Status> {
        self.apiserver.request(self.now_ms, request)
    }

    /// What a request would lead to, without doing it.
    ///
    /// # Errors
    /// As [`Cluster::request`].
    pub fn dry_run(&self, request: Request) -> Result<Reply, Status> {
        self.apiserver.dry_run(self.now_ms, request)
    }
}
