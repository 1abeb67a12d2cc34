//! Compressed copies of what is sent, for hosts that send what lies there: `.gz` and `.br`.

use crate::Outcome;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What is worth compressing: text and programs.
const ENDS: [&str; 9] = ["html", "js", "css", "wasm", "svg", "tape", "film", "json", "txt"];

/// Writes the compressed copies of all files below a folder.
pub fn all(folder: &Path) -> Outcome<()> {
    for path in files(folder)? {
        let is_meant = path.extension().is_some_and(|it| ENDS.iter().any(|end| it == *end));
        if !is_meant {
            continue;
        }
        let told = |error: io::Error| format!("{}: {error}", path.display());
        let bytes = fs::read(&path).map_err(told)?;
        let copy = |end: &str, bytes: Vec<u8>| {
            let name = format!("{}.{end}", path.file_name().unwrap_or_default().to_string_lossy());
            fs::write(path.with_file_name(name), bytes)
        };
        copy("gz", gzip(&bytes).map_err(told)?).map_err(told)?;
        copy("br", brotli(&bytes).map_err(told)?).map_err(told)?;
    }
    Ok(())
}

/// Whether a file is such a copy.
#[must_use]
pub fn is_copy(path: &Path) -> bool {
    path.extension().is_some_and(|it| it == "gz" || it == "br")
}

/// All files below a folder.
pub fn files(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut all = Vec::new();
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        if path.is_dir() {
            all.extend(files(&path)?);
        } else {
            all.push(path);
        }
    }
    all.sort();
    Ok(all)
}

/// What `gzip -9` makes of it.
pub fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// What brotli makes of it, at its best.
pub fn brotli(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    let parameters =
        brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &*bytes, &mut out, &parameters)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_repeats_is_small() -> io::Result<()> {
        let bytes = [b'a'; 100_000];
        assert!((20..500).contains(&gzip(&bytes)?.len()));
        assert!((5..100).contains(&brotli(&bytes)?.len()));
        Ok(())
    }
}
