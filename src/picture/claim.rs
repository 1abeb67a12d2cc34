//! Claims: volumes that outlive the Pods that use them.

use serde::{Deserialize, Serialize};
use std::rc::Rc;

/// A PersistentVolumeClaim in the picture.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Its namespace.
    pub namespace: Rc<str>,
    /// Its name.
    pub name: Rc<str>,
    /// How large its volume is, or is requested to be: `1Gi`.
    pub size: Rc<str>,
    /// Whether it has a volume.
    pub is_bound: bool,
    /// The files on its volume that somebody has made, the first of them: `orders`.
    pub files: Rc<str>,
    /// Which colour it shares with the workload whose Pod used it last.
    pub hue: Option<u32>,
}

impl Claim {
    /// By what claims are put in order.
    #[must_use]
    pub fn order(&self) -> (&str, &str) {
        (&self.namespace, &self.name)
    }
}
