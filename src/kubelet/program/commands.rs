//! Programs that images have, as far as anybody looks at what they do.

use super::super::servers::version;
use super::pi::pi;
use super::{Program, images, names, oneliner, python, said};
use crate::api::Quantity;
use crate::shell::{Answer, Foreign, List, by_name};

/// A program that nobody knows takes this long, in a script (milliseconds).
const UNKNOWN_MS: i64 = 1000;
/// Computing many digits takes this long (milliseconds).
const COMPUTING_MS: i64 = 4000;
/// A question to another machine takes this long (milliseconds).
const NETWORK_MS: i64 = 10;

/// Programs that serve until they are stopped.
const SERVERS: &[&str] = &[
    "nginx",
    "httpd",
    "httpd-foreground",
    "apache2-foreground",
    "apachectl",
    "redis-server",
    "mysqld",
    "mariadbd",
    "postgres",
    "mongod",
    "memcached",
    "haproxy",
    "envoy",
    "traefik",
    "caddy",
    "prometheus",
    "grafana",
    "consul",
    "vault",
    "etcd",
    "zookeeper",
    "kafka",
    "rabbitmq-server",
    "java",
    "gunicorn",
    "uvicorn",
    "flask",
    "dotnet",
    "pause",
    "top",
    "docker-entrypoint.sh",
    "entrypoint.sh",
    "supervisord",
    "sshd",
    "crond",
    "fluentd",
    "fluent-bit",
    "filebeat",
    "telegraf",
    "coredns",
    "kube-proxy",
    "node_exporter",
    "registry",
];
/// Programs that take an instant, and whose output nobody looks at.
const QUIET: &[&str] = &[
    "tar",
    "gzip",
    "gunzip",
    "dd",
    "mount",
    "umount",
    "sysctl",
    "ip",
    "ifconfig",
    "iptables",
    "openssl",
    "apk",
    "apt-get",
    "pip",
    "npm",
    "git",
    "mysql",
    "mysqladmin",
    "psql",
    "pg_isready",
    "redis-cli",
    "mongo",
    "mongosh",
    "kubectl",
    "curl",
    "wget",
    "nc",
    "nslookup",
    "dig",
    "getent",
    "df",
    "free",
    "ncat",
    "netcat",
    "socat",
    "mysqldump",
    "pg_dump",
    "mongodump",
    "xbstream",
    "xtrabackup",
    "rsync",
    "cqlsh",
    "nodetool",
    "etcdctl",
];

/// Other programs that images have.
const KNOWN: &[&str] = &["perl", "top", "dd", "ping"];

/// Whether it is a command that every image has.
pub(super) fn is_known(name: &str) -> bool {
    let base = match name.rsplit_once('/') {
        Some((folder, base)) if folder.ends_with("bin") => base,
        Some(_) => return false,
        None => name,
    };
    KNOWN.contains(&base)
        || QUIET.contains(&base)
        || by_name(base).is_some_and(|it| it.name != "jq")
}

/// Whether a script has a command that may serve.
pub(super) fn may_serve(script: &List) -> bool {
    script.any(&|it| {
        let Some(name) = it.name() else { return false };
        let base = name.rsplit('/').next().unwrap_or(name);
        SERVERS.contains(&base) || !is_known(name) || base == "npm"
    })
}

/// Whether an image has a program: the smallest ones have no `curl`.
pub(super) fn is_there(program: &Program, name: &str) -> bool {
    name != "curl" || !images::is_bare(&program.image)
}

