//! `create role`, `clusterrole`, their bindings, and `create ingress`. Source:
//! `staging/src/k8s.io/kubectl/pkg/cmd/create/create_{role,clusterrole,rolebinding,ingress}.go`.

use super::generate::{CreateSubcommandFlags, imperative, name_argument, pairs};
use crate::api::{Kind, Value};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{ValidateFlags, flags};
use crate::kubectl::resource::find_kind;
use crate::kubectl::session::{Ran, Session};
use crate::sorted::SortedMap;
use serde_json::json;

/// What can be done to a path that is no resource. Source:
/// `staging/src/k8s.io/kubectl/pkg/cmd/create/create_clusterrole.go` `validNonResourceVerbs`.
const URL_VERBS: &str = "* get post put delete patch head options";
/// Source: `validResourceVerbs`.
const VERBS: &str = "* get delete list create update patch watch proxy deletecollection use bind \
    escalate impersonate";
const GROUP: &str = "rbac.authorization.k8s.io";

flags! {
    /// Source: `CreateRoleOptions`.
    pub(in crate::kubectl) struct RoleFlags<'a>: ValidateFlags {
        [create: CreateSubcommandFlags<'a>]
        [rule: RuleFlags<'a>]
    }
}

flags! {
    /// One rule.
    pub(in crate::kubectl) struct RuleFlags<'a> {
        verb: list "verb";
        resource: list "resource";
        resource_name: array "resource-name";
    }
}

flags! {
    /// Source: `CreateClusterRoleOptions`.
    pub(in crate::kubectl) struct ClusterRoleFlags<'a>: ValidateFlags {
        [create: CreateSubcommandFlags<'a>]
        [rule: RuleFlags<'a>]
        non_resource_url: list "non-resource-url";
        aggregation_rule: text "aggregation-rule";
    }
}

flags! {
    /// Whom a role is bound to.
    pub(in crate::kubectl) struct SubjectsFlags<'a> {
        user: array "user";
        group: array "group";
        serviceaccount: array "serviceaccount";
    }
}

