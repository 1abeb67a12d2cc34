//! Serves dist/ to the browser of the machine it runs on, and to nobody else.

use crate::files::{self, Found};
use crate::{Outcome, say};
use std::io::{self, BufReader, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The answer to one request, held in memory.
pub struct Answer {
    status: &'static str,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Answer {
    /// An answer of one line of text, such as `status("404 Not Found", "not found")`.
    pub fn text(status: &'static str, text: &str) -> Self {
        let body = format!("{text}\n").into_bytes();
        Self { status, headers: common("text/plain; charset=utf-8"), body }
    }

    /// The same answer with a header more.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    fn write(&self, to: &mut impl Write, has_body: bool) -> io::Result<()> {
        let mut head = format!("HTTP/1.1 {}\r\n", self.status);
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        head += &format!("Content-Length: {}\r\nConnection: close\r\n\r\n", self.body.len());
        to.write_all(head.as_bytes())?;
        if has_body {
            to.write_all(&self.body)?;
        }
        to.flush()
    }
}

fn common(content_type: &str) -> Vec<(&'static str, String)> {
    vec![
        ("Content-Type", content_type.to_owned()),
        // A rebuilt page is seen at the next reload.
        ("Cache-Control", "no-cache".to_owned()),
        ("X-Content-Type-Options", "nosniff".to_owned()),
    ]
}

/// Answers each connection on a thread of its own. Browsers open several at once, and some that they
/// ask nothing on for a long time: a pool of threads would be held up by those.
pub struct Server {
    listener: TcpListener,
    is_over: AtomicBool,
}

impl Server {
    /// A server that answers nothing yet.
    pub fn new(listener: TcpListener) -> Self {
        Self { listener, is_over: AtomicBool::new(false) }
    }

    /// Where it listens.
    ///
    /// # Errors
    /// What the system says.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Answers the paths that are asked for until it is ended.
    pub fn run(&self, answer: impl Fn(&str) -> Answer + Send + Sync + 'static) {
        let answer = Arc::new(answer);
        for connection in self.listener.incoming() {
            if self.is_over.load(Ordering::SeqCst) {
                return;
            }
            let answer = Arc::clone(&answer);
            // Somebody who closed the page before the answer came doesn't want it.
            let serve = move |stream| drop(exchange(&stream, &*answer));
            if let Ok(stream) = connection {
                std::thread::spawn(move || serve(stream));
            }
        }
    }

    /// Ends it: what is being answered still is.
    pub fn end(&self) {
        self.is_over.store(true, Ordering::SeqCst);
        // It looks when somebody comes.
        drop(self.address().and_then(TcpStream::connect));
    }
}

/// Larger requests are none of ours (bytes).
const REQUEST_MAX: u64 = 65_536;

/// Reads the request of a connection and answers it.
fn exchange(stream: &TcpStream, answer: &dyn Fn(&str) -> Answer) -> io::Result<()> {
    let mut from = BufReader::new(stream.take(REQUEST_MAX));
    let mut head = Vec::new();
    let mut line = Vec::new();
    // An empty line ends it: what could follow is a body, which nobody sends to us.
    while line != b"\r\n" {
        line.clear();
        if io::BufRead::read_until(&mut from, b'\n', &mut line)? == 0 {
            return Ok(());
        }
        head.extend_from_slice(&line);
    }
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut request = httparse::Request::new(&mut headers);
    let is_whole = request.parse(&head).is_ok_and(|it| it.is_complete());
    let mut to = stream;
    match (request.method, request.path.filter(|_| is_whole)) {
        (Some("GET"), Some(path)) => answer(path).write(&mut to, true),
        (Some("HEAD"), Some(path)) => answer(path).write(&mut to, false),
        (_, None) => Answer::text("400 Bad Request", "not HTTP").write(&mut to, true),
        _ => Answer::text("405 Method Not Allowed", "only GET and HEAD").write(&mut to, true),
    }
}

/// A port that is ours before the long build begins; nothing is answered yet.
pub struct Reserved(TcpListener);

