//! ConfigMaps and Secrets that a Pod needs, as variables and as files.
//! Source: `pkg/kubelet/kubelet_pods.go` `makeEnvironmentVariables`,
//! `pkg/volume/{configmap,secret,projected}`.

use super::token::Identity;
use crate::api::{
    ConfigMap, Container, Map, Object, Pod, PodSpec, Secret, Value, Volume, VolumeMount,
    from_base64,
};
use crate::apiserver::Store;
use crate::sorted::SortedMap;

/// Where data is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    ConfigMap,
    Secret,
}

impl Kind {
    fn of_object(self) -> crate::api::Kind {
        match self {
            Self::ConfigMap => crate::api::Kind::ConfigMap,
            Self::Secret => crate::api::Kind::Secret,
        }
    }

    fn not_found(self, name: &str) -> String {
        match self {
            Self::ConfigMap => format!("configmap {name:?} not found"),
            Self::Secret => format!("secret {name:?} not found"),
        }
    }
}

/// What has the keys of an object; `None` where there is no such object.
fn maps<'a>(
    kind: Kind,
    namespace: &str,
    name: &str,
    store: &'a Store,
) -> Option<[&'a SortedMap<String, String>; 2]> {
    Some(match kind {
        Kind::ConfigMap => {
            let map = store.typed::<ConfigMap>(namespace, name)?;
            [&map.data, &map.binary_data]
        }
        Kind::Secret => [&store.typed::<Secret>(namespace, name)?.data; 2],
    })
}

