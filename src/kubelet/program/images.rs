//! What images run by themselves, and where they listen.

use super::Port;

/// The name without registry, owner, tag and digest.
fn base(image: &str) -> &str {
    let name = image.split('@').next().unwrap_or(image);
    let last = name.rsplit('/').next().unwrap_or(name);
    last.split(':').next().unwrap_or(last)
}

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

/// What an image prints that ends by itself; `None` for one that serves for ever.
pub(super) fn one_shot(image: &str) -> Option<&'static str> {
    match base(image) {
        "hello-world" => Some(HELLO),
        name if SHELLS.contains(&name) => Some(""),
        _ => None,
    }
}

const HELLO: &str = "\nHello from Docker!\nThis message shows that your installation appears to be working correctly.\n\n";

/// Whether it has the usual commands and nothing else.
pub(super) fn is_bare(image: &str) -> bool {
    matches!(base(image), "busybox" | "alpine")
}

/// Whether arguments without a command go to a program of its own.
pub(super) fn takes_arguments(image: &str) -> bool {
    !SHELLS.contains(&base(image))
}

/// With which code its own program ends on SIGTERM.
pub(super) fn term_code(image: &str) -> i32 {
    match base(image) {
        "nginx" | "httpd" | "redis" | "postgres" | "mysql" | "mariadb" | "memcached" | "mongo"
        | "rabbitmq" | "traefik" | "caddy" | "etcd" => 0,
        _ => 143,
    }
}

/// What a server answers that is not configured further.
pub(super) fn port(image: &str, port: i64, path: &str) -> Port {
    let own: &[i64] = match base(image) {
        "nginx" | "httpd" => &[80],
        "redis" => &[6379],
        "postgres" => &[5432],
        "mysql" | "mariadb" => &[3306],
        "mongo" => &[27_017],
        "memcached" => &[11_211],
        _ => return Port::Open,
    };
    let path = path.split('?').next().unwrap_or(path);
    if !own.contains(&port) {
        Port::Closed
    } else if port == 80 && !matches!(path, "" | "/" | "/index.html" | "/50x.html") {
        Port::Status(404)
    } else {
        Port::Open
    }
}

/// Whether it is the server of the documentation that is well for ten seconds only.
pub(super) fn fails_later(image: &str, words: &[String]) -> bool {
    match base(image) {
        "liveness" => words.is_empty() || words.iter().any(|it| it.contains("server")),
        "agnhost" => words.iter().any(|it| it == "liveness"),
        _ => false,
    }
}
