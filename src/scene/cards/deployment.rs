//! Deployments are shown with their ReplicaSets, in `scene::workloads`.

use super::Card;
use crate::api::Deployment;

impl Card for Deployment {}
