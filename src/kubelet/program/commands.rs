//! The commands that containers run, as far as anybody looks at what they do.

use super::arithmetic::pi;
use super::parse::{Node, parse};
use super::shell::{Flow, Halt, Shell};
use super::texts;
use crate::api::Quantity;

/// A program that nobody knows takes this long, in a script (milliseconds).
const UNKNOWN_MS: i64 = 1000;
/// Computing many digits takes this long (milliseconds).
const COMPUTING_MS: i64 = 4000;
/// A question to another machine takes this long (milliseconds).
const NETWORK_MS: i64 = 10;

/// Runs one command.
pub(super) fn run(shell: &mut Shell, name: &str, arguments: &[String], input: &str) -> Flow {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let base = name.rsplit('/').next().unwrap_or(name);
    if let Some(flow) = control(shell, base, &words, input) {
        return flow;
    }
    if let Some(text) = texts::output(shell, base, &words, input) {
        return match text {
            Ok(text) => {
                shell.print(&text);
                Ok(0)
            }
            Err((text, code)) => {
                if base == "expr" {
                    shell.print(&text)
                } else {
                    shell.complain(&text)
                }
                Ok(code)
            }
        };
    }
    others(shell, base, &words)
}

/// What steers a script.
fn control(shell: &mut Shell, name: &str, words: &[&str], input: &str) -> Option<Flow> {
    let first = words.first().copied().unwrap_or("");
    Some(match name {
        "true" | ":" | "cd" | "set" | "umask" | "ulimit" | "stty" | "sync" => Ok(0),
        "false" => Ok(1),
        "exit" | "return" => {
            let code = first.parse::<i32>().unwrap_or(0);
            Err(Halt::Exit(code.rem_euclid(256)))
        }
        "break" => Err(Halt::Break),
        "continue" => Err(Halt::Continue),
        "sleep" => sleep(shell, words),
        "export" | "local" | "readonly" => {
            for (name, value) in words.iter().filter_map(|it| it.split_once('=')) {
                shell.vars.insert(name.to_owned(), value.to_owned());
            }
            Ok(0)
        }
        "unset" => {
            words.iter().for_each(|it| drop(shell.vars.remove(*it)));
            Ok(0)
        }
        "trap" => {
            if words[1.min(words.len())..].iter().any(|it| it.trim_start_matches("SIG") == "TERM") {
                let code = first.split_once("exit").map(|(_, rest)| rest.trim().to_owned());
                shell.trap = code.map(|it| it.split(';').next().unwrap_or("").parse().unwrap_or(0));
            }
            Ok(0)
        }
        "wait" => shell.wait(),
        "exec" | "nohup" | "command" | "time" | "env" | "sudo" | "nice" | "tini" | "dumb-init"
            if !first.is_empty() && !first.starts_with('-') && !first.contains('=') =>
        {
            let more: Vec<String> = words[1..].iter().map(|it| (*it).to_owned()).collect();
            let flow = run(shell, first, &more, input);
            if name == "exec" { flow.and_then(|code| Err(Halt::Exit(code))) } else { flow }
        }
        "timeout" => timeout(shell, words, input),
        "sh" | "bash" | "ash" | "dash" => nested(shell, words, input),
        "kill" if shell.is_beside => Ok(super::signals::kill(shell, words)),
        "kill" => Err(Halt::Exit(143)),
        _ => return None,
    })
}

/// `5`, `0.5`, `2m`, `infinity`, in milliseconds; `None` for ever.
fn duration_ms(text: &str) -> Result<Option<i64>, ()> {
    if text == "infinity" || text == "inf" {
        return Ok(None);
    }
    let (number, unit) = match text.chars().last() {
        Some('s') => (&text[..text.len() - 1], 1000),
        Some('m') => (&text[..text.len() - 1], 60_000),
        Some('h') => (&text[..text.len() - 1], 3_600_000),
        Some('d') => (&text[..text.len() - 1], 86_400_000),
        _ => (text, 1000),
    };
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let digits = |it: &str| it.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && part.is_empty()) || !digits(whole) || !digits(part) {
        return Err(());
    }
    let whole = if whole.is_empty() { 0 } else { whole.parse::<i64>().unwrap_or(i64::MAX) };
    let thousandths: i64 = format!("{part:0<3}")[..3].parse().unwrap_or(0);
    Ok(Some(whole.saturating_mul(unit).saturating_add(thousandths * (unit / 1000))))
}

