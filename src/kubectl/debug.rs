//! `kubectl debug` of Pods, of copies of Pods, and of nodes.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/debug/{debug,profiles}.go`.

mod flags;
mod profiles;

pub(super) use self::flags::DebugFlags;
use self::profiles::{Style, container_mut, profile};
use super::attach::{Attached, AttachingFlags};
use super::failure::Failure;
use super::flags::{Args, FilenameFlags};
use super::manifest::Manifest;
use super::paths::file_name;
use super::resource::{self, Nameless, Query};
use super::run::is_image;
use super::session::{Ran, Session, Step};
use super::yaml;
use crate::api::{Kind, Object, Value};
use crate::apiserver::{Random, Request, json_merge};
use serde_json::json;

const LEGACY: &str = "--profile=legacy is deprecated and planned to be removed in v1.39. It is recommended to specify other profile, for example \"--profile=general\".\n";

pub(super) fn run(session: &mut Session<'_>, flags: &DebugFlags<'_>) -> Ran<Attached> {
    check(session, flags)?;
    let files = FilenameFlags { filename: flags.filename, ..FilenameFlags::default() };
    let query = Query { files, ..Query::default() };
    let args = session.args;
    let names = args.words.get(..args.before_dashes.unwrap_or(args.words.len())).unwrap_or(&[]);
    let mut objects = Vec::new();
    for name in names {
        let word = if name.contains('/') { name.clone() } else { format!("pods/{name}") };
        let found = resource::find(session, query, &[word], Nameless::Refuse)?;
        Failure::check(found.problems)?;
        objects.extend(found.objects);
    }
    if names.is_empty() {
        let found = resource::find(session, query, &[], Nameless::Refuse)?;
        Failure::check(found.problems)?;
        objects = found.objects;
    }
    let mut job = None;
    for object in &objects {
        job = one(session, flags, object)?.or(job);
    }
    Ok(job.map_or(Step::Done, Step::Block))
}

/// Source: `DebugOptions.Validate`.
fn check(session: &mut Session<'_>, flags: &DebugFlags<'_>) -> Result<(), Failure> {
    let args = session.args;
    let image = flags.image.unwrap_or("");
    let (container, target) = (flags.container.unwrap_or(""), flags.target.unwrap_or(""));
    let pull = flags.image_pull_policy.unwrap_or("");
    let copies = flags.copies();
    let sets = !flags.set_image.is_empty();
    let of_copies =
        [(flags.replace, "replace"), (flags.same_node, "same-node"), (sets, "set-image")];
    let at = args.before_dashes.unwrap_or(args.words.len());
    let has_command = args.words.len() > at;
    let profile = flags.profile.unwrap_or("general");
    let known = ["legacy", "general", "baseline", "restricted", "netadmin", "sysadmin"];
    let why = if !known.contains(&profile) {
        format!("unknown profile: {profile}")
    } else if flags.attach == Some(true) && image.is_empty() && container.is_empty() {
        "you must specify --container or create a new container using --image in order to attach."
            .to_owned()
    } else if copies && image.is_empty() && !sets && !has_command {
        "you must specify --image, --set-image or command arguments.".to_owned()
    } else if copies && has_command && image.is_empty() && container.is_empty() {
        "you must specify an existing container or a new image when specifying args.".to_owned()
    } else if let Some((_, flag)) = of_copies.into_iter().find(|it| !copies && it.0) {
        format!("--{flag} may only be used with --copy-to.")
    } else if !copies && image.is_empty() {
        "you must specify --image when not using --copy-to.".to_owned()
    } else if !image.is_empty() && !is_image(image) {
        format!("invalid image name {image:?}: invalid reference format")
    } else if at == 0 && flags.filename.is_empty() {
        "NAME or filename is required for debug".to_owned()
    } else if !["", "Always", "IfNotPresent", "Never"].contains(&pull) {
        format!("invalid image pull policy: {pull}")
    } else if copies && !target.is_empty() {
        "--target is incompatible with --copy-to. Use --share-processes instead.".to_owned()
    } else {
        String::new()
    };
    if !why.is_empty() {
        return Err(Failure::text(why));
    }
    if !target.is_empty() && !flags.quiet {
        session.line(&format!("Targeting container {target:?}. If you don't see processes from this container it may be because the container runtime doesn't support this feature."));
    }
    if flags.tty && !flags.stdin {
        return Err(Failure::text("-i/--stdin is required for containers with -t/--tty=true"));
    }
    if profile == "legacy" {
        session.streams.err(LEGACY);
    }
    Ok(())
}

