//! What a container knows of where it is. Source: `pkg/kubelet/kubelet_pods.go`
//! `managedHostsFileContent`, `pkg/kubelet/network/dns/dns.go`.

use super::super::dns::{Answer, DOMAIN, SERVER, Zone, search};
use super::super::token::Identity;
use super::super::user::User;
use super::super::web::Web;
use crate::api::{Pod, Value};
use crate::apiserver::CERTIFICATE;
use std::cell::OnceCell;
use std::fmt::Write;
use std::rc::Rc;

/// Files that are made when somebody looks at them; what they are made of says whether they are equal.
#[derive(Clone, Debug, Default)]
struct Files(OnceCell<Vec<(String, String)>>);

impl PartialEq for Files {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Files {}

/// What a container knows of where it is, and whom it can ask for names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Host {
    /// The Pod's namespace.
    pub namespace: String,
    /// The Pod's name in the network.
    pub hostname: String,
    /// Its name with the domain, where it has one.
    domain: Option<String>,
    address: String,
    aliases: Vec<(String, String)>,
    /// What stands in `resolv.conf`, and whether that is the cluster's DNS, where the Pod says so.
    resolver: Option<(String, bool)>,
    /// Who its processes are, as far as the Pod says.
    user: User,
    /// Whose token its containers have, and what goes with it, if they do.
    token: Option<Identity>,
    /// What the kubelet puts into every container, by path.
    files: Files,
    /// The names that can be looked up.
    pub zone: Rc<Zone>,
    /// Who answers at which address.
    pub web: Rc<Web>,
}

/// Where the token of the service account is.
const SECRETS: &str = "/var/run/secrets/kubernetes.io/serviceaccount/";

/// The Pod's name in the network.
fn hostname(pod: &Pod) -> &str {
    if pod.hostname().is_empty() { &pod.metadata.name } else { pod.hostname() }
}

/// The DNS of the nodes.
const NODE_SERVER: &str = "172.18.0.1";

/// What a Pod has in `resolv.conf`, and whether it asks the cluster's DNS, where it is not as usual.
/// Source: `pkg/kubelet/network/dns/dns.go` `GetPodDNS`.
fn resolver(pod: &Pod) -> Option<(String, bool)> {
    let (spec, config) = (&pod.spec, pod.spec.rest.at("dnsConfig"));
    let is_clusters = match spec.dns_policy.as_str() {
        "Default" | "None" => false,
        "ClusterFirstWithHostNet" => true,
        _ => !spec.is_on_host(),
    };
    if is_clusters && config.is_null() {
        return None;
    }
    let texts = |field: &str| -> Vec<String> {
        let list = config[field].as_array().into_iter().flatten();
        list.filter_map(|it| it.as_str().map(str::to_owned)).collect()
    };
    let (mut servers, mut searches, mut options) = match (is_clusters, &*spec.dns_policy) {
        (true, _) => (
            vec![SERVER.to_owned()],
            search(&pod.metadata.namespace).to_vec(),
            vec!["ndots:5".to_owned()],
        ),
        (_, "None") => (Vec::new(), Vec::new(), Vec::new()),
        _ => (vec![NODE_SERVER.to_owned()], Vec::new(), Vec::new()),
    };
    servers.extend(texts("nameservers"));
    searches.extend(texts("searches"));
    for option in config["options"].as_array().into_iter().flatten() {
        let name = option["name"].as_str().unwrap_or("");
        options.retain(|it| it.split(':').next() != Some(name));
        options.push(match option["value"].as_str() {
            Some(value) => format!("{name}:{value}"),
            None => name.to_owned(),
        });
    }
    let asks = servers.iter().any(|it| it == SERVER);
    let line = |word: &str, list: &[String]| match list {
        [] => String::new(),
        list => format!("{word} {}\n", list.join(" ")),
    };
    let servers: String = servers.iter().map(|it| format!("nameserver {it}\n")).collect();
    Some((line("search", &searches) + &servers + &line("options", &options), asks))
}

impl Host {
    /// Of a Pod with an address.
    #[must_use]
    pub fn new(pod: &Pod, address: &str, zone: &Rc<Zone>) -> Self {
        let namespace = &pod.metadata.namespace;
        let domain = Some(pod.subdomain()).filter(|it| !it.is_empty());
        let text = |it: &Value| it.as_str().unwrap_or("").to_owned();
        let alias = |it: &Value| {
            let names: Vec<String> = it["hostnames"].as_array()?.iter().map(text).collect();
            Some((text(&it["ip"]), names.join("\t")))
        };
        let has_token = pod.spec.volumes.iter().any(|it| it.name.starts_with("kube-api-access-"));
        let aliases = pod.spec.rest.get("hostAliases").and_then(Value::as_array);
        Self {
            namespace: namespace.to_string(),
            hostname: hostname(pod).to_owned(),
            domain: domain.map(|it| format!("{it}.{namespace}.svc.{DOMAIN}")),
            address: address.to_owned(),
            aliases: aliases.into_iter().flatten().filter_map(alias).collect(),
            resolver: resolver(pod),
            user: User::of_pod(&pod.spec),
            token: has_token.then(|| Identity::of(pod)),
            files: Files::default(),
            zone: Rc::clone(zone),
            web: Rc::default(),
        }
    }

