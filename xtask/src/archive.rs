//! target/podarium.zip: the built page to take along. It runs below any path of any host.

use crate::project::Project;
use crate::{Outcome, compress};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Writes the archive; where it is.
pub fn write(project: &Project) -> Outcome<PathBuf> {
    let to = project.root().join("target/podarium.zip");
    let files = compress::files(&project.dist())?;
    pack(&project.dist(), &files, &to).map_err(|error| format!("{}: {error}", to.display()))?;
    Ok(to)
}

/// All but the compressed copies. The same files give the same bytes.
fn pack(dist: &Path, files: &[PathBuf], to: &Path) -> io::Result<()> {
    let mut archive = ZipWriter::new(File::create(to)?);
    for path in files.iter().filter(|it| !compress::is_copy(it)) {
        let name = path.strip_prefix(dist).unwrap_or(path).to_string_lossy().replace('\\', "/");
        archive.start_file(format!("podarium/{name}"), SimpleFileOptions::default())?;
        archive.write_all(&fs::read(path)?)?;
    }
    archive.finish().map(drop).map_err(io::Error::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn what_is_packed_is_there() -> io::Result<()> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        let to = std::env::temp_dir().join(format!("podarium-zip-{}", std::process::id()));
        pack(folder, &[folder.join("Cargo.toml"), folder.join("src/lib.rs"), "a.gz".into()], &to)?;
        let mut archive = zip::ZipArchive::new(File::open(&to)?)?;
        assert_eq!(archive.len(), 2);
        let mut text = String::new();
        archive.by_name("podarium/src/lib.rs")?.read_to_string(&mut text)?;
        assert_eq!(text, include_str!("lib.rs"));
        fs::remove_file(&to)
    }
}
