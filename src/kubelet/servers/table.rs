//! The servers that are known.

use super::http::{Asked, Response};
use super::{Setting, pages};

/// What a server serves.
pub(in crate::kubelet) enum Serves {
    /// Nothing over HTTP: it speaks a protocol of its own.
    Else,
    /// Files below a folder, and this where the image's own page has not been replaced.
    Files {
        /// The folder.
        root: &'static str,
        /// The page that the image has as `index.html`.
        index: &'static str,
    },
    /// What it makes of each request.
    Page(fn(&Setting<'_>, &Asked<'_>) -> Response),
}

/// A server.
pub(in crate::kubelet) struct Server {
    /// Images that run it by themselves, by their last names.
    pub images: &'static str,
    /// What it is called in a command.
    pub programs: &'static str,
    /// What it listens on, the main port first; empty for wherever it is asked.
    pub ports: &'static [i64],
    /// Options that say so.
    pub port_options: &'static [&'static str],
    /// A variable that says so.
    pub port_variable: &'static str,
    /// With which code it ends on SIGTERM.
    pub term_code: i32,
    /// What it prints when it starts.
    pub log: &'static str,
    /// Its version where the image's tag does not say.
    pub version: &'static str,
    /// What a request costs it: CPU time and time (milliseconds).
    pub costs_ms: Option<(i64, i64)>,
    /// What it serves.
    pub serves: Serves,
}

impl Server {
    const PLAIN: Self = Self {
        images: "-",
        programs: "-",
        ports: &[],
        port_options: &[],
        port_variable: "-",
        term_code: 143,
        log: "",
        version: "1.0.0",
        costs_ms: None,
        serves: Serves::Else,
    };
}

/// The documentation's load test adds up square roots for so long.
/// Source: `registry.k8s.io/hpa-example` `index.php`.
const SQUARE_ROOTS_MS: (i64, i64) = (22, 23);