/// The texts by key; `None` where there is no such object.
fn data(
    kind: Kind,
    namespace: &str,
    name: &str,
    store: &Store,
) -> Option<SortedMap<String, String>> {
    let decode = |text: &String| {
        let bytes = from_base64(text).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    };
    let decoded = |data: &SortedMap<String, String>| {
        data.iter().map(|(key, text)| (key.clone(), decode(text))).collect::<SortedMap<_, _>>()
    };
    match kind {
        Kind::ConfigMap => {
            let map = store.typed::<ConfigMap>(namespace, name)?;
            let mut all = map.data.clone();
            all.extend(decoded(&map.binary_data));
            Some(all)
        }
        Kind::Secret => Some(decoded(&store.typed::<Secret>(namespace, name)?.data)),
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("")
}

fn is_optional(value: &Value) -> bool {
    value["optional"].as_bool() == Some(true)
}

/// The value of a variable that comes from a ConfigMap or a Secret: `None` where it does not,
/// or is optional and not there.
///
/// # Errors
/// What is missing.
pub(super) fn value(
    from: &Value,
    namespace: &str,
    store: &Store,
) -> Result<Option<String>, String> {
    let (kind, source, word) = if let Some(it) = from.get("configMapKeyRef") {
        (Kind::ConfigMap, it, "ConfigMap")
    } else if let Some(it) = from.get("secretKeyRef") {
        (Kind::Secret, it, "Secret")
    } else {
        return Ok(None);
    };
    let (name, key) = (text(&source["name"]), text(&source["key"]));
    let found = data(kind, namespace, name, store);
    let is_missing = found.is_none();
    match found.and_then(|mut it| it.remove(key)) {
        Some(value) => Ok(Some(value)),
        None if is_optional(source) => Ok(None),
        None if is_missing => Err(kind.not_found(name)),
        None => Err(format!("couldn't find key {key} in {word} {namespace}/{name}")),
    }
}

/// All variables of `envFrom`.
///
/// # Errors
/// What is missing.
pub(super) fn all_values(
    container: &Container,
    namespace: &str,
    store: &Store,
) -> Result<SortedMap<String, String>, String> {
    let mut all = SortedMap::new();
    let sources = container.rest.get("envFrom").and_then(Value::as_array);
    for source in sources.into_iter().flatten() {
        let (kind, reference) = match source.get("configMapRef") {
            Some(it) => (Kind::ConfigMap, it),
            None => (Kind::Secret, &source["secretRef"]),
        };
        let name = text(&reference["name"]);
        match data(kind, namespace, name, store) {
            Some(data) => {
                let prefix = text(&source["prefix"]);
                all.extend(data.into_iter().map(|(key, it)| (format!("{prefix}{key}"), it)));
            }
            None if is_optional(reference) => {}
            None => return Err(kind.not_found(name)),
        }
    }
    Ok(all)
}

/// A volume's own source, or those that are projected into it.
fn parts(volume: &Volume) -> impl Iterator<Item = &Map> {
    let projected = volume.rest.at("projected")["sources"].as_array();
    let projected = projected.into_iter().flatten().filter_map(Value::as_object);
    std::iter::once(&*volume.rest).chain(projected)
}

/// The volumes of a spec that come from ConfigMaps and Secrets: name, kind, source.
fn sources(spec: &PodSpec) -> Vec<(&str, Kind, &Value)> {
    let mut all = Vec::new();
    for volume in &spec.volumes {
        let name = volume.name.as_str();
        for part in parts(volume) {
            if let Some(it) = part.get("configMap") {
                all.push((name, Kind::ConfigMap, it));
            }
            if let Some(it) = part.get("secret") {
                all.push((name, Kind::Secret, it));
            }
        }
    }
    all
}

fn name_of(source: &Value) -> &str {
    // A volume says `secretName`, a projected one `name`.
    let name = text(&source["name"]);
    if name.is_empty() { text(&source["secretName"]) } else { name }
}

/// What keeps volumes from being mounted: the volume and the error.
pub(super) fn missing_volumes<'a>(pod: &'a Pod, store: &Store) -> Vec<(&'a str, String)> {
    let namespace = &pod.metadata.namespace;
    let mut missing = Vec::new();
    for (volume, kind, source) in sources(&pod.spec) {
        let name = name_of(source);
        if is_optional(source) {
            continue;
        }
        let Some(data) = maps(kind, namespace, name, store) else {
            missing.push((volume, kind.not_found(name)));
            continue;
        };
        let items = source["items"].as_array();
        let mut keys = items.into_iter().flatten().map(|it| text(&it["key"]));
        if let Some(key) = keys.find(|key| !data.iter().any(|it| it.contains_key(*key))) {
            let what = if kind == Kind::Secret { "secret" } else { "config" };
            let whose = if kind == Kind::Secret { "" } else { "configmap " };
            missing.push((volume, format!("{whose}references non-existent {what} key: {key}")));
        }
    }
    missing
}

/// Whether a mount is where the token of a service account is.
fn is_token(mount: &VolumeMount) -> bool {
    mount.mount_path.starts_with("/var/run/secrets/kubernetes.io")
}

/// The files that a container finds in its volumes.
pub(super) fn files(container: &Container, pod: &Pod, store: &Store) -> SortedMap<String, String> {
    let mounts = container.volume_mounts.iter().filter(|it| !is_token(it));
    mounts.flat_map(|mount| mounted(mount, pod, store)).collect()
}

/// Whether volumes of a Pod have the data of an object.
pub(super) fn uses(pod: &Pod, object: &Object) -> bool {
    let (own, name) = (object.kind(), &object.meta().name);
    let is_it = |kind: &Kind, source| kind.of_object() == own && name_of(source) == name.as_str();
    sources(&pod.spec).iter().any(|(_, kind, source)| is_it(kind, source))
}

