//! `curl` and `wget`: a request, and what is printed of the answer.
//! Source: `curl.se/docs/manpage.html`; `networking/wget.c` of BusyBox.

mod options;

use self::options::Options;
use super::dns::Answer;
use super::program::Host;
use super::servers::{Asked, Response};
use super::web::Outcome;
use crate::api::{ObjectKey, Time};

/// Who has set no limit waits so long for a connection (milliseconds).
const PATIENCE_MS: i64 = 130_000;
/// Who can't ask for a name gives up after so long (milliseconds): two attempts of five seconds.
pub(super) const NAMELESS_MS: i64 = 10_000;
/// A name is looked up, or a connection refused, so fast (milliseconds).
const INSTANT_MS: i64 = 2;

/// What has become of such a command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fetched {
    /// How long it took (milliseconds).
    pub took_ms: i64,
    /// Its exit code.
    pub code: i32,
    /// What it prints.
    pub output: String,
    /// What it complains of.
    pub errors: String,
    /// What it has saved: path and text.
    pub saved: Option<(String, String)>,
    /// The Service that it has asked, and the address of the Pod that has answered.
    pub service: Option<(ObjectKey, String)>,
}

/// Where a URL leads.
struct Url<'a> {
    host: &'a str,
    /// The host as the request names it.
    named: &'a str,
    port: i64,
    target: String,
}

impl Url<'_> {
    /// What a file of it is called.
    fn name(&self) -> &str {
        let path = self.target.split('?').next().unwrap_or("");
        path.rsplit('/').next().filter(|it| !it.is_empty()).unwrap_or("index.html")
    }
}

fn url(text: &str) -> Url<'_> {
    let (scheme, rest) = text.split_once("://").unwrap_or(("http", text));
    let (named, path) = match rest.find(['/', '?']) {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let named = named.rsplit('@').next().unwrap_or(named);
    let default = if scheme == "https" { 443 } else { 80 };
    let (host, port) = match named.rsplit_once(':') {
        Some((host, port)) => (host, port.parse().unwrap_or(default)),
        None => (named, default),
    };
    let slash = if path.starts_with('/') { "" } else { "/" };
    Url { host, named, port, target: format!("{slash}{path}") }
}

/// The addresses of a name, as somebody in a place learns them; `Err` where nobody has it, `None`
/// where it is somewhere in the world.
fn resolve(host: &Host, name: &str, now_ms: i64) -> Result<Option<String>, ()> {
    let name = name.trim_start_matches('[').trim_end_matches(']');
    if name.parse::<std::net::IpAddr>().is_ok() {
        return Ok(Some(name.to_owned()));
    }
    if let Some(address) = host.of_hosts_file(name) {
        return Ok(Some(address));
    }
    if host.is_cut() {
        return Err(());
    }
    match host.resolve(name, now_ms).1 {
        Answer::Addresses(all) => Ok(all.into_iter().next()),
        Answer::Alias(_) => Ok(None),
        Answer::NoName if super::program::is_outside(name) => Ok(None),
        Answer::NoName => Err(()),
    }
}

