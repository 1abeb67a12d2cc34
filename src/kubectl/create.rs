//! `kubectl create -f`, `replace -f`, and what makes objects from flags.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/{create,replace}`.

mod attach;
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

pub(super) use self::attach::{Attached, attach};
pub(super) use self::generate::{
    CONFIG_MAP_FLAGS, CRON_JOB_FLAGS, DEPLOYMENT_FLAGS, DISRUPTION_BUDGET_FLAGS, JOB_FLAGS,
    config_map, cron_job, deployment, disruption_budget, job, namespace,
};
pub(super) use self::quota::{PRIORITY_CLASS_FLAGS, QUOTA_FLAGS, priority_class, quota};
pub(super) use self::registry::{REGISTRY_FLAGS, docker_registry};
pub(super) use self::relate::{AUTOSCALE_FLAGS, EXPOSE_FLAGS, autoscale, expose};
pub(super) use self::replace::{Replacing, anew};
pub(super) use self::rules::{
    BINDING_FLAGS, CLUSTER_ROLE_FLAGS, INGRESS_FLAGS, ROLE_FLAGS, cluster_role,
    cluster_role_binding, ingress, role, role_binding, subjects,
};
pub(super) use self::run::{RUN_FLAGS, is_image, run};
pub(super) use self::secret::{SECRET_FLAGS, generic, service_account, tls};
pub(super) use self::service::{
    EXTERNAL_NAME_FLAGS, NODE_PORT_FLAGS, SERVICE_FLAGS, cluster_ip, external_name, load_balancer,
    node_port,
};
pub(super) use self::token::{TOKEN_FLAGS, token};

use super::apply::with_last_applied;
use super::failure::{Failure, Problem};
use super::manifest::{self, Manifest};
use super::report;
use super::session::{DryRun, Ran, Session, Step};
use super::subresource::Part;
use crate::api::Status;
use crate::apiserver::Request;

/// `create -f`
pub(super) fn from_files(session: &mut Session<'_>) -> Ran {
    if !session.args.words.is_empty() {
        let text = format!("Unexpected args: [{}]", session.args.words.join(" "));
        return Err(Failure::usage(&text, "kubectl create"));
    }
    if !session.args.by_files() {
        return Err(Failure::text("must specify one of -f and -k"));
    }
    let (manifests, mut problems) = manifest::read(session)?;
    if manifests.is_empty() && problems.is_empty() {
        return Err(Failure::text("no objects passed to create"));
    }
    for manifest in &manifests {
        if let Err(failure) = one(session, manifest) {
            problems.extend(failure.problems);
        }
    }
    Failure::check(problems)?;
    Ok(Step::Done)
}

fn one(session: &mut Session<'_>, manifest: &Manifest) -> Result<(), Failure> {
    let creating = |status: Status| {
        let during = format!("error when creating {:?}", manifest.source);
        Failure::from(Problem::ApiDuring(during, status))
    };
    let mut manifest = manifest.clone();
    if session.args.on("save-config") {
        manifest.value = with_last_applied(&manifest.value);
    }
    if session.dry_run == DryRun::Client {
        let (name, kind) = (manifest.meta("name").to_owned(), manifest.kind);
        return report::value(session, kind, &name, "created", || manifest.value);
    }
    let object = session.decode(&manifest).map_err(creating)?;
    let object = session.send(Request::Create(object)).map_err(creating)?;
    report::object(session, &object, "created")
}

/// `replace -f`
pub(super) fn replace(session: &mut Session<'_>) -> Ran {
    let (args, forces) = (&session.args, session.args.on("force"));
    let why = if !forces && args.number("grace-period").is_some_and(|it| it >= 0) {
        Some("--grace-period must have --force specified")
    } else if !forces && args.milliseconds("timeout").is_some_and(|it| it != 0) {
        Some("--timeout must have --force specified")
    } else if forces && session.dry_run != DryRun::No {
        Some("--dry-run can not be used when --force is set")
    } else {
        None
    };
    if let Some(why) = why {
        return Err(Failure::text(why));
    }
    let (manifests, mut problems) = manifest::read(session)?;
    if manifests.is_empty() && problems.is_empty() {
        return Err(Failure::text("no objects passed to replace"));
    }
    if forces {
        return replace::by_force(session, manifests, problems);
    }
    let part = Part::asked(session)?;
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
            Ok(object) => part.report(session, &object, "replaced")?,
            Err(status) => problems.push(replacing(status)),
        }
    }
    Failure::check(problems)?;
    Ok(Step::Done)
}
