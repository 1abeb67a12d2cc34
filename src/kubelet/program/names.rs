//! Programs that look up names.

use super::super::dns::{Answer, DOMAIN, SERVER, search};
use super::host::Host;
use crate::shell::{Answer as Outcome, Stream};

/// A question to another machine takes this long (milliseconds).
const NETWORK_MS: i64 = 10;
/// Names outside that somebody has: those below one of these.
const OUTSIDE: &[&str] = &[
    "ai", "app", "at", "ch", "cloud", "cn", "co", "com", "de", "dev", "edu", "es", "eu", "fr",
    "gov", "in", "info", "io", "it", "jp", "me", "net", "nl", "org", "sh", "tv", "uk", "us",
];

/// Whether a name is somewhere in the world.
pub fn is_outside(name: &str) -> bool {
    let last = name.trim_end_matches('.').rsplit('.').next().unwrap_or("");
    name.contains('.') && OUTSIDE.contains(&last)
}

/// What somebody who asks for a name learns.
enum Found {
    /// The full name and its addresses.
    Inside(String, Vec<String>),
    /// It is somewhere in the world.
    Outside,
    /// The full name that was asked for first, which nobody has.
    Missing(String),
}

fn find(host: &Host, name: &str, now_ms: i64) -> Found {
    if name.parse::<std::net::IpAddr>().is_ok() {
        return Found::Outside;
    }
    if let Some(address) = host.of_hosts_file(name) {
        return Found::Inside(name.to_owned(), vec![address]);
    }
    match host.zone.resolve(&host.namespace, name, now_ms) {
        (full, Answer::Addresses(addresses)) => Found::Inside(full, addresses),
        (_, Answer::Alias(_)) => Found::Outside,
        (_, Answer::NoName) if is_outside(name) => Found::Outside,
        (full, Answer::NoName) if full.ends_with(DOMAIN) => Found::Missing(full),
        (plain, Answer::NoName) => {
            let [first, ..] = search(&host.namespace);
            Found::Missing(format!("{plain}.{first}"))
        }
    }
}

/// The host of an address such as `http://web:80/path`.
fn host(word: &str) -> &str {
    let word = word.split_once("://").map_or(word, |it| it.1);
    word.split(['/', ':']).next().unwrap_or(word)
}

/// Commands that print what they have looked up, or end badly where a name is not known; `None`
/// for those that ask nobody, or go on with the answer.
pub(super) fn ask(place: &Host, name: &str, words: &[&str], now_ms: i64) -> Option<Outcome> {
    let hosts: Vec<&str> = words.iter().filter(|it| !it.starts_with('-')).copied().collect();
    let asked = match name {
        "nslookup" | "nc" | "ping" => *hosts.first()?,
        "getent" => *hosts.get(1)?,
        _ => return None,
    };
    let asked = host(asked);
    let found = find(place, asked, now_ms);
    let done = |stream, text, code| Some(Outcome::Done(NETWORK_MS, code, vec![(stream, text)]));
    match (name, &found) {
        (_, Found::Outside) => None,
        ("nslookup", _) => {
            let (text, code) = nslookup(&found);
            done(Stream::Out, text, code)
        }
        ("getent", Found::Inside(full, addresses)) => {
            let rows = addresses.iter().map(|it| format!("{it:<15} {full}\n"));
            done(Stream::Out, rows.collect(), 0)
        }
        ("getent", Found::Missing(_)) => done(Stream::Out, String::new(), 2),
        (_, Found::Inside(..)) => None,
        (_, Found::Missing(_)) => done(Stream::Err, format!("{name}: bad address '{asked}'\n"), 1),
    }
}

fn nslookup(found: &Found) -> (String, i32) {
    let head = format!("Server:\t\t{SERVER}\nAddress:\t{SERVER}:53\n\n");
    match found {
        Found::Inside(full, addresses) => {
            let rows = addresses.iter().map(|it| format!("Name:\t{full}\nAddress: {it}\n"));
            (head + &rows.collect::<String>() + "\n", 0)
        }
        Found::Missing(full) => (head + &format!("** server can't find {full}: NXDOMAIN\n\n"), 1),
        Found::Outside => (head, 0),
    }
}