/// Starts a program that is none of the shell's.
pub(super) fn start(program: &Program, foreign: &Foreign<'_>) -> Answer {
    let Some((name, words)) = foreign.words.split_first() else { return Answer::Unknown };
    let base = name.rsplit('/').next().unwrap_or(name);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let all: Vec<&str> = foreign.words.iter().map(String::as_str).collect();
    if let Some(text) = version(&program.image, &all) {
        return Answer::Done(0, 0, said(text));
    }
    if SERVERS.contains(&base) {
        return Answer::Forever(Vec::new());
    }
    if base == "dd" {
        let is_endless =
            words.contains(&"of=/dev/null") && !words.iter().any(|it| it.starts_with("count="));
        return if is_endless {
            Answer::Forever(Vec::new())
        } else {
            Answer::Done(NETWORK_MS, 0, Vec::new())
        };
    }
    if !is_there(program, base) {
        return Answer::Unknown;
    }
    if listens(base, &words) {
        return Answer::Forever(Vec::new());
    }
    // It is what the container is there for.
    let is_main = foreign.is_entry && foreign.first == super::INIT && !program.is_step;
    if base == "ping" {
        return names::ping(&program.host, &words, foreign.now_ms, is_main);
    }
    if base == "nc" {
        return names::knock(&program.host, &words, foreign.now_ms);
    }
    let well = match (base, words.last()) {
        ("redis-cli", Some(&"ping" | &"PING")) => "PONG\n",
        ("mysqladmin", Some(&"ping")) => "mysqld is alive\n",
        ("pg_isready", _) => "/var/run/postgresql:5432 - accepting connections\n",
        _ => "",
    };
    if !well.is_empty() {
        return Answer::Done(NETWORK_MS, 0, said(well));
    }
    if QUIET.contains(&base) && !serves(base, &words) {
        return names::ask((&program.host, &program.image), base, &words, foreign.now_ms)
            .unwrap_or(Answer::Done(NETWORK_MS, 0, Vec::new()));
    }
    match base {
        "perl" => perl(&words),
        "python" | "python3" | "node" | "ruby" | "php" => {
            interpreter(program, base, &words, is_main)
        }
        "stress" | "stress-ng" => stress(program, &words),
        _ if !images::may_have(&program.image, name) => Answer::Unknown,
        // What runs beside the container's own program comes to an end.
        _ if is_main => Answer::Forever(Vec::new()),
        _ => Answer::Done(UNKNOWN_MS, 0, Vec::new()),
    }
}

/// A program that runs what it is given: a line, or a file that nobody has seen.
fn interpreter(program: &Program, base: &str, words: &[&str], is_main: bool) -> Answer {
    let code = words.get(1).copied().unwrap_or("");
    match words.first().copied().unwrap_or("") {
        "" => Answer::Done(0, 0, Vec::new()),
        "-c" | "-e" | "-r" | "-p" | "--version" | "-v" | "-V" => match base.starts_with("python") {
            true => oneliner::run(base, &python::taken(code, &program.variables())),
            false => oneliner::run(base, code),
        },
        _ if is_main => Answer::Forever(Vec::new()),
        _ => Answer::Done(UNKNOWN_MS, 0, Vec::new()),
    }
}

/// Whether it waits for others to ask it.
fn listens(base: &str, words: &[&str]) -> bool {
    let is_short = |it: &&str| it.starts_with('-') && !it.starts_with("--") && it.contains('l');
    matches!(base, "nc" | "ncat" | "netcat")
        && words.iter().any(|it| is_short(it) || *it == "--listen")
        || base == "socat" && words.iter().any(|it| it.contains("-LISTEN:"))
        || words.iter().any(|it| matches!(*it, "http.server" | "runserver"))
}

/// Whether a program that fetches and builds is to start one that nobody knows.
fn serves(base: &str, words: &[&str]) -> bool {
    let is_chore = |it: &&str| ["build", "test", "lint"].iter().any(|word| it.starts_with(word));
    base == "npm"
        && match words {
            ["start", ..] => true,
            ["run" | "run-script", script, ..] => !is_chore(script),
            _ => false,
        }
}

/// Takes as much memory as it is told to; more than the container may have ends it.
fn stress(program: &Program, words: &[&str]) -> Answer {
    let amount = words.iter().position(|it| *it == "--vm-bytes").and_then(|at| words.get(at + 1));
    let amount = amount.and_then(|it| Quantity::parse(it.trim_end_matches(['B', 'b'])).ok());
    let is_over = amount.zip(program.memory).is_some_and(|(amount, limit)| amount.value() > limit);
    if is_over { Answer::TooMuch(UNKNOWN_MS) } else { Answer::Forever(Vec::new()) }
}

/// The one program in Perl that every reader of the documentation knows.
fn perl(words: &[&str]) -> Answer {
    let script = words.last().copied().unwrap_or("");
    let digits = script.split_once("bpi(").and_then(|(_, it)| it.split_once(')'));
    if let Some(digits) = digits.and_then(|(it, _)| it.trim().parse().ok()) {
        return Answer::Done(COMPUTING_MS, 0, said(format!("{}\n", pi(digits))));
    }
    let ends_lines = words.iter().any(|it| it.starts_with('-') && it.contains('l'));
    oneliner::run(if ends_lines { "perl -l" } else { "perl" }, script)
}
