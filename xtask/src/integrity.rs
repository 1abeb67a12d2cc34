//! Subresource integrity: browsers refuse a file that is not the one that was meant.

use crate::Outcome;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use std::fs;
use std::path::Path;

/// The value of the attribute `integrity` for a file with these bytes.
#[must_use]
pub fn of(bytes: &[u8]) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(hmac_sha256::Hash::hash(bytes)))
}

/// Tells it of the scripts and styles that index.html names itself.
pub fn write(dist: &Path) -> Outcome<()> {
    let index = dist.join("index.html");
    let html = read(&index).map(|it| String::from_utf8_lossy(&it).into_owned())?;
    let lines = html.split_inclusive('\n').map(|line| with(dist, line));
    let html = lines.collect::<Outcome<String>>()?;
    fs::write(&index, html).map_err(|error| format!("{}: {error}", index.display()))
}

/// The line that loads the script of players from elsewhere.
///
/// # Errors
/// There is no such script.
pub fn element(dist: &Path) -> Outcome<String> {
    let integrity = of(&read(&dist.join("podarium.js"))?);
    Ok(format!(
        "<script src=\"https://example.org/podarium/podarium.js\" integrity=\"{integrity}\" crossorigin defer></script>"
    ))
}

fn read(path: &Path) -> Outcome<Vec<u8>> {
    fs::read(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// A line of HTML; an element of a script or a style that ends on it has the hash of its file.
fn with(dist: &Path, line: &str) -> Outcome<String> {
    let is_meant = ["<script", "rel=\"stylesheet\"", "rel=\"modulepreload\""];
    let name = ["src=\"./", "href=\"./"].iter().find_map(|it| line.split_once(it));
    let name = name.and_then(|(_, rest)| rest.split('"').next());
    match name.filter(|_| is_meant.iter().any(|it| line.contains(it))) {
        Some(name) => {
            let integrity = of(&read(&dist.join(name))?);
            let named = format!("./{name}\"");
            Ok(line.replace(&named, &format!("{named} integrity=\"{integrity}\"")))
        }
        None => Ok(line.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_that_of_the_standard() {
        // The example of https://www.w3.org/TR/SRI/, section 3.1, with SHA-256.
        let integrity = "sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=";
        assert_eq!(of(b"alert('Hello, world.');"), integrity);
    }

    #[test]
    fn scripts_and_styles_get_it_and_nothing_else() -> Outcome<()> {
        let dist = Path::new(env!("CARGO_MANIFEST_DIR"));
        let line = with(dist, "<script src=\"./Cargo.toml\" defer></script>\n")?;
        assert!(line.starts_with("<script src=\"./Cargo.toml\" integrity=\"sha256-"), "{line}");
        let icon = "<link rel=\"icon\" href=\"./Cargo.toml\"/>\n";
        assert_eq!(with(dist, icon)?, icon);
        Ok(())
    }
}
