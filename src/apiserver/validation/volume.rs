//! Volumes and how containers mount them.
//! Source: `pkg/apis/core/validation/validation.go` `ValidateVolumes`, `ValidateVolumeMounts`.

use super::field::{Errors, Path};
use super::{env, meta};
use crate::api::{Container, FieldError, PodSpec, Quantity, Value, Volume, VolumeMount};

const DNS_POLICIES: [&str; 4] = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];
const HOST_PATHS: [&str; 8] = [
    "",
    "BlockDevice",
    "CharDevice",
    "Directory",
    "DirectoryOrCreate",
    "File",
    "FileOrCreate",
    "Socket",
];
const MODE: &str = "must be a number between 0 and 0777 (octal), both inclusive";
const PROPAGATIONS: [&str; 3] = ["Bidirectional", "HostToContainer", "None"];
/// The order in which sources are looked at; others follow in theirs.
const SOURCES: [&str; 12] = [
    "emptyDir",
    "hostPath",
    "gitRepo",
    "secret",
    "nfs",
    "iscsi",
    "persistentVolumeClaim",
    "downwardAPI",
    "configMap",
    "projected",
    "csi",
    "ephemeral",
];

/// The volumes of a spec. Those in which nothing is wrong can be mounted.
pub(super) fn validate<'a>(spec: &'a PodSpec, path: Path<'_>, errors: &mut Errors) -> Vec<&'a str> {
    let mut names = Vec::new();
    for (index, it) in spec.volumes.iter().enumerate() {
        let before = errors.len();
        volume(it, &names, &format_args!("{path}.volumes[{index}]"), errors);
        if errors.len() == before {
            names.push(&*it.name);
        }
    }
    names
}

/// Where its Pods may run.
pub(super) fn validate_placement(spec: &PodSpec, path: Path<'_>, errors: &mut Errors) {
    let policy = spec.dns_policy.as_str();
    if !policy.is_empty() && !DNS_POLICIES.contains(&policy) {
        errors.push(FieldError::unsupported(
            &format_args!("{path}.dnsPolicy"),
            policy,
            &DNS_POLICIES,
        ));
    }
    meta::validate_labels(&format_args!("{path}.nodeSelector"), &spec.node_selector, errors);
}

