//! Load on Services: requests that somebody sends, and what becomes of them.
//!
//! Requests are counted, not simulated one by one: between two steps nothing changes, so what is
//! sent meanwhile is shared out at once. Ten a second cost as much as ten thousand. All numbers
//! are integers, and a request goes to the endpoint that is next in turn.
//!
//! The endpoints are those that the proxies know: a change of an EndpointSlice takes its time to
//! reach them, and until then requests go where nobody may be any more.
//! Source: `pkg/proxy/topology.go` `CategorizeEndpoints`.

mod load;
mod route;
#[cfg(test)]
mod tests;

pub use self::load::{Counts, Load, Sample};
pub use self::route::Target;

use super::{Cluster, Step};
use crate::api::{Kind, Object, ObjectKey, Pod};
use crate::apiserver::WatchEvent;
use crate::sorted::SortedMap;
use std::rc::Rc;

/// The numbers are brought up to date at least this often (milliseconds).
const TICK_MS: i64 = 100;
/// A change of endpoints reaches the proxies of all nodes after this long (milliseconds).
/// Source: `pkg/proxy/iptables/proxier.go` `syncProxyRules`.
const PROXY_MS: i64 = 200;
/// A request is answered after this long (milliseconds), unless the Pod says otherwise in
/// `podarium.sim/request-ms`.
const REQUEST_MS: i64 = crate::kubelet::REQUEST_MS;
/// A request costs this much CPU time (milliseconds), unless the Pod says otherwise in
/// `podarium.sim/request-cpu-ms`.
const REQUEST_CPU_MS: i64 = 2;

/// All load on the cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    loads: SortedMap<ObjectKey, Load>,
    /// Up to when everything is counted (milliseconds since 1970).
    settled_ms: i64,
    is_ticking: bool,
    /// Rises whenever a number changes.
    revision: u64,
}

impl Traffic {
    /// The Services that are or were under load.
    pub fn loads(&self) -> impl Iterator<Item = (&ObjectKey, &Load)> {
        self.loads.iter()
    }

    /// The load on a Service.
    #[must_use]
    pub fn load(&self, namespace: &str, service: &str) -> Option<&Load> {
        self.loads.get(&ObjectKey::new(Kind::Service, namespace, service))
    }

    /// What became of the requests to all Services.
    #[must_use]
    pub fn total(&self) -> Counts {
        self.loads.values().fold(Counts::default(), |sum, it| sum.plus(it.counts()))
    }

    /// Rises whenever a number changes.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    fn is_active(&self) -> bool {
        self.loads.values().any(Load::is_active)
    }
}

impl Cluster {
    /// The load on the cluster.
    #[must_use]
    pub fn traffic(&self) -> &Traffic {
        &self.traffic
    }

    /// Puts so many requests a second on a Service; none ends it.
    ///
    /// # Errors
    /// There is no such Service, or nothing that requests could go to.
    pub(super) fn put_load(&mut self, service: &str, per_second: i64) -> Result<(), String> {
        let (namespace, name) = service.split_once('/').unwrap_or(("default", service));
        let key = ObjectKey::new(Kind::Service, namespace, name);
        let found = match self.store().get(&key) {
            Some(Object::Service(found)) => Rc::clone(found),
            _ => return Err(format!("services {name:?} not found")),
        };
        if found.is_external_name() {
            return Err(format!("service {name:?} is a name for something outside"));
        }
        let route = route::of(&self.cache, &key);
        let start_ms = self.config.start_ms;
        let load = self.traffic.loads.entry(key).or_insert_with(|| Load::new(start_ms));
        load.set(per_second, route);
        self.traffic.revision += 1;
        self.keep_ticking();
        Ok(())
    }

