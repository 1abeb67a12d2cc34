//! Conditions, found by their type: whether there is one, and whether it is true.

use super::apps::{DeploymentCondition, DeploymentStatus, ReplicaSet, ReplicaSetCondition};
use super::batch::{Job, JobCondition};
use super::core::{Node, NodeCondition};
use super::field::Text;
use super::meta::Time;
use super::pod::{Pod, PodCondition};

macro_rules! conditions {
    ($($type:ident: $condition:ident),*) => { $(
        impl $type {
            /// The condition of a type.
            #[must_use]
            pub fn condition(&self, r#type: &str) -> Option<&$condition> {
                self.status.conditions.iter().find(|it| it.r#type == r#type)
            }

            /// Whether the condition of a type is true.
            #[must_use]
            pub fn has_condition(&self, r#type: &str) -> bool {
                self.condition(r#type).is_some_and(|it| it.status == "True")
            }
        }
    )* };
}

conditions!(
    Job: JobCondition,
    Node: NodeCondition,
    Pod: PodCondition,
    ReplicaSet: ReplicaSetCondition
);

impl Pod {
    /// Sets a condition; its time changes with its status only.
    /// Source: `pkg/api/v1/pod/util.go` `UpdatePodCondition`.
    pub fn set_condition(
        &mut self,
        r#type: &'static str,
        status: &'static str,
        reason: Text,
        message: Text,
        now: Time,
    ) {
        let before = self.condition(r#type).filter(|it| it.status == status);
        let since = before.and_then(|it| it.last_transition_time);
        let condition = PodCondition {
            last_transition_time: since.or(Some(now)),
            message,
            observed_generation: self.metadata.generation,
            reason,
            status: Text::word(status),
            r#type: Text::word(r#type),
            ..PodCondition::default()
        };
        let conditions = &mut self.status.conditions;
        match conditions.iter_mut().find(|it| it.r#type == r#type) {
            Some(it) => *it = condition,
            None => conditions.push(condition),
        }
    }
}

impl DeploymentStatus {
    /// The condition of a type.
    #[must_use]
    pub fn condition(&self, r#type: &str) -> Option<&DeploymentCondition> {
        self.conditions.iter().find(|it| it.r#type == r#type)
    }
}