/// Takes the port, or says what to do when somebody else has it.
pub fn reserve(port: u16) -> Outcome<Reserved> {
    let listener = TcpListener::bind(("127.0.0.1", port)).map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => format!(
            "port {port} is in use, perhaps by another `cargo xtask serve`. \
             End that one, or choose another port: cargo xtask serve --port {}",
            if port < u16::MAX { port + 1 } else { 8080 }
        ),
        ErrorKind::PermissionDenied => format!(
            "port {port} may not be used by this user. \
             Choose one above 1023: cargo xtask serve --port 8080"
        ),
        _ => format!("port {port} can't be used: {error}"),
    })?;
    Ok(Reserved(listener))
}

impl Reserved {
    /// Serves `root` until the program is ended with Ctrl-C.
    pub fn serve(self, root: &Path) -> Outcome<()> {
        let server = Server::new(self.0);
        let address = server.address().map_err(|error| format!("the server's port: {error}"))?;
        say(&format!("Podarium is at http://{address}/  (Ctrl-C ends it)"));
        let root = root.to_path_buf();
        server.run(move |path| answer(&root, path));
        Ok(())
    }
}

/// The answer for a URL's path below `root`.
pub fn answer(root: &Path, path: &str) -> Answer {
    match files::find(root, path) {
        Found::File(file) => match std::fs::read(&file) {
            Ok(body) => {
                Answer { status: "200 OK", headers: common(files::content_type(&file)), body }
            }
            Err(error) => {
                Answer::text("500 Internal Server Error", &format!("unreadable: {error}"))
            }
        },
        Found::AddSlash => {
            // Relative to what was asked for, so it is right below any prefix.
            let path = path.split(['?', '#']).next().unwrap_or_default();
            let last = path.rsplit('/').next().unwrap_or_default();
            Answer::text("301 Moved Permanently", "the page is in the folder")
                .with("Location", &format!("{last}/"))
        }
        Found::Missing => Answer::text("404 Not Found", "not found"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_in_use_is_said_before_anything_is_built() {
        let first = reserve(0).map(|reserved| (reserved.0.local_addr(), reserved));
        let Ok((Ok(address), _held)) = first else { panic!("no free port") };
        let Err(message) = reserve(address.port()) else { panic!("the port was taken twice") };
        assert!(message.contains("is in use") && message.contains("--port"), "{message}");
    }

    /// What a server says to a request, on a connection beside some that are silent.
    fn asked(request: &str) -> String {
        let Ok(listener) = TcpListener::bind(("127.0.0.1", 0)) else { panic!("no free port") };
        let server = Arc::new(Server::new(listener));
        let Ok(address) = server.address() else { panic!("no address") };
        let running = std::thread::spawn({
            let server = Arc::clone(&server);
            move || server.run(|path| answer(Path::new(env!("CARGO_MANIFEST_DIR")), path))
        });
        let silent: Vec<_> = (0..20).map(|_| TcpStream::connect(address)).collect();
        let mut said = String::new();
        let talk = |said: &mut String| {
            let mut stream = TcpStream::connect(address)?;
            stream.write_all(request.as_bytes())?;
            stream.read_to_string(said)
        };
        if let Err(error) = talk(&mut said) {
            panic!("{error}");
        }
        drop(silent);
        server.end();
        assert!(running.join().is_ok());
        said
    }

    #[test]
    fn silent_connections_hold_up_nobody() {
        let said = asked("GET /Cargo.toml?a HTTP/1.1\r\nHost: a\r\n\r\n");
        assert!(said.starts_with("HTTP/1.1 200 OK\r\n") && said.contains("[package]"), "{said}");
    }

    #[test]
    fn what_is_no_file_or_no_request_is_answered_as_such() {
        for (request, status) in [
            ("GET /none.js HTTP/1.1\r\n\r\n", "404 Not Found"),
            ("GET /../Cargo.toml HTTP/1.1\r\n\r\n", "404 Not Found"),
            ("POST / HTTP/1.1\r\n\r\n", "405 Method Not Allowed"),
            ("hello\r\n\r\n", "400 Bad Request"),
        ] {
            let said = asked(request);
            assert!(said.starts_with(&format!("HTTP/1.1 {status}\r\n")), "{request}: {said}");
        }
        let head = asked("HEAD /Cargo.toml HTTP/1.1\r\n\r\n");
        assert!(head.contains("Content-Length: ") && !head.contains("[package]"), "{head}");
        let folder = asked("GET /src HTTP/1.1\r\n\r\n");
        assert!(folder.contains("Location: src/\r\n"), "{folder}");
    }
}
