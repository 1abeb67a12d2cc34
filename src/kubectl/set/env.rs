//! `kubectl set env`. Source: `staging/src/k8s.io/kubectl/pkg/cmd/set/{set_env,env/*}.go`.

use super::{NO_RESOURCES, SetFlags, Words, change, lacks_container, split_pairs};
use crate::api::{Container, EnvVar, Kind, Object, ObjectKey, Value, from_base64};
use crate::kubectl::describe::field_of_container;
use crate::kubectl::failure::{Failure, Problem};
use crate::kubectl::flags::{SelectorFlags, flags};
use crate::kubectl::resource::{self, Nameless};
use crate::kubectl::session::{Ran, Session, Step};
use crate::kubectl::sources;
use crate::sorted::{Sort, SortedMap};
use serde_json::json;

flags! {
    /// Source: `EnvOptions`.
    pub(in crate::kubectl) struct EnvFlags<'a> {
        [set: SetFlags<'a>]
        [labels: SelectorFlags<'a>]
        containers: text "containers" / "c";
        env: array "env" / "e";
        list: switch "list";
        overwrite: switch_on "overwrite";
        from: text "from";
        prefix: text "prefix";
        keys: list "keys";
        resolve: switch "resolve";
    }
}

/// What to set and what to remove.
struct Changes {
    set: Vec<EnvVar>,
    remove: Vec<String>,
}

pub(in crate::kubectl) fn env(session: &mut Session<'_>, flags: &EnvFlags<'_>) -> Ran {
    let query = flags.set.query(flags.labels);
    let (resources, pairs) = split_pairs(&session.args.words, "environment")?;
    if resources.is_empty() && !query.files.is_given() {
        return Err(Failure::text(NO_RESOURCES));
    }
    if flags.list && flags.set.print.output.is_some() {
        return Err(Failure::text("--list and --output may not be specified together"));
    }
    if !flags.keys.is_empty() && flags.from.is_none() {
        return Err(Failure::text(
            "when specifying --keys, a configmap or secret must be provided with --from",
        ));
    }
    let given: Vec<String> = flags.env.iter().cloned().chain(pairs).collect();
    let mut changes = parse(session, &given)?;
    if let Some(from) = flags.from {
        changes.set.extend(referred(session, flags, from)?);
    }
    if let Some(prefix) = flags.prefix {
        for variable in &mut changes.set {
            variable.name.insert_str(0, prefix);
        }
    }
    let name = flags.containers.unwrap_or("*");
    if flags.list {
        return list(session, flags, &resources, &changes);
    }
    let words =
        Words { container: name, ..Words::new("env updated", "env update to pod template:") };
    change(session, (query, flags.set.print), &resources, words, &|spec| {
        for container in super::containers_mut(spec, name) {
            if let Some(taken) = taken(container, &changes).filter(|_| !flags.overwrite) {
                return vec![taken];
            }
            update(container, &changes);
        }
        Vec::new()
    })
}

/// Source: `ParseEnv`.
fn parse(session: &Session<'_>, given: &[String]) -> Result<Changes, Failure> {
    let mut changes = Changes { set: Vec::new(), remove: Vec::new() };
    let variable = |name: &str, value: &str| EnvVar {
        name: name.to_owned(),
        value: value.to_owned(),
        ..EnvVar::default()
    };
    for spec in given {
        if spec == "-" {
            let lines = session.shell.input.lines();
            let lines = lines.map(|it| it.split('#').next().unwrap_or(""));
            changes
                .set
                .extend(lines.filter_map(|it| it.split_once('=')).map(|it| variable(it.0, it.1)));
        } else if let Some((name, value)) = spec.split_once('=') {
            if let Some(why) = sources::variable_problem(name) {
                return Err(Failure::text(format!("{name:?} is not a valid key name: {why}")));
            }
            changes.set.push(variable(name, value));
        } else if let Some(name) = spec.strip_suffix('-') {
            changes.remove.push(name.to_owned());
        } else {
            return Err(Failure::text(format!("unknown environment variable: {spec}")));
        }
    }
    if changes.remove.iter().any(|it| changes.set.iter().any(|set| set.name == *it)) {
        return Err(Failure::text(
            "can not both modify and remove the same environment variable in the same command",
        ));
    }
    Ok(changes)
}

/// The variables that refer to the keys of a ConfigMap or a Secret.
fn referred(
    session: &mut Session<'_>,
    flags: &EnvFlags<'_>,
    from: &str,
) -> Result<Vec<EnvVar>, Failure> {
    let words: Vec<String> = from.split_whitespace().map(str::to_owned).collect();
    let found = resource::find(session, flags.set.query(flags.labels), &words, Nameless::Refuse)?;
    Failure::check(found.problems)?;
    let wanted = flags.keys;
    let mut variables = Vec::new();
    for object in &found.objects {
        const FIELDS: [(Kind, &str); 2] =
            [(Kind::Secret, "secretKeyRef"), (Kind::ConfigMap, "configMapKeyRef")];
        let Some((_, field)) = FIELDS.into_iter().find(|it| it.0 == object.kind()) else {
            return Err(Failure::text("unsupported resource specified in --from"));
        };
        let tree = object.to_value();
        let keys = tree["data"].as_object().into_iter().flat_map(|it| it.keys());
        for key in keys.filter(|it| wanted.is_empty() || wanted.contains(it)) {
            let mut variable = EnvVar { name: name_of(key), ..EnvVar::default() };
            if variable.name != *key {
                session.warn(&format!("key {key} transferred to {}", variable.name));
            }
            let reference = json!({"key": key, "name": object.meta().name});
            variable.rest.insert("valueFrom".to_owned(), json!({field: reference}));
            variables.push(variable);
        }
    }
    Ok(variables)
}

/// Source: `keyToEnvName`.
fn name_of(key: &str) -> String {
    let plain = |it: char| if it.is_ascii_alphanumeric() { it } else { '_' };
    key.chars().map(plain).collect::<String>().to_uppercase()
}

fn taken(container: &Container, changes: &Changes) -> Option<String> {
    changes.set.iter().find_map(|new| {
        let old = container.env.iter().find(|it| it.name == new.name && it.value != new.value)?;
        let (name, value) = (&old.name, &old.value);
        Some(format!("'{name}' already has a value ({value}), and --overwrite is false"))
    })
}

fn update(container: &mut Container, changes: &Changes) {
    for variable in &changes.set {
        match container.env.iter_mut().find(|it| it.name == variable.name) {
            Some(it) => it.clone_from(variable),
            None => container.env.push(variable.clone()),
        }
    }
    container.env.retain(|it| !changes.remove.contains(&it.name));
}

fn list(
    session: &mut Session<'_>,
    flags: &EnvFlags<'_>,
    resources: &[String],
    changes: &Changes,
) -> Ran {
    let name = flags.containers.unwrap_or("*");
    let query = flags.set.query(flags.labels);
    let found = resource::find(session, query, resources, Nameless::Refuse)?;
    let mut problems = found.problems;
    for object in &found.objects {
        let mut changed = object.clone();
        let kind = object.kind().info().kind;
        let Some(spec) = changed.pod_spec_mut() else { continue };
        let all = spec.containers.iter().chain(&spec.init_containers);
        let meant = all.filter(|it| name == "*" || it.name == name);
        let containers: Vec<Container> = meant.cloned().collect();
        if containers.is_empty() {
            session.warn(&lacks_container(object, name));
        }
        let mut failed = false;
        for mut container in containers {
            update(&mut container, changes);
            session.line(&format!("# {kind} {}, container {}", object.meta().name, container.name));
            failed |= list_one(session, flags.resolve, object, &container);
        }
        if failed {
            let text = "failed to retrieve valueFrom references";
            problems.push(Problem::Text(text.to_owned()));
        }
    }
    Failure::check(problems)?;
    Ok(Step::Done)
}

/// A container's variables; whether some could not be resolved.
fn list_one(
    session: &mut Session<'_>,
    resolves: bool,
    object: &Object,
    container: &Container,
) -> bool {
    let mut errors: SortedMap<String, Vec<String>> = SortedMap::new();
    for variable in &container.env {
        let name = &variable.name;
        let Some(from) = variable.rest.get("valueFrom") else {
            session.line(&format!("{name}={}", variable.value));
            continue;
        };
        if resolves {
            match resolve(session, object, container, from) {
                Ok(value) => {
                    session.line(&format!("{name}={value}"));
                    continue;
                }
                Err(why) => errors.entry(why).or_default().push(name.clone()),
            }
        }
        session.line(&format!("# {name} from {}", reference(from)));
    }
    for (why, mut names) in errors.clone() {
        names.order();
        let names = names.join(", ");
        session.streams.err(&format!("error retrieving reference for {names}: {why}\n"));
    }
    !errors.is_empty()
}

/// Source: `GetEnvVarRefString`.
fn reference(from: &Value) -> String {
    let text = |it: &Value| it.as_str().unwrap_or("").to_owned();
    let keyed =
        |what: &str, it: &Value| format!("{what} {}, key {}", text(&it["name"]), text(&it["key"]));
    if let Some(it) = from.get("configMapKeyRef") {
        keyed("configmap", it)
    } else if let Some(it) = from.get("secretKeyRef") {
        keyed("secret", it)
    } else if let Some(it) = from.get("fieldRef") {
        format!("field path {}", text(&it["fieldPath"]))
    } else if let Some(it) = from.get("resourceFieldRef") {
        let container = text(&it["containerName"]);
        let slash = if container.is_empty() { "" } else { "/" };
        format!("resource field {container}{slash}{}", text(&it["resource"]))
    } else {
        "invalid valueFrom".to_owned()
    }
}

/// Source: `GetEnvVarRefValue`.
fn resolve(
    session: &Session<'_>,
    object: &Object,
    container: &Container,
    from: &Value,
) -> Result<String, String> {
    let text = |it: &Value| it.as_str().unwrap_or("").to_owned();
    let keyed = [
        ("secretKeyRef", Kind::Secret, "secret"),
        ("configMapKeyRef", Kind::ConfigMap, "config map"),
    ];
    for (field, kind, what) in keyed {
        let Some(it) = from.get(field) else { continue };
        let (name, key) = (text(&it["name"]), text(&it["key"]));
        let at = ObjectKey::new(kind, session.namespace(), &name);
        let tree = session.get(&at).map_err(|status| status.to_string())?.to_value();
        let Some(value) = tree["data"][&key].as_str() else {
            return Err(format!("key {key} not found in {what} {name}"));
        };
        return Ok(if kind == Kind::Secret {
            let bytes = from_base64(value).unwrap_or_default();
            String::from_utf8_lossy(&bytes).into_owned()
        } else {
            value.to_owned()
        });
    }
    if let Some(it) = from.get("fieldRef") {
        return field(object, &text(&it["fieldPath"]));
    }
    let it = &from["resourceFieldRef"];
    let resource = text(&it["resource"]);
    let value = field_of_container(container, &resource, &it["divisor"]);
    value.map(|it| it.to_string()).ok_or(format!("Unsupported container resource : {resource}"))
}

/// Source: `extractFieldPathAsString`.
fn field(object: &Object, path: &str) -> Result<String, String> {
    let meta = object.meta();
    let all = |map: &SortedMap<String, String>| {
        map.iter().map(|(key, it)| format!("{key}={it:?}")).collect::<Vec<_>>().join("\n")
    };
    if let Some((map, key)) = path.strip_suffix("']").and_then(|it| it.split_once("['")) {
        let map = match map {
            "metadata.annotations" => &meta.annotations,
            "metadata.labels" => &meta.labels,
            _ => return Err(format!("fieldPath {path:?} does not support subscript")),
        };
        return Ok(map.get(key).cloned().unwrap_or_default());
    }
    Ok(match path {
        "metadata.annotations" => all(&meta.annotations),
        "metadata.labels" => all(&meta.labels),
        "metadata.name" => meta.name.to_string(),
        "metadata.namespace" => meta.namespace.to_string(),
        "metadata.uid" => meta.uid.to_string(),
        _ => return Err(format!("unsupported fieldPath: {path}")),
    })
}