/// All of them.
pub(super) const SERVERS: &[Server] = &[
    Server {
        images: "nginx nginx-slim nginx-unprivileged my-nginx",
        programs: "nginx",
        ports: &[80],
        term_code: 0,
        log: pages::NGINX_LOG,
        version: "1.31.4",
        serves: Serves::Files { root: "/usr/share/nginx/html", index: pages::NGINX },
        ..Server::PLAIN
    },
    Server {
        images: "httpd",
        programs: "httpd httpd-foreground apache2-foreground apachectl",
        ports: &[80],
        term_code: 0,
        log: pages::HTTPD_LOG,
        version: "2.4.68",
        serves: Serves::Files { root: "/usr/local/apache2/htdocs", index: pages::HTTPD },
        ..Server::PLAIN
    },
    Server {
        images: "hpa-example",
        ports: &[80],
        term_code: 0,
        log: "AH00558: apache2: Could not reliably determine the server's fully qualified domain name, using {ip}. Set the 'ServerName' directive globally to suppress this message\n",
        costs_ms: Some(SQUARE_ROOTS_MS),
        serves: Serves::Page(|_, _| Response::text("OK!")),
        ..Server::PLAIN
    },
    Server {
        images: "hello-app",
        programs: "hello-app",
        ports: &[8080],
        port_variable: "PORT",
        log: "{date/} {time} Server listening on port 8080\n",
        serves: Serves::Page(pages::hello_app),
        ..Server::PLAIN
    },
    Server {
        images: "kubernetes-bootcamp",
        ports: &[8080],
        log: "Kubernetes Bootcamp App Started At: {date}T{time}.000Z | Running On:  {host} \n\n",
        serves: Serves::Page(pages::bootcamp),
        ..Server::PLAIN
    },
    Server {
        images: "echoserver",
        ports: &[8080, 8443],
        log: "Generating self-signed cert\n",
        serves: Serves::Page(pages::echo_server),
        ..Server::PLAIN
    },
    Server {
        images: "agnhost",
        programs: "agnhost /agnhost",
        port_options: &["http-port", "port"],
        serves: Serves::Page(pages::agnhost),
        ..Server::PLAIN
    },
    Server {
        images: "serve_hostname serve-hostname",
        programs: "serve_hostname serve-hostname",
        ports: &[9376],
        port_options: &["port"],
        serves: Serves::Page(|place, _| Response::text(place.hostname)),
        ..Server::PLAIN
    },
    Server {
        images: "node-hello",
        ports: &[8080],
        log: "Received request for URL: /\n",
        serves: Serves::Page(|_, _| Response::text("Hello Kubernetes!")),
        ..Server::PLAIN
    },
    Server {
        images: "hello-go-gke",
        ports: &[80],
        serves: Serves::Page(|_, _| Response::text("{\"message\":\"Hello\"}\n")),
        ..Server::PLAIN
    },
    Server {
        images: "http-echo",
        programs: "http-echo /http-echo",
        ports: &[5678],
        port_options: &["listen"],
        log: "{date/} {time} [INFO] server is listening on :5678\n",
        serves: Serves::Page(pages::http_echo),
        ..Server::PLAIN
    },
    Server {
        images: "whoami",
        programs: "whoami /whoami",
        ports: &[80],
        port_options: &["port"],
        log: "{date/} {time} Starting up on port 80\n",
        serves: Serves::Page(pages::whoami),
        ..Server::PLAIN
    },
    Server {
        images: "test-webserver",
        programs: "test-webserver",
        ports: &[80],
        serves: Serves::Page(|place, asked| asked.file(place, "")),
        ..Server::PLAIN
    },
    Server {
        images: "gb-frontend",
        ports: &[80],
        term_code: 0,
        serves: Serves::Page(|_, _| Response::text(pages::GUESTBOOK)),
        ..Server::PLAIN
    },
    Server {
        images: "redis redis-slave redis-stack gb-redis-follower",
        programs: "redis-server",
        ports: &[6379],
        port_options: &["port"],
        term_code: 0,
        log: pages::REDIS_LOG,
        version: "8.10.1",
        ..Server::PLAIN
    },
    Server {
        images: "mysql mariadb percona",
        programs: "mysqld mariadbd mysqld_safe",
        ports: &[3306, 33_060],
        port_options: &["port"],
        term_code: 0,
        log: pages::MYSQL_LOG,
        version: "9.7.2",
        ..Server::PLAIN
    },
    Server {
        images: "postgres postgis timescaledb pgvector",
        programs: "postgres",
        ports: &[5432],
        port_options: &["p", "port"],
        term_code: 0,
        log: pages::POSTGRES_LOG,
        version: "18.6",
        ..Server::PLAIN
    },
    Server {
        images: "mongo mongodb",
        programs: "mongod",
        ports: &[27_017],
        port_options: &["port"],
        term_code: 0,
        log: "{\"t\":{\"$date\":\"{date}T{time}.000+00:00\"},\"s\":\"I\",  \"c\":\"NETWORK\",  \"id\":23016,   \"ctx\":\"listener\",\"msg\":\"Waiting for connections\",\"attr\":{\"port\":27017,\"ssl\":\"off\"}}\n",
        version: "8.0.29",
        ..Server::PLAIN
    },
    Server {
        images: "memcached",
        programs: "memcached",
        ports: &[11_211],
        port_options: &["p", "port"],
        term_code: 0,
        version: "1.6.45",
        ..Server::PLAIN
    },
    Server {
        images: "rabbitmq",
        programs: "rabbitmq-server",
        ports: &[5672, 15_672, 15_692, 25_672, 4369],
        term_code: 0,
        log: "{date} {time}.000000+00:00 [info] <0.9.0> Server startup complete; 4 plugins started.\n",
        version: "4.3.5",
        ..Server::PLAIN
    },
    Server {
        images: "zookeeper kubernetes-zookeeper",
        programs: "start-zookeeper zkServer.sh zookeeper-server-start.sh",
        ports: &[2181, 2888, 3888, 8080],
        term_code: 143,
        log: "{date} {time},000 [myid:] - INFO  [main:QuorumPeerConfig] - Reading configuration from: /conf/zoo.cfg\n",
        version: "3.9.5",
        ..Server::PLAIN
    },
    Server {
        images: "cassandra",
        programs: "cassandra",
        ports: &[9042, 7000, 7001, 7199, 9160],
        log: "INFO  [main] {date} {time},000 CassandraDaemon.java:650 - Startup complete\n",
        version: "5.0.9",
        ..Server::PLAIN
    },
];
