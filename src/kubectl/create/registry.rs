//! `create secret docker-registry`.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/create/create_secret_docker.go`.

use super::generate::{imperative, name_argument};
use super::secret;
use crate::api::to_base64;
use crate::kubectl::failure::Failure;
use crate::kubectl::session::{Ran, Session};
use crate::kubectl::{json, resource};
use serde_json::json;

pub(in crate::kubectl) const REGISTRY_FLAGS: &str = "docker-username=text docker-password=text \
    docker-email=text docker-server=text from-file=list append-hash save-config \
    validate=text?strict";
const SERVER: &str = "https://index.docker.io/v1/";
const KEY: &str = ".dockerconfigjson";

pub(in crate::kubectl) fn docker_registry(session: &mut Session<'_>) -> Ran {
    let name = name_argument(session, "kubectl create secret docker-registry")?;
    let text = |flag: &str| session.args.flag(flag).unwrap_or("").to_owned();
    let files = session.args.list("from-file");
    let (user, password, email) =
        (text("docker-username"), text("docker-password"), text("docker-email"));
    let server = session.args.flag("docker-server").unwrap_or(SERVER).to_owned();
    if files.is_empty() && [&user, &password, &server].iter().any(|it| it.is_empty()) {
        return Err(Failure::text(
            "either --from-file or the combination of --docker-username, --docker-password and --docker-server is required",
        ));
    }
    let mut data = json!({});
    for source in &files {
        let default = || (source.rsplit('/').next().unwrap_or(source), source.as_str());
        let (key, path) = source.split_once('=').unwrap_or_else(default);
        data[key] = json!(to_base64(secret::file(session, path)?.as_bytes()));
    }
    if files.is_empty() {
        let auth = to_base64(format!("{user}:{password}").as_bytes());
        let fields = [("username", user), ("password", password), ("email", email), ("auth", auth)];
        // As Go's encoder writes them: in this order, without what is empty.
        let fields: Vec<String> = fields
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(key, value)| format!("{key:?}:{}", json::compact(&json!(value))))
            .collect();
        let (server, entry) = (json::compact(&json!(server)), fields.join(","));
        let content = format!("{{\"auths\":{{{server}:{{{entry}}}}}}}");
        data[KEY] = json!(to_base64(content.as_bytes()));
    }
    let value = json!({"metadata": {}, "type": "kubernetes.io/dockerconfigjson", "data": data});
    imperative(session, resource::parse_kind("secrets")?, &name, value)
}