flags! {
    /// Source: `RoleBindingOptions`.
    pub(in crate::kubectl) struct RoleBindingFlags<'a>: ValidateFlags {
        [create: CreateSubcommandFlags<'a>]
        [subjects: SubjectsFlags<'a>]
        role: text "role";
        clusterrole: text "clusterrole";
    }
}

flags! {
    /// Source: `ClusterRoleBindingOptions`.
    pub(in crate::kubectl) struct ClusterRoleBindingFlags<'a>: ValidateFlags {
        [create: CreateSubcommandFlags<'a>]
        [subjects: SubjectsFlags<'a>]
        clusterrole: text "clusterrole";
        _: "role=text";
    }
}

flags! {
    /// Source: `CreateIngressOptions`.
    pub(in crate::kubectl) struct IngressFlags<'a>: ValidateFlags {
        [create: CreateSubcommandFlags<'a>]
        rule: array "rule";
        class: text "class";
        default_backend: text "default-backend";
        annotation: array "annotation";
    }
}

/// `create role`
pub(in crate::kubectl) fn role(session: &mut Session<'_>, flags: &RoleFlags<'_>) -> Ran {
    let name = name_argument(session, "kubectl create role")?;
    let rules = rules(session, flags.rule, None)?;
    imperative(session, flags.create, Kind::Role, &name, json!({"metadata": {}, "rules": rules}))
}

/// `create clusterrole`
pub(in crate::kubectl) fn cluster_role(
    session: &mut Session<'_>,
    flags: &ClusterRoleFlags<'_>,
) -> Ran {
    let name = name_argument(session, "kubectl create clusterrole")?;
    let (rule, urls) = (flags.rule, flags.non_resource_url);
    let value = match flags.aggregation_rule.filter(|it| !it.is_empty()) {
        None => json!({"metadata": {}, "rules": rules(session, rule, Some(urls))?}),
        Some(_) if [rule.verb, rule.resource, urls].iter().any(|it| !it.is_empty()) => {
            return Err(Failure::text(
                "aggregation rule must be specified without nonResourceURLs, resources, and verbs",
            ));
        }
        Some(labels) => {
            let selectors = json!([{"matchLabels": pairs(labels.split(','))}]);
            json!({"metadata": {}, "aggregationRule": {"clusterRoleSelectors": selectors}, "rules": null})
        }
    };
    imperative(session, flags.create, Kind::ClusterRole, &name, value)
}

/// Texts without those that were there before.
fn once(texts: &[String]) -> Vec<&str> {
    let mut seen: Vec<&str> = Vec::new();
    for text in texts {
        if !text.is_empty() && !seen.contains(&text.as_str()) {
            seen.push(text);
        }
    }
    seen
}

/// One rule for each API group, in the groups' order. A ClusterRole may also be about paths.
fn rules(
    session: &mut Session<'_>,
    flags: RuleFlags<'_>,
    of_cluster: Option<&[String]>,
) -> Result<Vec<Value>, Failure> {
    let mut warnings = Vec::new();
    let (resources, names) = (flags.resource, flags.resource_name);
    let (is_of_cluster, urls) = (of_cluster.is_some(), of_cluster.unwrap_or(&[]));
    let verbs = once(flags.verb);
    let verbs = if verbs.contains(&"*") { vec!["*"] } else { verbs };
    let besides = |known: &'static str| {
        verbs.iter().filter(move |it| !known.split(' ').any(|word| word == **it))
    };
    if !is_of_cluster || !resources.is_empty() {
        let others = besides(VERBS);
        warnings.extend(others.map(|it| format!("'{it}' is not a standard resource verb")));
    }
    if verbs.is_empty() {
        return Err(Failure::text("at least one verb must be specified"));
    }
    if resources.is_empty() && (urls.is_empty() || !is_of_cluster) {
        return Err(Failure::text(match is_of_cluster {
            true => "one of resource or nonResourceURL must be specified",
            false => "at least one resource must be specified",
        }));
    }
    let mut groups: SortedMap<&str, Vec<String>> = SortedMap::new();
    for resource in once(resources) {
        let (word, part) =
            resource.split_once('/').map_or((resource, None), |it| (it.0, Some(it.1)));
        let (group, plural) = match word {
            "*" => ("", "*"),
            _ => match word.strip_prefix("*.") {
                Some(group) => (group, "*"),
                None => {
                    let info = find_kind(session, word).map_err(Failure::bare)?.info();
                    (info.group, info.plural)
                }
            },
        };
        let part = part.map_or_else(String::new, |it| format!("/{it}"));
        groups.entry(group).or_default().push(format!("{plural}{part}"));
    }
    let rule = |(group, resources): (&&str, &Vec<String>)| {
        let mut rule = json!({"apiGroups": [group], "resources": resources, "verbs": verbs});
        if !names.is_empty() {
            rule["resourceNames"] = json!(once(names));
        }
        rule
    };
    let mut rules: Vec<Value> = groups.iter().map(rule).collect();
    if !urls.is_empty() {
        if let Some(verb) = besides(URL_VERBS).next() {
            return Err(Failure::text(format!("invalid verb: '{verb}' for nonResourceURL")));
        }
        rules.push(json!({"nonResourceURLs": once(urls), "verbs": verbs}));
    }
    session.warn_all(warnings);
    Ok(rules)
}

/// `create rolebinding`
pub(in crate::kubectl) fn role_binding(
    session: &mut Session<'_>,
    flags: &RoleBindingFlags<'_>,
) -> Ran {
    let name = name_argument(session, "kubectl create rolebinding")?;
    let given = |it: &&str| !it.is_empty();
    let (kind, role) = match (flags.role.filter(given), flags.clusterrole.filter(given)) {
        (Some(role), None) => ("Role", role),
        (None, Some(role)) => ("ClusterRole", role),
        _ => return Err(Failure::text("exactly one of clusterrole or role must be specified")),
    };
    let value = bound(flags.subjects, (kind, role))?;
    imperative(session, flags.create, Kind::RoleBinding, &name, value)
}

/// `create clusterrolebinding`
pub(in crate::kubectl) fn cluster_role_binding(
    session: &mut Session<'_>,
    flags: &ClusterRoleBindingFlags<'_>,
) -> Ran {
    let name = name_argument(session, "kubectl create clusterrolebinding")?;
    let Some(role) = flags.clusterrole else {
        return Err(Failure::text("required flag(s) \"clusterrole\" not set"));
    };
    let value = bound(flags.subjects, ("ClusterRole", role))?;
    imperative(session, flags.create, Kind::ClusterRoleBinding, &name, value)
}

fn bound(subjects: SubjectsFlags<'_>, role: (&str, &str)) -> Result<Value, Failure> {
    let subjects = subjects.subjects("")?;
    let mut value = json!({
        "metadata": {}, "roleRef": {"apiGroup": GROUP, "kind": role.0, "name": role.1},
    });
    if !subjects.is_empty() {
        value["subjects"] = json!(subjects);
    }
    Ok(value)
}

impl SubjectsFlags<'_> {
    /// Whether anybody is named.
    pub fn is_given(&self) -> bool {
        [self.user, self.group, self.serviceaccount].iter().any(|it| !it.is_empty())
    }

    /// Whom the flags name; accounts without a namespace are in the given one.
    ///
    /// # Errors
    /// An account is not written as such.
    pub fn subjects(&self, namespace: &str) -> Result<Vec<Value>, Failure> {
        let mut subjects: Vec<Value> = Vec::new();
        for (names, kind) in [(self.user, "User"), (self.group, "Group")] {
            for name in names {
                subjects.push(json!({"apiGroup": GROUP, "kind": kind, "name": name}));
            }
        }
        for account in self.serviceaccount {
            let parts =
                account.split_once(':').filter(|it| !it.1.is_empty() && !it.1.contains(':'));
            let Some((own, name)) = parts else {
                return Err(Failure::text("serviceaccount must be <namespace>:<name>"));
            };
            let namespace = if own.is_empty() { namespace } else { own };
            subjects.push(json!({"kind": "ServiceAccount", "name": name, "namespace": namespace}));
        }
        Ok(subjects)
    }
}

