//! `kubectl debug` of nodes, and of copies of Pods.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/debug/{debug,profiles}.go`.

use super::create::{Attached, is_image};
use super::failure::Failure;
use super::job::Job;
use super::manifest::Manifest;
use super::resource::{self, Nameless};
use super::session::{Ran, Session, Step, file_name};
use super::yaml;
use crate::api::{Kind, Object, Value};
use crate::apiserver::{Random, Request, json_merge};
use serde_json::json;

pub(super) const FLAGS: &str = "filename/f=list container/c=text image=text env=list stdin/i tty/t \
    attach target=text copy-to=text replace set-image=list same-node share-processes \
    arguments-only image-pull-policy=text profile=text custom=text quiet/q keep-labels \
    keep-annotations keep-liveness keep-readiness keep-startup keep-init-containers";
const LEGACY: &str = "--profile=legacy is deprecated and planned to be removed in v1.39. It is recommended to specify other profile, for example \"--profile=general\".\n";

/// What is to be debugged.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Node,
    Copy,
}

pub(super) fn run(session: &mut Session<'_>) -> Ran {
    check(session)?;
    let args = &session.args;
    let names = args.words.get(..args.before_dashes.unwrap_or(args.words.len())).unwrap_or(&[]);
    let mut objects = Vec::new();
    for name in names {
        let word = if name.contains('/') { name.clone() } else { format!("pods/{name}") };
        let found = resource::find(session, &[word], Nameless::Refuse)?;
        Failure::check(found.problems)?;
        objects.extend(found.objects);
    }
    if names.is_empty() {
        let found = resource::find(session, &[], Nameless::Refuse)?;
        Failure::check(found.problems)?;
        objects = found.objects;
    }
    let mut job = None;
    for object in &objects {
        job = one(session, object)?.or(job);
    }
    Ok(job.map_or(Step::Done, Step::Block))
}

/// Source: `DebugOptions.Validate`.
fn check(session: &mut Session<'_>) -> Result<(), Failure> {
    let args = &session.args;
    let text = |flag| args.flag(flag).unwrap_or("");
    let image = text("image");
    let copies = !text("copy-to").is_empty();
    let sets = args.given("set-image");
    let at = args.before_dashes.unwrap_or(args.words.len());
    let has_command = args.words.len() > at;
    let profile = args.flag("profile").unwrap_or("general");
    let known = ["legacy", "general", "baseline", "restricted", "netadmin", "sysadmin"];
    let why = if !known.contains(&profile) {
        format!("unknown profile: {profile}")
    } else if args.on("attach") && image.is_empty() && text("container").is_empty() {
        "you must specify --container or create a new container using --image in order to attach."
            .to_owned()
    } else if copies && image.is_empty() && !sets && !has_command {
        "you must specify --image, --set-image or command arguments.".to_owned()
    } else if copies && has_command && image.is_empty() && text("container").is_empty() {
        "you must specify an existing container or a new image when specifying args.".to_owned()
    } else if let Some(flag) = ["replace", "same-node", "set-image"]
        .into_iter()
        .find(|it| !copies && args.given(it) && args.flag(it) != Some("false"))
    {
        format!("--{flag} may only be used with --copy-to.")
    } else if !copies && image.is_empty() {
        "you must specify --image when not using --copy-to.".to_owned()
    } else if !image.is_empty() && !is_image(image) {
        format!("invalid image name {image:?}: invalid reference format")
    } else if at == 0 && !args.given("filename") {
        "NAME or filename is required for debug".to_owned()
    } else if !["", "Always", "IfNotPresent", "Never"].contains(&text("image-pull-policy")) {
        format!("invalid image pull policy: {}", text("image-pull-policy"))
    } else if copies && !text("target").is_empty() {
        "--target is incompatible with --copy-to. Use --share-processes instead.".to_owned()
    } else {
        String::new()
    };
    if !why.is_empty() {
        return Err(Failure::text(why));
    }
    let (target, is_quiet) = (text("target").to_owned(), args.on("quiet"));
    let lacks_input = args.on("tty") && !args.on("stdin");
    let is_legacy = profile == "legacy";
    if !target.is_empty() && !is_quiet {
        session.line(&format!("Targeting container {target:?}. If you don't see processes from this container it may be because the container runtime doesn't support this feature."));
    }
    if lacks_input {
        return Err(Failure::text("-i/--stdin is required for containers with -t/--tty=true"));
    }
    if is_legacy {
        session.streams.err(LEGACY);
    }
    Ok(())
}

