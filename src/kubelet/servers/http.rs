//! A request over HTTP, and what a server answers.

use super::table::Serves;
use super::{Setting, config};

/// What somebody asks for.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The path, with what follows a `?`.
    pub target: &'a str,
    /// The name that was asked for, with its port where that is not 80.
    pub host: &'a str,
    /// The port.
    pub port: i64,
    /// Where the request comes from.
    pub client: &'a str,
    /// When (milliseconds since 1970).
    pub now_ms: i64,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// Such as 200.
    pub status: u16,
    /// Such as `text/html`.
    pub content_type: &'static str,
    /// The name that the server gives itself.
    pub server: String,
    /// The page.
    pub body: String,
}

impl Response {
    /// A plain text.
    #[must_use]
    pub fn text(body: &str) -> Self {
        Self {
            status: 200,
            content_type: "text/plain; charset=utf-8",
            server: String::new(),
            body: body.to_owned(),
        }
    }

    /// A page.
    pub(super) fn page(status: u16, body: String, server: &str) -> Self {
        Self { status, content_type: "text/html", server: server.to_owned(), body }
    }

    /// An error that says nothing but its status.
    #[must_use]
    pub fn failure(status: u16) -> Self {
        Self { status, ..Self::text(&format!("{}\n", reason(status))) }
    }

    /// Such as `Not Found`.
    #[must_use]
    pub fn reason(&self) -> &'static str {
        reason(self.status)
    }
}

/// What a status is called. Source: RFC 9110, 15.
pub(super) fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        301 => "Moved Permanently",
        302 => "Found",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        _ => "Service Unavailable",
    }
}

impl Asked<'_> {
    /// The path alone.
    pub(super) fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or("")
    }

    /// The value of a parameter behind the `?`.
    pub(super) fn parameter(&self, name: &str) -> Option<String> {
        let query = self.target.split_once('?')?.1;
        let found = query.split('&').find_map(|it| it.strip_prefix(name)?.strip_prefix('='));
        found.map(|it| it.replace('+', " ").replace("%20", " "))
    }

    /// A file of the place below a folder.
    pub(super) fn file(&self, place: &Setting<'_>, root: &str) -> Response {
        match place.files.get(&format!("{root}{}", self.path())) {
            Some(text) => Response::text(text),
            None => Response { status: 404, ..Response::text("404 page not found\n") },
        }
    }
}

impl Setting<'_> {
    /// What it answers to somebody whom it listens to.
    pub fn respond(&self, asked: &Asked<'_>) -> Response {
        let Some(server) = self.server() else { return Response::text("") };
        match server.serves {
            Serves::Else => Response::text(""),
            Serves::Page(page) => page(self, asked),
            Serves::Files { root, index } => {
                let version = super::versions::number(self.image, server.version);
                let is_nginx = root.contains("nginx");
                let name = if is_nginx { "nginx" } else { "Apache" };
                self.files_response(asked, (root, index), &format!("{name}/{version}"))
            }
        }
    }

    /// Whether what it answers depends on files.
    pub fn serves_files(&self) -> bool {
        self.server().is_some_and(|it| matches!(it.serves, Serves::Files { .. }))
    }

    /// Whether what is missing is the index of a folder that is there.
    fn has_folder(&self, folder: &str, file: &str) -> bool {
        let inside = format!("{folder}/");
        let is_index = file.ends_with("/index.html");
        let has_files = self.files.keys().any(|it| it.starts_with(&inside));
        is_index && (has_files || self.folders.iter().any(|it| it == folder))
    }

    fn files_response(
        &self,
        asked: &Asked<'_>,
        (own_root, own_index): (&str, &str),
        name: &str,
    ) -> Response {
        let site = config::site(self.files, asked.port, asked.path());
        if let Some((status, body)) = site.returns {
            return Response::page(status, body, name);
        }
        let root = site.root.as_deref().unwrap_or(own_root).trim_end_matches('/');
        let path = asked.path();
        let path = if path.ends_with('/') || path.is_empty() {
            format!("{}/index.html", path.trim_end_matches('/'))
        } else {
            path.to_owned()
        };
        let file = format!("{root}{path}");
        // The image's own page is there unless a volume hides it.
        let is_hidden = self.folders.iter().any(|it| own_root.starts_with(it.as_str()));
        let has_own = root == own_root && !is_hidden;
        match self.files.get(&file) {
            Some(text) => Response::page(200, text.clone(), name),
            None if path == "/index.html" && has_own => {
                Response::page(200, own_index.to_owned(), name)
            }
            None if path == "/50x.html" && has_own => Response::page(200, String::new(), name),
            None if self.has_folder(file.trim_end_matches("/index.html"), &file) => {
                error_page(403, name)
            }
            None => error_page(404, name),
        }
    }
}

fn error_page(status: u16, name: &str) -> Response {
    let reason = reason(status);
    let body = if name.starts_with("nginx") {
        format!(
            "<html>\n<head><title>{status} {reason}</title></head>\n<body>\n<center><h1>{status} {reason}</h1></center>\n<hr><center>{name}</center>\n</body>\n</html>\n"
        )
    } else {
        format!(
            "<!DOCTYPE HTML PUBLIC \"-//IETF//DTD HTML 2.0//EN\">\n<html><head>\n<title>{status} {reason}</title>\n</head><body>\n<h1>{reason}</h1>\n<p>The requested URL was not found on this server.</p>\n</body></html>\n"
        )
    };
    Response::page(status, body, name)
}
