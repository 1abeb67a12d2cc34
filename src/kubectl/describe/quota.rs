//! Quotas, limit ranges, priority classes.
//! Source: `describeQuota`, `describeLimitRange`, `describePriorityClass`, `DescribeResourceQuotas`.

use super::page::Page;
use crate::api::{LimitRange, LimitRangeItem, PriorityClass, Quantity, ResourceQuota};
use crate::apiserver::Store;
use crate::sorted::{Sort, SortedSet};

/// What a scope means. Source: `helpTextForResourceQuotaScope`.
fn help(scope: &str) -> &'static str {
    match scope {
        "Terminating" => {
            "Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively terminated by the system."
        }
        "NotTerminating" => {
            "Matches all pods that do not have an active deadline. These pods usually include long running pods whose container command is not expected to terminate."
        }
        "BestEffort" => {
            "Matches all pods that do not have resource requirements set. These pods have a best effort quality of service."
        }
        "NotBestEffort" => {
            "Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed quality of service."
        }
        _ => "",
    }
}

fn scopes(page: &mut Page, level: usize, quota: &ResourceQuota) {
    let mut scopes: Vec<&str> = quota.spec.scopes.iter().map(String::as_str).collect();
    if scopes.is_empty() {
        return;
    }
    scopes.order();
    page.field(level, "Scopes", scopes.join(", "));
    for text in scopes.into_iter().map(help).filter(|it| !it.is_empty()) {
        let star = if level == 0 { " *" } else { "*" };
        page.line(level, &format!("{star} {text}"));
    }
}

fn amounts(page: &mut Page, level: usize, quota: &ResourceQuota) {
    for (name, hard) in &quota.status.hard {
        let used = quota.status.used.get(name).copied().unwrap_or_default();
        page.line(level, &format!("{name}\t{used}\t{hard}"));
    }
}

pub(in crate::kubectl) fn resource_quota(page: &mut Page, quota: &ResourceQuota) {
    page.field(0, "Name", &quota.metadata.name);
    page.field(0, "Namespace", &quota.metadata.namespace);
    scopes(page, 0, quota);
    page.line(0, "Resource\tUsed\tHard");
    page.line(0, "--------\t----\t----");
    amounts(page, 0, quota);
}

pub(in crate::kubectl) fn limit_range(page: &mut Page, range: &LimitRange) {
    page.field(0, "Name", &range.metadata.name);
    page.field(0, "Namespace", &range.metadata.namespace);
    page.line(
        0,
        "Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio",
    );
    page.line(
        0,
        "----\t--------\t---\t---\t---------------\t-------------\t-----------------------",
    );
    range.spec.limits.iter().for_each(|it| item(page, "", it));
}

fn item(page: &mut Page, prefix: &str, item: &LimitRangeItem) {
    let lists =
        [&item.min, &item.max, &item.default_request, &item.default, &item.max_limit_request_ratio];
    let names: SortedSet<&String> = lists.iter().flat_map(|it| it.keys()).collect();
    for name in names {
        let cell = |it: Option<&Quantity>| it.map_or_else(|| "-".to_owned(), Quantity::to_string);
        let cells: Vec<String> = lists.iter().map(|it| cell(it.get(name))).collect();
        page.line(0, &format!("{prefix}{}\t{name}\t{}", item.r#type, cells.join("\t")));
    }
}

pub(in crate::kubectl) fn priority_class(page: &mut Page, class: &PriorityClass) {
    page.field(0, "Name", &class.metadata.name);
    page.field(0, "Value", class.value);
    page.field(0, "GlobalDefault", class.global_default);
    page.field(0, "PreemptionPolicy", &class.preemption_policy);
    page.field(0, "Description", &class.description);
    // All of them, in a line.
    let all = class.metadata.annotations.iter().map(|(key, it)| format!("{key}={it}"));
    let all = all.collect::<Vec<_>>().join(",");
    page.field(0, "Annotations", if all.is_empty() { "<none>" } else { &all });
}

/// What a namespace's description says of them.
pub(in crate::kubectl) fn of_namespace(page: &mut Page, name: &str, store: &Store) {
    page.line(0, "");
    let quotas: Vec<_> = store.list_typed::<ResourceQuota>(Some(name)).collect();
    if quotas.is_empty() {
        page.line(0, "No resource quota.");
    } else {
        page.line(0, "Resource Quotas");
        for quota in quotas {
            page.field(1, "Name", &quota.metadata.name);
            scopes(page, 1, quota);
            page.line(1, "Resource\tUsed\tHard");
            page.line(1, "--------\t---\t---");
            amounts(page, 1, quota);
        }
    }
    page.line(0, "");
    let ranges: Vec<_> = store.list_typed::<LimitRange>(Some(name)).collect();
    if ranges.is_empty() {
        return page.line(0, "No LimitRange resource.");
    }
    page.line(0, "Resource Limits");
    page.line(
        0,
        " Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio",
    );
    page.line(
        0,
        " ----\t--------\t---\t---\t---------------\t-------------\t-----------------------",
    );
    for range in ranges {
        range.spec.limits.iter().for_each(|it| item(page, " ", it));
    }
}
