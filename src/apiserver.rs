//! The only writer: admission (defaults, validation), the rules of each kind, and the store.
//!
//! **Invariant:** every change of an object goes through [`ApiServer::request`]; everybody else
//! learns of it through the watch event in the [`Reply`].

mod admission;
pub mod custom;
mod defaults;
mod delete;
mod eviction;
mod kinds;
mod objects;
mod owners;
mod patch;
mod random;
mod request;
pub mod schema;
mod services;
pub mod storage;
mod store;
mod strategy;
mod token;
mod validation;
mod verdict;
mod warnings;

pub use self::admission::{filled_in, quota_counts, quota_usage, system_priority_classes};
pub use self::eviction::{protects, selects, set_allowed, set_budget_condition};
pub use self::objects::{Listed, ListedTyped, Objects};
pub use self::owners::{Writer, check_declared};
pub use self::patch::{
    check_identity, go_map, json_merge, strategic_merge, strategic_merge_ahead, three_way_patch,
    two_way_patch,
};
pub use self::random::Random;
pub use self::request::{DeleteOptions, Patch, Propagation, Reply, Request};
pub use self::store::{Store, WatchEvent, WatchType};
pub use self::strategy::warnings;
pub use self::token::{CERTIFICATE, ISSUER, signed};
pub use self::validation::{
    config_key_problem, label_problem, label_value_errors, node_name_problem, qualified_name_errors,
};
pub use self::warnings::deprecation;

use self::defaults::Defaults;
use crate::api::{Kind, Object, ObjectKey, Status, Text, Time, Value};
use crate::sorted::SortedMap;
use std::rc::Rc;

/// By this name its decisions are known.
pub const NAME: &str = "kube-apiserver";

/// Store and rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiServer {
    store: Store,
    defaults: Defaults,
    /// What else the last request has changed.
    side_writes: Vec<WatchEvent>,
    /// Who owns which fields of the objects that are followed.
    owners: SortedMap<ObjectKey, Rc<Vec<owners::Owner>>>,
    /// Who sends the requests.
    writer: Writer,
    /// The part of the object that the request is about, and its time.
    about: (&'static str, Time),
}

