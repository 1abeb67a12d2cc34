//! `kubectl run`. Source: `staging/src/k8s.io/kubectl/pkg/cmd/run/run.go`.

use super::attach::Attached;
use super::generate::{imperative, sent};
use crate::api::{Kind, Value};
use crate::apiserver::json_merge;
use crate::kubectl::failure::Failure;
use crate::kubectl::job::Job;
use crate::kubectl::report;
use crate::kubectl::session::{DryRun, Ran, Session, Step};
use crate::kubectl::yaml;
use serde_json::json;

pub(in crate::kubectl) const RUN_FLAGS: &str = "image=text restart=text labels/l=text env=text \
    port=text command annotations=text image-pull-policy=text stdin/i tty/t rm attach expose \
    quiet/q overrides=text override-type=text pod-running-timeout=duration privileged \
    leave-stdin-open grace-period=number timeout=duration wait force cascade=text?background";

pub(in crate::kubectl) fn run(session: &mut Session<'_>) -> Ran {
    let args = &session.args;
    let Some(name) = args.words.first().filter(|_| args.before_dashes != Some(0)).cloned() else {
        return Err(usage("NAME is required for run"));
    };
    let image = args.flag("image").unwrap_or("");
    if image.is_empty() {
        return Err(Failure::text("--image is required"));
    }
    if !is_image(image) {
        return Err(Failure::text(format!(
            "Invalid image name {image:?}: invalid reference format"
        )));
    }
    let restart = args.flag("restart").unwrap_or("Always").to_owned();
    if !["Always", "OnFailure", "Never"].contains(&restart.as_str()) {
        return Err(usage(&format!("invalid restart policy: {restart}")));
    }
    let attaches = attaches(session)?;
    let pull = session.args.flag("image-pull-policy").unwrap_or("");
    if !["", "Always", "IfNotPresent", "Never"].contains(&pull) {
        return Err(usage(&format!("invalid image pull policy: {pull}")));
    }
    let container = container(session, &name)?;
    let labels = match session.args.flag("labels") {
        None => json!({"run": name}),
        Some(text) => pairs(text),
    };
    let mut value = json!({
        "metadata": {"labels": labels.clone()},
        "spec": {"containers": [container], "dnsPolicy": "ClusterFirst", "restartPolicy": restart},
        "status": {},
    });
    if let Some(text) = session.args.flag("annotations") {
        value["metadata"]["annotations"] = pairs(text);
    }
    override_with(session, &mut value)?;
    if !attaches {
        let port = session.args.number("port").filter(|_| session.args.on("expose"));
        if let Some(port) = port.filter(|_| session.dry_run == DryRun::Client) {
            // Only the Service is printed before the Pod.
            expose(session, &name, port, &labels)?;
        }
        let pod = sent(session, Kind::Pod, &name, value, "created")?;
        if let Some(port) = port.filter(|_| pod.is_some()) {
            expose(session, &name, port, &labels)?;
        }
        if let Some(pod) = pod {
            report::object(session, &pod, "created")?;
        }
        return Ok(Step::Done);
    }
    sent(session, Kind::Pod, &name, value, "created")?;
    let attached = Attached::new(session, &name, &restart);
    Ok(Step::Block(Job::Attach(Box::new(attached))))
}

fn usage(text: &str) -> Failure {
    Failure::usage(text, "kubectl run")
}

/// `--overrides`
pub(super) fn override_with(session: &Session<'_>, value: &mut Value) -> Result<(), Failure> {
    if let Some(text) = session.args.flag("overrides").filter(|it| !it.is_empty()) {
        let patch = yaml::parse(text)
            .map_err(|error| Failure::text(format!("error overriding object: {error}")))?;
        json_merge(value, patch);
    }
    Ok(())
}

/// Whether somebody is to be attached to the container. Source: `RunOptions.Validate`.
fn attaches(session: &Session<'_>) -> Result<bool, Failure> {
    let args = &session.args;
    if args.on("tty") && !args.on("stdin") {
        return Err(usage("-i/--stdin is required for containers with -t/--tty=true"));
    }
    if args.on("expose") && args.number("port").is_none() {
        return Err(usage("--port must be set when exposing a service"));
    }
    let attaches = args.on("attach") || args.on("stdin") && args.flag("attach") != Some("false");
    if args.on("rm") && !attaches {
        return Err(usage("--rm should only be used for attached containers"));
    }
    if attaches && session.dry_run != DryRun::No {
        return Err(usage(
            "--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)",
        ));
    }
    let is_shell = |it: &&String| matches!(it.rsplit('/').next(), Some("sh" | "bash" | "ash"));
    let is_prompt =
        args.words.len() == 1 || args.words.len() == 2 && args.words.iter().any(|it| is_shell(&it));
    if args.on("stdin") && is_prompt {
        return Err(Failure::text(
            "attach is not possible: containers are simulated, and nobody in them reads what is typed; give the command behind --, such as `-- nslookup web`",
        ));
    }
    Ok(attaches)
}