fn one(
    session: &mut Session<'_>,
    flags: &DebugFlags<'_>,
    object: &Object,
) -> Result<Option<Attached>, Failure> {
    let kind = object.kind();
    let copies = kind == Kind::Pod && flags.copies();
    if ![Kind::Node, Kind::Pod].contains(&kind) {
        let (name, version) = (kind.info().kind, kind.api_version());
        return Err(Failure::text(format!("\"{version}, Kind={name}\" not supported by debug")));
    }
    let (mut pod, name) = if copies {
        copy(session, flags, object)?
    } else if kind == Kind::Pod {
        with_ephemeral(session, flags, object)
    } else {
        of_node(session, flags, &object.meta().name)
    };
    if let Some(file) = flags.custom {
        let text = session.shell.files.get(file_name(file)).ok_or_else(|| {
            Failure::text(format!("must pass a container spec json file for custom profile: open {file}: no such file or directory"))
        })?;
        let patch = yaml::parse(text).map_err(|why| {
            Failure::text(format!("{file} does not contain a valid container spec: {why}"))
        })?;
        if let Some(container) = container_mut(&mut pod, &name) {
            json_merge(container, patch);
        }
    }
    drop_nulls(&mut pod);
    let created = Manifest::of(Kind::Pod, pod);
    let pod = session.decode(&created)?;
    let request = match kind == Kind::Pod && !copies {
        true => Request::AddContainers(pod),
        false => Request::Create(pod),
    };
    let pod = session.send(request)?;
    if copies && flags.replace {
        session.send(Request::Delete(
            object.key(),
            crate::apiserver::DeleteOptions { grace_period_seconds: Some(0), ..Default::default() },
        ))?;
    }
    let attaches = flags.attach.unwrap_or(flags.stdin);
    let attaching = AttachingFlags { quiet: flags.quiet, ..AttachingFlags::default() };
    let mut attached = Attached::new(session, attaching, &pod.meta().name).of(name.clone());
    attached.is_prompt = flags.stdin && is_prompt(session.args);
    Ok((attaches && !name.is_empty()).then_some(attached))
}

/// Whether what runs is a shell that waits for commands.
fn is_prompt(args: &Args) -> bool {
    let command = args.before_dashes.and_then(|at| args.words.get(at..)).unwrap_or(&[]);
    let is_shell = |it: &String| matches!(it.rsplit('/').next(), Some("sh" | "bash" | "ash"));
    command.is_empty() || command.len() == 1 && command.iter().all(is_shell)
}

/// Source: `generateDebugContainer`.
fn with_ephemeral(
    session: &mut Session<'_>,
    flags: &DebugFlags<'_>,
    object: &Object,
) -> (Value, String) {
    let name = container_name(session, flags);
    let mut container = json!({"name": name, "terminationMessagePolicy": "File"});
    if let Some(target) = flags.target.filter(|it| !it.is_empty()) {
        container["targetContainerName"] = json!(target);
    }
    set_up(session, flags, &mut container);
    let mut pod = object.to_value();
    match pod["spec"]["ephemeralContainers"].as_array_mut() {
        Some(all) => all.push(container),
        None => pod["spec"]["ephemeralContainers"] = json!([container]),
    }
    profile(flags, &mut pod, &name, Style::Ephemeral);
    (pod, name)
}

/// What is null is not sent.
fn drop_nulls(value: &mut Value) {
    if let Some(map) = value.as_object_mut() {
        map.retain(|_, it| !it.is_null());
        map.values_mut().for_each(drop_nulls);
    }
    value.as_array_mut().into_iter().flatten().for_each(drop_nulls);
}

