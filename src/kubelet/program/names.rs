//! Names that programs look up. Source: `github.com/coredns/coredns/plugin/kubernetes`.

use super::shell::{Flow, Halt, Shell};
use crate::sorted::SortedMap;

/// The address of the cluster's DNS.
const SERVER: &str = "10.96.0.10";
/// Who has asked so often in vain asks for ever.
const MISSES_MAX: u32 = 300;
/// What the cluster's names end with.
const ZONE: &str = ".svc.cluster.local";

/// Services by namespace and name: since when each is known (milliseconds since 1970), and its
/// address.
pub type Names = SortedMap<(String, String), (i64, String)>;

/// The full name of one that is looked up in the cluster; `None` for one outside.
fn full_name(name: &str, namespace: &str) -> Option<String> {
    let plain = name.trim_end_matches('.');
    let plain = plain.strip_suffix(ZONE).or_else(|| plain.strip_suffix(".svc")).unwrap_or(plain);
    match plain.split_once('.') {
        None => Some(format!("{plain}.{namespace}{ZONE}")),
        Some(_) if plain.len() < name.trim_end_matches('.').len() => Some(format!("{plain}{ZONE}")),
        Some(_) => None,
    }
}

/// Whether a name has an address now, and which; names outside always have one.
fn address(shell: &Shell, full: &str) -> Option<String> {
    let plain = full.strip_suffix(ZONE).unwrap_or(full);
    let (service, namespace) = plain.rsplit_once('.')?;
    if matches!(service, "localhost" | "kubernetes") {
        return Some("10.96.0.1".to_owned());
    }
    let key = (namespace.to_owned(), service.to_owned());
    let (since_ms, address) = shell.names.get(&key)?;
    (*since_ms <= shell.now_ms).then(|| address.clone())
}

/// The host of an address such as `http://web:80/path`.
fn host(word: &str) -> &str {
    let word = word.split_once("://").map_or(word, |it| it.1);
    word.split(['/', ':']).next().unwrap_or(word)
}

/// Commands that end badly where a name is not known: what they say and their code; `None` for
/// those that ask nobody, or are answered.
pub(super) fn ask(shell: &mut Shell, name: &str, words: &[&str]) -> Option<Flow> {
    let hosts: Vec<&str> = words.iter().filter(|it| !it.starts_with('-')).copied().collect();
    let asked = match name {
        "nslookup" | "nc" | "ping" => *hosts.first()?,
        "getent" => *hosts.get(1)?,
        "wget" | "curl" => hosts.iter().rev().find(|it| it.contains("://"))?,
        _ => return None,
    };
    let host = host(asked);
    let full = full_name(host, &shell.namespace)?;
    let found = address(shell, &full);
    shell.misses += u32::from(found.is_none());
    if shell.misses > MISSES_MAX && shell.until_ms == i64::MAX {
        return Some(Err(Halt::Forever));
    }
    if name == "nslookup" {
        let head = format!("Server:\t\t{SERVER}\nAddress:\t{SERVER}:53\n\n");
        let (tail, code) = match found {
            Some(address) => (format!("Name:\t{full}\nAddress: {address}\n\n"), 0),
            None => (format!("** server can't find {full}: NXDOMAIN\n\n"), 1),
        };
        shell.print(&(head + &tail));
        return Some(Ok(code));
    }
    if found.is_some() {
        return None;
    }
    let (why, code) = match name {
        "getent" => (String::new(), 2),
        "curl" => (format!("curl: (6) Could not resolve host: {host}\n"), 6),
        _ => (format!("{name}: bad address '{host}'\n"), 1),
    };
    shell.complain(&why);
    Some(Ok(code))
}
