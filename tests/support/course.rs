//! A page of a course, with the built page in its folder `podarium/`.

use super::browser::Browser;
use super::page::SOON;
use super::site::{Site, dist};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use xtask::files;

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
        files::copy(&dist(), &folder.join("podarium")).expect("a copy of the built page");
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

/// Opens the page of a course; waits until its players are players.
pub fn open(site: &Site) -> Browser {
    let browser = Browser::open();
    browser.go(&site.url());
    browser.wait_until("customElements.get('podarium-player')", SOON);
    browser
}

/// A course that somebody reads: the browser, and what it reads. They end in this order.
pub struct Reader {
    pub browser: Browser,
    pub site: Site,
    _course: Course,
}

impl Reader {
    /// Opens a course with this body, below this path and under the strict policy.
    pub fn open(prefix: &str, body: &str) -> Self {
        Self::of(prefix, Course::new(body))
    }

    /// The same for any course.
    pub fn of(prefix: &str, course: Course) -> Self {
        let site = Site::serve_folder(prefix, &course.0);
        Self { browser: open(&site), site, _course: course }
    }
}
