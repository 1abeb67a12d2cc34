//! A page of a course, with the built page in its folder `podarium/`.

use super::site::dist;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// A temporary folder, until it is dropped.
pub struct Course(pub PathBuf);

impl Course {
    /// A course whose page has this body, and the script twice: it is harmless.
    pub fn new(body: &str) -> Self {
        Self::with_head("", "podarium/", body)
    }

    /// The same with more in its head, and the script from elsewhere.
    pub fn with_head(head: &str, home: &str, body: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder =
            std::env::temp_dir().join(format!("podarium-course-{}-{count}", std::process::id()));
        copy(&dist(), &folder.join("podarium"));
        let script = format!("<script src=\"{home}podarium.js\" defer></script>").repeat(2);
        let html = format!(
            "<!doctype html><html lang=\"en\" data-theme=\"light\"><head><meta charset=\"utf-8\"><title>Course</title>
             <meta name=\"viewport\" content=\"width=device-width\">{head}
             <link rel=\"icon\" href=\"data:,\"><style>body {{ margin: 0 }} hr {{ height: 3000px }}</style>
             {script}</head><body>{body}</body></html>"
        );
        std::fs::write(folder.join("index.html"), html).expect("the page of the course");
        Self(folder)
    }
}

impl Drop for Course {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder for the course");
    for entry in std::fs::read_dir(from).expect("the built page") {
        let path = entry.expect("a file of the built page").path();
        let to = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &to);
        } else {
            std::fs::copy(&path, to).expect("a copy of the built page");
        }
    }
}
