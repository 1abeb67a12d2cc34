//! `kubectl create -f`, and what makes objects from flags.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/create`.

mod cronjob;
mod data;
mod deployment;
mod generate;
mod ingress;
mod job;
mod namespace;
mod pdb;
mod priorityclass;
mod quota;
mod registry;
mod role;
mod rolebinding;
mod secret;
mod service;
mod serviceaccount;
mod token;

pub(super) use self::cronjob::{CronJobFlags, cron_job};
pub(super) use self::data::{ConfigMapFlags, config_map};
pub(super) use self::deployment::{DeploymentFlags, deployment};
pub(super) use self::generate::{
    CreateSubcommandFlags, PlainFlags, imperative, imperative_named, sent,
};
pub(super) use self::ingress::{IngressFlags, ingress};
pub(super) use self::job::{JobFlags, job};
pub(super) use self::namespace::namespace;
pub(super) use self::pdb::{DisruptionBudgetFlags, disruption_budget};
pub(super) use self::priorityclass::{PriorityClassFlags, priority_class};
pub(super) use self::quota::{QuotaFlags, quota};
pub(super) use self::registry::{RegistryFlags, docker_registry};
pub(super) use self::role::{ClusterRoleFlags, RoleFlags, cluster_role, role};
pub(super) use self::rolebinding::{
    ClusterRoleBindingFlags, RoleBindingFlags, SubjectsFlags, cluster_role_binding, role_binding,
};
pub(super) use self::secret::{GenericFlags, TlsFlags, generic, tls};
pub(super) use self::service::{
    ExternalNameFlags, LoadBalancerFlags, NodePortFlags, ServiceFlags, cluster_ip, external_name,
    load_balancer, node_port,
};
pub(super) use self::serviceaccount::service_account;
pub(super) use self::token::{TokenFlags, token};

use super::apply::annotated;
use super::failure::{Failure, Problem};
use super::flags::{
    DryRunFlags, FieldManagerFlags, FilenameFlags, PrintFlags, RecordFlags, SaveConfigFlags,
    SelectorFlags, ValidateFlags, flags,
};
use super::manifest::Manifest;
use super::report;
use super::session::{DryRun, Ran, Session, Step};
use super::visitor;
use crate::api::Status;
use crate::apiserver::Request;

flags! {
    /// Source: `CreateOptions`.
    pub(super) struct CreateFlags<'a>: DryRunFlags, FieldManagerFlags, RecordFlags, ValidateFlags {
        [files: FilenameFlags<'a>]
        [labels: SelectorFlags<'a>]
        [print: PrintFlags<'a>]
        [save: SaveConfigFlags]
        _: "edit windows-line-endings raw=text";
    }
}

/// `create -f`
pub(super) fn from_files(session: &mut Session<'_>, flags: &CreateFlags<'_>) -> Ran {
    if !session.args.words.is_empty() {
        let text = format!("Unexpected args: [{}]", session.args.words.join(" "));
        return Err(Failure::usage(&text, "kubectl create"));
    }
    if !flags.files.is_given() {
        return Err(Failure::text("must specify one of -f and -k"));
    }
    let (manifests, mut problems) = visitor::read(session, flags.files, flags.labels.selector)?;
    if manifests.is_empty() && problems.is_empty() {
        return Err(Failure::text("no objects passed to create"));
    }
    for manifest in &manifests {
        if let Err(failure) = one(session, flags, manifest) {
            problems.extend(failure.problems);
        }
    }
    Failure::check(problems)?;
    Ok(Step::Done)
}

fn one(
    session: &mut Session<'_>,
    flags: &CreateFlags<'_>,
    manifest: &Manifest,
) -> Result<(), Failure> {
    let creating = |status: Status| {
        let during = format!("error when creating {:?}", manifest.source);
        Failure::from(Problem::ApiDuring(during, status))
    };
    let mut manifest = manifest.clone();
    if flags.save.save_config {
        manifest.value = annotated(&manifest);
    }
    if session.dry_run == DryRun::Client {
        let (name, kind) = (manifest.meta("name").to_owned(), manifest.kind);
        return report::value(session, flags.print, kind, &name, "created", || manifest.value);
    }
    let object = session.decode(&manifest).map_err(creating)?;
    let object = session.send(Request::Create(object)).map_err(creating)?;
    report::object(session, flags.print, &object, "created")
}
