//! What is outside the cluster and belongs to it: load balancers for Services that ask for one.
//! Source: `staging/src/k8s.io/cloud-provider/controllers/service/controller.go`.
//!
//! The stand-in of the transcripts has no such provider: there a load balancer stays pending.

use super::{Cluster, Step, network};
use crate::api::{LoadBalancerIngress, Object, ObjectKey, Service, Text, Typed};
use crate::apiserver::{self, Request, WatchEvent, WatchType};
use crate::client::EventDraft;
use crate::sorted::SortedSet;
use std::rc::Rc;

/// The component's name in events.
const NAME: &str = "service-controller";
/// Making a load balancer takes this long (milliseconds).
const BALANCER_MS: i64 = 4_000;
/// The API server looks so often whether its own Service is there (milliseconds).
/// Source: `pkg/controlplane/controller/kubernetesservice/controller.go`, `EndpointInterval`.
const OWN_SERVICE_MS: i64 = 10_000;

fn is_balanced(service: &Service) -> bool {
    service.spec.r#type == "LoadBalancer" && service.spec.load_balancer_class.is_none()
}

fn has_address(service: &Service) -> bool {
    !service.status.load_balancer.ingress.is_empty()
}

impl Cluster {
    /// A Service has begun or ceased to want a load balancer.
    pub(super) fn observe_service(&mut self, event: &WatchEvent) {
        let Object::Service(service) = &event.object else { return };
        if event.r#type == WatchType::Deleted && network::is_of_the_api_server(&service.key()) {
            let since_ms = (self.now_ms - self.config.start_ms).rem_euclid(OWN_SERVICE_MS);
            self.later(OWN_SERVICE_MS - since_ms, Step::Balancer(service.key()));
        }
        if self.config.is_serial || event.r#type == WatchType::Deleted {
            return;
        }
        let old = event.old.as_ref().and_then(|it| <&Rc<Service>>::try_from(it).ok());
        let wanted = old.is_some_and(|it| is_balanced(it));
        if is_balanced(service) && !wanted {
            self.tell(service, "EnsuringLoadBalancer", "Ensuring load balancer");
            self.later(BALANCER_MS, Step::Balancer(service.key()));
        } else if !is_balanced(service) && has_address(service) {
            self.later(1, Step::Balancer(service.key()));
        }
    }

    fn tell(&mut self, service: &Rc<Service>, reason: &'static str, message: &str) {
        let object = Object::Service(Rc::clone(service));
        self.record_event(
            NAME,
            Text::default(),
            EventDraft::normal(&object, reason, message.to_owned()),
        );
    }

    /// A load balancer is there, or not needed any more; or the API server misses its Service.
    pub(super) fn provide_balancer(&mut self, key: &ObjectKey) {
        let Some(Object::Service(service)) = self.store().get(key) else {
            let own = network::is_of_the_api_server(key).then(network::of_the_api_server);
            for object in own.into_iter().flatten() {
                // What is still there stays as it is.
                let _ = self.perform(apiserver::NAME, Request::Create(object), None);
            }
            return;
        };
        let service = Rc::clone(service);
        let mut changed = (*service).clone();
        let ingress = &mut changed.status.load_balancer.ingress;
        match (is_balanced(&service), has_address(&service)) {
            (true, false) => {
                let (ip, ip_mode) = (self.free_address(), Some("VIP".to_owned()));
                let address = LoadBalancerIngress { ip, ip_mode, ..LoadBalancerIngress::default() };
                ingress.push(address);
                self.tell(&service, "EnsuredLoadBalancer", "Ensured load balancer");
            }
            (false, true) => {
                ingress.clear();
                self.tell(&service, "DeletedLoadBalancer", "Deleted load balancer");
            }
            _ => return,
        }
        // Who has changed meanwhile is looked at again when that is known.
        let _ = self.perform(NAME, Request::UpdateStatus(changed.into()), None);
    }

    /// The first address that no load balancer has, of those that are for examples.
    fn free_address(&self) -> String {
        let services = self.store().list_typed::<Service>(None);
        let ingress = services.flat_map(|it| &it.status.load_balancer.ingress);
        let used: SortedSet<&str> = ingress.map(|it| it.ip.as_str()).collect();
        let mut all = (10..=250).map(|it| format!("203.0.113.{it}"));
        all.find(|it| !used.contains(it.as_str())).unwrap_or_default()
    }
}
