//! One style sheet for the page: three small files are sent as more bytes than one.

use crate::Outcome;
use std::fs;
use std::path::Path;

/// What the style sheet is called, before it is given a hash.
pub const NAME: &str = "style.css";

/// Makes one of the style sheets that index.html names, and leaves its notes out.
pub fn join(dist: &Path) -> Outcome<()> {
    let told = |path: &Path, error| format!("{}: {error}", path.display());
    let index = dist.join("index.html");
    let html = fs::read_to_string(&index).map_err(|error| told(&index, error))?;
    let (html, sheets) = split(&html);
    if sheets.is_empty() {
        return Err("index.html names no style sheet".into());
    }
    let mut all = String::new();
    for sheet in &sheets {
        let path = dist.join(sheet);
        all += &fs::read_to_string(&path).map_err(|error| told(&path, error))?;
        fs::remove_file(&path).map_err(|error| told(&path, error))?;
    }
    let path = dist.join(NAME);
    fs::write(&path, all).map_err(|error| told(&path, error))?;
    fs::write(&index, html).map_err(|error| told(&index, error))
}

/// The page with one style sheet in the place of the first, and the names of all.
fn split(html: &str) -> (String, Vec<String>) {
    let mut sheets = Vec::new();
    let mut kept = String::new();
    for line in html.split_inclusive('\n') {
        let name = line.contains("rel=\"stylesheet\"").then(|| line.split("href=\"./").nth(1));
        let Some(name) = name.flatten().and_then(|it| it.split('"').next()) else {
            // What Trunk was told stands in comments and leaves empty lines.
            let is_note = line.trim().is_empty() || line.trim().starts_with("<!--");
            kept.push_str(if is_note { "" } else { line });
            continue;
        };
        if sheets.is_empty() {
            kept += &format!("    <link rel=\"stylesheet\" href=\"./{NAME}\">\n");
        }
        sheets.push(name.to_owned());
    }
    (kept, sheets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_sheet_stands_for_all() {
        let html = "<head>\n  <!-- A note. -->\n\n<link rel=\"stylesheet\" href=\"./a-1.css\"/>\n<link rel=\"icon\" href=\"./i.svg\"/>\n<link rel=\"stylesheet\" href=\"./b.css\"/>\n</head>\n";
        let (kept, sheets) = split(html);
        assert_eq!(sheets, ["a-1.css", "b.css"]);
        assert_eq!(
            kept,
            "<head>\n    <link rel=\"stylesheet\" href=\"./style.css\">\n<link rel=\"icon\" href=\"./i.svg\"/>\n</head>\n"
        );
    }
}
