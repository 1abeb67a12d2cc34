//! Services, as programs know them: by their names.

use super::{Effects, Kubelets};
use crate::api::{Object, ObjectKey, Pod};
use crate::apiserver::{Store, WatchEvent, WatchType};
use std::rc::Rc;

impl Kubelets {
    /// A Service comes or goes: its name can be looked up, or can't any more.
    pub fn observe_service(&mut self, event: &WatchEvent, store: &Store, now_ms: i64) -> Effects {
        let mut effects = Effects::default();
        let Object::Service(service) = &event.object else { return effects };
        let meta = &service.metadata;
        let key = (meta.namespace.clone(), meta.name.clone());
        match event.r#type {
            WatchType::Deleted => drop(Rc::make_mut(&mut self.names).remove(&key)),
            WatchType::Modified => return effects,
            WatchType::Added => {
                let address = service.spec.cluster_ip.clone();
                Rc::make_mut(&mut self.names).insert(key, (now_ms, address));
            }
        }
        if self.is_serial {
            return effects;
        }
        let keys: Vec<ObjectKey> = self.workers.values().map(|it| it.key.clone()).collect();
        for key in &keys {
            if let Some(pod) = store.typed::<Pod>(&key.namespace, &key.name) {
                self.turn(pod, store, now_ms, &mut effects, |turn| turn.names_changed());
            }
        }
        effects
    }
}
