//! What an object was called before it got a prefix or a hash, and who names it.
//! Source: `api/internal/konfig/builtinpluginconsts/namereference.go`.

use super::place::set;
use super::plan::text;
use crate::api::{Map, Value};

/// Where the earlier names are kept while a folder is built.
const EARLIER: &str = "internal.config.kubernetes.io/previousNames";
/// Fields that hold the name of an object of a kind: a text, or an object whose `name` it is.
const FIELDS: [(&str, &str); 9] = [
    ("ConfigMap", "configMapKeyRef configMapRef configMap"),
    ("Secret", "secretKeyRef secretRef secret secretName imagePullSecrets"),
    ("Service", "service serviceName"),
    ("PersistentVolumeClaim", "claimName"),
    ("ServiceAccount", "serviceAccountName serviceAccount"),
    ("PersistentVolume", "volumeName"),
    ("StorageClass", "storageClassName"),
    ("PriorityClass", "priorityClassName"),
    ("IngressClass", "ingressClassName"),
];
/// Fields whose object says which kind it is of.
const WITH_KIND: [&str; 3] = ["scaleTargetRef", "roleRef", "subjects"];

/// An object's metadata: a patch may have made something else of them, or of all of it.
pub(super) fn meta(object: &mut Value) -> Option<&mut Map> {
    object.get_mut("metadata")?.as_object_mut()
}

/// Notes the name.
pub(super) fn remember(object: &mut Value) {
    let name = object["metadata"]["name"].clone();
    if let Some(meta) = meta(object)
        && let Value::Array(names) = meta.entry(EARLIER).or_insert_with(|| Value::Array(Vec::new()))
    {
        names.push(name);
    }
}

/// Takes the note away.
pub(super) fn forget(object: &mut Value) {
    if let Some(meta) = meta(object) {
        meta.remove(EARLIER);
    }
}

/// Whether the object is called so, or was.
pub(super) fn is_called(object: &Value, name: &str) -> bool {
    all(object).any(|it| it == name)
}

/// The names that the object had, the present one first.
pub(super) fn all(object: &Value) -> impl Iterator<Item = &str> {
    let earlier = object["metadata"][EARLIER].as_array().into_iter().flatten();
    object["metadata"]["name"].as_str().into_iter().chain(earlier.filter_map(Value::as_str))
}

/// Gives an object another name, and those that name it too.
pub(super) fn rename(objects: &mut [Value], at: usize, name: &str) {
    let Some(object) = objects.get_mut(at) else { return };
    let (kind, old) =
        (text(object, "kind").to_owned(), text(&object["metadata"], "name").to_owned());
    if old == name {
        return;
    }
    set(object, "metadata/name", &Value::from(name));
    remember(object);
    let fields = FIELDS.iter().find(|it| it.0 == kind).map_or("", |it| it.1);
    let reference = Reference { kind: &kind, fields, old: &old, new: name };
    for it in objects.iter_mut().filter_map(Value::as_object_mut) {
        for (_, value) in it.iter_mut().filter(|it| *it.0 != "metadata") {
            reference.follow(value);
        }
        reference.by_kind(it);
    }
}

struct Reference<'a> {
    kind: &'a str,
    fields: &'a str,
    old: &'a str,
    new: &'a str,
}

impl Reference<'_> {
    /// Looks for references in a tree.
    fn follow(&self, tree: &mut Value) {
        match tree {
            Value::Array(items) => items.iter_mut().for_each(|it| self.follow(it)),
            Value::Object(map) => {
                for (field, value) in map.iter_mut() {
                    if self.fields.split(' ').any(|it| it == field) {
                        self.set(value);
                    }
                    self.follow(value);
                }
                self.by_kind(map);
            }
            _ => {}
        }
    }

    /// The name itself, an object with it, or several.
    fn set(&self, value: &mut Value) {
        match value {
            Value::String(name) if name == self.old => self.new.clone_into(name),
            Value::Array(items) => items.iter_mut().for_each(|it| self.set(it)),
            Value::Object(map) => map.get_mut("name").into_iter().for_each(|it| self.set(it)),
            _ => {}
        }
    }

    fn by_kind(&self, map: &mut Map) {
        for field in WITH_KIND {
            let Some(value) = map.get_mut(field) else { continue };
            let all = match value {
                Value::Array(items) => &mut items[..],
                one => std::slice::from_mut(one),
            };
            all.iter_mut().filter(|it| it["kind"] == self.kind).for_each(|it| self.set(it));
        }
        // What a rule is about.
        if ["ConfigMap", "Secret"].contains(&self.kind)
            && let Some(names) = map.get_mut("resourceNames")
        {
            self.set(names);
        }
    }
}
