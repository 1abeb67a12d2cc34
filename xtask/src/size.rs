//! How large the page is, as it is sent: after gzip.

use crate::Outcome;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A table of the files below `dist`. A folder is one line: what is in it isn't part of a first visit.
pub fn report(dist: &Path) -> Outcome<String> {
    let entries = sorted(dist)?;
    let mut table = format!("{:>10} {:>10}  size in bytes\n", "raw", "gzip");
    let mut sum = Size::default();
    for path in entries.iter().filter(|path| path.is_file()) {
        let size = of_file(path)?;
        table.push_str(&line(&size, &name(path)));
        sum = sum.plus(size);
    }
    table.push_str(&line(&sum, "= a first visit"));
    for folder in entries.iter().filter(|path| path.is_dir()) {
        table.push_str(&line(&of_folder(folder)?, &format!("{}/, on demand", name(folder))));
    }
    Ok(table)
}

#[derive(Default, Clone, Copy)]
struct Size {
    raw: usize,
    gzip: usize,
}

impl Size {
    fn plus(self, other: Self) -> Self {
        Self { raw: self.raw + other.raw, gzip: self.gzip + other.gzip }
    }
}

fn of_file(path: &Path) -> Outcome<Size> {
    let bytes = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let gzip = gzip_size(&bytes).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(Size { raw: bytes.len(), gzip })
}

fn of_folder(folder: &Path) -> Outcome<Size> {
    let mut sum = Size::default();
    for path in sorted(folder)? {
        let size = if path.is_dir() { of_folder(&path)? } else { of_file(&path)? };
        sum = sum.plus(size);
    }
    Ok(sum)
}

/// How many bytes `gzip -9` makes of these.
pub fn gzip_size(bytes: &[u8]) -> io::Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}

fn sorted(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    Ok(paths)
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn line(size: &Size, name: &str) -> String {
    format!("{:>10} {:>10}  {name}\n", size.raw, size.gzip)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_repeats_is_small_after_gzip() -> io::Result<()> {
        let size = gzip_size(&[b'a'; 100_000])?;
        assert!((20..500).contains(&size), "{size}");
        Ok(())
    }
}
