//! What the Pod Security Standards forbid.
//! Source: `staging/src/k8s.io/pod-security-admission/policy/check_*.go`.

use crate::api::{Container, Labels, PodSpec, Probe, Rest, Value};
use crate::sorted::SortedSet;

/// Sorted, without repetitions.
type Words = SortedSet<String>;

/// A Pod as the checks see it.
struct Subject<'a> {
    annotations: &'a Labels,
    spec: &'a PodSpec,
}

/// A check: its level, from which version 1.x on, its reason, and what finds the details.
type Check = (usize, u32, &'static str, fn(&Subject<'_>) -> Option<String>);

/// By level, then by upstream's names of the checks.
const CHECKS: [Check; 18] = [
    (1, 0, "forbidden AppArmor profile", app_armor),
    (1, 0, "non-default capabilities", |it| it.added(&DEFAULT_CAPABILITIES)),
    (1, 0, "host namespaces", host_namespaces),
    (1, 0, "hostPath volumes", host_path),
    (1, 0, "hostPort", host_ports),
    (1, 34, "probe or lifecycle host", probe_hosts),
    (1, 0, "privileged", |it| {
        let bad = it.containers(&mut |it| *context(it).at("privileged") == true)?;
        Some(format!("{bad} must not set securityContext.privileged=true"))
    }),
    (1, 0, "procMount", proc_mount),
    (1, 0, "seLinuxOptions", selinux),
    (1, 0, "seccompProfile", seccomp),
    (1, 0, "forbidden sysctls", sysctls),
    (1, 0, "hostProcess", |it| {
        let bad = it.setters(&mut |it| it.at("windowsOptions")["hostProcess"] == true)?;
        Some(format!("{bad} must not set securityContext.windowsOptions.hostProcess=true"))
    }),
    (2, 8, "allowPrivilegeEscalation != false", |it| {
        let mut bad = |it: &Container| *context(it).at("allowPrivilegeEscalation") != false;
        let bad = it.on_linux()?.containers(&mut bad)?;
        Some(format!("{bad} must set securityContext.allowPrivilegeEscalation=false"))
    }),
    (2, 22, "unrestricted capabilities", unrestricted),
    (2, 0, "restricted volume types", restricted_volumes),
    (2, 0, "runAsNonRoot != true", |it| {
        let it = it.in_host_users()?;
        if let Some(bad) = it.setters(&mut |it| it.non_root == Some(false)) {
            return Some(format!("{bad} must not set securityContext.runAsNonRoot=false"));
        }
        let bad = it.unset(|it| it.non_root.is_some())?;
        Some(format!("pod or {bad} must set securityContext.runAsNonRoot=true"))
    }),
    (2, 23, "runAsUser=0", |it| {
        let bad = it.in_host_users()?.setters(&mut |it| it.user == Some(0))?;
        Some(format!("{bad} must not set runAsUser=0"))
    }),
    (2, 19, "seccompProfile", |it| {
        let it = it.on_linux()?;
        if let Some(bad) = seccomp(it) {
            return Some(bad);
        }
        let bad = it.unset(|it| !it.at("seccompProfile").is_null())?;
        Some(format!(
            "pod or {bad} must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\""
        ))
    }),
];

const DEFAULT_CAPABILITIES: [&str; 13] = [
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
];

const SAFE_SYSCTLS: [&str; 12] = [
    "kernel.shm_rmid_forced",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.ping_group_range",
    "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
    "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_rmem",
    "net.ipv4.tcp_syncookies",
    "net.ipv4.tcp_wmem",
];

const VOLUMES: [&str; 8] = [
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "persistentVolumeClaim",
    "projected",
    "secret",
];