/// What comes last: its names.
pub(super) fn validate_names(spec: &PodSpec, path: Path<'_>, errors: &mut Errors) {
    for (field, name) in [("hostname", &spec.hostname), ("subdomain", &spec.subdomain)] {
        if !name.is_empty() {
            let field = format_args!("{path}.{field}");
            meta::push_all(&field, name, &meta::dns_label_errors(name), errors);
        }
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("")
}

fn volume(volume: &Volume, names: &[&str], path: Path<'_>, errors: &mut Errors) {
    let given = |name: &str| volume.rest.get(name).filter(|it| !it.is_null());
    let others = volume.rest.keys().map(String::as_str);
    let others = others.filter(|it| !SOURCES.contains(it));
    let sources = SOURCES.into_iter().chain(others).filter_map(|it| Some((it, given(it)?)));
    for (index, (name, it)) in sources.enumerate() {
        let path = format_args!("{path}.{name}");
        if index > 0 {
            let detail = "may not specify more than 1 volume type";
            errors.push(FieldError::forbidden(&path, detail));
        } else {
            source(name, it, &path, errors);
        }
    }
    let (name, field) = (&*volume.name, format_args!("{path}.name"));
    if name.is_empty() {
        errors.push(FieldError::required(&field, ""));
    } else {
        meta::push_all(&field, name, &meta::dns_label_errors(name), errors);
    }
    if names.contains(&name) {
        errors.push(FieldError::duplicate(&field, &format!("{name:?}")));
    }
}

fn source(name: &str, source: &Value, path: Path<'_>, errors: &mut Errors) {
    let required = match name {
        "configMap" => "name",
        "secret" => "secretName",
        "persistentVolumeClaim" => "claimName",
        "hostPath" => return validate_host_path(source, path, errors),
        "emptyDir" => return validate_empty_dir(source, path, errors),
        "nfs" => return validate_nfs(source, path, errors),
        "downwardAPI" => {
            mode(&source["defaultMode"], &format_args!("{path}.defaultMode"), errors);
            for file in source["items"].as_array().into_iter().flatten() {
                item_path(text(&file["path"]), &format_args!("{path}.path"), errors);
                env::validate_file(file, path, errors);
                mode(&file["mode"], &format_args!("{path}.mode"), errors);
            }
            return;
        }
        _ => return,
    };
    if text(&source[required]).is_empty() {
        errors.push(FieldError::required(&format_args!("{path}.{required}"), ""));
    }
    mode(&source["defaultMode"], &format_args!("{path}.defaultMode"), errors);
    for (index, item) in source["items"].as_array().into_iter().flatten().enumerate() {
        let path = format_args!("{path}.items[{index}]");
        if text(&item["key"]).is_empty() {
            errors.push(FieldError::required(&format_args!("{path}.key"), ""));
        }
        item_path(text(&item["path"]), &format_args!("{path}.path"), errors);
        mode(&item["mode"], &format_args!("{path}.mode"), errors);
    }
}

/// Source: `validateHostPathVolumeSource`.
pub(super) fn validate_host_path(source: &Value, path: Path<'_>, errors: &mut Errors) {
    let (target, kind) = (text(&source["path"]), text(&source["type"]));
    if target.is_empty() {
        errors.push(FieldError::required(&format_args!("{path}.path"), ""));
        return;
    }
    no_backsteps(target, &format_args!("{path}.path"), errors);
    if !HOST_PATHS.contains(&kind) {
        errors.push(FieldError::unsupported(&format_args!("{path}.type"), kind, &HOST_PATHS));
    }
}

/// Source: `validateEmptyDirVolumeSource`.
fn validate_empty_dir(source: &Value, path: Path<'_>, errors: &mut Errors) {
    let limit = source["sizeLimit"].as_str().and_then(|it| Quantity::parse(it).ok());
    if limit.is_some_and(|it| it < Quantity::default()) {
        let field = format_args!("{path}.sizeLimit");
        let detail = "SizeLimit field must be a valid resource quantity";
        errors.push(FieldError::forbidden(&field, detail));
    }
}

/// Source: `validateNFSVolumeSource`.
pub(super) fn validate_nfs(source: &Value, path: Path<'_>, errors: &mut Errors) {
    let (server, target) = (text(&source["server"]), text(&source["path"]));
    if server.is_empty() {
        errors.push(FieldError::required(&format_args!("{path}.server"), ""));
    }
    let field = format_args!("{path}.path");
    if target.is_empty() {
        errors.push(FieldError::required(&field, ""));
    }
    if !target.starts_with('/') {
        let detail = "must be an absolute path";
        errors.push(FieldError::invalid(&field, &format!("{target:?}"), detail));
    }
}

fn mode(mode: &Value, field: Path<'_>, errors: &mut Errors) {
    if let Some(number) = mode.as_i64().filter(|it| !(0..=0o777).contains(it)) {
        errors.push(FieldError::invalid(field, &number.to_string(), MODE));
    }
}

fn no_backsteps(path: &str, field: Path<'_>, errors: &mut Errors) {
    if path.split('/').any(|it| it == "..") {
        errors.push(FieldError::invalid(field, &format!("{path:?}"), "must not contain '..'"));
    }
}

/// Source: `validateLocalDescendingPath`.
pub(super) fn descending(path: &str, field: Path<'_>, errors: &mut Errors) {
    if path.starts_with('/') {
        errors.push(FieldError::invalid(field, &format!("{path:?}"), "must be a relative path"));
    }
    no_backsteps(path, field, errors);
}

/// Where an item is put. Source: `validateKeyToPath`, `ValidateLocalNonReservedPath`.
fn item_path(path: &str, field: Path<'_>, errors: &mut Errors) {
    if path.is_empty() {
        errors.push(FieldError::required(field, ""));
    }
    descending(path, field, errors);
    if path.starts_with("..") && path != ".." && !path.starts_with("../") {
        let detail = "must not start with '..'";
        errors.push(FieldError::invalid(field, &format!("{path:?}"), detail));
    }
}

/// The mounts of a container. Some errors name the list and not the mount.
pub(super) fn validate_mounts(
    container: &Container,
    volumes: &[&str],
    path: Path<'_>,
    errors: &mut Errors,
) {
    let mounts = &container.volume_mounts;
    let list = format_args!("{path}.volumeMounts");
    for (index, mount) in mounts.iter().enumerate() {
        let path = format_args!("{list}[{index}]");
        let (name, field) = (&*mount.name, format_args!("{path}.name"));
        if name.is_empty() {
            errors.push(FieldError::required(&field, ""));
        }
        if !volumes.contains(&name) {
            errors.push(FieldError::not_found(&field, &format!("{name:?}")));
        }
        let (target, field) = (&*mount.mount_path, format_args!("{path}.mountPath"));
        if target.is_empty() {
            errors.push(FieldError::required(&field, ""));
        }
        if mounts[..index].iter().any(|it| it.mount_path == *target) {
            errors.push(FieldError::invalid(&field, &format!("{target:?}"), "must be unique"));
        }
        mount_paths(mount, &list, &path, errors);
        propagation(mount, container, &list, errors);
    }
}

fn mount_paths(mount: &VolumeMount, list: Path<'_>, path: Path<'_>, errors: &mut Errors) {
    let (sub, expression) = (&*mount.sub_path, text(mount.rest.at("subPathExpr")));
    if !sub.is_empty() {
        descending(sub, &format_args!("{list}.subPath"), errors);
    }
    if !expression.is_empty() {
        if !sub.is_empty() {
            let field = format_args!("{path}.subPathExpr");
            let detail = "subPathExpr and subPath are mutually exclusive";
            errors.push(FieldError::invalid(&field, &format!("{expression:?}"), detail));
        }
        descending(expression, &format_args!("{list}.subPathExpr"), errors);
    }
}

/// Source: `validateMountPropagation`, `validateMountRecursiveReadOnly`.
fn propagation(mount: &VolumeMount, container: &Container, list: Path<'_>, errors: &mut Errors) {
    let (value, field) =
        (text(mount.rest.at("mountPropagation")), format_args!("{list}.mountPropagation"));
    if !value.is_empty() && !PROPAGATIONS.contains(&value) {
        errors.push(FieldError::unsupported(&field, value, &PROPAGATIONS));
    }
    let context = container.security_context.as_ref();
    let is_privileged = context.is_some_and(|it| *it.rest.at("privileged") == true);
    if value == "Bidirectional" && !is_privileged {
        let detail = "Bidirectional mount propagation is available only to privileged containers";
        errors.push(FieldError::forbidden(&field, detail));
    }
    let field = format_args!("{list}.recursiveReadOnly");
    match text(mount.rest.at("recursiveReadOnly")) {
        "" | "Disabled" => {}
        "Enabled" | "IfPossible" => {
            if !mount.read_only {
                let detail = "may only be specified when readOnly is true";
                errors.push(FieldError::forbidden(&field, detail));
            }
            if !matches!(value, "" | "None") {
                let detail = "may only be specified when mountPropagation is None or not specified";
                errors.push(FieldError::forbidden(&field, detail));
            }
        }
        other => {
            let supported = ["Disabled", "Enabled", "IfPossible"];
            errors.push(FieldError::unsupported(&field, other, &supported));
        }
    }
}
