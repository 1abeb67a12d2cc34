//! What images run by themselves.

use super::super::servers::{base, refusal, tag};
use super::Program;
use crate::api::PodSpec;

/// Images with a shell for people: without one they end at once.
const SHELLS: &[&str] = &[
    "alpine",
    "amazonlinux",
    "archlinux",
    "bash",
    "busybox",
    "centos",
    "debian",
    "fedora",
    "golang",
    "node",
    "openjdk",
    "perl",
    "php",
    "python",
    "ruby",
    "rust",
    "ubuntu",
];

/// Official images that are made on Debian or Ubuntu, unless their tag says otherwise.
const DEBIAN: &[&str] = &[
    "buildpack-deps",
    "cassandra",
    "debian",
    "drupal",
    "gcc",
    "ghost",
    "golang",
    "haproxy",
    "httpd",
    "joomla",
    "mariadb",
    "memcached",
    "mongo",
    "nextcloud",
    "nginx",
    "node",
    "perl",
    "php",
    "postgres",
    "python",
    "rabbitmq",
    "redis",
    "redmine",
    "ruby",
    "rust",
    "solr",
    "tomcat",
    "ubuntu",
    "wordpress",
    "zookeeper",
];

/// Whether its `sh` is dash.
pub(super) fn has_dash(image: &str) -> bool {
    DEBIAN.contains(&base(image)) && !tag(image).contains("alpine")
}

/// What an image prints that ends by itself; `None` for one that serves for ever.
pub(super) fn one_shot(image: &str) -> Option<&'static str> {
    match base(image) {
        "hello-world" => Some(HELLO),
        _ if is_shell(image) => Some(""),
        _ => None,
    }
}

const HELLO: &str = "\nHello from Docker!\nThis message shows that your installation appears to be working correctly.\n\n";

/// Whether what it runs by itself is a shell.
pub(super) fn is_shell(image: &str) -> bool {
    SHELLS.contains(&base(image))
}

/// Whether what runs is a shell that has no script: it waits for commands while its input is open.
pub(super) fn awaits_commands(image: &str, words: &[String], arguments: &[String]) -> bool {
    match words {
        [] => arguments.is_empty() && is_shell(image),
        [one] => matches!(one.rsplit('/').next(), Some("sh" | "bash" | "ash" | "dash")),
        _ => false,
    }
}

/// Whether it has the usual commands and nothing else.
pub(super) fn is_bare(image: &str) -> bool {
    matches!(base(image), "busybox" | "alpine")
}

/// Whether it may have such a program of its own: a whole command line is the name of none.
pub(super) fn may_have(image: &str, name: &str) -> bool {
    !is_bare(image) && !name.contains(' ')
}

/// Whether arguments without a command go to a program of its own.
pub(super) fn takes_arguments(image: &str) -> bool {
    !SHELLS.contains(&base(image))
}

/// Whether it is the server of the documentation that is well for ten seconds only.
pub(super) fn fails_later(image: &str, words: &[String]) -> bool {
    match base(image) {
        "liveness" => words.is_empty() || words.iter().any(|it| it.contains("server")),
        "agnhost" => words.iter().any(|it| it == "liveness"),
        _ => false,
    }
}

/// What the runtime says of a program that an image has not. Source: `os/exec` `LookPath`.
#[must_use]
pub fn no_program(name: &str) -> String {
    match name.contains('/') {
        true => format!("exec: {name:?}: stat {name}: no such file or directory"),
        false => format!("exec: {name:?}: executable file not found in $PATH"),
    }
}

/// What the runtime says when it is to run such a program in a container; a shell is not asked.
/// Source: `github.com/containerd/containerd/internal/cri/server/container_execsync.go` `execInternal`.
#[must_use]
pub fn no_exec(uid: &str, now_ms: i64, name: &str) -> String {
    let digest = hmac_sha256::Hash::hash(format!("{uid} {now_ms}").as_bytes());
    let id: String = digest.iter().map(|it| format!("{it:02x}")).collect();
    format!(
        "failed to exec in container: failed to start exec \"{id}\": OCI runtime exec failed: exec failed: unable to start container process: {}",
        no_program(name)
    )
}

impl Program {
    /// A container of a Pod that has limits as a whole gets no more memory than they allow.
    #[must_use]
    pub fn within(mut self, pod: &PodSpec) -> Self {
        let whole = pod.whole_limit("memory").map(|it| it.value());
        self.memory = whole.into_iter().chain(self.memory).min();
        self
    }

    /// The same, where others wait for its end.
    #[must_use]
    pub fn as_step(self, is_step: bool) -> Self {
        Self { is_step, ..self }
    }

    /// What stands for an image's own program that ends by itself.
    pub(super) fn own_words(&self, now_ms: i64) -> Option<Vec<String>> {
        if let Some((text, code)) = refusal(&self.setting(&self.files), now_ms) {
            let script = format!("printf %s \"$0\"; exit {code}");
            return Some(vec!["sh".to_owned(), "-c".to_owned(), script, text]);
        }
        let is_over = self.is_step && self.setting(&self.files).server().is_none();
        match one_shot(&self.image) {
            Some(text) => Some(vec!["printf".to_owned(), "%s".to_owned(), text.to_owned()]),
            None => is_over.then(|| vec!["sleep".to_owned(), "1".to_owned()]),
        }
    }
}
