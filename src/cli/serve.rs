//! `podarium single` and `podarium watch`: a tape with the page around it, from a folder that holds
//! the built page.

use super::{EXIT_CODES, FINE, WRONG, one, placed, read_tape, write_to};
use crate::export::escaped;
use crate::film::tape_hash;
use crate::syntax::title;
use crate::tape::Tape;
use clap::{Arg, ArgMatches, Command};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// The page that shows the other one, and loads it anew.
const WATCH: &str = include_str!("../../static/watch.html");
/// What a browser says before it gets an answer, at most (bytes).
const HEAD_MAX: u64 = 64 << 10;
/// What stands around the tape in the single file.
const TAPE: (&str, &str) = ("<pre id=\"tape\" hidden>", "</pre>");

/// The two commands.
pub fn commands() -> [Command; 2] {
    let file = Arg::new("FILE").required(true);
    let page = Arg::new("page").long("page").value_name("FOLDER").default_value("dist");
    let page = page.help("The folder with Podarium's page, as `cargo xtask dist` builds it");
    let output = Arg::new("output").short('o').long("output").value_name("FILE");
    let port = Arg::new("port").long("port").value_name("NUMBER").default_value("8090");
    let port = port.value_parser(clap::value_parser!(u16)).help("The port of this machine");
    [
        Command::new("single")
            .about("Write a tape with all of Podarium into one page, which opens from a disk, without a server or a network")
            .after_help(EXIT_CODES)
            .arg(file.clone().help("The tape; `-`: standard input"))
            .arg(page.clone())
            .arg(output.help("Write to a file instead of the standard output")),
        Command::new("watch")
            .about("Show a tape in the browser, and again each time it is saved")
            .after_help(EXIT_CODES)
            .arg(file.help("The tape"))
            .arg(page)
            .arg(port),
    ]
}

/// Writes a tape into the single file.
pub fn single(matches: &ArgMatches, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<u8> {
    let file = one(matches, "FILE").unwrap_or("-");
    let page = Path::new(one(matches, "page").unwrap_or_default()).join("single.html");
    let made = read_tape(file).and_then(|text| {
        Tape::parse(&text).map_err(|it| format!("error: {}", placed(file, 0, &it)))?;
        let whole = std::fs::read_to_string(&page)
            .map_err(|error| format!("error: {}: {error}", page.display()))?;
        with_tape(&whole, &text)
            .ok_or_else(|| format!("error: {} has no place for a tape", page.display()))
    });
    match made.and_then(|text| write_to(one(matches, "output"), text)) {
        Ok(text) => out.write_all(text.as_bytes()).map(|()| FINE),
        Err(error) => writeln!(err, "{error}").map(|()| WRONG),
    }
}

/// The single file with this tape in it.
fn with_tape(page: &str, text: &str) -> Option<String> {
    let (head, rest) = page.split_once(TAPE.0)?;
    let (_, tail) = rest.split_once(TAPE.1)?;
    let head = match title(text) {
        "" => head.to_owned(),
        title => head.replace("<title>Podarium<", &format!("<title>{}<", escaped(title))),
    };
    // Readers of HTML drop the first line break.
    Some(format!("{head}{}\n{}{}{tail}", TAPE.0, escaped(text), TAPE.1))
}

/// Serves the page with a tape, until it is stopped.
pub fn watch(matches: &ArgMatches, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<u8> {
    let file = one(matches, "FILE").unwrap_or_default();
    let page = PathBuf::from(one(matches, "page").unwrap_or_default());
    let port = matches.get_one::<u16>("port").copied().unwrap_or_default();
    let ready = read_tape(file).and_then(|_| match page.join("index.html").is_file() {
        true => {
            TcpListener::bind(("127.0.0.1", port)).map_err(|it| format!("error: port {port}: {it}"))
        }
        false => Err(format!("error: {} has no page: cargo xtask dist builds one", page.display())),
    });
    let listener = match ready {
        Ok(listener) => listener,
        Err(error) => return writeln!(err, "{error}").map(|()| WRONG),
    };
    let address = listener.local_addr()?;
    writeln!(out, "{file} is shown on http://{address}/ until Ctrl+C is pressed")?;
    out.flush()?;
    let watched: Arc<(String, PathBuf)> = Arc::new((file.to_owned(), page));
    for connection in listener.incoming() {
        let watched = Arc::clone(&watched);
        // A thread for each: browsers keep connections open before they ask something.
        std::thread::spawn(move || connection.and_then(|it| talk(&it, &watched.0, &watched.1)));
    }
    Ok(FINE)
}

/// Answers one request, and no second: what is served here is small and near.
fn talk(connection: &TcpStream, file: &str, page: &Path) -> io::Result<()> {
    let mut lines = BufReader::new(connection.take(HEAD_MAX)).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    // The rest of the head is read, as a connection that is closed before may lose the answer.
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let url = first.split(' ').nth(1).unwrap_or_default();
    let (status, kind, bytes) = match answer(url, file, page) {
        Some((kind, bytes)) => ("200 OK", kind, bytes),
        None => ("404 Not Found", "text/plain", b"There is nothing at this address.".to_vec()),
    };
    let mut to = connection;
    write!(
        to,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\
         Cache-Control: no-store\r\nConnection: close\r\n\r\n",
        bytes.len()
    )?;
    to.write_all(&bytes)
}

/// The type and the bytes of what is at an address.
fn answer(url: &str, file: &str, page: &Path) -> Option<(&'static str, Vec<u8>)> {
    let path = url.split(['?', '#']).next()?;
    let text = || std::fs::read_to_string(file).unwrap_or_default();
    match path {
        "/" => Some(("text/html; charset=utf-8", WATCH.into())),
        "/tape" => Some(("text/plain; charset=utf-8", text().into_bytes())),
        "/version" => Some(("text/plain", format!("{:016x}", tape_hash(&text())).into_bytes())),
        _ => {
            let name = match path.strip_prefix("/page/")? {
                "" => "index.html",
                name => name,
            };
            let is_inside = |it: Component<'_>| matches!(it, Component::Normal(_));
            if !Path::new(name).components().all(is_inside) || name.contains('\\') {
                return None;
            }
            Some((kind(name), std::fs::read(page.join(name)).ok()?))
        }
    }
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("wasm") => "application/wasm",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tape_stands_in_the_single_file_as_text() {
        let page = "<title>Podarium</title><pre id=\"tape\" hidden>\nold</pre><script>";
        let made = with_tape(page, "# title: A & B\n> </pre><script>\n").unwrap();
        let wanted = "<title>A &amp; B</title><pre id=\"tape\" hidden>\n\
            # title: A &amp; B\n&gt; &lt;/pre&gt;&lt;script&gt;\n</pre><script>";
        assert_eq!(made, wanted);
        assert_eq!(with_tape("<p>", ""), None);
    }

    #[test]
    fn only_the_page_and_the_tape_are_served() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let page = root.join("static");
        let file = page.join("example.tape");
        let ask = |url: &str| answer(url, file.to_str().unwrap(), &page);
        assert_eq!(ask("/?x").unwrap().0, "text/html; charset=utf-8");
        assert_eq!(ask("/tape").unwrap().1, std::fs::read(&file).unwrap());
        assert_eq!(ask("/version").unwrap().1.len(), 16);
        assert_eq!(ask("/page/css/stage.css?v=1").unwrap().0, "text/css; charset=utf-8");
        for url in ["/page/../Cargo.toml", "/page//etc/passwd", "/etc/passwd", "/page/none", ""] {
            assert!(ask(url).is_none(), "{url}");
        }
    }
}