/// Reasons and details, as far as the level and the version know them. What the baseline says of
/// seccomp, the restricted level says better.
pub(super) fn run(
    level: usize,
    minor: u32,
    annotations: &Labels,
    spec: &PodSpec,
) -> Vec<(&'static str, String)> {
    let subject = Subject { annotations, spec };
    let applies = |it: &&Check| {
        it.0 <= level && it.1 <= minor && (it.0 == level || it.2 != "seccompProfile" || minor < 19)
    };
    let found = CHECKS.iter().filter(applies);
    found.filter_map(|it| Some((it.2, (it.3)(&subject)?))).collect()
}

impl Subject<'_> {
    fn pod_context(&self) -> Context<'_> {
        let said = self.spec.security_context.as_ref();
        said.map_or_else(Context::default, |it| Context {
            user: it.run_as_user,
            non_root: it.run_as_non_root,
            rest: Some(&it.rest),
        })
    }

    fn each(&self) -> impl Iterator<Item = &Container> {
        let main = self.spec.init_containers.iter().chain(&self.spec.containers);
        main.chain(&self.spec.ephemeral_containers)
    }

    /// Windows has none of it.
    fn on_linux(&self) -> Option<&Self> {
        let os = self.spec.rest.get("os").unwrap_or(&Value::Null);
        (os["name"] != "windows").then_some(self)
    }

    /// Who is root in user namespaces of their own is not so outside.
    fn in_host_users(&self) -> Option<&Self> {
        (self.spec.rest.get("hostUsers") != Some(&Value::Bool(false))).then_some(self)
    }

    /// The containers that something is wrong with.
    fn containers(&self, bad: &mut dyn FnMut(&Container) -> bool) -> Option<String> {
        named("container", self.each().filter(|it| bad(it)).map(|it| it.name.as_str()))
    }

    /// The same of Pod and containers.
    fn setters(&self, bad: &mut dyn FnMut(&Context<'_>) -> bool) -> Option<String> {
        let pod = bad(&self.pod_context()).then(|| "pod".to_owned());
        let containers = self.containers(&mut |it| bad(&context(it)));
        let both: Vec<String> = pod.into_iter().chain(containers).collect();
        (!both.is_empty()).then(|| both.join(" and "))
    }

    /// The containers for which neither they nor the Pod say something.
    fn unset(&self, is_set: fn(&Context<'_>) -> bool) -> Option<String> {
        if is_set(&self.pod_context()) {
            return None;
        }
        self.containers(&mut |it| !is_set(&context(it)))
    }

    /// The containers that add other capabilities.
    fn added(&self, allowed: &[&str]) -> Option<String> {
        let mut words = Words::new();
        let bad = self.containers(&mut |it| {
            let before = words.len();
            let add = context(it).at("capabilities")["add"].as_array();
            let names = || add.into_iter().flatten().filter_map(Value::as_str);
            words.extend(names().filter(|it| !allowed.contains(it)).map(str::to_owned));
            words.len() > before || names().any(|it| words.contains(it))
        })?;
        let words = quoted(words.iter().map(String::as_str));
        Some(format!("{bad} must not include {words} in securityContext.capabilities.add"))
    }
}

/// What a Pod or a container says of its security.
#[derive(Default)]
struct Context<'a> {
    user: Option<i64>,
    non_root: Option<bool>,
    rest: Option<&'a Rest>,
}

impl<'a> Context<'a> {
    /// A field that only these checks look at.
    fn at(&self, field: &str) -> &'a Value {
        self.rest.map_or(&Value::Null, |it| it.at(field))
    }
}

fn context(container: &Container) -> Context<'_> {
    let said = container.security_context.as_ref();
    said.map_or_else(Context::default, |it| Context {
        user: it.run_as_user,
        non_root: it.run_as_non_root,
        rest: Some(&it.rest),
    })
}

fn quoted<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.map(|it| format!("{it:?}")).collect::<Vec<_>>().join(", ")
}

/// `containers "a", "b"`; nothing for none.
fn named<'a>(noun: &str, names: impl Iterator<Item = &'a str>) -> Option<String> {
    let names: Vec<&str> = names.collect();
    let s = if names.len() == 1 { "" } else { "s" };
    (!names.is_empty()).then(|| format!("{noun}{s} {}", quoted(names.into_iter())))
}