fn sleep(shell: &mut Shell, words: &[&str]) -> Flow {
    let mut total = 0_i64;
    for word in words {
        match duration_ms(word) {
            Ok(Some(more)) => total = total.saturating_add(more),
            Ok(None) => return Err(Halt::Forever),
            Err(()) => {
                shell.complain(&format!("sleep: invalid number '{word}'\n"));
                return Ok(1);
            }
        }
    }
    if words.is_empty() {
        shell.complain("sleep: missing operand\n");
        return Ok(1);
    }
    shell.pass(total)?;
    Ok(0)
}

/// The command ends by itself, or with code 143 (124 in GNU's).
fn timeout(shell: &mut Shell, words: &[&str], input: &str) -> Flow {
    let mut words = words.iter().skip_while(|it| it.starts_with('-'));
    let Some(Ok(Some(limit))) = words.next().map(|it| duration_ms(it)) else { return Ok(1) };
    let Some(name) = words.next() else { return Ok(1) };
    let more: Vec<String> = words.map(|it| (*it).to_owned()).collect();
    let (until, end) = (shell.until_ms, shell.now_ms.saturating_add(limit));
    if end >= until {
        return run(shell, name, &more, input);
    }
    shell.until_ms = end;
    let flow = run(shell, name, &more, input);
    shell.until_ms = until;
    match flow {
        Err(Halt::Time | Halt::Forever) => {
            shell.now_ms = end;
            Ok(143)
        }
        flow => flow,
    }
}

/// A shell in the shell: its variables are its own.
fn nested(shell: &mut Shell, words: &[&str], input: &str) -> Flow {
    let is_flag = |it: &&&str| it.starts_with('-') && it.len() > 1;
    let flags = words.iter().take_while(is_flag).count();
    let has_command = words[..flags].iter().any(|it| it.ends_with('c'));
    let script = match words.get(flags) {
        Some(script) if has_command => (*script).to_owned(),
        Some(path) => match shell.files.get(*path) {
            Some(text) => text.clone(),
            // A script of the image: nobody knows what it does.
            None => return others(shell, path, &[]),
        },
        None => input.to_owned(),
    };
    shell.nest(&|shell| match parse(&script) {
        Some(node) => shell.run(&node, ""),
        None => {
            shell.complain("sh: syntax error\n");
            Ok(2)
        }
    })
}

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
    "mkdir",
    "chmod",
    "chown",
    "cp",
    "mv",
    "ln",
    "sed",
    "awk",
    "tar",
    "gzip",
    "gunzip",
    "find",
    "xargs",
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
    "ping",
    "nslookup",
    "dig",
    "getent",
    "read",
    "shift",
    "eval",
    "sort",
    "uniq",
    "cut",
    "tr",
    "ps",
    "df",
    "du",
    "free",
    "uptime",
];

/// Other commands that every image has.
const KNOWN: &[&str] = &[
    "true", "false", "sleep", "env", "nohup", "time", "timeout", "sh", "bash", "ash", "dash",
    "kill", "echo", "printf", "date", "hostname", "pwd", "whoami", "id", "uname", "nproc",
    "printenv", "seq", "expr", "test", "[", "cat", "tee", "head", "tail", "wc", "grep", "ls",
    "touch", "rm", "perl", "yes", "top", "stty", "sync", "nice", "tini",
];

/// Whether it is a command that every image has.
pub(super) fn is_known(name: &str) -> bool {
    let base = match name.rsplit_once('/') {
        Some((folder, base)) if folder.ends_with("bin") => base,
        Some(_) => return false,
        None => name,
    };
    KNOWN.contains(&base) || QUIET.contains(&base)
}