fn one(session: &mut Session<'_>, object: &Object) -> Result<Option<Job>, Failure> {
    let kind = object.kind();
    let copies = kind == Kind::Pod && !session.args.flag("copy-to").unwrap_or("").is_empty();
    if ![Kind::Node, Kind::Pod].contains(&kind) {
        let (name, version) = (kind.info().kind, kind.api_version());
        return Err(Failure::text(format!("\"{version}, Kind={name}\" not supported by debug")));
    }
    if kind == Kind::Pod && !copies {
        container_name(session);
        return Err(Failure::text(
            "debug is not possible here in a Pod that runs: ephemeral containers are not simulated; try --copy-to, `kubectl exec`, `kubectl describe pod` and `kubectl get events`",
        ));
    }
    let (mut pod, name) = match copies {
        true => copy(session, object)?,
        false => of_node(session, &object.meta().name),
    };
    if let Some(file) = session.args.flag("custom") {
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
    let created = Manifest { source: String::new(), kind: Kind::Pod, value: pod };
    let pod = session.decode(&created)?;
    let pod = session.send(Request::Create(pod))?;
    if copies && session.args.on("replace") {
        session.send(Request::Delete(
            object.key(),
            crate::apiserver::DeleteOptions { grace_period_seconds: Some(0), ..Default::default() },
        ))?;
    }
    let args = &session.args;
    let attaches = match args.given("attach") {
        true => args.on("attach"),
        false => args.on("stdin"),
    };
    let attached = Attached::new(session, &pod.meta().name, "Always").of(name.clone());
    Ok((attaches && !name.is_empty()).then(|| Job::Attach(Box::new(attached))))
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
fn set_up(session: &Session<'_>, container: &mut Value) {
    let args = &session.args;
    let command = args.before_dashes.and_then(|at| args.words.get(at..)).unwrap_or(&[]);
    if args.on("arguments-only") && !command.is_empty() {
        container["args"] = json!(command);
    } else if !command.is_empty() {
        container["command"] = json!(command);
        container["args"] = Value::Null;
    }
    let variables = args.list("env");
    let variables: Vec<Value> = variables
        .iter()
        .filter_map(|it| it.split_once('='))
        .map(|(name, value)| json!({"name": name, "value": value}))
        .collect();
    if !variables.is_empty() {
        container["env"] = json!(variables);
    }
    for (flag, field) in [("image", "image"), ("image-pull-policy", "imagePullPolicy")] {
        if let Some(text) = args.flag(flag).filter(|it| !it.is_empty()) {
            container[field] = json!(text);
        }
    }
    for flag in ["stdin", "tty"] {
        container[flag] = if args.on(flag) { json!(true) } else { Value::Null };
    }
}

fn suffix(session: &Session<'_>) -> String {
    Random::new(u64::try_from(session.now_ms()).unwrap_or(0)).suffix()
}

/// Source: `generateNodeDebugPod`.
fn of_node(session: &mut Session<'_>, node: &str) -> (Value, String) {
    let name = session.args.flag("container").filter(|it| !it.is_empty()).unwrap_or("debugger");
    let name = name.to_owned();
    let own = format!("node-debugger-{node}-{}", suffix(session));
    if !session.args.on("quiet") {
        session
            .line(&format!("Creating debugging pod {own} with container {name} on node {node}."));
    }
    let mut container = json!({"name": name, "terminationMessagePolicy": "File"});
    set_up(session, &mut container);
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
    profile(session, &mut pod, &name, Style::Node);
    (pod, name)
}

/// The name of the new container.
fn container_name(session: &mut Session<'_>) -> String {
    let given = session.args.flag("container").unwrap_or("").to_owned();
    if !given.is_empty() {
        return given;
    }
    let name = format!("debugger-{}", suffix(session));
    if !session.args.on("quiet") {
        session.line(&format!("Defaulting debug container name to {name}."));
    }
    name
}

fn container_mut<'a>(pod: &'a mut Value, name: &str) -> Option<&'a mut Value> {
    let containers = pod["spec"]["containers"].as_array_mut()?;
    containers.iter_mut().find(|it| it["name"] == name)
}

