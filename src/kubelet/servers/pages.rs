//! What well-known images print and serve.

use super::http::{Asked, Response};
use super::{Setting, tag};

/// The page that comes with nginx.
pub(super) const NGINX: &str = r#"<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
<style>
html { color-scheme: light dark; }
body { width: 35em; margin: 0 auto;
font-family: Tahoma, Verdana, Arial, sans-serif; }
</style>
</head>
<body>
<h1>Welcome to nginx!</h1>
<p>If you see this page, the nginx web server is successfully installed and
working. Further configuration is required.</p>

<p>For online documentation and support please refer to
<a href="http://nginx.org/">nginx.org</a>.<br/>
Commercial support is available at
<a href="http://nginx.com/">nginx.com</a>.</p>

<p><em>Thank you for using nginx.</em></p>
</body>
</html>
"#;
pub(super) const NGINX_LOG: &str = "\
/docker-entrypoint.sh: /docker-entrypoint.d/ is not empty, will attempt to perform configuration
/docker-entrypoint.sh: Looking for shell scripts in /docker-entrypoint.d/
/docker-entrypoint.sh: Launching /docker-entrypoint.d/10-listen-on-ipv6-by-default.sh
/docker-entrypoint.sh: Launching /docker-entrypoint.d/20-envsubst-on-templates.sh
/docker-entrypoint.sh: Launching /docker-entrypoint.d/30-tune-worker-processes.sh
/docker-entrypoint.sh: Configuration complete; ready for start up
{date/} {time} [notice] 1#1: using the \"epoll\" event method
{date/} {time} [notice] 1#1: nginx/{v}
{date/} {time} [notice] 1#1: start worker processes
";
/// The page that comes with Apache.
pub(super) const HTTPD: &str = "<html><body><h1>It works!</h1></body></html>\n";
pub(super) const HTTPD_LOG: &str = "\
AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using {ip}. \
Set the 'ServerName' directive globally to suppress this message
[{date} {time}] [mpm_event:notice] [pid 1:tid 1] AH00489: \
Apache/{v} (Unix) configured -- resuming normal operations
";
pub(super) const REDIS_LOG: &str = "\
1:C {date} {time}.000 # oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo
1:C {date} {time}.000 # Redis version={v}, bits=64, commit=00000000, modified=0, pid=1, just started
1:M {date} {time}.000 * Ready to accept connections
";
pub(super) const MYSQL_LOG: &str = "\
{date} {time}+00:00 [Note] [Entrypoint]: Entrypoint script for MySQL Server {v} started.
{date}T{time}.000000Z 0 [System] [MY-010931] [Server] /usr/sbin/mysqld: \
ready for connections. Version: '{v}'  socket: '/var/run/mysqld/mysqld.sock'  port: 3306  \
MySQL Community Server - GPL.
";
pub(super) const POSTGRES_LOG: &str = "\
PostgreSQL init process complete; ready for start up.

{date} {time}.000 UTC [1] LOG:  starting PostgreSQL {v} on x86_64-pc-linux-gnu, 64-bit
{date} {time}.000 UTC [1] LOG:  listening on IPv4 address \"0.0.0.0\", port 5432
{date} {time}.000 UTC [1] LOG:  database system is ready to accept connections
";
pub(super) const GUESTBOOK: &str = "<html ng-app=\"redis\">\n  <head>\n    <title>Guestbook</title>\n  </head>\n  <body ng-controller=\"RedisCtrl\">\n    <h2>Guestbook</h2>\n  </body>\n</html>\n";

/// Source: `github.com/GoogleCloudPlatform/kubernetes-engine-samples` `hello-app/main.go`.
pub(super) fn hello_app(place: &Setting<'_>, _: &Asked<'_>) -> Response {
    let version = match tag(place.image) {
        "" | "latest" => "1.0",
        tag => tag,
    };
    let host = place.hostname;
    Response::text(&format!("Hello, world!\nVersion: {version}.0\nHostname: {host}\n"))
}

pub(super) fn bootcamp(place: &Setting<'_>, _: &Asked<'_>) -> Response {
    let version = tag(place.image).trim_start_matches('v');
    let version = if version.is_empty() || version == "latest" { "1" } else { version };
    let host = place.hostname;
    Response::text(&format!("Hello Kubernetes bootcamp! | Running on: {host} | v={version}\n"))
}

pub(super) fn echo_server(place: &Setting<'_>, asked: &Asked<'_>) -> Response {
    let (host, client) = (place.hostname, asked.client);
    let (target, name, port) = (asked.target, asked.host, asked.port);
    let path = asked.path();
    Response::text(&format!(
        "\n\nHostname: {host}\n\nPod Information:\n\t-no pod information available-\n\nServer values:\n\tserver_version=nginx: 1.13.3 - lua: 10008\n\nRequest Information:\n\tclient_address={client}\n\tmethod=GET\n\treal path={target}\n\tquery=\n\trequest_version=1.1\n\trequest_scheme=http\n\trequest_uri=http://{name}:{port}{path}\n\nRequest Headers:\n\taccept=*/*\n\thost={name}\n\nRequest Body:\n\t-no body in request-\n\n"
    ))
}

pub(super) fn http_echo(place: &Setting<'_>, _: &Asked<'_>) -> Response {
    // A text has blanks in it: it is one argument, not several.
    let words = place.words.iter().chain(place.arguments);
    let text = words.filter_map(|it| it.trim_start_matches('-').strip_prefix("text="));
    let text = text.reduce(|_, it| it).map(|it| it.trim_matches(['"', '\'']));
    let text = text.unwrap_or_else(|| place.variable("ECHO_TEXT"));
    Response::text(&format!("{text}\n"))
}

pub(super) fn whoami(place: &Setting<'_>, asked: &Asked<'_>) -> Response {
    let (host, ip, client) = (place.hostname, place.address, asked.client);
    let (target, name) = (asked.target, asked.host);
    Response::text(&format!(
        "Hostname: {host}\nIP: 127.0.0.1\nIP: {ip}\nRemoteAddr: {client}:40000\nGET {target} HTTP/1.1\nHost: {name}\nAccept: */*\n\n"
    ))
}

/// Source: `test/images/agnhost` `{netexec,serve-hostname,liveness,test-webserver}`.
pub(super) fn agnhost(place: &Setting<'_>, asked: &Asked<'_>) -> Response {
    let has = |name: &str| place.options().any(|it| it == name);
    if has("serve-hostname") {
        return Response::text(place.hostname);
    }
    if has("test-webserver") {
        return asked.file(place, "");
    }
    if has("liveness") {
        return Response::text("ok");
    }
    match asked.path() {
        "/hostname" | "/hostName" => Response::text(place.hostname),
        "/clientip" => Response::text(&format!("{}:40000", asked.client)),
        "/echo" => Response::text(&asked.parameter("msg").unwrap_or_default()),
        "/healthz" => Response::text(""),
        _ => {
            let time = crate::api::Time::of_ms(asked.now_ms).to_string();
            let (date, clock) = time.trim_end_matches('Z').split_once('T').unwrap_or(("", ""));
            Response::text(&format!("NOW: {date} {clock}.000000000 +0000 UTC m=+0.000000000"))
        }
    }
}
