//! `kubectl run`. Source: `staging/src/k8s.io/kubectl/pkg/cmd/run/run.go`.

use super::attach::{Attached, AttachingFlags};
use super::create::{CreateSubcommandFlags, imperative, sent};
use super::expose::labels;
use super::failure::Failure;
use super::flags::{DryRunFlags, FieldManagerFlags, PrintFlags, RecordFlags, flags};
use super::overrides::OverrideFlags;
use super::report;
use super::session::{DryRun, Ran, Session, Step};
use crate::api::{Kind, Value};
use serde_json::json;

flags! {
    /// Source: `RunOptions`.
    pub(super) struct RunFlags<'a>: DryRunFlags, FieldManagerFlags, RecordFlags {
        [print: PrintFlags<'a>]
        [overrides: OverrideFlags<'a>]
        [attaching: AttachingFlags]
        image: text "image", required;
        restart: text "restart";
        labels: text "labels" / "l";
        env: array "env";
        port: text "port";
        command: switch "command";
        annotations: text "annotations";
        image_pull_policy: text "image-pull-policy";
        stdin: switch "stdin" / "i";
        tty: switch "tty" / "t";
        rm: switch "rm";
        attach: maybe "attach";
        expose: switch "expose";
        privileged: switch "privileged";
        leave_stdin_open: switch "leave-stdin-open";
        _: "grace-period=number timeout=duration wait force cascade=text?background";
    }
}

impl RunFlags<'_> {
    fn port(&self) -> Option<i64> {
        self.port?.parse().ok()
    }

    fn check_port(&self) -> Result<(), Failure> {
        match self.port.filter(|it| !it.is_empty() && it.parse::<i64>().is_err()) {
            Some(it) => Err(Failure::text(format!("strconv.Atoi: parsing {it:?}: invalid syntax"))),
            None => Ok(()),
        }
    }
}

pub(super) fn run(session: &mut Session<'_>, flags: &RunFlags<'_>) -> Ran<Attached> {
    let args = session.args;
    let Some(name) = args.words.first().filter(|_| args.before_dashes != Some(0)).cloned() else {
        return Err(usage("NAME is required for run"));
    };
    let image = flags.image.unwrap_or("");
    if image.is_empty() {
        return Err(Failure::text("--image is required"));
    }
    if !is_image(image) {
        return Err(Failure::text(format!(
            "Invalid image name {image:?}: invalid reference format"
        )));
    }
    let restart = flags.restart.unwrap_or("Always");
    if !["Always", "OnFailure", "Never"].contains(&restart) {
        return Err(usage(&format!("invalid restart policy: {restart}")));
    }
    let attaches = attaches(session, flags)?;
    let pull = flags.image_pull_policy.unwrap_or("");
    if !["", "Always", "IfNotPresent", "Never"].contains(&pull) {
        return Err(usage(&format!("invalid image pull policy: {pull}")));
    }
    flags.check_port()?;
    let container = container(session, flags, &name)?;
    let labels = match flags.labels.filter(|it| !it.is_empty()) {
        None => json!({"run": name}),
        Some(text) => labels(text)?,
    };
    let mut value = json!({
        "metadata": {"labels": labels.clone()},
        "spec": {"containers": [container], "dnsPolicy": "ClusterFirst", "restartPolicy": restart},
        "status": {},
    });
    if let Some(text) = flags.annotations {
        value["metadata"]["annotations"] = pairs(text);
    }
    flags.overrides.apply_to(Kind::Pod, &mut value)?;
    let create = CreateSubcommandFlags { print: flags.print, ..CreateSubcommandFlags::default() };
    if !attaches {
        let port = flags.port().filter(|_| flags.expose);
        if let Some(port) = port.filter(|_| session.dry_run == DryRun::Client) {
            // Only the Service is printed before the Pod.
            expose(session, create, &name, port, &labels)?;
        }
        let pod = sent(session, create, Kind::Pod, &name, value, "created")?;
        if let Some(port) = port.filter(|_| pod.is_some()) {
            expose(session, create, &name, port, &labels)?;
        }
        if let Some(pod) = pod {
            report::object(session, create.print, &pod, "created")?;
        }
        return Ok(Step::Done);
    }
    sent(session, create, Kind::Pod, &name, value, "created")?;
    let wants_code = restart != "Always" && !flags.leave_stdin_open;
    let mut attached = Attached::new(session, flags.attaching, &name);
    (attached.removes, attached.wants_code) = (flags.rm, wants_code);
    Ok(Step::Block(attached))
}

