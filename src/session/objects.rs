//! All about one object: what kubectl says of it, where the scheduler put it, what is on its volumes.

use super::answers::key;
use crate::api::{Kind, ObjectKey, PersistentVolumeClaim, Pod, StatefulSet};
use crate::cluster::Cluster;
use crate::kubectl::{self, Outcome};
use crate::picture::ObjectRef;
use crate::protocol::{NodeRow, ObjectPage, VolumePage};
use crate::scheduler::{NodeVerdict, Placement, PluginScore};
use crate::tape::Run;
use std::rc::Rc;

/// What kubectl and the controllers say of an object; `None` where it is not there any more.
pub(super) fn page(run: &Run, object: &ObjectRef) -> Option<ObjectPage> {
    let key = key(object).ok()?;
    let cluster = run.cluster();
    cluster.store().get(&key)?;
    let kind = key.kind.qualified_singular();
    let namespace = match &*object.namespace {
        "" => String::new(),
        namespace => format!(" -n {namespace}"),
    };
    // Looking leaves no trace: it is a copy of the cluster that is asked.
    let ask = |command: String| {
        let mut copy = cluster.clone();
        match kubectl::run(&mut copy, &mut run.desk().clone(), &command) {
            Outcome::Done(output) => output.text,
            Outcome::Waiting(_) => String::new(),
        }
    };
    let what = format!("{kind} {}{namespace}", object.name);
    let placement = (key.kind == Kind::Pod)
        .then(|| cluster.placement(&object.namespace, &object.name))
        .flatten();
    Some(ObjectPage {
        title: format!("{kind}/{}", object.name).into(),
        describe: ask(format!("kubectl describe {what}")).into(),
        yaml: ask(format!("kubectl get {what} -o yaml")).into(),
        placement: placement.as_deref().map_or_else(Vec::new, rows),
        nodes_left_out: placement.map_or(0, |it| u32::try_from(it.left_out).unwrap_or(u32::MAX)),
        volumes: volumes(cluster, &key),
    })
}

/// What the scheduler found of each node: the verdict, or the points.
fn rows(placement: &Placement) -> Vec<NodeRow> {
    let row = |verdict: &NodeVerdict| {
        let points = |it: &PluginScore| format!("{} {}\u{d7}{}", it.plugin, it.score, it.weight);
        let says = match &verdict.rejection {
            Some(rejection) => rejection.reasons.join(", "),
            None => verdict.scores.iter().map(points).collect::<Vec<_>>().join(", "),
        };
        NodeRow {
            node: Rc::clone(&verdict.node),
            is_chosen: placement.node.as_ref() == Some(&verdict.node),
            total: verdict.rejection.is_none().then_some(verdict.total),
            says: says.into(),
        }
    };
    placement.rows.iter().map(row).collect()
}

/// The volumes that belong to an object: a Pod's claims, a claim's volume, a volume itself.
fn volumes(cluster: &Cluster, key: &ObjectKey) -> Vec<VolumePage> {
    let (namespace, name) = (&*key.namespace, &*key.name);
    let of_claim = |name: String, is_own: bool| {
        let object = ObjectRef {
            kind: Kind::PersistentVolumeClaim.info().singular.into(),
            namespace: namespace.into(),
            name: name.as_str().into(),
        };
        let files = cluster.claim_files(namespace, &name).map(|it| texts(&it));
        VolumePage { name: name.into(), object: (!is_own).then_some(object), files }
    };
    if key.kind == Kind::Pod {
        let pod = cluster.store().typed::<Pod>(namespace, name);
        let claims = pod.into_iter().flat_map(|it| it.spec.claim_volumes());
        claims.map(|it| of_claim(it.claim_name(name), false)).collect()
    } else if key.kind == Kind::PersistentVolumeClaim {
        vec![of_claim(name.to_owned(), true)]
    } else if key.kind == Kind::PersistentVolume {
        let files = cluster.volume_files(name).map(|it| texts(&it));
        vec![VolumePage { name: name.into(), object: None, files }]
    } else if let Some(set) = cluster.store().typed::<StatefulSet>(namespace, name)
        && key.kind == Kind::StatefulSet
    {
        let is_own = |claim: &String| {
            let number = set.spec.volume_claim_templates.iter().find_map(|template| {
                claim.strip_prefix(&format!("{}-{name}-", template.metadata.name))
            });
            number.is_some_and(|it| it.parse::<u32>().is_ok())
        };
        let claims = cluster.store().list_typed::<PersistentVolumeClaim>(Some(namespace));
        let names = claims.map(|it| it.metadata.name.to_string());
        names.filter(is_own).map(|it| of_claim(it, false)).collect()
    } else {
        Vec::new()
    }
}

fn texts(files: &crate::kubelet::Files) -> Vec<(Rc<str>, Rc<str>)> {
    files.iter().map(|(path, text)| (path.as_str().into(), text.as_str().into())).collect()
}
