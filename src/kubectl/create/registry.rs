//! `create secret docker-registry`.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/create/create_secret_docker.go`.

use super::generate::{CreateSubcommandFlags, imperative, name_argument};
use super::secret;
use crate::api::to_base64;
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{ValidateFlags, flags};
use crate::kubectl::session::{Ran, Session};
use crate::kubectl::{json, resource};
use serde_json::json;

flags! {
    /// Source: `CreateSecretDockerRegistryOptions`.
    pub(in crate::kubectl) struct RegistryFlags<'a>: ValidateFlags {
        [create: CreateSubcommandFlags<'a>]
        username: text "docker-username";
        password: text "docker-password";
        email: text "docker-email";
        server: text "docker-server";
        from_file: list "from-file";
        _: "append-hash";
    }
}

const SERVER: &str = "https://index.docker.io/v1/";
const KEY: &str = ".dockerconfigjson";

pub(in crate::kubectl) fn docker_registry(
    session: &mut Session<'_>,
    flags: &RegistryFlags<'_>,
) -> Ran {
    let name = name_argument(session, "kubectl create secret docker-registry")?;
    let text = |it: Option<&str>| it.unwrap_or("").to_owned();
    let files = flags.from_file;
    let (user, password, email) = (text(flags.username), text(flags.password), text(flags.email));
    let server = flags.server.unwrap_or(SERVER).to_owned();
    if files.is_empty() && [&user, &password, &server].iter().any(|it| it.is_empty()) {
        return Err(Failure::text(
            "either --from-file or the combination of --docker-username, --docker-password and --docker-server is required",
        ));
    }
    let mut data = json!({});
    for source in files {
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
    imperative(session, flags.create, resource::parse_kind("secrets")?, &name, value)
}