fn usage(text: &str) -> Failure {
    Failure::usage(text, "kubectl run")
}

/// Whether somebody is to be attached to the container. Source: `RunOptions.Validate`.
fn attaches(session: &Session<'_>, flags: &RunFlags<'_>) -> Result<bool, Failure> {
    let args = session.args;
    if flags.tty && !flags.stdin {
        return Err(usage("-i/--stdin is required for containers with -t/--tty=true"));
    }
    if flags.expose && flags.port().is_none() {
        return Err(usage("--port must be set when exposing a service"));
    }
    let attaches = flags.attach.unwrap_or(flags.stdin);
    if flags.rm && !attaches {
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
    if flags.stdin && is_prompt {
        return Err(Failure::text(
            "attach is not possible: containers are simulated, and nobody in them reads what is typed; give the command behind --, such as `-- nslookup web`",
        ));
    }
    Ok(attaches)
}

/// The Service that `--expose` makes. Source: `generateService`.
fn expose(
    session: &mut Session<'_>,
    create: CreateSubcommandFlags<'_>,
    name: &str,
    port: i64,
    labels: &Value,
) -> Result<(), Failure> {
    let ports = json!([{"port": port, "protocol": "TCP", "targetPort": port}]);
    let value = json!({"metadata": {}, "spec": {"ports": ports, "selector": labels},
        "status": {"loadBalancer": {}}});
    imperative(session, create, Kind::Service, name, value)?;
    // Of two objects each is begun by the printer, and the second by this command too.
    if create.print.output == Some("yaml") {
        session.line("---");
    }
    Ok(())
}

/// Whether this can be the name of an image: `registry.example:5000/team/app:1.0@sha256:...`.
/// Source: `github.com/distribution/reference/regexp.go` `ReferenceRegexp`.
pub(super) fn is_image(text: &str) -> bool {
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

fn container(session: &Session<'_>, flags: &RunFlags<'_>, name: &str) -> Result<Value, Failure> {
    let mut container = json!({"image": flags.image, "name": name, "resources": {}});
    let words: Vec<&String> = session.args.words.iter().skip(1).collect();
    if !words.is_empty() {
        let field = if flags.command { "command" } else { "args" };
        container[field] = json!(words);
    }
    let mut env = Vec::new();
    for text in flags.env {
        let word = |it: char| it == '_' || it.is_ascii_alphanumeric();
        let is_name = |it: &str| {
            it.starts_with(|it: char| word(it) && !it.is_ascii_digit()) && it.chars().all(word)
        };
        let Some((name, value)) = text.split_once('=').filter(|it| is_name(it.0)) else {
            return Err(Failure::text(format!("invalid env: {text}")));
        };
        env.push(match value {
            "" => json!({"name": name}),
            _ => json!({"name": name, "value": value}),
        });
    }
    if !env.is_empty() {
        container["env"] = json!(env);
    }
    if let Some(port) = flags.port() {
        container["ports"] = json!([{"containerPort": port}]);
    }
    for (is_on, field) in [(flags.stdin, "stdin"), (flags.tty, "tty")] {
        if is_on {
            container[field] = json!(true);
        }
    }
    if flags.stdin && !flags.leave_stdin_open {
        container["stdinOnce"] = json!(true);
    }
    if let Some(policy) = flags.image_pull_policy {
        container["imagePullPolicy"] = json!(policy);
    }
    if flags.privileged {
        container["securityContext"] = json!({"privileged": true});
    }
    Ok(container)
}

/// `a=b,c=d`
fn pairs(text: &str) -> Value {
    let pairs = text.split(',').filter_map(|it| it.split_once('='));
    Value::Object(crate::sorted::map_of(pairs.map(|(key, value)| (key.to_owned(), json!(value)))))
}
