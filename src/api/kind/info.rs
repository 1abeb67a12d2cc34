//! What is known of a kind.

/// Its row in the table, as `kubectl api-resources` shows it.
#[derive(Debug, PartialEq, Eq)]
pub struct KindInfo {
    /// `Deployment`
    pub kind: &'static str,
    /// `deployments`
    pub plural: &'static str,
    /// `deployment`
    pub singular: &'static str,
    /// `deploy`
    pub short: &'static [&'static str],
    /// `apps`; empty for the core group.
    pub group: &'static str,
    /// `v1`
    pub version: &'static str,
    /// Whether its objects live in a namespace.
    pub namespaced: bool,
    /// Whether `kubectl get all` shows it.
    pub in_all: bool,
    /// Whether nothing comes of its objects here: they are stored, checked and shown.
    pub inert: bool,
    /// Whether the API server counts its objects' generations.
    pub generation: bool,
}
