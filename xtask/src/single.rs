//! dist/single.html: all that the page is made of in one file, which opens from a disk. `podarium
//! single` puts a lesson into it.

use crate::files::content_type;
use crate::{Outcome, compress, script};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use std::fs;
use std::path::Path;

/// What the file is called.
pub const NAME: &str = "single.html";

/// Writes the file, from what the page in `dist` says that it is made of.
pub fn write(root: &Path, dist: &Path) -> Outcome<()> {
    let text = |path: &Path| {
        fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
    };
    let source = root.join("static/single");
    let html = text(&dist.join("index.html"))?;
    let names = named(&html);
    if names.is_empty() {
        return Err("index.html does not say what the page is made of".into());
    }
    let files = names.iter().map(|(key, name)| packed(dist, key, name));
    let files = files.collect::<Outcome<String>>()?;
    let sheets = html.split("rel=\"stylesheet\" href=\"").skip(1);
    let sheets = sheets.filter_map(|it| it.split('"').next());
    let styles = sheets.map(|it| text(&dist.join(it))).collect::<Outcome<String>>()?;
    let page = text(&source.join(NAME))?
        .replace("{styles}", styles.trim())
        .replace("{script}", script::stripped(&text(&source.join("single.js"))?).trim())
        .replace("{files}", files.trim_end());
    fs::write(dist.join(NAME), page).map_err(|error| format!("{NAME}: {error}"))
}

/// What index.html tells of its files: the key, and the name.
fn named(html: &str) -> Vec<(&str, &str)> {
    let told = html.split("name=\"podarium-app\"").nth(1).and_then(|it| it.split('>').next());
    let pairs = told.unwrap_or_default().split(" data-").skip(1);
    pairs
        .filter_map(|it| it.trim_end_matches('/').trim_end().strip_suffix('"')?.split_once("=\""))
        .collect()
}

/// A file as an element that holds it.
fn packed(dist: &Path, key: &str, name: &str) -> Outcome<String> {
    let path = dist.join(name);
    let told = |error| format!("{}: {error}", path.display());
    let bytes = fs::read(&path).and_then(|it| compress::gzip(&it)).map_err(told)?;
    let kind = content_type(&path).split(';').next().unwrap_or_default();
    let text = BASE64_STANDARD.encode(bytes);
    Ok(format!(
        "<script type=\"application/gzip\" data-file=\"{key}\" data-type=\"{kind}\">{text}</script>\n"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_names_its_files() {
        let html = "<meta name=\"podarium-app\" data-player=\"./p-1.js\" data-engine-wasm=\"./e.wasm\"/><p>";
        assert_eq!(named(html), [("player", "./p-1.js"), ("engine-wasm", "./e.wasm")]);
        assert_eq!(named("<p data-x=\"y\">"), []);
    }
}