/// `create ingress`
pub(in crate::kubectl) fn ingress(session: &mut Session<'_>, flags: &IngressFlags<'_>) -> Ran {
    let name = name_argument(session, "kubectl create ingress")?;
    let mut spec = json!({});
    if let Some(class) = flags.class.filter(|it| !it.is_empty()) {
        spec["ingressClassName"] = json!(class);
    }
    let default = flags.default_backend.filter(|it| !it.is_empty());
    if let Some(text) = default {
        let backend = backend(text).ok_or_else(|| {
            Failure::text("default-backend should be in format servicename:serviceport")
        })?;
        spec["defaultBackend"] = backend;
    }
    let (mut rules, mut tls): (Vec<Value>, Vec<Value>) = (Vec::new(), Vec::new());
    let texts = flags.rule;
    if texts.is_empty() && default.is_none() {
        return Err(Failure::text(
            "not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)",
        ));
    }
    for text in texts {
        let Some((host, path, secret)) = rule(text) else {
            return Err(Failure::text(format!(
                "rule {text} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]"
            )));
        };
        if let Some(secret) = secret {
            tls.push(secured(host, secret));
        }
        let same = rules.iter_mut().find(|it| it["host"].as_str().unwrap_or("") == host);
        match same.and_then(|it| it["http"]["paths"].as_array_mut()) {
            Some(paths) => paths.push(path),
            None if host.is_empty() => rules.push(json!({"http": {"paths": [path]}})),
            None => rules.push(json!({"host": host, "http": {"paths": [path]}})),
        }
    }
    if !rules.is_empty() {
        spec["rules"] = json!(rules);
    }
    if !tls.is_empty() {
        spec["tls"] = json!(tls);
    }
    let mut value = json!({"metadata": {}, "spec": spec, "status": {"loadBalancer": {}}});
    let notes = flags.annotation;
    if !notes.is_empty() {
        value["metadata"]["annotations"] = pairs(notes.iter().map(String::as_str)).into();
    }
    imperative(session, flags.create, Kind::Ingress, &name, value)
}

/// Reads `host/path*=service:port,tls=secret`: the host, its path, and the secret if there is TLS.
fn rule(text: &str) -> Option<(&str, Value, Option<&str>)> {
    let (left, right) = text.split_once('=')?;
    let slash = left.find('/')?;
    let (host, path) = left.split_at(slash);
    let (service, more) = right.split_once(',').map_or((right, None), |it| (it.0, Some(it.1)));
    let secret = match more {
        None => None,
        Some("tls") => Some(""),
        Some(more) => Some(more.strip_prefix("tls=").filter(|it| !it.is_empty())?),
    };
    let (path, kind) = match path.strip_suffix('*') {
        Some(path) => (path, "Prefix"),
        None => (path, "Exact"),
    };
    Some((host, json!({"backend": backend(service)?, "path": path, "pathType": kind}), secret))
}

fn secured(host: &str, secret: &str) -> Value {
    let mut tls = json!({});
    if !host.is_empty() {
        tls["hosts"] = json!([host]);
    }
    if !secret.is_empty() {
        tls["secretName"] = json!(secret);
    }
    tls
}

/// Reads `service:port`, where the port is a number or a name.
fn backend(text: &str) -> Option<Value> {
    let (service, port) = text.split_once(':').filter(|it| !it.0.is_empty() && !it.1.is_empty())?;
    let port = match port.parse::<i64>() {
        Ok(number) => json!({"number": number}),
        Err(_) => json!({"name": port}),
    };
    Some(json!({"service": {"name": service, "port": port}}))
}
