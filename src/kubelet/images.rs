//! Images on a node: pulled once, one at a time. Source: `pkg/kubelet/images/image_manager.go`.

use super::Kubelets;
use crate::api::Text;
use crate::sorted::{Sort, SortedSet};

/// A registry says so soon that it has no such image (milliseconds).
pub(super) const REFUSAL_MS: i64 = 900;

/// The images of one node.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Images {
    present: SortedSet<String>,
    /// Whether there are some that the node's status does not show yet.
    is_news: bool,
    /// When the pull that is last in line ends (milliseconds since 1970).
    busy_until_ms: i64,
}

impl Kubelets {
    /// Whether the node has images since this was last asked that its status does not show.
    pub fn has_new_images(&mut self, name: &str) -> bool {
        self.machines.get_mut(name).is_some_and(|it| it.images.take_news())
    }

    /// The images of a node as its status shows them: digest, name, bytes.
    #[must_use]
    pub fn images(&self, name: &str) -> Vec<(String, String, i64)> {
        self.machines.get(name).map(|it| it.images.report()).unwrap_or_default()
    }
}

impl Images {
    pub fn has(&self, image: &str) -> bool {
        self.present.contains(image)
    }

    pub fn add(&mut self, image: &str) {
        self.is_news |= self.present.insert(image.to_owned());
    }

    /// Whether there are new ones since this was last asked.
    pub fn take_news(&mut self) -> bool {
        std::mem::take(&mut self.is_news)
    }

    /// The images as the node's status shows them, the greatest first: digest, name, bytes.
    pub fn report(&self) -> Vec<(String, String, i64)> {
        let row =
            |image: &String| (image_id(image).into(), full_name(image).into(), size_bytes(image));
        let mut rows: Vec<(String, String, i64)> = self.present.iter().map(row).collect();
        rows.order_by(|a, b| b.2.cmp(&a.2).then_with(|| a.1.cmp(&b.1)));
        rows.dedup();
        rows
    }

    /// Begins a pull that takes so long behind those in line: milliseconds until it ends.
    pub fn pull(&mut self, takes_ms: i64, now_ms: i64) -> i64 {
        self.busy_until_ms = self.busy_until_ms.max(now_ms) + takes_ms;
        self.busy_until_ms - now_ms
    }
}

/// Why the name is none, if so.
/// Source: `github.com/distribution/reference` `ParseNormalizedNamed`.
pub(super) fn name_error(image: &str) -> Option<String> {
    let name = image.split('@').next().unwrap_or(image);
    let (repository, tag) = match name.rsplit_once(':') {
        Some((repository, tag)) if !tag.contains('/') => (repository, Some(tag)),
        _ => (name, None),
    };
    let is_part = |it: &str| {
        let fits = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || b"._-".contains(&it);
        let is_end = |it: Option<&u8>| it.is_some_and(u8::is_ascii_alphanumeric);
        let bytes = it.as_bytes();
        bytes.iter().all(|it| fits(*it)) && is_end(bytes.first()) && is_end(bytes.last())
    };
    let mut parts = repository.split('/').peekable();
    let has_host = repository.split_once('/').is_some_and(|(host, _)| {
        host.contains(['.', ':'])
            || host == "localhost"
            || host.bytes().any(|it| it.is_ascii_uppercase())
    });
    if has_host {
        parts.next();
    }
    let rest: Vec<&str> = parts.collect();
    let fits_tag = |it: &str| {
        let fits = |it: u8| it.is_ascii_alphanumeric() || b"._-".contains(&it);
        !it.is_empty() && it.len() <= 128 && it.bytes().all(fits) && !it.starts_with(['.', '-'])
    };
    if rest.iter().all(|it| is_part(it)) && tag.is_none_or(fits_tag) {
        return None;
    }
    let lower = rest.join("/").to_ascii_lowercase();
    let is_case = lower.split('/').all(is_part) && tag.is_none_or(fits_tag);
    let why = match is_case {
        true if has_host || repository.contains('/') => {
            format!(": repository name ({}) must be lowercase", rest.join("/"))
        }
        true => format!(": repository name (library/{repository}) must be lowercase"),
        false => String::new(),
    };
    Some(format!(
        "Failed to apply default image tag {image:?}: couldn't parse image name {image:?}: invalid reference format{why}"
    ))
}

/// The registry of a name that has one.
fn registry_of(image: &str) -> Option<(&str, &str)> {
    image.split_once('/').filter(|(it, _)| it.contains(['.', ':']) || *it == "localhost")
}

/// The registry of a full name.
pub(super) fn host_of(full: &str) -> &str {
    full.split('/').next().unwrap_or(full)
}

/// The name with registry and tag.
/// Source: `github.com/distribution/reference` `ParseDockerRef`.
pub(super) fn full_name(image: &str) -> Text {
    let (host, path) = match registry_of(image) {
        Some(("docker.io" | "index.docker.io", path)) => ("docker.io", path),
        Some((host, path)) => (host, path),
        None => ("docker.io", image),
    };
    let library = if host == "docker.io" && !path.contains('/') { "library/" } else { "" };
    let has_tag = path.rsplit('/').next().is_some_and(|it| it.contains([':', '@']));
    let tag = if has_tag { "" } else { ":latest" };
    Text::concat(&[host, "/", library, path, tag])
}

/// FNV-1a of a text, after what has been hashed before it.
fn hash(before: u64, text: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    text.bytes().fold(before, step)
}

/// The hash of nothing.
const EMPTY: u64 = 0xcbf2_9ce4_8422_2325;

/// The size of an image in bytes: 20 to 100 MB, always the same for the same name.
pub(super) fn size_bytes(image: &str) -> i64 {
    20_000_000 + i64::try_from(hash(EMPTY, &full_name(image)) % 80_000_000).unwrap_or(0)
}

/// How long a pull takes by itself, at some 40 MB a second (milliseconds). Of an image that is
/// there only the digest is asked for.
pub(super) fn pull_ms(image: &str, is_present: bool) -> i64 {
    if is_present { 400 } else { 300 + size_bytes(image) / 40_000 }
}

/// What a container says that waits for the next pull.
pub(super) fn back_off_message(image: &str, error: &str) -> String {
    format!("Back-off pulling image {image:?}: ErrImagePull: {error}")
}

/// The full name of an image, and its digest.
pub(super) fn names(image: &str) -> (Text, Text) {
    (full_name(image), image_id(image))
}

/// The digest of an image.
pub(super) fn image_id(image: &str) -> Text {
    let name = full_name(image);
    let repository = name.rsplit_once(':').map_or(&*name, |(repository, _)| repository);
    Text::concat(&[repository, "@sha256:", &digits(&name)])
}

/// 64 hexadecimal digits, always the same for the same text.
pub(super) fn digits(text: &str) -> String {
    let mut digits = String::with_capacity(64);
    for part in ["0", "1", "2", "3"] {
        let hash = hash(hash(hash(EMPTY, part), text), part);
        for byte in hash.to_be_bytes() {
            for nibble in [byte >> 4, byte & 15] {
                digits.push(char::from(if nibble < 10 { b'0' } else { b'a' - 10 } + nibble));
            }
        }
    }
    digits
}
