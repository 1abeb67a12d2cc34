//! Services, as programs know them: by their names, and by variables of their environment.
//! Source: `pkg/kubelet/envvars/envvars.go`.

use super::Kubelets;
use super::dns::Zone;
use crate::api::{Kind, Object, Pod, Service};
use crate::apiserver::{Store, WatchEvent};
use crate::sorted::SortedMap;
use std::rc::Rc;

impl Kubelets {
    /// The names that can be looked up.
    #[must_use]
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// A Service or its endpoints have changed: names that can be looked up may have, too.
    pub fn observe_names(&mut self, event: &WatchEvent, store: &Store, now_ms: i64) {
        let service = match &event.object {
            Object::Service(it) => Some(it.metadata.name.as_str()),
            Object::EndpointSlice(it) => it.service(),
            _ => None,
        };
        if let Some(service) = service {
            let namespace = &event.object.meta().namespace;
            Rc::make_mut(&mut self.zone).update(namespace, service, store, now_ms);
            self.web_until_ms = now_ms;
        }
    }
}

/// The variables that tell a container where Services are, as they were last made: they hold for
/// every Pod of the namespace until a Service is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Links {
    /// The revision of the Services, the namespace, whether it wants them.
    made_of: (u64, String, bool),
    variables: Rc<SortedMap<String, String>>,
}

impl Links {
    /// The variables of a Pod's containers: the Services of its namespace that are there when they
    /// start, if the Pod wants them, and always the API server's.
    pub fn of(&mut self, pod: &Pod, store: &Store) -> Rc<SortedMap<String, String>> {
        let namespace = &pod.metadata.namespace;
        let has_links = pod.spec.enable_service_links != Some(false);
        let revision = store.revision_of(Kind::Service);
        let (made, in_namespace, wanted) = &self.made_of;
        if *made != revision || in_namespace != namespace || *wanted != has_links {
            self.made_of = (revision, namespace.to_string(), has_links);
            self.variables = Rc::new(variables(namespace, has_links, store));
        }
        Rc::clone(&self.variables)
    }
}

fn variables(namespace: &str, has_links: bool, store: &Store) -> SortedMap<String, String> {
    let mut all = SortedMap::new();
    if let Some(master) = store.typed::<Service>("default", "kubernetes") {
        describe(master, &mut all);
    }
    if has_links {
        let own = store.list_typed::<Service>(Some(namespace));
        own.filter(|it| it.metadata.name != "kubernetes").for_each(|it| describe(it, &mut all));
    }
    all
}

/// Source: `FromServices`, `makeLinkVariables`.
fn describe(service: &Service, all: &mut SortedMap<String, String>) {
    let address = &service.spec.cluster_ip;
    if service.is_headless() || address.is_empty() {
        return;
    }
    let variable = |text: &str| text.replace('-', "_").to_ascii_uppercase();
    let name = variable(&service.metadata.name);
    let mut set = |suffix: String, value: String| all.insert(format!("{name}_{suffix}"), value);
    set("SERVICE_HOST".to_owned(), address.clone());
    for (at, port) in service.spec.ports.iter().enumerate() {
        let protocol = if port.protocol.is_empty() { "TCP" } else { &port.protocol };
        let (number, link) = (port.port.to_string(), format!("PORT_{}_{protocol}", port.port));
        let url = format!("{}://{address}:{number}", protocol.to_ascii_lowercase());
        if at == 0 {
            set("SERVICE_PORT".to_owned(), number.clone());
            set("PORT".to_owned(), url.clone());
        }
        if !port.name.is_empty() {
            set(format!("SERVICE_PORT_{}", variable(&port.name)), number.clone());
        }
        set(format!("{link}_PROTO"), protocol.to_ascii_lowercase());
        set(format!("{link}_PORT"), number);
        set(format!("{link}_ADDR"), address.clone());
        set(link, url);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// Rows of upstream's `envvars_test.go` `TestFromServices`.
    #[test]
    fn services_are_in_the_environment() {
        for (name, spec, wanted) in [
            (
                "foo-bar",
                json!({"clusterIP": "1.2.3.4", "ports": [{"port": 8080, "protocol": "TCP"}]}),
                vec![
                    "FOO_BAR_PORT=tcp://1.2.3.4:8080",
                    "FOO_BAR_PORT_8080_TCP=tcp://1.2.3.4:8080",
                    "FOO_BAR_PORT_8080_TCP_ADDR=1.2.3.4",
                    "FOO_BAR_PORT_8080_TCP_PORT=8080",
                    "FOO_BAR_PORT_8080_TCP_PROTO=tcp",
                    "FOO_BAR_SERVICE_HOST=1.2.3.4",
                    "FOO_BAR_SERVICE_PORT=8080",
                ],
            ),
            (
                "abc-123",
                json!({"clusterIP": "5.6.7.8", "ports":
                    [{"name": "u-d-p", "port": 8081, "protocol": "UDP"}]}),
                vec![
                    "ABC_123_PORT=udp://5.6.7.8:8081",
                    "ABC_123_PORT_8081_UDP=udp://5.6.7.8:8081",
                    "ABC_123_PORT_8081_UDP_ADDR=5.6.7.8",
                    "ABC_123_PORT_8081_UDP_PORT=8081",
                    "ABC_123_PORT_8081_UDP_PROTO=udp",
                    "ABC_123_SERVICE_HOST=5.6.7.8",
                    "ABC_123_SERVICE_PORT=8081",
                    "ABC_123_SERVICE_PORT_U_D_P=8081",
                ],
            ),
            ("headless", json!({"clusterIP": "None", "ports": [{"port": 80}]}), vec![]),
            ("no-address", json!({"clusterIP": "", "ports": [{"port": 80}]}), vec![]),
        ] {
            let value = json!({"metadata": {"name": name}, "spec": spec});
            let object = Object::from_value(Kind::Service, value).expect("a Service");
            let service = <&Rc<Service>>::try_from(&object).expect("a Service");
            let mut all = SortedMap::new();
            describe(service, &mut all);
            let found: Vec<String> = all.iter().map(|(name, it)| format!("{name}={it}")).collect();
            assert_eq!(found, wanted, "{name}");
        }
    }
}
