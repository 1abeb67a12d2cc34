//! Roles and who has them. Source: `RoleDescriber`, `RoleBindingDescriber`,
//! `staging/src/k8s.io/kubectl/pkg/util/rbac/rbac.go`.

use super::Page;
use crate::api::{ObjectMeta, PolicyRule, RoleRef, Subject};
use crate::sorted::Sort;

fn head(page: &mut Page, meta: &ObjectMeta) {
    page.field(0, "Name", &meta.name);
    page.labels("Labels", &meta.labels);
    page.annotations("Annotations", &meta.annotations);
}

pub(in crate::kubectl) fn role(page: &mut Page, meta: &ObjectMeta, rules: &[PolicyRule]) {
    head(page, meta);
    page.line(0, "PolicyRule:");
    page.line(1, "Resources\tNon-Resource URLs\tResource Names\tVerbs");
    page.line(1, "---------\t-----------------\t--------------\t-----");
    for row in compacted(rules) {
        let list = |texts: &[String]| format!("[{}]", texts.join(" "));
        let (urls, names) = (list(&row.urls), list(&row.names));
        page.line(1, &format!("{}\t{urls}\t{names}\t{}", row.resource, list(&row.verbs)));
    }
}

/// What is allowed with one resource, or with one path.
#[derive(Default)]
struct Row {
    resource: String,
    urls: Vec<String>,
    names: Vec<String>,
    verbs: Vec<String>,
}

/// Source: `BreakdownRule`, `CompactRules`.
fn compacted(rules: &[PolicyRule]) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut add = |row: Row| {
        let like = |it: &&mut Row| {
            it.resource == row.resource && it.urls == row.urls && it.names == row.names
        };
        match rows.iter_mut().find(like) {
            Some(it) => it.verbs.extend(row.verbs),
            None => rows.push(row),
        }
    };
    for rule in rules {
        let verbs = || rule.verbs.clone();
        for group in &rule.api_groups {
            for resource in rule.resources.iter().map(|it| with_group(it, group)) {
                if rule.resource_names.is_empty() {
                    add(Row { resource: resource.clone(), verbs: verbs(), ..Row::default() });
                }
                for name in &rule.resource_names {
                    let names = vec![name.clone()];
                    add(Row {
                        resource: resource.clone(),
                        names,
                        verbs: verbs(),
                        ..Row::default()
                    });
                }
            }
        }
        for url in &rule.non_resource_urls {
            add(Row { urls: vec![url.clone()], verbs: verbs(), ..Row::default() });
        }
    }
    rows.order_by_key(|it| (it.resource.clone(), it.urls.clone(), it.names.clone()));
    rows
}

/// `deployments.apps/scale`. Source: `CombineResourceGroup`.
fn with_group(resource: &str, group: &str) -> String {
    if group.is_empty() {
        return resource.to_owned();
    }
    match resource.split_once('/') {
        Some((resource, sub)) => format!("{resource}.{group}/{sub}"),
        None => format!("{resource}.{group}"),
    }
}

pub(in crate::kubectl) fn binding(
    page: &mut Page,
    meta: &ObjectMeta,
    role: &RoleRef,
    subjects: &[Subject],
) {
    head(page, meta);
    page.line(0, "Role:");
    page.field(1, "Kind", &role.kind);
    page.field(1, "Name", &role.name);
    page.line(0, "Subjects:");
    page.line(1, "Kind\tName\tNamespace");
    page.line(1, "----\t----\t---------");
    for it in subjects {
        page.line(1, &format!("{}\t{}\t{}", it.kind, it.name, it.namespace));
    }
}

/// The names of those of a kind.
pub(in crate::kubectl) fn names(subjects: &[Subject], kind: &str) -> String {
    let names = subjects.iter().filter(|it| it.kind == kind).map(|it| match kind {
        "ServiceAccount" => format!("{}/{}", it.namespace, it.name),
        _ => it.name.clone(),
    });
    names.collect::<Vec<_>>().join(", ")
}