/// The Service that `--expose` makes. Source: `generateService`.
fn expose(session: &mut Session<'_>, name: &str, port: i64, labels: &Value) -> Result<(), Failure> {
    let ports = json!([{"port": port, "protocol": "TCP", "targetPort": port}]);
    let value = json!({"metadata": {}, "spec": {"ports": ports, "selector": labels},
        "status": {"loadBalancer": {}}});
    imperative(session, Kind::Service, name, value)?;
    // Of two objects each is begun by the printer, and the second by this command too.
    if session.args.flag("output") == Some("yaml") {
        session.line("---");
    }
    Ok(())
}

/// Whether this can be the name of an image: `registry.example:5000/team/app:1.0@sha256:...`.
/// Source: `github.com/distribution/reference/regexp.go` `ReferenceRegexp`.
pub(in crate::kubectl) fn is_image(text: &str) -> bool {
    let (name, digest) = text.split_once('@').map_or((text, None), |(a, b)| (a, Some(b)));
    let path_start = name.rfind('/').map_or(0, |it| it + 1);
    let (name, tag) = match name.get(path_start..).and_then(|it| it.find(':')) {
        Some(at) => (name.get(..path_start + at).unwrap_or(""), name.get(path_start + at + 1..)),
        None => (name, None),
    };
    let word = |it: char| it == '_' || it.is_ascii_alphanumeric();
    let tag_fits = tag.is_none_or(|it| {
        it.len() <= 128
            && it.starts_with(word)
            && it.chars().all(|it| word(it) || ".-".contains(it))
    });
    let digest_fits = digest.is_none_or(|it| {
        it.split_once(':').is_some_and(|(kind, hex)| {
            !kind.is_empty() && hex.len() >= 32 && hex.chars().all(|it| it.is_ascii_hexdigit())
        })
    });
    let edge = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit();
    let component = |it: &str| {
        it.starts_with(edge)
            && it.ends_with(edge)
            && it.chars().all(|it| edge(it) || "._-".contains(it))
    };
    let host = |it: &str| {
        !it.is_empty() && it.chars().all(|it| it.is_ascii_alphanumeric() || ".-:[]".contains(it))
    };
    let parts: Vec<&str> = name.split('/').collect();
    let parts_fit = match parts.as_slice() {
        [first, rest @ ..] if !rest.is_empty() => {
            (component(first) || host(first)) && rest.iter().all(|it| component(it))
        }
        all => all.iter().all(|it| component(it)),
    };
    parts_fit && tag_fits && digest_fits
}

fn container(session: &Session<'_>, name: &str) -> Result<Value, Failure> {
    let args = &session.args;
    let Some(image) = args.flag("image") else {
        return Err(Failure::text("required flag(s) \"image\" not set"));
    };
    let mut container = json!({"image": image, "name": name, "resources": {}});
    let words: Vec<&String> = args.words.iter().skip(1).collect();
    if !words.is_empty() {
        let field = if args.on("command") { "command" } else { "args" };
        container[field] = json!(words);
    }
    let mut env = Vec::new();
    for text in args.list("env") {
        let word = |it: char| it == '_' || it.is_ascii_alphanumeric();
        let is_name = |it: &str| {
            it.starts_with(|it: char| word(it) && !it.is_ascii_digit()) && it.chars().all(word)
        };
        let Some((name, value)) = text.split_once('=').filter(|it| is_name(it.0)) else {
            return Err(Failure::text(format!("invalid env: {text}")));
        };
        env.push(json!({"name": name, "value": value}));
    }
    if !env.is_empty() {
        container["env"] = json!(env);
    }
    if let Some(port) = args.number("port") {
        container["ports"] = json!([{"containerPort": port}]);
    }
    for (flag, field) in [("stdin", "stdin"), ("tty", "tty")] {
        if args.on(flag) {
            container[field] = json!(true);
        }
    }
    if args.on("stdin") && !args.on("leave-stdin-open") {
        container["stdinOnce"] = json!(true);
    }
    if let Some(policy) = args.flag("image-pull-policy") {
        container["imagePullPolicy"] = json!(policy);
    }
    if args.on("privileged") {
        container["securityContext"] = json!({"privileged": true});
    }
    Ok(container)
}

/// `a=b,c=d`
fn pairs(text: &str) -> Value {
    let pairs = text.split(',').filter_map(|it| it.split_once('='));
    Value::Object(crate::sorted::map_of(pairs.map(|(key, value)| (key.to_owned(), json!(value)))))
}
