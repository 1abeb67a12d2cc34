//! Services, as programs know them: by their names, and by variables of their environment.
//! Source: `pkg/kubelet/envvars/envvars.go`.

use super::dns::Zone;
use super::lifecycle::Turn;
use super::program::{Ending, Host};
use super::{Effects, Kubelets, Timer};
use crate::api::{Object, ObjectKey, Pod, Service};
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
    pub fn observe_names(&mut self, event: &WatchEvent, store: &Store, now_ms: i64) -> Effects {
        let mut effects = Effects::default();
        let service = match &event.object {
            Object::Service(it) => Some(it.metadata.name.as_str()),
            Object::EndpointSlice(it) => it.service(),
            _ => None,
        };
        let Some(service) = service else { return effects };
        let namespace = &event.object.meta().namespace;
        let has_changed = Rc::make_mut(&mut self.zone).update(namespace, service, store, now_ms);
        if self.is_serial || !has_changed {
            return effects;
        }
        let asking = self.workers.values().filter(|it| it.asks_names());
        let keys: Vec<ObjectKey> = asking.map(|it| it.key.clone()).collect();
        for key in &keys {
            if let Some(pod) = store.typed::<Pod>(&key.namespace, &key.name) {
                self.turn(pod, store, now_ms, &mut effects, |turn| turn.names_changed());
            }
        }
        effects
    }
}

/// The variables that tell a container where Services are: those of its namespace that are there
/// when it starts, if the Pod wants them, and always the API server's.
pub(super) fn variables(pod: &Pod, store: &Store) -> SortedMap<String, String> {
    let namespace = pod.metadata.namespace.as_str();
    let has_links = pod.spec.rest.get("enableServiceLinks").and_then(|it| it.as_bool());
    let mut all = SortedMap::new();
    if let Some(master) = store.typed::<Service>("default", "kubernetes") {
        describe(master, &mut all);
    }
    if has_links != Some(false) {
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

impl Turn<'_> {
    /// Other names can be looked up: who waits for one may go on.
    pub fn names_changed(&mut self) {
        for at in 0..self.worker.containers.len() {
            let run = &mut self.worker.containers[at];
            let Some(process) = run.process.as_mut().filter(|it| it.ended_ms.is_none()) else {
                continue;
            };
            if !process.program.asks_names() {
                continue;
            }
            let host = Host::new(self.pod, &self.worker.ip, &self.zone);
            let program = (*process.program).clone().on(host);
            let ending = program.ending(process.started_ms);
            process.program = Rc::new(program);
            if let (Ending::Exit(after_ms, code), None) = (ending, process.ends) {
                let at_ms = (process.started_ms + after_ms).max(self.now_ms);
                process.ends = Some((at_ms, code));
                let number = run.restarts;
                self.after(at_ms - self.now_ms, Timer::Exit(at, number, code));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Kind;
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
