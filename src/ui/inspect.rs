//! All about one object: what kubectl says of it, the decisions about it, the files on its volumes.

use super::player::Target;
use podarium::api::{Kind, ObjectKey, PersistentVolumeClaim, Pod, StatefulSet};
use podarium::cluster::Cluster;
use podarium::kubectl::{self, Outcome};
use podarium::kubelet::Files;
use podarium::scene::{self, History, WhyView};
use podarium::scheduler::Placement;
use podarium::tape::Run;
use std::rc::Rc;

/// All about one object.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ObjectView {
    pub title: String,
    pub text: String,
    pub yaml: String,
    /// What the scheduler found of each node, for a Pod.
    pub placement: Option<Rc<Placement>>,
    pub target: Option<Target>,
    pub whys: Vec<WhyView>,
    /// What is on its volumes.
    pub volumes: Vec<Volume>,
}

/// What is on a volume.
#[derive(Clone, Debug, PartialEq)]
pub struct Volume {
    /// The claim's name, or the volume's.
    pub name: String,
    /// Another object that is to be looked at for more.
    pub target: Option<Target>,
    /// Texts by path; `None` where there is no volume yet.
    pub files: Option<Rc<Files>>,
}

/// What kubectl and the controllers say of an object; `None` where it is not there any more.
pub fn object(run: &Run, history: &History, target: &Target) -> Option<ObjectView> {
    let key = ObjectKey::new(target.kind, &target.namespace, &target.name);
    run.cluster().store().get(&key)?;
    let kind = target.kind.qualified_singular();
    let namespace = match &*target.namespace {
        "" => String::new(),
        namespace => format!(" -n {namespace}"),
    };
    // Looking leaves no trace: it is a copy of the cluster that is asked.
    let ask = |command: String| {
        let mut copy = run.cluster().clone();
        match kubectl::run(&mut copy, &mut run.desk().clone(), &command) {
            Outcome::Done(output) => output.text,
            Outcome::Waiting(_) => String::new(),
        }
    };
    let what = format!("{kind} {}{namespace}", target.name);
    Some(ObjectView {
        title: format!("{kind}/{}", target.name),
        text: ask(format!("kubectl describe {what}")),
        placement: (target.kind == Kind::Pod)
            .then(|| run.cluster().placement(&target.namespace, &target.name))
            .flatten(),
        yaml: ask(format!("kubectl get {what} -o yaml")),
        target: Some(target.clone()),
        whys: scene::recent_of(history, target.kind, &target.name, 12),
        volumes: volumes(run.cluster(), target),
    })
}

/// The volumes that belong to an object: a Pod's claims, a claim's volume, a volume itself.
pub fn volumes(cluster: &Cluster, target: &Target) -> Vec<Volume> {
    let (namespace, name) = (&*target.namespace, &*target.name);
    let of_claim = |name: String, is_own: bool| {
        let (kind, name_) = (Kind::PersistentVolumeClaim, name.as_str().into());
        let other = Target { kind, namespace: namespace.into(), name: name_ };
        let files = cluster.claim_files(namespace, &name);
        Volume { name, target: (!is_own).then_some(other), files }
    };
    match target.kind {
        Kind::Pod => {
            let pod = cluster.store().typed::<Pod>(namespace, name);
            let claims = pod.into_iter().flat_map(|it| it.spec.claim_volumes());
            claims.map(|it| of_claim(it.claim_name(name), false)).collect()
        }
        Kind::PersistentVolumeClaim => vec![of_claim(name.to_owned(), true)],
        Kind::PersistentVolume => {
            let files = cluster.volume_files(name);
            vec![Volume { name: name.to_owned(), target: None, files }]
        }
        Kind::StatefulSet => {
            let set = cluster.store().typed::<StatefulSet>(namespace, name);
            let templates = set.map_or(&[][..], |it| &it.spec.volume_claim_templates);
            let is_own = |claim: &String| {
                let number = templates.iter().find_map(|template| {
                    claim.strip_prefix(&format!("{}-{name}-", template.metadata.name))
                });
                number.is_some_and(|it| it.parse::<u32>().is_ok())
            };
            let claims = cluster.store().list_typed::<PersistentVolumeClaim>(Some(namespace));
            let names = claims.map(|it| it.metadata.name.clone());
            names.filter(is_own).map(|it| of_claim(it, false)).collect()
        }
        _ => Vec::new(),
    }
}
