//! What a Pod as a whole asks for.
//! Source: `staging/src/k8s.io/component-helpers/resource/helpers.go`.

use super::field::Field;
use super::pod::{Container, Pod, PodSpec};
use super::quantity::{Quantity, ResourceList};

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

impl Pod {
    /// What its node is to keep for it: where it has been given other resources, what it has been
    /// granted, or what it asks for where that is more and not out of reach.
    /// Source: `PodRequests` with `UseStatusResources`.
    #[must_use]
    pub fn requests(&self) -> ResourceList {
        // Nobody else has changed its wish.
        if self.metadata.generation <= 1 {
            return self.spec.requests();
        }
        let pending = self.condition("PodResizePending");
        let is_out_of_reach = pending.is_some_and(|it| it.reason == "Infeasible");
        let with = |own: &ResourceList, granted: Option<ResourceList>| {
            let is_told = granted.is_some();
            let mut list = granted.unwrap_or_default();
            if !is_told || !is_out_of_reach {
                raise(&mut list, own);
            }
            list
        };
        let status = &self.status;
        let statuses =
            || status.container_statuses.iter().chain(status.init_container_statuses.iter());
        let granted = |name: &str| {
            let granted = &statuses().find(|it| it.name == name)?.allocated_resources;
            (!granted.is_empty()).then(|| granted.clone())
        };
        let mut spec = (*self.spec).clone();
        for it in spec.containers.iter_mut().chain(&mut spec.init_containers) {
            it.resources.requests = with(&it.resources.requests, granted(&it.name));
        }
        if let Some(whole) = &mut spec.resources {
            let mut granted = ResourceList::new();
            let told = status.rest.get("allocatedResources").cloned();
            let is_read = told.is_some_and(|it| granted.read(it).is_ok());
            whole.requests = with(&whole.requests, is_read.then_some(granted));
        }
        spec.requests()
    }
}

impl PodSpec {
    /// What the Pod as a whole may use of a resource, where it says so.
    #[must_use]
    pub fn whole_limit(&self, name: &str) -> Option<Quantity> {
        self.resources.as_ref()?.limits.get(name).copied()
    }

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