/// The verb that fits to what [`named`] gives.
fn uses(named: &str) -> &'static str {
    if named.split(' ').next().is_some_and(|it| it.ends_with('s')) { "use" } else { "uses" }
}

fn app_armor(it: &Subject<'_>) -> Option<String> {
    let mut words = Words::new();
    let bad = it.setters(&mut |it| match it.at("appArmorProfile")["type"].as_str() {
        None | Some("RuntimeDefault" | "Localhost") => false,
        Some(other) => words.insert(other.to_owned()) || words.contains(other),
    });
    let prefix = "container.apparmor.security.beta.kubernetes.io/";
    let annotations: Vec<String> = it
        .annotations
        .iter()
        .filter(|it| it.0.starts_with(prefix))
        .filter(|it| !matches!(it.1.as_str(), "" | "runtime/default"))
        .filter(|it| !it.1.starts_with("localhost/"))
        .map(|it| format!("{}={:?}", it.0, it.1))
        .collect();
    if let Some(bad) = bad {
        let words = quoted(words.iter().map(String::as_str));
        return Some(format!("{bad} must not set AppArmor profile type to {words}"));
    }
    (!annotations.is_empty()).then(|| annotations.join(", "))
}

fn host_namespaces(it: &Subject<'_>) -> Option<String> {
    let is_set = |it: &PodSpec, field: &str| it.rest.get(field) == Some(&Value::Bool(true));
    let set: Vec<String> = ["hostNetwork", "hostPID", "hostIPC"]
        .into_iter()
        .filter(|field| is_set(it.spec, field))
        .map(|field| format!("{field}=true"))
        .collect();
    (!set.is_empty()).then(|| set.join(", "))
}

fn host_path(it: &Subject<'_>) -> Option<String> {
    let volumes = it.spec.volumes.iter().filter(|it| it.rest.get("hostPath").is_some());
    named("volume", volumes.map(|it| it.name.as_str()))
}

fn host_ports(it: &Subject<'_>) -> Option<String> {
    let mut ports = Words::new();
    let bad = it.containers(&mut |it| {
        let set = || it.ports.iter().filter(|it| it.host_port != 0);
        ports.extend(set().map(|it| it.host_port.to_string()));
        set().next().is_some()
    })?;
    let s = if ports.len() == 1 { "" } else { "s" };
    let list: Vec<String> = ports.into_iter().collect();
    Some(format!("{bad} {} hostPort{s} {}", uses(&bad), list.join(", ")))
}

fn probe_hosts(it: &Subject<'_>) -> Option<String> {
    let mut hosts = Words::new();
    let bad = it.containers(&mut |it| {
        let host = |it: Option<&Value>| Some(it?["host"].as_str()?.to_owned());
        let of_probe = |it: &Option<Probe>| {
            let http = it.as_ref().and_then(|it| it.http_get.as_ref());
            let http = http.and_then(|it| Some(it.rest.get("host")?.as_str()?.to_owned()));
            let tcp = it.as_ref().and_then(|it| host(it.rest.get("tcpSocket")));
            [http, tcp]
        };
        let probes = [&it.liveness_probe, &it.readiness_probe, &it.startup_probe];
        let lifecycle = it.rest.get("lifecycle").unwrap_or(&Value::Null);
        let hooks = ["postStart", "preStop"]
            .map(|hook| ["httpGet", "tcpSocket"].map(|by| host(lifecycle[hook].get(by))));
        let all = probes.into_iter().flat_map(of_probe).chain(hooks.into_iter().flatten());
        let found: Vec<String> = all.flatten().filter(|it| !it.is_empty()).collect();
        let is_bad = !found.is_empty();
        hosts.extend(found);
        is_bad
    })?;
    let s = if hosts.len() == 1 { "" } else { "s" };
    let list = quoted(hosts.iter().map(String::as_str));
    Some(format!("{bad} {} probe or lifecycle host{s} {list}", uses(&bad)))
}

