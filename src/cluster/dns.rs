//! What the cluster's DNS answers. Source: `github.com/coredns/coredns/plugin/kubernetes`.

use super::Cluster;
use crate::api::{EndpointSlice, Pod, Service};
use crate::sorted::Sort;
use std::rc::Rc;

/// What the cluster's names end with.
const ZONE: &str = "cluster.local";

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Addresses.
    Addresses(Vec<String>),
    /// The name is another one's: a CNAME.
    Alias(String),
    /// There is no such name.
    NoName,
}

/// The addresses of a headless Service's endpoints, those of one name where one is given.
fn endpoints(cluster: &Cluster, service: &Service, hostname: Option<&str>) -> Vec<String> {
    let (namespace, name) = (&service.metadata.namespace, &service.metadata.name);
    let mut addresses: Vec<String> = cluster
        .store()
        .list_typed::<EndpointSlice>(Some(namespace))
        .filter(|it| it.service() == Some(&**name))
        .flat_map(|it| it.endpoints())
        .filter(|it| it.is_ready())
        .filter(|it| {
            let own = it.hostname.clone();
            let own = own.or_else(|| it.addresses.first().map(|ip| ip.replace('.', "-")));
            hostname.is_none_or(|wanted| own.as_deref() == Some(wanted))
        })
        .flat_map(|it| it.addresses.clone())
        .collect();
    addresses.order();
    addresses
}

fn answer(addresses: Vec<String>) -> Answer {
    if addresses.is_empty() { Answer::NoName } else { Answer::Addresses(addresses) }
}

impl Cluster {
    /// What a Pod of a namespace gets for a name, and which full name has answered: the name is
    /// tried below the namespace, below `svc` and below the zone first, as its `resolv.conf` says.
    #[must_use]
    pub fn resolve(&self, namespace: &str, name: &str) -> (String, Answer) {
        let plain = name.trim_end_matches('.');
        let search = [
            format!("{plain}.{namespace}.svc.{ZONE}"),
            format!("{plain}.svc.{ZONE}"),
            format!("{plain}.{ZONE}"),
        ];
        let below = if name.ends_with('.') { &[][..] } else { &search[..] };
        for full in below {
            let found = self.lookup(full);
            if found != Answer::NoName {
                return (full.clone(), found);
            }
        }
        (plain.to_owned(), self.lookup(plain))
    }

    /// What the cluster's DNS answers for a full name.
    #[must_use]
    pub fn lookup(&self, full: &str) -> Answer {
        let Some(name) = full.strip_suffix(&format!(".{ZONE}")) else { return Answer::NoName };
        let labels: Vec<&str> = name.split('.').collect();
        match labels.as_slice() {
            [service, namespace, "svc"] => self.lookup_service(namespace, service, None),
            [host, service, namespace, "svc"] => {
                self.lookup_service(namespace, service, Some(host))
            }
            [ip, namespace, "pod"] => {
                let ip = ip.replace('-', ".");
                let pods = self.store().list_typed::<Pod>(Some(namespace));
                answer(pods.filter(|it| it.status.pod_ip == ip).map(|_| ip.clone()).collect())
            }
            _ => Answer::NoName,
        }
    }

    fn lookup_service(&self, namespace: &str, name: &str, host: Option<&str>) -> Answer {
        let Some(service) = self.store().typed::<Service>(namespace, name).map(Rc::clone) else {
            return Answer::NoName;
        };
        if service.is_external_name() {
            let outside = service.spec.external_name.trim_end_matches('.').to_owned();
            return if host.is_none() { Answer::Alias(outside) } else { Answer::NoName };
        }
        if service.is_headless() {
            return answer(endpoints(self, &service, host));
        }
        if host.is_some() {
            return Answer::NoName;
        }
        answer(service.spec.cluster_ips.clone())
    }

    /// The name below which a Pod is found, where a headless Service gives it one:
    /// `mongo-0.mongo.default.svc.cluster.local`.
    #[must_use]
    pub fn dns_name(&self, pod: &Pod) -> Option<String> {
        let (hostname, subdomain) = (pod.hostname(), pod.subdomain());
        let namespace = &pod.metadata.namespace;
        let service = self.store().typed::<Service>(namespace, subdomain)?;
        let has_name = service.is_headless() && !hostname.is_empty();
        has_name.then(|| format!("{hostname}.{subdomain}.{namespace}.svc.{ZONE}"))
    }
}
