//! Programs that look up names.

use super::super::dns::{Answer, DOMAIN, SERVER, search};
use super::super::fetch::NAMELESS_MS;
use super::super::servers::{Asked, base, tag};
use super::super::web::Outcome as Reached;
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
    /// It is somewhere in the world; and, as `nslookup` tells it, that it only stands for another.
    Outside(String),
    /// The full name that was asked for first, which nobody has.
    Missing(String),
    /// Nothing: nobody can be asked.
    Silence,
}

/// How long it takes to learn that a name leads nowhere (milliseconds).
fn missing_ms(host: &Host) -> i64 {
    if host.is_cut() { NAMELESS_MS } else { NETWORK_MS }
}

fn find(host: &Host, name: &str, now_ms: i64) -> Found {
    if name.parse::<std::net::IpAddr>().is_ok() {
        return Found::Outside(String::new());
    }
    if let Some(address) = host.of_hosts_file(name) {
        return Found::Inside(name.to_owned(), vec![address]);
    }
    if host.is_cut() {
        return Found::Silence;
    }
    match host.resolve(name, now_ms) {
        (full, Answer::Addresses(addresses)) => Found::Inside(full, addresses),
        (full, Answer::Alias(to)) => Found::Outside(format!("{full}\tcanonical name = {to}\n\n")),
        (_, Answer::NoName) if is_outside(name) => Found::Outside(String::new()),
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
pub(super) fn ask(
    (place, image): (&Host, &str),
    name: &str,
    words: &[&str],
    now_ms: i64,
) -> Option<Outcome> {
    let is_host = |it: &&&str| !it.starts_with(['-', '+', '@']);
    let hosts: Vec<&str> = words.iter().filter(is_host).copied().collect();
    let asked = match name {
        "nslookup" => *hosts.first()?,
        // Without more it looks in no other domain.
        "dig" if words.contains(&"+short") => *hosts.first().filter(|it| {
            words.contains(&"+search") || it.trim_end_matches('.').ends_with(DOMAIN)
        })?,
        "getent" => *hosts.get(1)?,
        _ => return None,
    };
    let asked = host(asked);
    let found = find(place, asked, now_ms);
    let took_ms = if matches!(found, Found::Silence) { missing_ms(place) } else { NETWORK_MS };
    let done = |stream, text, code| Some(Outcome::Done(took_ms, code, vec![(stream, text)]));
    match (name, &found) {
        ("nslookup", Found::Outside(alias)) if alias.is_empty() => None,
        ("nslookup", _) => {
            let (text, code) = nslookup((place, Lookup::of(image)), &found, asked, now_ms);
            done(Stream::Out, text, code)
        }
        ("getent", Found::Inside(full, addresses)) => {
            let rows = addresses.iter().map(|it| format!("{it:<15} {full}\n"));
            done(Stream::Out, rows.collect(), 0)
        }
        ("dig", Found::Inside(_, addresses)) => done(Stream::Out, addresses.join("\n") + "\n", 0),
        ("getent", Found::Missing(_) | Found::Silence) => done(Stream::Out, String::new(), 2),
        _ => None,
    }
}

/// Flags with their values, as `getopt` reads them (those of `valued` have one), and what stands
/// between them.
fn sorted_out<'a>(words: &[&'a str], valued: &str) -> (Vec<(char, &'a str)>, Vec<&'a str>) {
    let (mut flags, mut plain, mut words) = (Vec::new(), Vec::new(), words.iter().copied());
    while let Some(word) = words.next() {
        let Some(mut letters) = word.strip_prefix('-').map(str::chars) else {
            plain.push(word);
            continue;
        };
        while let Some(letter) = letters.next() {
            if !valued.contains(letter) {
                flags.push((letter, ""));
                continue;
            }
            let rest = letters.as_str();
            let value = if rest.is_empty() { words.next().unwrap_or("") } else { rest };
            flags.push((letter, value));
            break;
        }
    }
    (flags, plain)
}

/// `nc` of busybox that looks whether somebody listens; anything else is taken as said.
pub(super) fn knock(place: &Host, words: &[&str], now_ms: i64) -> Outcome {
    let (flags, plain) = sorted_out(words, "wispI");
    let is_loud = flags.iter().any(|it| it.0 == 'v');
    let seconds = flags.iter().filter(|it| it.0 == 'w').find_map(|it| it.1.parse::<i64>().ok());
    let limit_ms = seconds.map_or(130_000, |it| it.clamp(0, 3600) * 1000);
    let (asked, port) = (plain.first().copied().unwrap_or(""), plain.get(1).copied().unwrap_or(""));
    let done = |took_ms, code, text: String| {
        let text = if text.is_empty() { Vec::new() } else { vec![(Stream::Err, text)] };
        Outcome::Done(took_ms, code, text)
    };
    let address = match find(place, asked, now_ms) {
        Found::Missing(_) | Found::Silence => {
            return done(missing_ms(place), 1, format!("nc: bad address '{asked}'\n"));
        }
        Found::Inside(_, addresses) => addresses.into_iter().next().unwrap_or_default(),
        Found::Outside(_) if ["10.", "127.", "172.18."].iter().any(|it| asked.starts_with(it)) => {
            asked.to_owned()
        }
        Found::Outside(_) if place.is_cut() => asked.to_owned(),
        Found::Outside(_) => return done(NETWORK_MS, 0, String::new()),
    };
    let own = place.address();
    let target = if address.starts_with("127.") { own } else { &address };
    let number = port.parse().unwrap_or(0);
    let asking = Asked { target: "/", host: asked, port: number, client: own, now_ms };
    let place_of = format!("{asked} ({address}:{port})");
    match place.web.request(target, &asking).0 {
        Reached::Answer(..) if is_loud => done(NETWORK_MS, 0, format!("{place_of} open\n")),
        Reached::Answer(..) => done(NETWORK_MS, 0, String::new()),
        Reached::Refused => done(NETWORK_MS, 1, format!("nc: {place_of}: Connection refused\n")),
        Reached::Silence => done(limit_ms, 1, format!("nc: {place_of}: Connection timed out\n")),
    }
}

/// `ping` of busybox: what it prints, and how it ends. Without a number it goes on
/// until it is stopped. An address of a Service is on no machine, and nothing answers there.
pub(super) fn ping(place: &Host, words: &[&str], now_ms: i64, is_main: bool) -> Outcome {
    let (mut count, mut asked, mut words) = (None, "", words.iter());
    while let Some(word) = words.next() {
        match *word {
            "-c" => count = words.next().and_then(|it| it.parse().ok()),
            // That of Windows goes on with it, and takes no number.
            "-t" if words.clone().next().is_some_and(|it| it.parse::<u8>().is_err()) => {}
            "-i" | "-s" | "-t" | "-w" | "-W" | "-I" => drop(words.next()),
            word if word.starts_with("-c") => count = word.get(2..).and_then(|it| it.parse().ok()),
            word if word.starts_with('-') => {}
            word => asked = word,
        }
    }
    let address = match find(place, asked, now_ms) {
        Found::Missing(_) | Found::Silence => {
            let text = format!("ping: bad address '{asked}'\n");
            return Outcome::Done(missing_ms(place), 1, vec![(Stream::Err, text)]);
        }
        Found::Inside(_, addresses) => addresses.into_iter().next().unwrap_or_default(),
        Found::Outside(_) if asked.parse::<std::net::IpAddr>().is_ok() => asked.to_owned(),
        Found::Outside(_) => "203.0.113.1".to_owned(),
    };
    let is_endless = is_main && count.is_none();
    let sent: i64 = count.unwrap_or(1).clamp(1, 100);
    let target = if address.starts_with("127.") { place.address() } else { &address };
    let is_lost = address.starts_with("10.96.") || place.web.parts(place.address(), target);
    let answers = if is_lost { 0 } else { sent };
    let mut text = format!("PING {asked} ({address}): 56 data bytes\n");
    for at in 0..answers {
        text.push_str(&format!("64 bytes from {address}: seq={at} ttl=63 time=0.104 ms\n"));
    }
    if is_endless {
        return Outcome::Forever(vec![(Stream::Out, text)]);
    }
    let lost = if answers == 0 { 100 } else { 0 };
    text.push_str(&format!(
        "\n--- {asked} ping statistics ---\n{sent} packets transmitted, {answers} packets received, {lost}% packet loss\n"
    ));
    if lost == 0 {
        text.push_str("round-trip min/avg/max = 0.104/0.104/0.104 ms\n");
    }
    let last_ms = if lost == 0 { NETWORK_MS } else { 10_000 };
    Outcome::Done((sent - 1) * 1000 + last_ms, i32::from(lost > 0), vec![(Stream::Out, text)])
}

/// Whose `nslookup` an image has: each prints otherwise.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lookup {
    /// BusyBox up to 1.28, which the documentation uses. Source: its `networking/nslookup.c`.
    Old,
    BusyBox,
    Bind,
}

