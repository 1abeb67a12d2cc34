//! Files of a site: which one a URL means, and copies of all. Shared with the browser tests.

use crate::Outcome;
use std::fs;
use std::path::{Path, PathBuf};

/// What a static host answers to a path.
#[derive(Debug, PartialEq, Eq)]
pub enum Found {
    /// This file.
    File(PathBuf),
    /// A folder named without its last slash: relative URLs in its page would go astray.
    AddSlash,
    /// Nothing, or nothing that may be seen.
    Missing,
}

/// Finds the file below `root` that `path`, the path of a URL, means. Never one outside of `root`.
pub fn find(root: &Path, path: &str) -> Found {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    match inside(root, path) {
        Some(found) if found.is_dir() && !path.ends_with('/') => Found::AddSlash,
        Some(found) if found.is_dir() => existing(found.join("index.html")),
        Some(found) => existing(found),
        None => Found::Missing,
    }
}

/// The bytes of a file.
///
/// # Errors
/// It can't be read.
pub fn read(path: &Path) -> Outcome<Vec<u8>> {
    fs::read(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// Writes files into a folder.
///
/// # Errors
/// One can't be written.
pub fn write<'a>(
    folder: &Path,
    files: impl IntoIterator<Item = (&'a str, Vec<u8>)>,
) -> Outcome<()> {
    for (name, bytes) in files {
        let path = folder.join(name);
        fs::write(&path, bytes).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(())
}

/// Copies a folder with all that is in it.
///
/// # Errors
/// Something in it can't be read, or written there.
pub fn copy(from: &Path, to: &Path) -> Outcome<()> {
    let told = |error| format!("{} can't be copied: {error}", from.display());
    fs::create_dir_all(to).map_err(told)?;
    for entry in fs::read_dir(from).map_err(told)? {
        let path = entry.map_err(told)?.path();
        let to = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy(&path, &to)?;
        } else {
            fs::copy(&path, to).map_err(told)?;
        }
    }
    Ok(())
}

fn existing(path: PathBuf) -> Found {
    if path.is_file() { Found::File(path) } else { Found::Missing }
}

/// The path on disk. Looks at it twice: at the words of the URL, then where links really lead.
fn inside(root: &Path, path: &str) -> Option<PathBuf> {
    let decoded = percent_decode(path)?;
    let mut wanted = root.to_path_buf();
    for part in decoded.split('/').filter(|part| !part.is_empty()) {
        // Backslash and colon are separators on Windows.
        if part == "." || part == ".." || part.contains(['\\', ':', '\0']) {
            return None;
        }
        wanted.push(part);
    }
    let real = wanted.canonicalize().ok()?;
    real.starts_with(root.canonicalize().ok()?).then_some(real)
}

fn percent_decode(text: &str) -> Option<String> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let high = char::from(bytes.next()?).to_digit(16)?;
            let low = char::from(bytes.next()?).to_digit(16)?;
            decoded.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            decoded.push(byte);
        }
    }
    String::from_utf8(decoded).ok()
}

/// The MIME type to send a file with, from the end of its name.
pub fn content_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        // With any other type, browsers won't compile it while it arrives.
        Some("wasm") => "application/wasm",
        Some("json" | "map") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("tape" | "yaml" | "yml" | "md" | "txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A temporary folder, removed with this.
    struct Folder(PathBuf);

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    /// A folder with a page, beside a file that nobody may see.
    fn site(name: &str) -> Result<(Folder, PathBuf), std::io::Error> {
        let base = std::env::temp_dir().join(format!("podarium-{name}-{}", std::process::id()));
        let root = base.join("site");
        std::fs::create_dir_all(root.join("lessons"))?;
        std::fs::write(root.join("index.html"), "page")?;
        std::fs::write(root.join("lessons/a b.tape"), "tape")?;
        std::fs::write(base.join("secret.txt"), "secret")?;
        let root = root.canonicalize()?;
        Ok((Folder(base), root))
    }

    #[test]
    fn a_url_means_a_file_of_the_folder() -> Result<(), std::io::Error> {
        let (_folder, root) = site("files")?;
        assert_eq!(find(&root, "/"), Found::File(root.join("index.html")));
        assert_eq!(find(&root, "/index.html?lesson=1#x"), Found::File(root.join("index.html")));
        assert_eq!(find(&root, "/lessons/a%20b.tape"), Found::File(root.join("lessons/a b.tape")));
        assert_eq!(find(&root, "/lessons"), Found::AddSlash);
        assert_eq!(find(&root, "/lessons/"), Found::Missing);
        assert_eq!(find(&root, "/nothing.js"), Found::Missing);
        Ok(())
    }

    #[test]
    fn no_url_leads_out_of_the_folder() -> Result<(), std::io::Error> {
        let (_folder, root) = site("escape")?;
        for path in [
            "/../secret.txt",
            "/lessons/../../secret.txt",
            "/%2e%2e/secret.txt",
            "/..%2fsecret.txt",
            "/..%5csecret.txt",
            "/%2e%2e%00/secret.txt",
            "//etc/passwd",
            "/c:/windows",
            "/%zz",
            "/%",
        ] {
            assert_eq!(find(&root, path), Found::Missing, "{path}");
        }
        Ok(())
    }

    #[cfg(unix)]
    #[test]
    fn a_link_does_not_lead_out_of_the_folder() -> Result<(), std::io::Error> {
        let (_folder, root) = site("link")?;
        std::os::unix::fs::symlink(root.join("../secret.txt"), root.join("link.txt"))?;
        assert_eq!(find(&root, "/link.txt"), Found::Missing);
        Ok(())
    }

    #[test]
    fn wasm_is_sent_as_wasm() {
        assert_eq!(content_type(Path::new("a/podarium_bg.wasm")), "application/wasm");
        assert_eq!(content_type(Path::new("LICENSE")), "application/octet-stream");
    }
}