/// Whether a script has a command that looks up names.
pub(super) fn asks_names(script: &Node) -> bool {
    script.mentions(&["nslookup", "getent", "nc", "ping", "wget", "curl"])
}

/// Whether a script has a command that may serve.
pub(super) fn may_serve(script: &Node) -> bool {
    script.any_command(&|name| {
        let base = name.rsplit('/').next().unwrap_or(name);
        let is_quiet = is_known(name) || CONTROL.contains(&base);
        SERVERS.contains(&base) || !is_quiet
    })
}

/// Commands of the shell itself.
const CONTROL: &[&str] = &[
    ":", "cd", "set", "umask", "ulimit", "exit", "return", "break", "continue", "export", "local",
    "readonly", "unset", "trap", "wait", "exec", "command", "[[",
];

fn others(shell: &mut Shell, name: &str, words: &[&str]) -> Flow {
    let first = words.first().copied().unwrap_or("");
    if SERVERS.contains(&name) {
        return Err(Halt::Forever);
    }
    if QUIET.contains(&name) {
        shell.pass(NETWORK_MS)?;
        if let Some(flow) = super::names::ask(shell, name, words) {
            return flow;
        }
        return Ok(0);
    }
    match name {
        "perl" => perl(shell, words),
        "tail" if words.iter().any(|it| matches!(*it, "-f" | "-F")) => Err(Halt::Forever),
        "python" | "python3" | "node" | "ruby" | "php" if !first.is_empty() => {
            let is_short = matches!(first, "-c" | "-e" | "-r" | "-p" | "--version" | "-v" | "-V");
            if is_short { Ok(0) } else { Err(Halt::Forever) }
        }
        "python" | "python3" | "node" | "ruby" | "php" => Ok(0),
        "stress" | "stress-ng" => stress(shell, words),
        "yes" => Err(Halt::Forever),
        _ if shell.is_bare => {
            shell.complain(&format!("sh: {name}: not found\n"));
            Ok(127)
        }
        _ if shell.is_entry => Err(Halt::Forever),
        _ => {
            shell.pass(UNKNOWN_MS)?;
            Ok(0)
        }
    }
}

/// Takes as much memory as it is told to; more than the container may have ends it.
fn stress(shell: &mut Shell, words: &[&str]) -> Flow {
    let amount = words.iter().position(|it| *it == "--vm-bytes").and_then(|at| words.get(at + 1));
    let amount = amount.and_then(|it| Quantity::parse(it.trim_end_matches(['B', 'b'])).ok());
    let is_over = amount.zip(shell.memory).is_some_and(|(amount, limit)| amount.value() > limit);
    if !is_over {
        return Err(Halt::Forever);
    }
    shell.pass(UNKNOWN_MS)?;
    shell.is_killed = true;
    Err(Halt::Exit(137))
}

/// The one program in Perl that every reader of the documentation knows.
fn perl(shell: &mut Shell, words: &[&str]) -> Flow {
    let script = words.last().copied().unwrap_or("");
    let digits = script.split_once("bpi(").and_then(|(_, it)| it.split_once(')'));
    shell.pass(if digits.is_some() { COMPUTING_MS } else { NETWORK_MS })?;
    if let Some(digits) = digits.and_then(|(it, _)| it.trim().parse().ok()) {
        // Nobody reads what is written where only the end is asked for.
        if shell.until_ms < i64::MAX {
            shell.print(&format!("{}\n", pi(digits)));
        }
        return Ok(0);
    }
    if let Some((_, text)) = script.split_once("print") {
        let text = text.trim().trim_matches(['"', '\'', ';']);
        shell.print(&format!("{text}\n"));
    }
    if let Some((_, code)) = script.split_once("exit") {
        let digits: String = code.chars().filter(char::is_ascii_digit).collect();
        return Ok(digits.parse().unwrap_or(0));
    }
    Ok(0)
}
