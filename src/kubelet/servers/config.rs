//! nginx' configuration, as far as it says where it listens and what it serves.
//! Source: `nginx.org/en/docs/http/ngx_http_core_module.html`.

use crate::kubelet::storage::Files;

/// What a configuration makes of a request.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Site {
    /// Where the files are, if it says so.
    pub root: Option<String>,
    /// An answer that stands in it: the status and the text.
    pub returns: Option<(u16, String)>,
}

fn texts(files: &Files) -> impl Iterator<Item = &str> {
    let is_one = |path: &str| path.starts_with("/etc/nginx/") && path.ends_with(".conf");
    files.iter().filter(move |(path, _)| is_one(path)).map(|(_, text)| text.as_str())
}

/// The words of a configuration; `{`, `}` and `;` are words of their own.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quote = None;
    let mut chars = text.chars();
    while let Some(char) = chars.next() {
        match (quote, char) {
            (Some(open), it) if it == open => quote = None,
            (Some(_), it) => word.push(it),
            (None, '\'' | '"') => quote = Some(char),
            (None, '#') if word.is_empty() => drop(chars.by_ref().find(|it| *it == '\n')),
            (None, '{' | '}' | ';') => {
                words.extend(Some(std::mem::take(&mut word)).filter(|it| !it.is_empty()));
                words.push(char.to_string());
            }
            (None, it) if it.is_whitespace() => {
                words.extend(Some(std::mem::take(&mut word)).filter(|it| !it.is_empty()));
            }
            (None, it) => word.push(it),
        }
    }
    words
}

/// A directive within its blocks.
struct Directive {
    /// The blocks around it, the outermost first, with their number among all blocks.
    blocks: Vec<(usize, String)>,
    words: Vec<String>,
}

fn directives(text: &str) -> Vec<Directive> {
    let (mut found, mut blocks, mut current) = (Vec::new(), Vec::new(), Vec::new());
    let mut number = 0;
    for word in words(text) {
        match word.as_str() {
            ";" => {
                let words = std::mem::take(&mut current);
                found.push(Directive { blocks: blocks.clone(), words });
            }
            "{" => {
                number += 1;
                blocks.push((number, std::mem::take(&mut current).join(" ")));
            }
            "}" => drop(blocks.pop()),
            _ => current.push(word),
        }
    }
    found
}

fn port(words: &[String]) -> Option<i64> {
    words.get(1)?.rsplit(':').next()?.parse().ok()
}

/// All ports that a configuration listens on; none where there is no configuration.
pub(super) fn ports(files: &Files) -> Vec<i64> {
    let all = texts(files).flat_map(directives);
    let listens = all.filter(|it| it.words.first().is_some_and(|it| it == "listen"));
    listens.filter_map(|it| port(&it.words)).collect()
}

/// What a configuration makes of a request at a port.
pub(super) fn site(files: &Files, at: i64, path: &str) -> Site {
    let mut site = Site::default();
    let mut depth_of_root = 0;
    for text in texts(files) {
        let all = directives(text);
        let is_server = |it: &Directive| {
            it.words.first().is_some_and(|it| it == "listen") && port(&it.words) == Some(at)
        };
        let servers: Vec<usize> = all
            .iter()
            .filter(|it| is_server(it))
            .filter_map(|it| it.blocks.last().map(|it| it.0))
            .collect();
        for directive in &all {
            let is_its = directive.blocks.iter().any(|it| servers.contains(&it.0));
            let locations = directive.blocks.iter().filter_map(|it| it.1.strip_prefix("location "));
            let fits = |it: &str| match it.split_once(' ') {
                Some(("=", exact)) => exact == path,
                Some((_, prefix)) => path.starts_with(prefix),
                None => path.starts_with(it),
            };
            let mut places = locations.clone();
            if !is_its || !places.all(fits) {
                continue;
            }
            let depth = 1 + locations.map(str::len).max().unwrap_or(0);
            match directive.words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
                ["root", folder] if depth > depth_of_root => {
                    depth_of_root = depth;
                    site.root = Some((*folder).to_owned());
                }
                ["return", status, text @ ..] => {
                    let status = status.parse().unwrap_or(200);
                    site.returns = Some((status, text.join(" ").replace("\\n", "\n")));
                }
                ["stub_status" | "proxy_pass", ..] => site.returns = Some((200, String::new())),
                _ => {}
            }
        }
    }
    site
}
