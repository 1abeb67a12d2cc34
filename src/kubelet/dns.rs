//! The cluster's names, as its DNS answers them. Source: `github.com/coredns/coredns/plugin/kubernetes`.

use crate::api::{EndpointSlice, Service};
use crate::apiserver::Store;
use crate::sorted::{Sort, SortedMap};
use std::rc::Rc;

/// What the cluster's names end with.
pub const DOMAIN: &str = "cluster.local";
/// The address of the cluster's DNS.
pub const SERVER: &str = "10.96.0.10";
/// So many changes of a name are remembered.
const HISTORY_MAX: usize = 200;

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

/// What a name has stood for and since when (milliseconds since 1970), the oldest first: what a
/// program was told stays true of that time.
type History = Vec<(i64, Answer)>;

/// The names of all Services: by namespace and name, what stands below them. The Service's own
/// name is the empty one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Zone(SortedMap<(String, String), Rc<SortedMap<String, History>>>);

impl Zone {
    /// Looks at a Service and its endpoints. Returns whether anybody would be told otherwise.
    pub fn update(&mut self, namespace: &str, service: &str, store: &Store, now_ms: i64) -> bool {
        let mut wanted = answers(namespace, service, store);
        let names = self.0.entry((namespace.to_owned(), service.to_owned())).or_default();
        for name in names.keys() {
            wanted.entry(name.clone()).or_insert(Answer::NoName);
        }
        wanted.retain(|name, answer| {
            names.get(name).and_then(|it| it.last()).map(|it| &it.1) != Some(answer)
        });
        let has_changed = !wanted.is_empty();
        for (name, answer) in wanted {
            let history = Rc::make_mut(names).entry(name).or_default();
            history.push((now_ms, answer));
            let surplus = history.len().saturating_sub(HISTORY_MAX);
            history.drain(..surplus);
        }
        has_changed
    }

    /// What a Pod of a namespace gets for a name at a time (milliseconds since 1970), and which
    /// full name has answered: the name is tried below the namespace, below `svc` and below the
    /// domain first, as its `resolv.conf` says.
    #[must_use]
    pub fn resolve(&self, namespace: &str, name: &str, at_ms: i64) -> (String, Answer) {
        let plain = name.trim_end_matches('.');
        let below = Some(search(namespace)).filter(|_| !name.ends_with('.'));
        for domain in below.into_iter().flatten() {
            let full = format!("{plain}.{domain}");
            let found = self.lookup(&full, at_ms);
            // The server asks itself for a name that is in the cluster, too.
            if let Answer::Alias(to) = &found
                && to.ends_with(DOMAIN)
            {
                return (to.clone(), self.lookup(to, at_ms));
            }
            if found != Answer::NoName {
                return (full, found);
            }
        }
        (plain.to_owned(), self.lookup(plain, at_ms))
    }

    /// What an address is called that a Service's full name stands for: below that name, if it has
    /// one of its own there.
    #[must_use]
    pub fn name_of(&self, full: &str, address: &str, at_ms: i64) -> String {
        let mut labels = full.split('.');
        let (service, namespace) = (labels.next().unwrap_or(""), labels.next().unwrap_or(""));
        let names = self.0.get(&(namespace.to_owned(), service.to_owned()));
        let only = Answer::Addresses(vec![address.to_owned()]);
        let is_it = |it: &&String| self.known(namespace, service, it, at_ms) == only;
        let mut hosts = names.into_iter().flat_map(|it| it.keys()).filter(|it| !it.is_empty());
        hosts.find(is_it).map_or_else(|| full.to_owned(), |it| format!("{it}.{full}"))
    }

    fn lookup(&self, full: &str, at_ms: i64) -> Answer {
        let Some(name) = full.strip_suffix(DOMAIN).and_then(|it| it.strip_suffix('.')) else {
            return Answer::NoName;
        };
        let labels: Vec<&str> = name.split('.').collect();
        match labels.as_slice() {
            [service, namespace, "svc"] => self.known(namespace, service, "", at_ms),
            [host, service, namespace, "svc"] => self.known(namespace, service, host, at_ms),
            [ip, _, "pod"] if ip.split('-').filter_map(|it| it.parse::<u8>().ok()).count() == 4 => {
                Answer::Addresses(vec![ip.replace('-', ".")])
            }
            _ => Answer::NoName,
        }
    }

    fn known(&self, namespace: &str, service: &str, host: &str, at_ms: i64) -> Answer {
        let names = self.0.get(&(namespace.to_owned(), service.to_owned()));
        let history = names.and_then(|it| it.get(host));
        let then = history.and_then(|it| it.iter().rev().find(|(since_ms, _)| *since_ms <= at_ms));
        then.map_or(Answer::NoName, |(_, answer)| answer.clone())
    }
}

/// The domains below which the Pods of a namespace look for a name.
#[must_use]
pub fn search(namespace: &str) -> [String; 3] {
    [format!("{namespace}.svc.{DOMAIN}"), format!("svc.{DOMAIN}"), DOMAIN.to_owned()]
}

/// The names of a Service as they are now.
fn answers(namespace: &str, name: &str, store: &Store) -> SortedMap<String, Answer> {
    let mut answers = SortedMap::new();
    let Some(service) = store.typed::<Service>(namespace, name) else { return answers };
    if service.is_external_name() {
        let outside = service.spec.external_name.trim_end_matches('.').to_owned();
        answers.insert(String::new(), Answer::Alias(outside));
    } else if service.is_headless() {
        headless(namespace, name, store, &mut answers);
    } else if !service.spec.cluster_ips.is_empty() {
        answers.insert(String::new(), Answer::Addresses(service.spec.cluster_ips.clone()));
    }
    answers
}

/// Each endpoint has a name of its own: its host's, or one made of its address.
fn headless(namespace: &str, name: &str, store: &Store, answers: &mut SortedMap<String, Answer>) {
    let slices = store.list_typed::<EndpointSlice>(Some(namespace));
    let slices = slices.filter(|it| it.service() == Some(name));
    let mut by_name: SortedMap<String, Vec<String>> = SortedMap::new();
    for endpoint in slices.flat_map(|it| it.endpoints()).filter(|it| it.is_ready()) {
        let made = || endpoint.addresses.first().map(|ip| ip.replace('.', "-"));
        let host = endpoint.hostname.clone().or_else(made).unwrap_or_default();
        for name in [String::new(), host] {
            by_name.entry(name).or_default().extend(endpoint.addresses.clone());
        }
    }
    for (name, mut addresses) in by_name {
        addresses.order();
        addresses.dedup();
        answers.insert(name, Answer::Addresses(addresses));
    }
}