/// The files of a container with its volumes as they are now; `None` where nothing has changed.
/// What is mounted by `subPath` stays as it was. Source: `pkg/volume/util/atomic_writer.go`.
pub(super) fn refreshed(
    container: &Container,
    pod: &Pod,
    store: &Store,
    files: &SortedMap<String, String>,
) -> Option<SortedMap<String, String>> {
    let mounts = container.volume_mounts.iter();
    let (parts, whole): (Vec<&VolumeMount>, Vec<&VolumeMount>) =
        mounts.partition(|it| !it.sub_path.is_empty());
    let mut new = files.clone();
    for mount in whole {
        let volume = mount.name.as_str();
        let has_data = sources(&pod.spec).iter().any(|it| it.0 == volume)
            || downward(&pod.spec, volume).next().is_some();
        if !has_data || is_token(mount) {
            continue;
        }
        let folder = format!("{}/", mount.mount_path.trim_end_matches('/'));
        let is_part = |path: &str| parts.iter().any(|it| it.mount_path == *path);
        new.retain(|path, _| !path.starts_with(&folder) || is_part(path));
        new.extend(mounted(mount, pod, store).into_iter().filter(|it| !is_part(&it.0)));
    }
    (new != *files).then_some(new)
}

/// The files of one mount.
fn mounted(mount: &VolumeMount, pod: &Pod, store: &Store) -> SortedMap<String, String> {
    let (path, sub_path, volume) = (&mount.mount_path, &mount.sub_path, &*mount.name);
    let mut files = SortedMap::new();
    let mut put = |name: &str, content: String| {
        if sub_path.is_empty() {
            files.insert(format!("{}/{name}", path.trim_end_matches('/')), content);
        } else if *sub_path == name {
            files.insert(path.to_string(), content);
        }
    };
    for (_, kind, source) in sources(&pod.spec).into_iter().filter(|it| it.0 == volume) {
        let data = data(kind, &pod.metadata.namespace, name_of(source), store);
        for (key, content) in data.unwrap_or_default() {
            let items = source["items"].as_array();
            let item = items.map(|it| it.iter().find(|item| text(&item["key"]) == key));
            match item {
                None => put(&key, content),
                Some(Some(item)) => put(text(&item["path"]), content),
                Some(None) => {}
            }
        }
    }
    for source in tokens(&pod.spec, volume) {
        put(text(&source["path"]), Identity::of(pod).token(source));
    }
    for item in downward(&pod.spec, volume) {
        put(text(&item["path"]), field_text(item, pod));
    }
    files
}

/// The tokens that are projected into a volume.
fn tokens<'a>(spec: &'a PodSpec, volume: &'a str) -> impl Iterator<Item = &'a Value> {
    let parts = spec.volumes.iter().filter(move |it| it.name == volume).flat_map(parts);
    parts.filter_map(|it| it.get("serviceAccountToken"))
}

/// What a volume says of the Pod itself: of one of its own kind, or of a projected one.
fn downward<'a>(spec: &'a PodSpec, volume: &'a str) -> impl Iterator<Item = &'a Value> {
    let parts = spec.volumes.iter().filter(move |it| it.name == volume).flat_map(parts);
    parts.flat_map(|it| it.get("downwardAPI")?["items"].as_array()).flatten()
}

/// A field of the Pod as a file has it. Source: `pkg/fieldpath/fieldpath.go`.
fn field_text(item: &Value, pod: &Pod) -> String {
    let meta = &pod.metadata;
    let path = text(&item["fieldRef"]["fieldPath"]);
    let lines = |map: &SortedMap<String, String>| {
        let lines: Vec<String> = map.iter().map(|(key, it)| format!("{key}={it:?}")).collect();
        lines.join("\n")
    };
    let keyed = |prefix: &str| path.strip_prefix(prefix)?.strip_suffix("']");
    match path {
        "metadata.name" => meta.name.to_string(),
        "metadata.namespace" => meta.namespace.to_string(),
        "metadata.uid" => meta.uid.to_string(),
        "metadata.labels" => lines(&meta.labels),
        "metadata.annotations" => lines(&meta.annotations),
        _ => {
            let label = keyed("metadata.labels['").and_then(|it| meta.labels.get(it));
            let annotation =
                keyed("metadata.annotations['").and_then(|it| meta.annotations.get(it));
            label.or(annotation).cloned().unwrap_or_default()
        }
    }
}
