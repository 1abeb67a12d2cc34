//! ReplicaSets are shown with their Deployments, in `scene::workloads`.

use super::Card;
use crate::api::ReplicaSet;

impl Card for ReplicaSet {}
