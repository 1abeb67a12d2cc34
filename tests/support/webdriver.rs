//! The protocol: ChromeDriver as a child process, one session, JSON over HTTP.

use serde_json::{Value, json};
use std::env;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// A port that nobody listens on right now.
pub fn find_free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    listener.local_addr().expect("the port's address").port()
}

/// Asks until the answer is there; panics with `what` when the time is over.
pub fn poll<T>(what: &str, timeout: Duration, mut ask: impl FnMut() -> Option<T>) -> T {
    let begin = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(begin.elapsed() < timeout, "{what} not within {timeout:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// One session with a browser of its own; both end with it.
pub struct Session {
    agent: ureq::Agent,
    url: String,
    // Dropped in this order: first the driver ends, then its folder is removed.
    _driver: Driver,
    _profile: Profile,
}

impl Session {
    /// Starts ChromeDriver and through it Chromium, with an empty profile.
    pub fn start() -> Self {
        let profile = Profile::new();
        let port = find_free_port();
        let driver = Driver::start(port);
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .timeout_global(Some(Duration::from_secs(300)))
            .http_status_as_error(false)
            .build()
            .into();
        let base = format!("http://127.0.0.1:{port}");
        poll("ChromeDriver's answer", Duration::from_secs(120), || {
            agent.get(format!("{base}/status")).call().ok()
        });
        let wanted = capabilities(&profile);
        let answer = post(&agent, &format!("{base}/session"), &wanted);
        let id = answer["sessionId"].as_str().expect("a new session has an id");
        let url = format!("{base}/session/{id}");
        Self { agent, url, _driver: driver, _profile: profile }
    }

    /// Sends a command of the session and takes its value; an error ends the test.
    pub fn post(&self, command: &str, body: &Value) -> Value {
        post(&self.agent, &format!("{}/{command}", self.url), body)
    }

    /// Asks for a value of the session.
    pub fn get(&self, command: &str) -> Value {
        let url = format!("{}/{command}", self.url);
        let answer = self.agent.get(&url).call();
        value(answer, &url)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // Closes Chromium. If that fails, killing ChromeDriver is all that is left to do.
        let _ = self.agent.delete(&self.url).call();
    }
}

type HttpAnswer = Result<ureq::http::Response<ureq::Body>, ureq::Error>;

fn post(agent: &ureq::Agent, url: &str, body: &Value) -> Value {
    value(agent.post(url).send_json(body), url)
}

fn value(answer: HttpAnswer, url: &str) -> Value {
    let mut answer = answer.unwrap_or_else(|error| panic!("{url}: {error}"));
    // A screenshot of a large page is larger than ureq's own limit.
    let body = answer.body_mut().with_config().limit(256 << 20).read_json::<Value>();
    let body = body.unwrap_or_else(|error| panic!("{url}: {error}"));
    let value = &body["value"];
    if let Some(error) = value.get("error").and_then(Value::as_str) {
        panic!("{url}: {error}: {}", value["message"].as_str().unwrap_or_default());
    }
    value.clone()
}

fn capabilities(profile: &Profile) -> Value {
    let data = format!("--user-data-dir={}", profile.0.display());
    let arguments = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1280,900",
        &data,
    ];
    let mut options = json!({ "args": arguments });
    if let Some(chromium) = env::var_os("CHROMIUM").or_else(debian) {
        options["binary"] = json!(chromium.to_string_lossy());
    }
    json!({ "capabilities": { "alwaysMatch": {
        "goog:chromeOptions": options,
        "goog:loggingPrefs": { "browser": "ALL" },
        "timeouts": { "script": 240_000, "pageLoad": 240_000 },
    } } })
}

/// ChromeDriver itself looks for `google-chrome`.
fn debian() -> Option<std::ffi::OsString> {
    let path = PathBuf::from("/usr/bin/chromium");
    path.is_file().then(|| path.into_os_string())
}

/// ChromeDriver as a child, killed when it is no longer needed.
struct Driver(Child);

impl Driver {
    fn start(port: u16) -> Self {
        let program = env::var_os("CHROMEDRIVER").unwrap_or("chromedriver".into());
        let child = Command::new(&program)
            .arg(format!("--port={port}"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        Self(child.unwrap_or_else(|error| {
            let program = program.display();
            panic!("{program}: {error}. `cargo xtask test` says how to install it")
        }))
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A new empty folder for what the browser keeps.
struct Profile(PathBuf);

impl Profile {
    fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("podarium-browser-{}-{number}", std::process::id());
        let folder = env::temp_dir().join(name);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).expect("a folder for the browser's profile");
        Self(folder)
    }
}

impl Drop for Profile {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