impl ApiServer {
    /// An empty store; names and uids are drawn from the seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            store: Store::default(),
            defaults: Defaults::new(Random::new(seed)),
            side_writes: Vec::new(),
            owners: SortedMap::new(),
            writer: Writer::default(),
            about: ("", Time(0)),
        }
    }

    /// What is stored.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Takes what the last request has changed besides its object, such as a quota's status.
    pub fn take_side_writes(&mut self) -> Vec<WatchEvent> {
        std::mem::take(&mut self.side_writes)
    }

    /// The cluster's one generator of chance.
    pub fn random(&mut self) -> &mut Random {
        &mut self.defaults.random
    }

    /// Does what is asked, at `now_ms` (milliseconds since 1970), or says why not.
    ///
    /// # Errors
    /// The API server's own answer; nothing has changed then.
    pub fn request(&mut self, now_ms: i64, request: Request) -> Result<Reply, Status> {
        let now = Time::of_ms(now_ms);
        self.about = (request.subresource(), now);
        match request {
            Request::Create(object) => self.create(now, object),
            Request::Apply(key, value, force) => self.apply(now, &key, &value, force),
            Request::Update(object) => {
                let old = self.current(&object.key(), &object)?;
                self.update(&old, object)
            }
            Request::UpdateStatus(object) => {
                let old = self.current(&object.key(), &object)?;
                let mut object = strategy::with_status_of(&old, object);
                custom::admit(&self.store, &mut object);
                custom::check(&self.store, &object)?;
                self.write(&old, object)
            }
            Request::Resize(object) => {
                let old = self.current(&object.key(), &object)?;
                self.resize(&old, object)
            }
            Request::AddContainers(object) => {
                let old = self.current(&object.key(), &object)?;
                self.add_containers(&old, object)
            }
            Request::Patch(key, patch) => {
                let old = self.existing(&key)?;
                let object = patch::apply(&old, patch)?;
                self.update(&old, object)
            }
            Request::Scale(key, replicas) => {
                let old = self.existing(&key)?;
                let custom = custom::scaled(&self.store, &old, replicas);
                let object = custom.map_or_else(|| strategy::scaled(&old, replicas), Ok)?;
                self.update(&old, object)
            }
            Request::Bind(key, node) => {
                let old = self.existing(&key)?;
                let object = strategy::bound(&old, &node, now)?;
                self.write(&old, object)
            }
            Request::Delete(key, options) => self.delete(now, &key, &options),
            Request::Evict(key, options) => {
                let (before, deletion) = self.eviction(now_ms, &key, &options)?;
                for request in before {
                    self.request(now_ms, request)?;
                }
                self.request(now_ms, deletion)
            }
        }
    }

    /// Says who sends the requests from now on.
    pub fn set_writer(&mut self, writer: Writer) {
        self.writer = writer;
    }

    /// An object's `metadata.managedFields`, where they are known.
    #[must_use]
    pub fn managed_fields(&self, key: &ObjectKey) -> Option<Value> {
        Some(owners::managed_fields(key.kind, self.owners.get(key)?))
    }

    fn apply(
        &mut self,
        now: Time,
        key: &ObjectKey,
        config: &Value,
        force: bool,
    ) -> Result<Reply, Status> {
        let live = self.store.get(key).cloned();
        let before = self.owners.get(key).cloned().unwrap_or_default();
        let who = (&*self.writer.name, force);
        let applied = owners::apply(&before, live.as_ref(), config, key.kind, who, now)?;
        let object = patch::decode(key.kind, applied.value)?;
        let reply = match &live {
            None => self.create(now, object),
            Some(old) => self.update(old, object),
        }?;
        self.owners.insert(key.clone(), Rc::new(applied.owners));
        Ok(reply)
    }

    /// Notes whose the fields are that a request has changed.
    fn own(&mut self, old: Option<&Object>, new: &Object) {
        let key = new.key();
        let (subresource, now) = self.about;
        let is_followed = self.owners.contains_key(&key) && old.is_some();
        if !(is_followed || self.writer.follows) || subresource == "binding" {
            return;
        }
        let before = self.owners.get(&key).filter(|_| old.is_some()).cloned().unwrap_or_default();
        let writer = &self.writer.name;
        let after = owners::after_update(&before, old, new, writer, subresource, now);
        self.owners.insert(key, Rc::new(after));
    }

    /// Checks an object as `request` would, without storing it: `--dry-run=server`.
    ///
    /// # Errors
    /// As [`ApiServer::request`].
    pub fn dry_run(&self, now_ms: i64, request: Request) -> Result<Reply, Status> {
        let version = |key: &ObjectKey| {
            let stored = self.store.get(key);
            stored.map_or_else(String::new, |it| it.meta().resource_version.to_string())
        };
        let mut reply = self.clone().request(now_ms, request)?;
        // What is not written gets no new version.
        let version = version(&reply.object.key());
        reply.object.meta_mut().resource_version = version.into();
        Ok(reply)
    }

    fn existing(&self, key: &ObjectKey) -> Result<Object, Status> {
        self.store.get(key).cloned().ok_or_else(|| Status::not_found(key.kind, &key.name))
    }

    /// The stored object that an update is for, if the update was made from that very version.
    fn current(&self, key: &ObjectKey, update: &Object) -> Result<Object, Status> {
        let old = self.existing(key)?;
        let (new_meta, old_meta) = (update.meta(), old.meta());
        let stale = !new_meta.resource_version.is_empty()
            && new_meta.resource_version != old_meta.resource_version;
        let replaced = !new_meta.uid.is_empty() && new_meta.uid != old_meta.uid;
        if stale || replaced { Err(Status::conflict(key.kind, &key.name)) } else { Ok(old) }
    }

    fn create(&mut self, now: Time, mut object: Object) -> Result<Reply, Status> {
        self.check_namespace(&mut object)?;
        self.name(&mut object);
        let uid = self.defaults.random.uid();
        strategy::prepare_create(&mut object, now, uid);
        strategy::set_defaults(&mut object, &mut self.defaults);
        custom::admit(&self.store, &mut object);
        self.check_account(&object)?;
        admission::mutate(&self.store, &mut object)?;
        self.allocate(None, &mut object)?;
        storage::admit_create(&self.store, &mut object);
        custom::check(&self.store, &object)?;
        verdict::create(&object)?;
        let key = object.key();
        if self.store.get(&key).is_some() {
            return Err(Status::already_exists(key.kind, &key.name));
        }
        admission::validate(self, &object)?;
        let event = self.store.put(WatchType::Added, object);
        self.own(None, &event.object);
        Ok(Reply { object: event.object.clone(), event: Some(event) })
    }

    fn check_namespace(&self, object: &mut Object) -> Result<(), Status> {
        if !object.kind().info().namespaced {
            object.meta_mut().namespace.clear();
            return Ok(());
        }
        if object.meta().namespace.is_empty() {
            object.meta_mut().namespace = Text::word("default");
        }
        let (kind, meta) = (object.kind(), object.meta());
        let key = ObjectKey::new(Kind::Namespace, "", &meta.namespace);
        match self.store.get(&key) {
            None => Err(Status::not_found(Kind::Namespace, &meta.namespace)),
            Some(namespace) if namespace.meta().is_terminating() => {
                let why = format!(
                    "unable to create new content in namespace {} because it is being terminated",
                    meta.namespace
                );
                Err(Status::forbidden(kind, &meta.name, &why))
            }
            Some(_) => Ok(()),
        }
    }

    /// The account `default` of a new namespace is waited for, others must be there.
    /// Source: `plugin/pkg/admission/serviceaccount/admission.go`.
    fn check_account(&self, object: &Object) -> Result<(), Status> {
        let Object::Pod(pod) = object else { return Ok(()) };
        let (space, name) = (&pod.metadata.namespace, &pod.spec.service_account_name);
        let is_there = || self.store.find(Kind::ServiceAccount, space, name).is_some();
        if matches!(&**name, "" | "default") || is_there() {
            return Ok(());
        }
        let why = format!(
            "error looking up service account {space}/{name}: serviceaccount {name:?} not found"
        );
        Err(Status::forbidden(Kind::Pod, admission::given_name(object), &why))
    }

    /// Source: `staging/src/k8s.io/apiserver/pkg/storage/names/generate.go`.
    fn name(&mut self, object: &mut Object) {
        let meta = object.meta();
        if meta.name.is_empty() && !meta.generate_name.is_empty() {
            let base: String = meta.generate_name.chars().take(58).collect();
            object.meta_mut().name = (base + &self.defaults.random.suffix()).into();
        }
    }

    fn update(&mut self, old: &Object, mut object: Object) -> Result<Reply, Status> {
        strategy::prepare_update(old, &mut object);
        admission::keep(old, &mut object);
        strategy::set_defaults(&mut object, &mut self.defaults);
        custom::admit(&self.store, &mut object);
        self.allocate(Some(old), &mut object)?;
        strategy::bump_generation(old, &mut object);
        custom::check(&self.store, &object)?;
        verdict::update(old, &object)?;
        storage::admit_update(&self.store, old, &object)?;
        admission::revalidate(&self.store, old, &object)?;
        self.write(old, object)
    }

    /// Source: `pkg/registry/core/pod/strategy.go` `podResizeStrategy`.
    fn resize(&mut self, old: &Object, object: Object) -> Result<Reply, Status> {
        let mut object = strategy::resized(old, object)?;
        strategy::set_defaults(&mut object, &mut self.defaults);
        strategy::bump_generation(old, &mut object);
        verdict::resize(old, &object)?;
        if object != *old {
            admission::readmit(self, old, &object)?;
        }
        self.write(old, object)
    }

    /// Source: `pkg/registry/core/pod/strategy.go` `podEphemeralContainersStrategy`.
    fn add_containers(&mut self, old: &Object, object: Object) -> Result<Reply, Status> {
        let mut object = strategy::with_ephemeral_containers(old, object)?;
        strategy::bump_generation(old, &mut object);
        verdict::ephemeral(old, &object)?;
        admission::revalidate(&self.store, old, &object)?;
        if object != *old {
            admission::readmit(self, old, &object)?;
        }
        self.write(old, object)
    }

    /// Stores a new version, unless nothing has changed or it was the last thing that a deleted
    /// object waited for.
    fn write(&mut self, old: &Object, mut object: Object) -> Result<Reply, Status> {
        object.meta_mut().resource_version.clone_from(&old.meta().resource_version);
        if object == *old {
            return Ok(Reply { object, event: None });
        }
        let meta = object.meta();
        let done = meta.is_terminating()
            && !strategy::is_held(&object)
            && meta.deletion_grace_period_seconds.unwrap_or(0) == 0;
        let event = if done {
            self.owners.remove(&object.key());
            self.store.remove(object)
        } else {
            let event = self.store.put(WatchType::Modified, object);
            self.own(Some(old), &event.object);
            event
        };
        Ok(Reply { object: event.object.clone(), event: Some(event) })
    }
}
