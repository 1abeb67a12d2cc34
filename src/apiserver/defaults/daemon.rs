//! DaemonSets. Source: `pkg/apis/apps/v1/defaults.go` `SetDefaults_DaemonSet`.

use super::{fill, template};
use crate::api::{DaemonSet, IntOrString, RollingUpdateDaemonSet};

pub(in crate::apiserver) fn apply(set: &mut DaemonSet) {
    let spec = &mut set.spec;
    spec.revision_history_limit.get_or_insert(10);
    let strategy = &mut spec.update_strategy;
    fill(&mut strategy.r#type, "RollingUpdate");
    if strategy.r#type == "RollingUpdate" {
        let numbers = strategy.rolling_update.get_or_insert_with(RollingUpdateDaemonSet::default);
        numbers.max_surge.get_or_insert(IntOrString::Int(0));
        numbers.max_unavailable.get_or_insert(IntOrString::Int(1));
    }
    template(&mut spec.template.spec);
}
