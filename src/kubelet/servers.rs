//! Programs behind well-known images: what they listen on, say when they start, need in their
//! environment, print as their version, and serve.
//!
//! A program that is not known counts as a server that runs, answers on every port and says
//! nothing.

mod config;
mod http;
mod pages;
mod refusals;
mod table;
#[cfg(test)]
mod tests;
mod versions;

pub use self::http::{Asked, Response};
pub(super) use self::refusals::refusal;
pub(super) use self::table::Server;
pub(super) use self::versions::version;

use self::table::{SERVERS, Serves};
use super::storage::Files;
use crate::sorted::SortedMap;

/// A program in its setting, as far as what it does depends on that.
#[derive(Clone, Copy, Debug)]
pub(super) struct Setting<'a> {
    /// The image.
    pub image: &'a str,
    /// The command; empty for what the image runs by itself.
    pub words: &'a [String],
    /// What the image's own program gets.
    pub arguments: &'a [String],
    /// Its variables.
    pub environment: &'a SortedMap<String, String>,
    /// Its files.
    pub files: &'a Files,
    /// Where volumes are mounted.
    pub folders: &'a [String],
    /// Whether there is nothing else that it can write to.
    pub is_read_only: bool,
    /// The Pod's name in the network.
    pub hostname: &'a str,
    /// The Pod's address.
    pub address: &'a str,
}

/// The name without registry, owner, tag and digest.
pub(super) fn base(image: &str) -> &str {
    let name = image.split('@').next().unwrap_or(image);
    let last = name.rsplit('/').next().unwrap_or(name);
    last.split(':').next().unwrap_or(last)
}

/// The tag, where there is one.
pub(super) fn tag(image: &str) -> &str {
    let last = image.rsplit('/').next().unwrap_or(image);
    last.split_once(':').map_or("", |it| it.1)
}

/// The file's name of a path.
fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Whether a blank-separated list has the word.
fn lists(list: &str, word: &str) -> bool {
    list.as_bytes().split(|it| *it == b' ').any(|it| it == word.as_bytes())
}

/// The server of that name: an image's, or a program's.
fn of_image(image: &str) -> Option<&'static Server> {
    let name = base(image);
    SERVERS.iter().find(|it| lists(it.images, name))
}

/// Whether what is mounted there says how a web server behaves.
fn is_configuration(folder: &str) -> bool {
    folder.starts_with("/etc/nginx") || folder.starts_with("/usr/local/apache2/conf")
}

impl Setting<'_> {
    /// The server that runs here, where it is known.
    pub fn server(&self) -> Option<&'static Server> {
        if self.words.is_empty() {
            return of_image(self.image);
        }
        // `nginx -g 'daemon off;'`, or the same somewhere in `sh -c`.
        let in_script = |it: char| !(it.is_alphanumeric() || "/._-".contains(it));
        let mut names = self.words.iter().flat_map(|it| it.split(in_script)).map(name_of);
        names.find_map(|name| SERVERS.iter().find(|it| lists(it.programs, name)))
    }

    /// What it is started with: its arguments, wherever they stand.
    fn options(&self) -> impl Iterator<Item = &str> {
        let words = self.words.iter().chain(self.arguments);
        words.flat_map(|it| it.split_whitespace())
    }

    /// The value of an option such as `--http-port=8080` or `--http-port 8080`.
    fn option(&self, names: &[&str]) -> Option<&str> {
        let mut options = self.options();
        while let Some(word) = options.next() {
            let (name, value) = match word.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (word, None),
            };
            if names.contains(&name.trim_start_matches('-')) && name.starts_with('-') {
                return value.or_else(|| options.next()).map(|it| it.trim_matches(['"', '\'']));
            }
        }
        None
    }

    fn variable(&self, name: &str) -> &str {
        self.environment.get(name).map_or("", String::as_str)
    }

    /// Whether it listens on a port; `None` where nobody knows.
    pub fn listens(&self, port: i64) -> Option<bool> {
        let server = self.server()?;
        let number = |text: &str| text.rsplit(':').next().and_then(|it| it.parse::<i64>().ok());
        if let Some(own) = self.option(server.port_options).and_then(number) {
            return Some(own == port || server.ports.get(1..).is_some_and(|it| it.contains(&port)));
        }
        if let Some(own) = number(self.variable(server.port_variable)) {
            return Some(own == port);
        }
        match server.serves {
            Serves::Files { .. } => match config::ports(self.files) {
                ports if !ports.is_empty() => Some(ports.contains(&port)),
                _ if self.folders.iter().any(|it| is_configuration(it)) => None,
                _ => Some(server.ports.contains(&port)),
            },
            _ if server.ports.is_empty() => None,
            _ => Some(server.ports.contains(&port)),
        }
    }

    /// What it prints when it starts.
    pub fn greeting(&self, now_ms: i64) -> String {
        let Some(server) = self.server() else { return String::new() };
        let version = versions::number(self.image, server.version);
        let time = crate::api::Time::of_ms(now_ms).to_string();
        let (date, clock) = time.trim_end_matches('Z').split_once('T').unwrap_or(("", ""));
        let day = date.replace('-', "/");
        let value = |name: &str| match name {
            "host" => Some(self.hostname),
            "ip" => Some(self.address),
            "v" => Some(&*version),
            "date/" => Some(&*day),
            "date" => Some(date),
            "time" => Some(clock),
            _ => None,
        };
        let (mut text, mut rest) = (String::with_capacity(2 * server.log.len()), server.log);
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            let named = after.split_once('}').and_then(|(name, rest)| Some((value(name)?, rest)));
            let (value, after) = named.unwrap_or(("{", after));
            text.push_str(value);
            rest = after;
        }
        text.push_str(rest);
        text.shrink_to_fit();
        text
    }
}
