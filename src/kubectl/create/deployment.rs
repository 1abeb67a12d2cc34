//! `create deployment`.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/create/create_deployment.go`.

use super::generate::{CreateSubcommandFlags, after_dashes, imperative, name_argument};
use crate::api::{Kind, Value};
use crate::apiserver::Random;
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{ValidateFlags, flags};
use crate::kubectl::session::{Ran, Session};
use serde_json::json;

flags! {
    /// Source: `CreateDeploymentOptions`.
    pub(in crate::kubectl) struct DeploymentFlags<'a>: ValidateFlags {
        [create: CreateSubcommandFlags<'a>]
        image: list "image", required;
        replicas: int32 "replicas" / "r";
        port: int32 "port";
    }
}

/// A container's name from its image: the last part of the path, without tag and digest. What can't
/// be in a name is replaced, and a random end keeps it apart. Source: `sanitizeAndUniquify`.
fn container_name(image: &str, random: &mut Random) -> String {
    let base = image.rsplit('/').next().unwrap_or(image);
    let base = base.split(['@', ':']).next().unwrap_or(base);
    match base.contains(['_', '.']) {
        true => format!("{}-{}", base.replace(['_', '.'], "-"), random.suffix()),
        false => base.to_owned(),
    }
}

/// `create deployment`
pub(in crate::kubectl) fn deployment(
    session: &mut Session<'_>,
    flags: &DeploymentFlags<'_>,
) -> Ran {
    let path = "kubectl create deployment";
    let name = name_argument(session, path)?;
    let images = flags.image;
    let command = after_dashes(session);
    if images.is_empty() {
        return Err(Failure::text("required flag(s) \"image\" not set"));
    }
    if images.len() > 1 && !command.is_empty() {
        return Err(Failure::text("cannot specify multiple --image options and command"));
    }
    let replicas = flags.replicas.unwrap_or(1);
    let port = flags.port.filter(|it| *it >= 0);
    let mut random = Random::new(u64::try_from(session.now_ms()).unwrap_or(0));
    let containers: Vec<Value> = images
        .iter()
        .enumerate()
        .map(|(index, image)| {
            let mut it = json!({"name": container_name(image, &mut random), "image": image, "resources": {}});
            // Only the first has it.
            if let Some(port) = port.filter(|_| index == 0) {
                it["ports"] = json!([{"containerPort": port}]);
            }
            if !command.is_empty() {
                it["command"] = json!(command);
            }
            it
        })
        .collect();
    let labels = json!({"app": name});
    let value = json!({
        "metadata": {"labels": labels},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": labels},
            "strategy": {},
            "template": {"metadata": {"labels": labels}, "spec": {"containers": containers}},
        },
        "status": {},
    });
    imperative(session, flags.create, Kind::Deployment, &name, value)
}
