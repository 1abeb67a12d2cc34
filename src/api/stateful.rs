//! StatefulSets, and the revisions that they and DaemonSets keep.
//! Source: `staging/src/k8s.io/api/apps/v1/types.go`.

use super::field::{Value, object};
use super::meta::ObjectMeta;

object! {
    /// `apps/v1 ControllerRevision`: one state that a workload was in, to go back to.
    pub struct ControllerRevision {
        /// Name, labels, owners.
        metadata: ObjectMeta => "metadata" always,
        /// The state: a patch that restores the template.
        data: Value => "data",
        /// Rises with every change; a state that is taken up again gets a new number.
        revision: i64 => "revision" always,
    }
}
