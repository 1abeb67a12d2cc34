//! What a Pod as a whole asks for.
//! Source: `staging/src/k8s.io/component-helpers/resource/helpers.go`.

use super::pod::{Container, PodSpec};
use super::quantity::ResourceList;

fn add(sum: &mut ResourceList, list: &ResourceList) {
    for (name, amount) in list {
        let it = sum.entry(name.clone()).or_default();
        *it = it.plus(*amount);
    }
}

fn raise(most: &mut ResourceList, list: &ResourceList) {
    for (name, amount) in list {
        let it = most.entry(name.clone()).or_insert(*amount);
        *it = (*it).max(*amount);
    }
}

impl PodSpec {
    /// What the scheduler and quotas count. Source: `PodRequests`.
    #[must_use]
    pub fn requests(&self) -> ResourceList {
        let mut sum = self.aggregate(|it| it.resources.requests.clone());
        if let Some(whole) = &self.resources {
            sum.extend(whole.requests.clone());
        }
        add(&mut sum, &self.overhead);
        sum
    }

    /// What it may use at most. Source: `PodLimits`.
    #[must_use]
    pub fn limits(&self) -> ResourceList {
        let mut sum = self.aggregate(|it| it.resources.limits.clone());
        if let Some(whole) = &self.resources {
            sum.extend(whole.limits.clone());
        }
        // Overhead has no limit of its own.
        for (name, amount) in &self.overhead {
            if let Some(it) = sum.get_mut(name) {
                *it = it.plus(*amount);
            }
        }
        sum
    }

    /// Containers and sidecars together, or what the start needs at one time where that is more.
    pub fn aggregate(&self, list: impl Fn(&Container) -> ResourceList) -> ResourceList {
        let mut sum = ResourceList::new();
        self.containers.iter().for_each(|it| add(&mut sum, &list(it)));
        let (mut sidecars, mut start) = (ResourceList::new(), ResourceList::new());
        for container in &self.init_containers {
            let mut now = list(container);
            if container.is_sidecar() {
                add(&mut sum, &now);
                add(&mut sidecars, &now);
                raise(&mut start, &sidecars);
            } else {
                add(&mut now, &sidecars);
                raise(&mut start, &now);
            }
        }
        raise(&mut sum, &start);
        sum
    }
}