impl Lookup {
    fn of(image: &str) -> Self {
        let (base, tag) = (base(image), tag(image));
        let minor = tag.strip_prefix("1.").and_then(|it| it.split(['.', '-']).next()?.parse().ok());
        match base {
            "busyboxplus" => Self::Old,
            "busybox" if minor.is_some_and(|it: u32| it <= 28) => Self::Old,
            "alpine" | "busybox" | "curl" => Self::BusyBox,
            _ if tag.contains("alpine") => Self::BusyBox,
            _ => Self::Bind,
        }
    }
}

fn nslookup(
    (place, lookup): (&Host, Lookup),
    found: &Found,
    asked: &str,
    now_ms: i64,
) -> (String, i32) {
    let mark = if lookup == Lookup::Bind { '#' } else { ':' };
    let head = match lookup {
        Lookup::Old => {
            format!(
                "Server:    {SERVER}\nAddress 1: {SERVER} kube-dns.kube-system.svc.{DOMAIN}\n\n"
            )
        }
        _ => format!("Server:\t\t{SERVER}\nAddress:\t{SERVER}{mark}53\n\n"),
    };
    match found {
        Found::Inside(full, addresses) if lookup == Lookup::Old => {
            // Each address is asked for its name, too.
            let rows = addresses.iter().zip(1..);
            let name = |it: &str| place.zone.name_of(full, it, now_ms);
            let rows = rows.map(|(it, at)| format!("Address {at}: {it} {}\n", name(it)));
            (format!("{head}Name:      {asked}\n{}", rows.collect::<String>()), 0)
        }
        Found::Missing(_) | Found::Silence if lookup == Lookup::Old => {
            (format!("{head}nslookup: can't resolve '{asked}'\n"), 1)
        }
        Found::Inside(full, addresses) => {
            let rows = addresses.iter().map(|it| format!("Name:\t{full}\nAddress: {it}\n"));
            (head + &rows.collect::<String>() + "\n", 0)
        }
        Found::Missing(full) => (head + &format!("** server can't find {full}: NXDOMAIN\n\n"), 1),
        Found::Outside(alias) => (head + alias, 0),
        Found::Silence => {
            (";; connection timed out; no servers could be reached\n\n".to_owned(), 1)
        }
    }
}