    /// Programs have asked Services, and Pods, by their addresses, have answered.
    pub(super) fn count_requests(&mut self, asked: &[(ObjectKey, String)]) {
        if asked.is_empty() {
            return;
        }
        self.settle_traffic();
        let start_ms = self.config.start_ms;
        let second = (self.now_ms - start_ms).div_euclid(1000);
        for (key, ip) in asked {
            let uid = self.kubelets.uid_at(ip);
            if !self.traffic.loads.contains_key(key) {
                self.traffic.loads.insert(key.clone(), Load::new(start_ms));
            }
            if let Some(load) = self.traffic.loads.get_mut(key) {
                load.count_one(second, uid.as_deref());
            }
        }
        self.traffic.revision += 1;
        self.keep_ticking();
    }

    fn keep_ticking(&mut self) {
        if !self.traffic.is_ticking && self.traffic.is_active() {
            self.traffic.is_ticking = true;
            self.traffic.settled_ms = self.now_ms;
            self.plan_tick();
        }
    }

    /// Ticks are at round times, so that what is counted between two lies in one second.
    fn plan_tick(&mut self) {
        let since_ms = self.now_ms - self.config.start_ms;
        self.later(TICK_MS - since_ms.rem_euclid(TICK_MS), Step::Traffic);
    }

    pub(super) fn tick_traffic(&mut self) {
        self.sample_loads();
        self.traffic.is_ticking = self.traffic.is_active();
        if self.traffic.is_ticking {
            self.plan_tick();
        }
    }

    /// Counts what was sent since the last time: before anything changes.
    pub(super) fn settle_traffic(&mut self) {
        let (from_ms, now_ms) = (self.traffic.settled_ms, self.now_ms);
        if !self.traffic.is_ticking || from_ms >= now_ms {
            return;
        }
        let mut traffic = std::mem::take(&mut self.traffic);
        traffic.settled_ms = now_ms;
        for load in traffic.loads.values_mut() {
            if load.settle(self, from_ms, now_ms) {
                traffic.revision += 1;
            }
        }
        self.traffic = traffic;
    }

    /// A change of endpoints is on its way to the proxies.
    pub(super) fn observe_endpoints(&mut self, event: &WatchEvent) {
        let Object::EndpointSlice(slice) = &event.object else { return };
        let Some(service) = slice.service() else { return };
        let key = ObjectKey::new(Kind::Service, &slice.metadata.namespace, service);
        if self.traffic.loads.contains_key(&key) {
            let route = Rc::new(route::of(&self.cache, &key));
            self.later(PROXY_MS, Step::Proxy(key, route));
        }
    }

    /// The proxies know the endpoints now.
    pub(super) fn set_route(&mut self, key: &ObjectKey, route: &[Target]) {
        if let Some(load) = self.traffic.loads.get_mut(key) {
            load.set_route(route.to_vec(), self.now_ms);
        }
    }

    /// What the requests to a Pod cost it: thousandths of a CPU, at most what it may use.
    #[must_use]
    pub fn load_cpu_milli(&self, pod: &Pod) -> i64 {
        let uid = &pod.metadata.uid;
        let per_second: i64 = self.traffic.loads.values().map(|it| it.rate_of(uid)).sum();
        let own_ms = || self.kubelets.request_costs(pod).map(|it| it.0);
        let cost_ms = number(pod, "podarium.sim/request-cpu-ms").or_else(own_ms);
        let cost_ms = cost_ms.unwrap_or(REQUEST_CPU_MS);
        let limits = pod.spec.containers.iter().map(|it| it.resources.limits.get("cpu"));
        let limit: Option<i64> = limits.map(|it| it.map(|it| it.milli())).sum();
        let asked = per_second.saturating_mul(cost_ms);
        let whole = pod.spec.whole_limit("cpu").map(|it| it.milli());
        limit.into_iter().chain(whole).fold(asked, i64::min)
    }

    /// Rises with everything that a claim can be about.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.store().revision() + self.traffic.revision
    }
}

/// A number in an annotation of a Pod.
fn number(pod: &Pod, key: &str) -> Option<i64> {
    pod.metadata.annotation(key)?.parse().ok().filter(|it| (0..=3_600_000).contains(it))
}
