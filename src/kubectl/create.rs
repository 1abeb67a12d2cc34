//! `kubectl create -f`, `replace -f`, and what makes objects from flags.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/{create,replace}`.

mod attach;
mod data;
mod generate;
mod quota;
mod registry;
mod relate;
mod replace;
mod rules;
mod run;
mod secret;
mod service;
mod token;

pub(super) use self::attach::{AttachFlags, Attached, AttachingFlags, attach};
pub(super) use self::data::{ConfigMapFlags, config_map};
pub(super) use self::generate::{
    CronJobFlags, DeploymentFlags, JobFlags, PlainFlags, cron_job, deployment, job, namespace,
};
pub(super) use self::quota::{
    DisruptionBudgetFlags, PriorityClassFlags, QuotaFlags, disruption_budget, priority_class, quota,
};
pub(super) use self::registry::{RegistryFlags, docker_registry};
pub(super) use self::relate::{AutoscaleFlags, ExposeFlags, autoscale, expose};
pub(super) use self::replace::{AnewFlags, Replacing, anew};
pub(super) use self::rules::{
    ClusterRoleBindingFlags, ClusterRoleFlags, IngressFlags, RoleBindingFlags, RoleFlags,
    SubjectsFlags, cluster_role, cluster_role_binding, ingress, role, role_binding,
};
pub(super) use self::run::{RunFlags, is_image, run};
pub(super) use self::secret::{GenericFlags, TlsFlags, generic, service_account, tls};
pub(super) use self::service::{
    ExternalNameFlags, LoadBalancerFlags, NodePortFlags, ServiceFlags, cluster_ip, external_name,
    load_balancer, node_port,
};
pub(super) use self::token::{TokenFlags, token};

use super::apply::with_last_applied;
use super::failure::{Failure, Problem};
use super::flags::{
    DryRunFlags, FieldManagerFlags, FilenameFlags, PrintFlags, RecordFlags, SaveConfigFlags,
    SelectorFlags, ValidateFlags, flags,
};
use super::manifest::{self, Manifest};
use super::report;
use super::session::{DryRun, Ran, Session, Step};
use super::subresource::Part;
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

flags! {
    /// Source: `ReplaceOptions`, `DeleteFlags`.
    pub(super) struct ReplaceFlags<'a>: DryRunFlags, FieldManagerFlags, RecordFlags, ValidateFlags {
        [files: FilenameFlags<'a>]
        [print: PrintFlags<'a>]
        [delete: AnewFlags]
        force: switch "force";
        subresource: text "subresource";
        _: "save-config raw=text cascade=text?background wait";
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
    let (manifests, mut problems) = manifest::read(session, flags.files, flags.labels.selector)?;
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
        manifest.value = with_last_applied(&manifest.value);
    }
    if session.dry_run == DryRun::Client {
        let (name, kind) = (manifest.meta("name").to_owned(), manifest.kind);
        return report::value(session, flags.print, kind, &name, "created", || manifest.value);
    }
    let object = session.decode(&manifest).map_err(creating)?;
    let object = session.send(Request::Create(object)).map_err(creating)?;
    report::object(session, flags.print, &object, "created")
}

/// `replace -f`
pub(super) fn replace(session: &mut Session<'_>, flags: &ReplaceFlags<'_>) -> Ran {
    let forces = flags.force;
    let why = if !forces && flags.delete.grace_period.is_some_and(|it| it >= 0) {
        Some("--grace-period must have --force specified")
    } else if !forces && flags.delete.timeout.is_some_and(|it| it != 0) {
        Some("--timeout must have --force specified")
    } else if forces && session.dry_run != DryRun::No {
        Some("--dry-run can not be used when --force is set")
    } else {
        None
    };
    if let Some(why) = why {
        return Err(Failure::text(why));
    }
    let (manifests, mut problems) = manifest::read(session, flags.files, None)?;
    if manifests.is_empty() && problems.is_empty() {
        return Err(Failure::text("no objects passed to replace"));
    }
    if forces {
        return replace::by_force(session, flags.delete, manifests, problems);
    }
    let part = Part::asked(flags.subresource)?;
    for manifest in &manifests {
        let replacing = |status: Status| {
            let during = format!("error when replacing {:?}", manifest.source);
            Problem::ApiDuring(during, status)
        };
        let result = session
            .get(&manifest.key())
            .and_then(|_| session.decode(manifest))
            .and_then(|object| session.send(part.request(object)));
        match result {
            Ok(object) => part.report(session, flags.print, &object, "replaced")?,
            Err(status) => problems.push(replacing(status)),
        }
    }
    Failure::check(problems)?;
    Ok(Step::Done)
}