/// What stands at an address of the web, as far as somebody knows.
pub type Pages<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Runs `curl` or `wget` in a place; `None` for any other program.
#[must_use]
pub fn fetch(
    host: &Host,
    name: &str,
    words: &[&str],
    (now_ms, pages): (i64, Pages<'_>),
) -> Option<Fetched> {
    let is_curl = match name {
        "curl" => true,
        "wget" => false,
        _ => return None,
    };
    let options = Options::read(words, is_curl);
    let mut all = Fetched::default();
    if options.urls.is_empty() {
        let (text, code) = match is_curl {
            true => ("curl: try 'curl --help' or 'curl --manual' for more information\n", 2),
            false => ("wget: missing URL\n", 1),
        };
        return Some(Fetched { code, errors: text.to_owned(), ..all });
    }
    for text in &options.urls {
        let one = one(host, &options, text, is_curl, (now_ms + all.took_ms, pages));
        all.took_ms += one.took_ms;
        all.code = one.code;
        all.output.push_str(&one.output);
        all.errors.push_str(&one.errors);
        all.saved = one.saved.or(all.saved);
        all.service = one.service.or(all.service);
    }
    Some(all)
}

fn one(
    host: &Host,
    options: &Options<'_>,
    text: &str,
    is_curl: bool,
    (now_ms, pages): (i64, Pages<'_>),
) -> Fetched {
    let url = url(text);
    let failed = |took_ms: i64, code: i32, why: String| {
        let is_told = !is_curl || !options.is_quiet || options.shows_errors;
        let errors = if is_told { why } else { String::new() };
        let output = options.format.filter(|_| is_curl).map(|it| formatted(it, 0, 0));
        let output = output.unwrap_or_default();
        Fetched { took_ms, code, errors, output, ..Fetched::default() }
    };
    let name = url.host;
    let address = match resolve(host, name, now_ms) {
        Ok(Some(address)) => address,
        Ok(None) => return from_world(options, &url, is_curl, (now_ms, pages(text))),
        Err(()) => {
            let (code, why) = match is_curl {
                true => (6, format!("curl: (6) Could not resolve host: {name}\n")),
                false => (1, format!("wget: bad address '{}'\n", url.named)),
            };
            return failed(if host.is_cut() { NAMELESS_MS } else { INSTANT_MS }, code, why);
        }
    };
    let own = host.address();
    let target = if address == "127.0.0.1" { own } else { &address };
    let asked = Asked { target: &url.target, host: url.named, port: url.port, client: own, now_ms };
    let (outcome, service) = host.web.request(target, &asked);
    let limit_ms = options.limit_ms;
    let mut done = match outcome {
        Outcome::Refused if is_curl => failed(
            INSTANT_MS,
            7,
            format!(
                "curl: (7) Failed to connect to {name} port {} after 0 ms: Could not connect to server\n",
                url.port
            ),
        ),
        Outcome::Refused => failed(
            INSTANT_MS,
            1,
            format!("wget: can't connect to remote host ({address}): Connection refused\n"),
        ),
        Outcome::Silence => silence(&failed, (name, url.port), limit_ms, is_curl),
        Outcome::Answer(_, took_ms) if limit_ms.is_some_and(|it| it < took_ms) => {
            silence(&failed, (name, url.port), limit_ms, is_curl)
        }
        Outcome::Answer(response, took_ms) => {
            let done = if is_curl {
                curled(options, &url, &response, took_ms, now_ms)
            } else {
                wgot(options, (&url, &address), &response)
            };
            Fetched { took_ms, ..done }
        }
    };
    done.service = service;
    done
}

/// What is somewhere in the world answers, though hardly ever does somebody here know what.
fn from_world(
    options: &Options<'_>,
    url: &Url<'_>,
    is_curl: bool,
    (now_ms, page): (i64, Option<String>),
) -> Fetched {
    let took_ms = 100;
    let response = Response::text(&page.unwrap_or_else(|| unknown_page(url.host)));
    let done = match is_curl {
        true => curled(options, url, &response, took_ms, now_ms),
        false => wgot(options, (url, "203.0.113.1"), &response),
    };
    Fetched { took_ms, ..done }
}

/// What stands for the pages of the world. Whatever reads it, a shell too, takes it for a remark.
fn unknown_page(host: &str) -> String {
    format!("# This page stands for what {host} would answer.\n")
}

fn silence(
    failed: &dyn Fn(i64, i32, String) -> Fetched,
    (name, port): (&str, i64),
    limit_ms: Option<i64>,
    is_curl: bool,
) -> Fetched {
    let waited_ms = limit_ms.unwrap_or(PATIENCE_MS);
    match (is_curl, limit_ms) {
        (true, Some(limit)) => failed(
            limit,
            28,
            format!("curl: (28) Connection timed out after {limit} milliseconds\n"),
        ),
        (true, None) => failed(
            waited_ms,
            28,
            format!(
                "curl: (28) Failed to connect to {name} port {port} after {waited_ms} ms: Could not connect to server\n"
            ),
        ),
        (false, _) => failed(waited_ms, 1, "wget: download timed out\n".to_owned()),
    }
}

/// What `-w` prints.
fn formatted(format: &str, status: u16, size: usize) -> String {
    let status = format!("{status:03}");
    let text = format.replace("%{http_code}", &status).replace("%{response_code}", &status);
    text.replace("%{size_download}", &size.to_string()).replace("\\n", "\n").replace("\\t", "\t")
}

fn head(response: &Response, now_ms: i64) -> String {
    let date = Time::of_ms(now_ms).rfc1123().replace("+0000", "GMT");
    let server = match response.server.as_str() {
        "" => String::new(),
        name => format!("Server: {name}\r\n"),
    };
    format!(
        "HTTP/1.1 {} {}\r\n{server}Date: {date}\r\nContent-Type: {}\r\nContent-Length: {}\r\nConnection: keep-alive\r\n\r\n",
        response.status,
        response.reason(),
        response.content_type,
        response.body.len()
    )
}

fn curled(
    options: &Options<'_>,
    url: &Url<'_>,
    response: &Response,
    took_ms: i64,
    now_ms: i64,
) -> Fetched {
    let mut done = Fetched::default();
    if options.fails && response.status >= 400 {
        let why = format!("curl: (22) The requested URL returned error: {}\n", response.status);
        let is_told = !options.is_quiet || options.shows_errors;
        return Fetched { code: 22, errors: if is_told { why } else { String::new() }, ..done };
    }
    if options.is_talkative {
        let (target, named) = (&url.target, url.named);
        done.errors = format!(
            "* Connected to {} port {}\n> GET {target} HTTP/1.1\r\n> Host: {named}\r\n> User-Agent: curl/8.14.1\r\n> Accept: */*\r\n> \r\n",
            url.host, url.port
        );
        let head = head(response, now_ms + took_ms);
        done.errors.extend(head.lines().map(|it| format!("< {it}\r\n")));
    }
    if options.shows_headers || options.only_headers {
        done.output.push_str(&head(response, now_ms + took_ms));
    }
    let body = if options.only_headers { "" } else { &response.body };
    match options.output.or_else(|| options.is_named_so.then(|| url.name())) {
        Some("-") | None => done.output.push_str(body),
        Some("/dev/null") => {}
        Some(path) => done.saved = Some((path.to_owned(), body.to_owned())),
    }
    if let Some(format) = options.format {
        done.output.push_str(&formatted(format, response.status, body.len()));
    }
    done
}

fn wgot(options: &Options<'_>, (url, address): (&Url<'_>, &str), response: &Response) -> Fetched {
    let mut done = Fetched::default();
    let mut say = |text: String| {
        if !options.is_quiet {
            done.errors.push_str(&text);
        }
    };
    say(format!("Connecting to {} ({address}:{})\n", url.named, url.port));
    if response.status >= 400 {
        let (status, reason) = (response.status, response.reason());
        done.errors.push_str(&format!("wget: server returned error: HTTP/1.1 {status} {reason}\n"));
        return Fetched { code: 1, ..done };
    }
    if options.only_headers {
        say("remote file exists\n".to_owned());
        return done;
    }
    let file = options.output.unwrap_or_else(|| url.name());
    let (doing, did) = match file {
        "-" => ("writing to stdout".to_owned(), "written to stdout".to_owned()),
        file => (format!("saving to '{file}'"), format!("'{file}' saved")),
    };
    let size = response.body.len();
    say(format!("{doing}\n"));
    say(format!("{file:<20} 100% |{}| {size:>5}  0:00:00 ETA\n{did}\n", "*".repeat(32)));
    match file {
        "-" => done.output.clone_from(&response.body),
        "/dev/null" => {}
        path => done.saved = Some((path.to_owned(), response.body.clone())),
    }
    done
}
