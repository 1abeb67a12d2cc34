//! Hosts the built page as a course would: below a path of a static host, with a strict policy.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use xtask::server::{Answer, Server, answer};

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
        Self::serve_with(prefix, folder, &[("Content-Security-Policy", POLICY)])
    }

    /// Serves a folder below `prefix`, with these headers.
    pub fn serve_with(
        prefix: &str,
        folder: &Path,
        headers: &'static [(&'static str, &'static str)],
    ) -> Self {
        assert!(prefix.starts_with('/') && prefix.ends_with('/'), "{prefix}: /…/ is wanted");
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port for the site");
        let server = Arc::new(Server::new(listener));
        let requests = Arc::new(Mutex::new(Vec::new()));
        let thread = std::thread::spawn({
            let (server, requests) = (server.clone(), requests.clone());
            let (prefix, folder) = (prefix.to_string(), folder.to_path_buf());
            move || {
                server.run(move |path| {
                    requests.lock().unwrap_or_else(PoisonError::into_inner).push(path.to_owned());
                    let answer = respond(path, &prefix, &folder);
                    headers.iter().fold(answer, |it, (name, value)| it.with(name, value))
                });
            }
        });
        Self { server, thread: Some(thread), prefix: prefix.to_string(), requests }
    }

    /// The page's address.
    pub fn url(&self) -> String {
        format!("http://{}{}", self.server.address().expect("the site's address"), self.prefix)
    }

    /// The paths of all requests so far.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.server.end();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn respond(path: &str, prefix: &str, folder: &Path) -> Answer {
    match path.strip_prefix(prefix) {
        Some(path) => answer(folder, &format!("/{path}")),
        None => Answer::text("404 Not Found", "nothing is outside of the page's own folder"),
    }
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
