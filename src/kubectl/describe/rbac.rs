//! Roles and who has them. Source: `RoleDescriber`, `RoleBindingDescriber`,
//! `staging/src/k8s.io/kubectl/pkg/util/rbac/rbac.go`.

use super::page::Page;
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
        let resource = with_group(&row.resource, &row.group);
        page.line(1, &format!("{resource}\t{urls}\t{names}\t{}", list(&row.verbs)));
    }
}

/// What is allowed with one resource, or with one path.
#[derive(Default)]
struct Row {
    group: String,
    resource: String,
    urls: Vec<String>,
    names: Vec<String>,
    verbs: Vec<String>,
}

impl Row {
    /// What Go prints of such a rule, by which they are sorted. Source: `SortableRuleSlice`.
    fn as_rule(&self) -> String {
        let list = |texts: &[String]| texts.join(" ");
        format!(
            "[{}] [{}] [{}] [{}] [{}]",
            list(&self.verbs),
            self.group,
            self.resource,
            list(&self.names),
            list(&self.urls)
        )
    }
}

/// Source: `BreakdownRule`, `CompactRules`.
fn compacted(rules: &[PolicyRule]) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut add = |mut row: Row| {
        let like = |it: &&mut Row| {
            (&it.group, &it.resource) == (&row.group, &row.resource)
                && (&it.urls, &it.names) == (&row.urls, &row.names)
        };
        match rows.iter_mut().find(like) {
            Some(it) => {
                row.verbs.retain(|verb| !it.verbs.contains(verb));
                it.verbs.append(&mut row.verbs);
            }
            None => rows.push(row),
        }
    };
    for rule in rules {
        let verbs = || rule.verbs.clone();
        for (group, resource) in rule
            .api_groups
            .iter()
            .flat_map(|group| rule.resources.iter().map(move |it| (group, it)))
        {
            let of = |names: Vec<String>| Row {
                group: group.clone(),
                resource: resource.clone(),
                names,
                verbs: verbs(),
                ..Row::default()
            };
            if rule.resource_names.is_empty() {
                add(of(Vec::new()));
            }
            rule.resource_names.iter().for_each(|it| add(of(vec![it.clone()])));
        }
        for url in &rule.non_resource_urls {
            add(Row { urls: vec![url.clone()], verbs: verbs(), ..Row::default() });
        }
    }
    rows.order_by_key(Row::as_rule);
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