/// Source: `generatePodCopyWithDebugContainer`.
fn copy(session: &mut Session<'_>, object: &Object) -> Result<(Value, String), Failure> {
    let tree = object.to_value();
    let args = &session.args;
    let (labels, notes) = (&tree["metadata"]["labels"], &tree["metadata"]["annotations"]);
    let mut pod = json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {
            "annotations": notes, "labels": labels,
            "name": args.flag("copy-to"), "namespace": tree["metadata"]["namespace"],
        },
        "spec": tree["spec"],
    });
    pod["spec"]["ephemeralContainers"] = Value::Null;
    if args.given("share-processes") {
        pod["spec"]["shareProcessNamespace"] = json!(args.on("share-processes"));
    }
    if !args.on("same-node") {
        pod["spec"]["nodeName"] = Value::Null;
    }
    for pair in args.list("set-image") {
        let (name, image) = pair.split_once('=').unwrap_or((&pair, ""));
        let all = pod["spec"]["containers"].as_array_mut().into_iter().flatten();
        for container in all.filter(|it| name == "*" || it["name"] == name) {
            container["image"] = json!(image);
        }
    }
    let mut name = args.flag("container").unwrap_or("").to_owned();
    if container_mut(&mut pod, &name).is_none() {
        if args.flag("image").unwrap_or("").is_empty() {
            return match args.given("set-image") {
                true => Ok((pod, String::new())),
                false => Err(Failure::text("you must specify image when creating new container")),
            };
        }
        name = container_name(session);
        if let Some(all) = pod["spec"]["containers"].as_array_mut() {
            all.push(json!({"name": name, "terminationMessagePolicy": "File"}));
        }
    }
    if let Some(container) = container_mut(&mut pod, &name) {
        set_up(session, container);
    }
    profile(session, &mut pod, &name, Style::Copy);
    Ok((pod, name))
}

/// What a profile changes. Source: `profiles.go`.
fn profile(session: &Session<'_>, pod: &mut Value, name: &str, style: Style) {
    let args = &session.args;
    let profile = args.flag("profile").unwrap_or("general");
    let context = match profile {
        "general" if style == Style::Copy => json!({"capabilities": {"add": ["SYS_PTRACE"]}}),
        "netadmin" => json!({"capabilities": {"add": ["NET_ADMIN", "NET_RAW"]}}),
        "sysadmin" => json!({"privileged": true}),
        "restricted" => json!({
            "allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"]},
            "runAsNonRoot": true, "seccompProfile": {"type": "RuntimeDefault"},
        }),
        _ => Value::Null,
    };
    let is_mounted = style == Style::Node && ["legacy", "general", "sysadmin"].contains(&profile);
    if let Some(container) = container_mut(pod, name) {
        if ["baseline", "restricted"].contains(&profile) {
            container["securityContext"] = Value::Null;
        }
        if !context.is_null() {
            json_merge(container, json!({"securityContext": context}));
        }
        if is_mounted {
            container["volumeMounts"] = json!([{"mountPath": "/host", "name": "host-root"}]);
        }
    }
    let spec = &mut pod["spec"];
    if is_mounted {
        spec["volumes"] = json!([{"name": "host-root", "hostPath": {"path": "/"}}]);
    }
    if style == Style::Node {
        if !["baseline", "restricted"].contains(&profile) {
            ["hostNetwork", "hostPID", "hostIPC"].iter().for_each(|it| spec[*it] = json!(true));
        }
        return;
    }
    if profile == "legacy" {
        pod["metadata"]["labels"] = Value::Null;
        return;
    }
    if spec["shareProcessNamespace"].is_null() {
        spec["shareProcessNamespace"] = json!(true);
    }
    if args.flag("keep-init-containers") == Some("false") {
        spec["initContainers"] = Value::Null;
    }
    for container in spec["containers"].as_array_mut().into_iter().flatten() {
        for probe in ["liveness", "readiness", "startup"] {
            if !args.on(&format!("keep-{probe}")) {
                container[format!("{probe}Probe")] = Value::Null;
            }
        }
    }
    for field in ["labels", "annotations"] {
        if !args.on(&format!("keep-{field}")) {
            pod["metadata"][field] = Value::Null;
        }
    }
}
