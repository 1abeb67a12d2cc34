//! `create role` and `clusterrole`.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/create/create_{role,clusterrole}.go`.

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
