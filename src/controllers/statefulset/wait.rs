//! What a set waits for, in words.

use super::identity::revision_of;
use super::pass::Pass;
use crate::api::Pod;
use crate::client::{Effect, Fact};

impl Pass<'_> {
    /// A new template does not help a Pod that is broken: nothing is done before it is ready. Told once, when
    /// the template is seen.
    pub(super) fn explain_wait(&mut self, pod: &Pod) {
        let (name, update) = (&pod.metadata.name, &self.update.metadata.name);
        let is_new = self.set.status.update_revision != *update;
        if is_new && !pod.metadata.is_terminating() && revision_of(pod) != update {
            let because = format!(
                "{name} is not ready, and until it is no other step is taken, not even to {update}"
            );
            let facts = vec![Fact::new("podManagementPolicy", "OrderedReady")];
            let source = "stateful_set_control.go processReplica";
            self.why((Effect::Wait, format!("waits for {name}")), because, facts, source);
        }
    }
}