fn proc_mount(it: &Subject<'_>) -> Option<String> {
    let mut words = Words::new();
    let bad =
        it.in_host_users()?.containers(&mut |it| match context(it).at("procMount").as_str() {
            None | Some("Default") => false,
            Some(other) => words.insert(other.to_owned()) || words.contains(other),
        })?;
    let words = quoted(words.iter().map(String::as_str));
    Some(format!("{bad} must not set securityContext.procMount to {words}"))
}

fn selinux(it: &Subject<'_>) -> Option<String> {
    let (mut types, mut fields) = (Words::new(), Words::new());
    let bad = it.setters(&mut |it| {
        let options = it.at("seLinuxOptions");
        let set = |field: &str| options[field].as_str().filter(|it| !it.is_empty());
        let allowed = ["container_t", "container_init_t", "container_kvm_t", "container_engine_t"];
        let r#type = set("type").filter(|it| !allowed.contains(it));
        types.extend(r#type.map(str::to_owned));
        // In the order in which they are told.
        let named = [("user", "1 user"), ("role", "2 role")];
        let named = named.into_iter().filter(|it| set(it.0).is_some()).map(|it| it.1.to_owned());
        let named: Vec<String> = named.collect();
        let is_bad = r#type.is_some() || !named.is_empty();
        fields.extend(named);
        is_bad
    })?;
    let types = named("type", types.iter().map(String::as_str));
    let fields = fields.iter().filter_map(|it| Some(format!("{} may not be set", it.get(2..)?)));
    let data: Vec<String> = types.into_iter().chain(fields).collect();
    let data = data.join("; ");
    Some(format!("{bad} set forbidden securityContext.seLinuxOptions: {data}"))
}

fn seccomp(it: &Subject<'_>) -> Option<String> {
    let mut words = Words::new();
    let bad = it.setters(&mut |it| match it.at("seccompProfile")["type"].as_str() {
        None | Some("RuntimeDefault" | "Localhost") => false,
        Some(other) => words.insert(other.to_owned()) || words.contains(other),
    })?;
    let words = quoted(words.iter().map(String::as_str));
    Some(format!("{bad} must not set securityContext.seccompProfile.type to {words}"))
}

fn sysctls(it: &Subject<'_>) -> Option<String> {
    let set = it.pod_context().at("sysctls").as_array();
    let names = set.into_iter().flatten().filter_map(|it| it["name"].as_str());
    let bad: Vec<&str> = names.filter(|it| !SAFE_SYSCTLS.contains(it)).collect();
    (!bad.is_empty()).then(|| bad.join(", "))
}

fn unrestricted(it: &Subject<'_>) -> Option<String> {
    let it = it.on_linux()?;
    let keeps = it.containers(&mut |it| {
        let drop = context(it).at("capabilities")["drop"].as_array();
        !drop.into_iter().flatten().any(|it| it == "ALL")
    });
    let keeps =
        keeps.map(|it| format!("{it} must set securityContext.capabilities.drop=[\"ALL\"]"));
    let details: Vec<String> = keeps.into_iter().chain(it.added(&["NET_BIND_SERVICE"])).collect();
    (!details.is_empty()).then(|| details.join("; "))
}

fn restricted_volumes(it: &Subject<'_>) -> Option<String> {
    let mut types = Words::new();
    let volumes = it.spec.volumes.iter().filter(|volume| {
        let mut keys = volume.rest.iter().map(|it| it.0);
        match keys.next() {
            Some(key) if !VOLUMES.contains(&key.as_str()) => {
                types.insert(key.clone());
                true
            }
            _ => false,
        }
    });
    let bad = named("volume", volumes.map(|it| it.name.as_str()))?;
    let s = if types.len() == 1 { "" } else { "s" };
    let list = quoted(types.iter().map(String::as_str));
    Some(format!("{bad} {} restricted volume type{s} {list}", uses(&bad)))
}
