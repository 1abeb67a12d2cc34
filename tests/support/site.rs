//! Hosts the built page as a course would: below a path of a static host, with a strict policy.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use tiny_http::{Header, Request, Server};
use xtask::server::{Answer, answer_path};

/// As strict as the page can bear. A policy that is violated is an error in the console.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; \
    frame-src 'self'; base-uri 'none'; form-action 'none'";

/// A host on a port of its own, until it is dropped.
pub struct Site {
    server: Arc<Server>,
    thread: Option<JoinHandle<()>>,
    prefix: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Site {
    /// Serves the built page below `prefix`, such as `/course/week-3/`, and nothing else.
    pub fn serve(prefix: &str) -> Self {
        Self::serve_folder(prefix, &dist())
    }

    /// Serves a folder below `prefix`.
    pub fn serve_folder(prefix: &str, folder: &Path) -> Self {
        Self::serve_with(prefix, folder, POLICY)
    }

    /// Serves a folder below `prefix`, with a policy.
    pub fn serve_with(prefix: &str, folder: &Path, policy: &'static str) -> Self {
        assert!(prefix.starts_with('/') && prefix.ends_with('/'), "{prefix}: /…/ is wanted");
        let server = Arc::new(Server::http(("127.0.0.1", 0)).expect("a port for the site"));
        let requests = Arc::new(Mutex::new(Vec::new()));
        let thread = std::thread::spawn({
            let (server, requests) = (server.clone(), requests.clone());
            let (prefix, folder) = (prefix.to_string(), folder.to_path_buf());
            move || {
                for request in server.incoming_requests() {
                    let url = request.url().to_string();
                    requests.lock().unwrap_or_else(PoisonError::into_inner).push(url);
                    // Each on a thread of its own: one that is read slowly must not hold up others.
                    let (prefix, folder) = (prefix.clone(), folder.clone());
                    std::thread::spawn(move || respond(request, &prefix, &folder, policy));
                }
            }
        });
        Self { server, thread: Some(thread), prefix: prefix.to_string(), requests }
    }

    /// The page's address.
    pub fn url(&self) -> String {
        format!("http://{}{}", self.server.server_addr(), self.prefix)
    }

    /// The paths of all requests so far.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.server.unblock();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn respond(request: Request, prefix: &str, folder: &Path, policy: &str) {
    let answer = match request.url().strip_prefix(prefix) {
        Some(path) => answer_path(folder, &format!("/{path}")),
        None => outside(),
    };
    let policy = Header::from_bytes("Content-Security-Policy", policy).expect("a header");
    let _ = request.respond(answer.with_header(policy));
}

fn outside() -> Answer {
    Answer::from_data("nothing is outside of the page's own folder\n").with_status_code(404)
}

/// The folder that `cargo xtask test` built the page into.
pub fn dist() -> PathBuf {
    let folder = std::env::var_os("PODARIUM_DIST")
        .map_or(Path::new(env!("CARGO_MANIFEST_DIR")).join("dist"), PathBuf::from);
    assert!(
        folder.join("index.html").is_file(),
        "{} has no page: run `cargo xtask test`, or once `cargo xtask dist` and then `cargo test`",
        folder.display()
    );
    folder
}
