//! `create job`.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/create/create_job.go`.

use super::generate::{CreateSubcommandFlags, after_dashes, container, imperative, name_argument};
use crate::api::Value;
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{ValidateFlags, flags};
use crate::kubectl::resource::{self, Nameless, Query};
use crate::kubectl::session::{Ran, Session};
use serde_json::json;

flags! {
    /// Source: `CreateJobOptions`.
    pub(in crate::kubectl) struct JobFlags<'a>: ValidateFlags {
        [create: CreateSubcommandFlags<'a>]
        image: text "image";
        from: text "from";
    }
}

/// `create job`
pub(in crate::kubectl) fn job(session: &mut Session<'_>, flags: &JobFlags<'_>) -> Ran {
    let name = name_argument(session, "kubectl create job")?;
    let kind = resource::parse_kind("jobs")?;
    let given = |it: Option<&'_ str>| it.is_some_and(|it| !it.is_empty());
    if given(flags.image) == given(flags.from) {
        return Err(Failure::text("either --image or --from must be specified"));
    }
    if given(flags.from) && !after_dashes(session).is_empty() {
        return Err(Failure::text("cannot specify --from and command"));
    }
    let value = match flags.from.filter(|it| !it.is_empty()) {
        Some(from) => job_from(session, from)?,
        None => {
            let image = flags.image.unwrap_or("");
            let container = container(&name, image, &after_dashes(session));
            json!({
                "metadata": {},
                "spec": {"template": {"metadata": {}, "spec": {
                    "containers": [container], "restartPolicy": "Never",
                }}},
                "status": {},
            })
        }
    };
    imperative(session, flags.create, kind, &name, value)
}

/// A Job as the CronJob would make it.
fn job_from(session: &Session<'_>, from: &str) -> Result<Value, Failure> {
    let found = resource::find(session, Query::default(), &[from.to_owned()], Nameless::Refuse)?;
    Failure::check(found.problems)?;
    let tree = found.objects.first().map(crate::api::Object::to_value).unwrap_or_default();
    if tree["kind"] != "CronJob" {
        let kind = tree["kind"].as_str().unwrap_or("");
        return Err(Failure::text(format!("unknown object type *v1.{kind}")));
    }
    let template = &tree["spec"]["jobTemplate"];
    let mut annotations = template["metadata"]["annotations"].clone();
    annotations["cronjob.kubernetes.io/instantiate"] = json!("manual");
    let (meta, version) = (&tree["metadata"], &tree["apiVersion"]);
    let owner = json!({
        "apiVersion": version, "kind": "CronJob", "name": meta["name"], "uid": meta["uid"],
        "controller": true,
    });
    let mut job = json!({
        "metadata": {"annotations": annotations, "ownerReferences": [owner]},
        "spec": template["spec"],
        "status": {},
    });
    if let Some(labels) = template["metadata"].get("labels") {
        job["metadata"]["labels"] = labels.clone();
    }
    Ok(job)
}
