//! What well-known programs listen on, need, print and serve.

use super::{Asked, Setting, refusal, version};
use crate::kubelet::storage::Files;
use crate::sorted::SortedMap;

struct Fixture {
    image: &'static str,
    arguments: Vec<String>,
    environment: SortedMap<String, String>,
    files: Files,
    folders: Vec<String>,
}

fn of(image: &'static str) -> Fixture {
    Fixture {
        image,
        arguments: Vec::new(),
        environment: SortedMap::new(),
        files: Files::new(),
        folders: Vec::new(),
    }
}

impl Fixture {
    fn with(mut self, words: &str) -> Self {
        self.arguments = words.split('|').map(str::to_owned).collect();
        self
    }

    fn variable(mut self, name: &str, value: &str) -> Self {
        self.environment.insert(name.to_owned(), value.to_owned());
        self
    }

    fn file(mut self, path: &str, text: &str) -> Self {
        self.files.insert(path.to_owned(), text.to_owned());
        self
    }

    fn mounted(mut self, folder: &str) -> Self {
        self.folders.push(folder.to_owned());
        self
    }

    fn place(&self) -> Setting<'_> {
        Setting {
            image: self.image,
            words: &[],
            arguments: &self.arguments,
            environment: &self.environment,
            is_read_only: false,
            files: &self.files,
            folders: &self.folders,
            hostname: "web-0",
            address: "10.244.1.2",
        }
    }

    fn get(&self, port: i64, target: &str) -> (u16, String) {
        let asked = Asked { target, host: "web", port, client: "10.244.1.9", now_ms: 0 };
        let response = self.place().respond(&asked);
        (response.status, response.body)
    }
}

#[test]
fn servers_listen_where_their_images_do() {
    let listens = |it: Fixture, port: i64| it.place().listens(port);
    assert_eq!(listens(of("nginx:1.27"), 80), Some(true));
    assert_eq!(listens(of("nginx:1.27"), 8080), Some(false));
    let conf = "server {\n  listen 8080; # here\n  listen [::]:8443 ssl;\n}\n";
    let configured = || of("nginx").file("/etc/nginx/conf.d/default.conf", conf);
    assert_eq!(listens(configured(), 8080), Some(true));
    assert_eq!(listens(configured(), 8443), Some(true));
    assert_eq!(listens(configured(), 80), Some(false));
    assert_eq!(listens(of("nginx").mounted("/etc/nginx/templates"), 81), None);
    assert_eq!(listens(of("hashicorp/http-echo").with("-listen=:8081"), 8081), Some(true));
    assert_eq!(listens(of("redis:7").with("--port|7000"), 6379), Some(false));
    assert_eq!(
        listens(of("gcr.io/google-samples/hello-app:1.0").variable("PORT", "9"), 9),
        Some(true)
    );
    assert_eq!(listens(of("registry.k8s.io/e2e-test-images/agnhost:2.40"), 8080), None);
    assert_eq!(listens(of("myorg/app"), 1234), None);
}

#[test]
fn servers_serve_what_they_have() {
    let (status, page) = of("nginx").get(80, "/");
    assert!(status == 200 && page.contains("Welcome to nginx!"));
    let root = "/usr/share/nginx/html";
    let own = of("nginx:1.27").file(&format!("{root}/index.html"), "mine\n");
    assert_eq!(own.get(80, "/index.html?x=1"), (200, "mine\n".to_owned()));
    let (status, page) = own.get(80, "/nope");
    assert!(status == 404 && page.contains("<center>nginx/1.27.0</center>"), "{page}");
    assert_eq!(of("nginx").mounted(root).get(80, "/").0, 403);
    let conf = "server { listen 81; root /data; location /api { return 200 'hi\\n'; } }";
    let configured = of("nginx").file("/etc/nginx/conf.d/a.conf", conf).file("/data/a", "A");
    assert_eq!(configured.get(81, "/a"), (200, "A".to_owned()));
    assert_eq!(configured.get(81, "/api/x"), (200, "hi\n".to_owned()));
    assert_eq!(of("httpd:2.4").get(80, "/").1, "<html><body><h1>It works!</h1></body></html>\n");
    assert_eq!(of("registry.k8s.io/hpa-example").get(80, "/").1, "OK!");
    let hello = of("gcr.io/google-samples/hello-app:2.0").get(8080, "/").1;
    assert_eq!(hello, "Hello, world!\nVersion: 2.0.0\nHostname: web-0\n");
    let bootcamp = of("gcr.io/google-samples/kubernetes-bootcamp:v1").get(8080, "/").1;
    assert_eq!(bootcamp, "Hello Kubernetes bootcamp! | Running on: web-0 | v=1\n");
    let echo = of("hashicorp/http-echo").with("-text=hello there").get(5678, "/").1;
    assert_eq!(echo, "hello there\n");
    let agnhost = || of("registry.k8s.io/e2e-test-images/agnhost:2.40");
    assert_eq!(agnhost().with("serve-hostname").get(9376, "/").1, "web-0");
    assert_eq!(agnhost().with("netexec").get(8080, "/echo?msg=a+b").1, "a b");
}

#[test]
fn databases_want_a_password() {
    let refused = |it: Fixture| refusal(&it.place(), 0);
    let (text, code) = refused(of("mysql:8.0")).unwrap_or_default();
    assert!(code == 1 && text.contains("    - MYSQL_ALLOW_EMPTY_PASSWORD\n"), "{text}");
    assert_eq!(refused(of("mysql:8.0").variable("MYSQL_ROOT_PASSWORD", "x")), None);
    assert_eq!(refused(of("mysql:5.7").variable("MYSQL_ALLOW_EMPTY_PASSWORD", "1")), None);
    assert!(refused(of("mariadb")).is_some());
    assert_eq!(refused(of("mariadb").variable("MARIADB_ROOT_PASSWORD_FILE", "/x")), None);
    let (text, code) = refused(of("postgres:16")).unwrap_or_default();
    assert!(code == 1 && text.starts_with("Error: Database is uninitialized"), "{text}");
    assert!(refused(of("postgres").variable("POSTGRES_PASSWORD", "")).is_some());
    assert_eq!(refused(of("postgres").variable("POSTGRES_HOST_AUTH_METHOD", "trust")), None);
    assert_eq!(refused(of("mongo")), None);
}

#[test]
fn programs_tell_their_versions() {
    let rows = [
        ("nginx:1.27.3", "nginx -v", "nginx version: nginx/1.27.3\n"),
        ("nginx", "/usr/sbin/nginx -v", "nginx version: nginx/1.31.4\n"),
        ("nginx", "nginx -s reload", ""),
        ("redis:7.2", "redis-cli --version", "redis-cli 7.2.0\n"),
        ("postgres:16.1-alpine", "psql --version", "psql (PostgreSQL) 16.1\n"),
        ("python:3.8", "python --version", "Python 3.8.0\n"),
        ("ubuntu", "python3 -V", "Python 3.14.0\n"),
    ];
    for (image, command, text) in rows {
        let words: Vec<&str> = command.split(' ').collect();
        assert_eq!(version(image, &words).as_deref(), Some(text), "{image}: {command}");
    }
    assert_eq!(version("nginx", &["nginx", "-g", "daemon off;"]), None);
}
