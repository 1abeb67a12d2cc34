//! Claims and their volumes.

use super::history::History;
use super::unwritten::names;
use crate::api::PersistentVolumeClaim;
use crate::cluster::Cluster;
use crate::picture::Claim;
use std::rc::Rc;

/// By what a claim is known.
pub(super) fn key(namespace: &str, name: &str) -> Rc<str> {
    format!("{namespace}/{name}").into()
}

/// The same, of one in the picture.
pub(super) fn key_of(claim: &Claim) -> Rc<str> {
    key(&claim.namespace, &claim.name)
}

/// All claims, by namespace and name.
pub(super) fn claims(cluster: &Cluster, history: &History) -> Vec<Rc<Claim>> {
    let all = cluster.store().list_typed::<PersistentVolumeClaim>(None);
    let mut claims: Vec<Rc<Claim>> = all.map(|it| Rc::new(view(cluster, history, it))).collect();
    claims.sort_by(|a, b| a.order().cmp(&b.order()));
    claims
}

fn view(cluster: &Cluster, history: &History, claim: &PersistentVolumeClaim) -> Claim {
    let meta = &claim.metadata;
    let files = cluster.volume_files(&claim.spec.volume_name);
    Claim {
        namespace: meta.namespace.as_str().into(),
        name: meta.name.as_str().into(),
        size: claim.size().map_or_else(|| "".into(), |it| it.to_string().into()),
        is_bound: claim.status.phase == "Bound",
        files: names(files.iter().map(|it| &**it)),
        hue: history.hues.of_claim(&key(&meta.namespace, &meta.name)),
    }
}