    /// A computer beside the nodes, which is no Pod.
    #[must_use]
    pub fn outside(web: &Rc<Web>) -> Self {
        let (hostname, address) = ("podarium".to_owned(), super::super::web::OUTSIDE.to_owned());
        Self { hostname, address, ..Self::default() }.among(web)
    }

    /// The same at another address.
    #[must_use]
    pub fn at(self, address: &str) -> Self {
        Self { address: address.to_owned(), ..self }
    }

    /// Who the processes of a container are.
    pub(super) fn user(&self, container: &User) -> (i64, Vec<i64>) {
        container.ids(&self.user)
    }

    /// With those who answer.
    #[must_use]
    pub fn among(self, web: &Rc<Web>) -> Self {
        Self { web: Rc::clone(web), ..self }
    }

    /// What a name stands for at a moment (milliseconds since 1970), as far as it can ask for it.
    pub fn resolve(&self, name: &str, at_ms: i64) -> (String, Answer) {
        match &self.resolver {
            Some((_, false)) => (name.trim_end_matches('.').to_owned(), Answer::NoName),
            _ => self.zone.resolve(&self.namespace, name, at_ms),
        }
    }

    /// Whether the cluster's DNS can't be asked: the node is cut off.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.web.is_cut(&self.address)
    }

    /// The Pod's address.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The name that `hostname -f` prints.
    #[must_use]
    pub fn full_name(&self) -> String {
        let domain = self.domain.as_ref().map(|it| format!(".{it}")).unwrap_or_default();
        format!("{}{domain}", self.hostname)
    }

    /// A file that the kubelet puts into every container.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&str> {
        self.files().iter().find(|it| it.0 == path).map(|it| it.1.as_str())
    }

    /// The paths of those files.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files().iter().map(|it| it.0.as_str())
    }

    fn files(&self) -> &[(String, String)] {
        self.files.0.get_or_init(|| self.all_files())
    }

    fn all_files(&self) -> Vec<(String, String)> {
        let search = search(&self.namespace).join(" ");
        let usual = || format!("search {search}\nnameserver {SERVER}\noptions ndots:5\n");
        let resolver = self.resolver.as_ref().map_or_else(usual, |it| it.0.clone());
        let mut all = vec![
            ("/etc/hostname".to_owned(), format!("{}\n", self.hostname)),
            ("/etc/hosts".to_owned(), self.hosts()),
            ("/etc/resolv.conf".to_owned(), resolver),
        ];
        if let Some(identity) = &self.token {
            let parts = [
                ("ca.crt", CERTIFICATE.to_owned()),
                ("namespace", self.namespace.clone()),
                ("token", identity.usual()),
            ];
            all.extend(parts.map(|(name, text)| (format!("{SECRETS}{name}"), text)));
        }
        all
    }

    fn hosts(&self) -> String {
        let mut text = "# Kubernetes-managed hosts file.\n\
            127.0.0.1\tlocalhost\n\
            ::1\tlocalhost ip6-localhost ip6-loopback\n\
            fe00::0\tip6-localnet\n\
            fe00::0\tip6-mcastprefix\n\
            fe00::1\tip6-allnodes\n\
            fe00::2\tip6-allrouters\n"
            .to_owned();
        let full = self.domain.as_ref().map(|_| format!("{}\t", self.full_name()));
        let _ = writeln!(text, "{}\t{}{}", self.address, full.unwrap_or_default(), self.hostname);
        if !self.aliases.is_empty() {
            text.push_str("\n# Entries added by HostAliases.\n");
        }
        for (ip, names) in &self.aliases {
            let _ = writeln!(text, "{ip}\t{names}");
        }
        text
    }

    /// The address that `/etc/hosts` has for a name.
    #[must_use]
    pub fn of_hosts_file(&self, name: &str) -> Option<String> {
        if name == "localhost" {
            return Some("127.0.0.1".to_owned());
        }
        if name == self.hostname || name == self.full_name() {
            return Some(self.address.clone());
        }
        let is_its = |names: &str| names.split('\t').any(|it| it == name);
        self.aliases.iter().find(|(_, names)| is_its(names)).map(|(ip, _)| ip.clone())
    }
}
