//! dist/podarium.js, the script that pages of courses load: without comments and indentation, and
//! never larger than what such a page should pay.

use crate::project::Project;
use crate::{Outcome, compress, minify};
use std::fs;

/// The script may have so many bytes when it is sent (gzip -9).
pub const BUDGET: usize = 4096;

/// Writes the script into dist/, under a name that stays.
pub fn write(project: &Project) -> Outcome<()> {
    let from = project.root().join("static/podarium.js");
    let source =
        fs::read_to_string(&from).map_err(|error| format!("{}: {error}", from.display()))?;
    let to = project.dist().join("podarium.js");
    let told = |error| format!("{}: {error}", to.display());
    fs::write(&to, stripped(&source)).map_err(told)?;
    minify::file(project, &to)?;
    let bytes = fs::read(&to).and_then(|it| compress::gzip(&it)).map_err(told)?.len();
    if bytes > BUDGET {
        return Err(format!("podarium.js has {bytes} bytes after gzip; {BUDGET} are allowed"));
    }
    Ok(())
}

/// The script without lines that are comments, and without indentation. No text in it goes on
/// over lines but the style, which needs neither.
#[must_use]
pub fn stripped(source: &str) -> String {
    let lines = source.lines().map(str::trim);
    let lines =
        lines.filter(|it| !it.is_empty() && !it.starts_with("//") && !it.starts_with("/**"));
    lines.map(|it| format!("{it}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_is_sent_without_comments_and_indentation() {
        let script = stripped(include_str!("../../static/podarium.js"));
        assert!(!script.contains("\n ") && !script.contains("\n//"));
    }
}
