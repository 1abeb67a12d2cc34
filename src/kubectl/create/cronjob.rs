//! `create cronjob`.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/create/create_cronjob.go`.

use super::generate::{CreateSubcommandFlags, after_dashes, container, imperative, name_argument};
use crate::kubectl::flags::{ValidateFlags, flags};
use crate::kubectl::resource;
use crate::kubectl::session::{Ran, Session};
use serde_json::json;

flags! {
    /// Source: `CreateCronJobOptions`.
    pub(in crate::kubectl) struct CronJobFlags<'a>: ValidateFlags {
        [create: CreateSubcommandFlags<'a>]
        image: text "image", required;
        schedule: text "schedule", required;
        restart: text "restart";
    }
}

/// `create cronjob`
pub(in crate::kubectl) fn cron_job(session: &mut Session<'_>, flags: &CronJobFlags<'_>) -> Ran {
    let name = name_argument(session, "kubectl create cronjob")?;
    let kind = resource::parse_kind("cronjobs")?;
    let schedule = flags.schedule.unwrap_or("");
    let container = container(&name, flags.image.unwrap_or(""), &after_dashes(session));
    let restart = flags.restart.unwrap_or("OnFailure");
    let value = json!({
        "metadata": {},
        "spec": {
            "jobTemplate": {"metadata": {"name": name}, "spec": {"template": {
                "metadata": {}, "spec": {"containers": [container], "restartPolicy": restart},
            }}},
            "schedule": schedule,
        },
        "status": {},
    });
    imperative(session, flags.create, kind, &name, value)
}