/// A container with what the flags say of it.
fn set_up(session: &Session<'_>, flags: &DebugFlags<'_>, container: &mut Value) {
    let args = session.args;
    let command = args.before_dashes.and_then(|at| args.words.get(at..)).unwrap_or(&[]);
    if flags.arguments_only && !command.is_empty() {
        container["args"] = json!(command);
    } else if !command.is_empty() {
        container["command"] = json!(command);
        container["args"] = Value::Null;
    }
    let variables: Vec<Value> = flags
        .env
        .iter()
        .filter_map(|it| it.split_once('='))
        .map(|(name, value)| json!({"name": name, "value": value}))
        .collect();
    if !variables.is_empty() {
        container["env"] = json!(variables);
    }
    for (text, field) in [(flags.image, "image"), (flags.image_pull_policy, "imagePullPolicy")] {
        if let Some(text) = text.filter(|it| !it.is_empty()) {
            container[field] = json!(text);
        }
    }
    for (is_on, field) in [(flags.stdin, "stdin"), (flags.tty, "tty")] {
        container[field] = if is_on { json!(true) } else { Value::Null };
    }
}

fn suffix(session: &Session<'_>) -> String {
    Random::new(u64::try_from(session.now_ms()).unwrap_or(0)).suffix()
}

/// Source: `generateNodeDebugPod`.
fn of_node(session: &mut Session<'_>, flags: &DebugFlags<'_>, node: &str) -> (Value, String) {
    let name = flags.container.filter(|it| !it.is_empty()).unwrap_or("debugger");
    let name = name.to_owned();
    let own = format!("node-debugger-{node}-{}", suffix(session));
    if !flags.quiet {
        session
            .line(&format!("Creating debugging pod {own} with container {name} on node {node}."));
    }
    let mut container = json!({"name": name, "terminationMessagePolicy": "File"});
    set_up(session, flags, &mut container);
    let mut pod = json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {
            "labels": {"app.kubernetes.io/managed-by": "kubectl-debug"},
            "name": own, "namespace": session.namespace(),
        },
        "spec": {
            "containers": [container], "nodeName": node, "restartPolicy": "Never",
            "tolerations": [{"operator": "Exists"}],
        },
    });
    profile(flags, &mut pod, &name, Style::Node);
    (pod, name)
}

/// The name of the new container.
fn container_name(session: &mut Session<'_>, flags: &DebugFlags<'_>) -> String {
    let given = flags.container.unwrap_or("");
    if !given.is_empty() {
        return given.to_owned();
    }
    let name = format!("debugger-{}", suffix(session));
    if !flags.quiet {
        session.line(&format!("Defaulting debug container name to {name}."));
    }
    name
}

/// Source: `generatePodCopyWithDebugContainer`.
fn copy(
    session: &mut Session<'_>,
    flags: &DebugFlags<'_>,
    object: &Object,
) -> Result<(Value, String), Failure> {
    let tree = object.to_value();
    let (labels, notes) = (&tree["metadata"]["labels"], &tree["metadata"]["annotations"]);
    let mut pod = json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {
            "annotations": notes, "labels": labels,
            "name": flags.copy_to, "namespace": tree["metadata"]["namespace"],
        },
        "spec": tree["spec"],
    });
    pod["spec"]["ephemeralContainers"] = Value::Null;
    if let Some(shares) = flags.share_processes {
        pod["spec"]["shareProcessNamespace"] = json!(shares);
    }
    if !flags.same_node {
        pod["spec"]["nodeName"] = Value::Null;
    }
    for pair in flags.set_image {
        let (name, image) = pair.split_once('=').unwrap_or((pair, ""));
        let all = pod["spec"]["containers"].as_array_mut().into_iter().flatten();
        for container in all.filter(|it| name == "*" || it["name"] == name) {
            container["image"] = json!(image);
        }
    }
    let mut name = flags.container.unwrap_or("").to_owned();
    if container_mut(&mut pod, &name).is_none() {
        if flags.image.unwrap_or("").is_empty() {
            return match flags.set_image.is_empty() {
                false => Ok((pod, String::new())),
                true => Err(Failure::text("you must specify image when creating new container")),
            };
        }
        name = container_name(session, flags);
        if let Some(all) = pod["spec"]["containers"].as_array_mut() {
            all.push(json!({"name": name, "terminationMessagePolicy": "File"}));
        }
    }
    if let Some(container) = container_mut(&mut pod, &name) {
        set_up(session, flags, container);
    }
    profile(flags, &mut pod, &name, Style::Copy);
    Ok((pod, name))
}
