//! Serves dist/ to the browser of the machine it runs on, and to nobody else.

use crate::files::{self, Found};
use crate::{Outcome, say};
use std::io::{Cursor, ErrorKind};
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;
use tiny_http::{Header, Method, Request, Response, StatusCode};

/// The answer to one request, held in memory.
pub type Answer = Response<Cursor<Vec<u8>>>;

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
        let address = self.0.local_addr().map_err(|error| format!("the server's port: {error}"))?;
        let http = tiny_http::Server::from_listener(self.0, None)
            .map_err(|error| format!("the server did not start: {error}"))?;
        say(&format!("Podarium is at http://{address}/  (Ctrl-C ends it)"));
        let http = Arc::new(http);
        // A few, so that one slow connection doesn't hold up the others.
        let workers: Vec<_> = (0..4)
            .map(|_| {
                let (http, root) = (http.clone(), root.to_path_buf());
                std::thread::spawn(move || work(&http, &root))
            })
            .collect();
        for worker in workers {
            worker.join().map_err(|_| "the server failed; start it again".to_string())?;
        }
        Ok(())
    }
}

fn work(http: &tiny_http::Server, root: &Path) {
    for request in http.incoming_requests() {
        let answer = answer(root, &request);
        // Somebody who closed the page before the answer came doesn't want it.
        let _ = request.respond(answer);
    }
}

/// The answer for a request whose URL is a path below `root`.
pub fn answer(root: &Path, request: &Request) -> Answer {
    if !matches!(request.method(), Method::Get | Method::Head) {
        return status(405, "only GET and HEAD");
    }
    answer_path(root, request.url())
}

/// The answer for a URL's path below `root`.
pub fn answer_path(root: &Path, path: &str) -> Answer {
    match files::find(root, path) {
        Found::File(file) => match std::fs::read(&file) {
            Ok(bytes) => with_headers(Response::from_data(bytes), files::content_type(&file)),
            Err(error) => status(500, &format!("can't be read: {error}")),
        },
        Found::AddSlash => add_slash(path),
        Found::Missing => status(404, "not found"),
    }
}

/// Relative to what was asked for, so it is right below any prefix.
fn add_slash(path: &str) -> Answer {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let last = path.rsplit('/').next().unwrap_or_default();
    let moved = status(301, "the page is in the folder");
    match Header::from_bytes("Location", format!("{last}/")) {
        Ok(location) => moved.with_header(location),
        Err(()) => moved,
    }
}

fn status(code: u16, text: &str) -> Answer {
    let body = Response::from_data(format!("{text}\n")).with_status_code(StatusCode(code));
    with_headers(body, "text/plain; charset=utf-8")
}

fn with_headers(mut answer: Answer, content_type: &str) -> Answer {
    let headers = [
        ("Content-Type", content_type),
        // A rebuilt page is seen at the next reload.
        ("Cache-Control", "no-cache"),
        ("X-Content-Type-Options", "nosniff"),
    ];
    for (name, value) in headers {
        if let Ok(header) = Header::from_bytes(name, value) {
            answer.add_header(header);
        }
    }
    answer
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

    #[test]
    fn a_missing_file_is_not_found() {
        let answer = answer_path(&std::env::temp_dir(), "/no-such-file.js");
        assert_eq!(answer.status_code(), StatusCode(404));
    }
}
