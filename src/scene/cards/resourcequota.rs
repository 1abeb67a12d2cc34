//! ResourceQuotas: how much of what their namespace may have is used.

use super::{Card, Seen, card};
use crate::api::{Kind, ResourceQuota};
use crate::picture::Workload;

impl Card for ResourceQuota {
    const PLACE: u8 = 11;
    const INPUTS: &[Kind] = &[Kind::ResourceQuota];

    fn cards(seen: &Seen) -> Vec<Workload> {
        let quotas = seen.cluster.store().list_typed::<Self>(None);
        quotas.map(|it| one(it)).collect()
    }
}

fn one(quota: &ResourceQuota) -> Workload {
    let status = &quota.status;
    let used = |name| status.used.get(name).map_or("0".to_owned(), ToString::to_string);
    let lines: Vec<String> =
        status.hard.iter().map(|(name, hard)| format!("{name} {} of {hard}", used(name))).collect();
    Workload {
        count: Some(lines.first().map_or("", String::as_str).into()),
        doing: lines.join(" \u{b7} ").into(),
        ..card("resourcequota", &quota.metadata)
    }
}
