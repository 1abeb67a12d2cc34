//! What programs print that are asked for their version.

use super::{base, name_of, tag};

/// Programs with the images whose tags are their versions, their version elsewhere, the words that
/// ask for it, and what they print.
type Row = (&'static str, &'static str, &'static str, &'static str, &'static str);

#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("nginx", "nginx", "1.31.4", "-v -V", "nginx version: nginx/{v}\n"),
    ("nginx", "nginx", "", "-s", ""),
    ("nginx", "nginx", "", "-t -T", "nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\nnginx: configuration file /etc/nginx/nginx.conf test is successful\n"),
    ("httpd", "httpd", "2.4.68", "-v", "Server version: Apache/{v} (Unix)\nServer built:   Jul  1 2026 00:00:00\n"),
    ("redis-server", "redis", "8.10.1", "-v --version", "Redis server v={v} sha=00000000:1 malloc=jemalloc-5.3.0 bits=64 build=0\n"),
    ("redis-cli", "redis", "8.10.1", "-v --version", "redis-cli {v}\n"),
    ("mysql", "mysql mariadb", "9.7.2", "-V --version", "mysql  Ver {v} for Linux on x86_64 (MySQL Community Server - GPL)\n"),
    ("mysqld", "mysql mariadb", "9.7.2", "-V --version", "/usr/sbin/mysqld  Ver {v} for Linux on x86_64 (MySQL Community Server - GPL)\n"),
    ("psql", "postgres", "18.6", "-V --version", "psql (PostgreSQL) {v}\n"),
    ("postgres", "postgres", "18.6", "-V --version", "postgres (PostgreSQL) {v}\n"),
    ("mongod", "mongo", "8.0.29", "--version", "db version v{v}\n"),
    ("memcached", "memcached", "1.6.45", "-V --version", "memcached {v}\n"),
    ("python", "python", "3.14.0", "-V --version", "Python {v}\n"),
    ("python3", "python", "3.14.0", "-V --version", "Python {v}\n"),
    ("node", "node", "26.7.0", "-v --version", "v{v}\n"),
    ("npm", "-", "11.6.0", "-v --version", "{v}\n"),
    ("ruby", "ruby", "4.0.6", "-v --version", "ruby {v} (2026-07-01 revision 0000000000) [x86_64-linux]\n"),
    ("php", "php", "8.5.0", "-v --version", "PHP {v} (cli) (NTS)\n"),
    ("perl", "perl", "5.44.0", "-v --version", "\nThis is perl 5, version {v}\n"),
    ("go", "golang", "1.27.0", "version", "go version go{v} linux/amd64\n"),
    ("java", "openjdk eclipse-temurin", "25.0.1", "-version --version", "openjdk version \"{v}\"\n"),
    ("bash", "bash", "5.3.9", "--version", "GNU bash, version {v}(1)-release (x86_64-pc-linux-gnu)\n"),
    ("curl", "-", "8.14.1", "-V --version", "curl {v} (x86_64-pc-linux-gnu) libcurl/{v}\n"),
    ("traefik", "traefik", "3.7.5", "version --version", "Version:      {v}\n"),
    ("caddy", "caddy", "2.11.0", "version --version", "v{v}\n"),
    ("etcd", "etcd", "3.6.0", "--version", "etcd Version: {v}\n"),
];

/// The version that an image's tag stands for, as far as it says; the rest is of the newest one.
pub(super) fn number(image: &str, newest: &str) -> String {
    let tag = tag(image).trim_start_matches('v');
    let digits: String = tag.chars().take_while(|it| it.is_ascii_digit() || *it == '.').collect();
    let digits = digits.trim_end_matches('.');
    if digits.is_empty() {
        return newest.to_owned();
    }
    if newest.starts_with(&format!("{digits}.")) {
        return newest.to_owned();
    }
    let wanted = newest.split('.').count();
    let missing = wanted.saturating_sub(digits.split('.').count());
    format!("{digits}{}", ".0".repeat(missing))
}

/// What a program prints that is asked for its version, or does something else than to serve.
pub(in crate::kubelet) fn version(image: &str, words: &[impl AsRef<str>]) -> Option<String> {
    let (program, question, more) = match words {
        [program, question] => (program.as_ref(), question.as_ref(), false),
        [program, question, _] => (program.as_ref(), question.as_ref(), true),
        _ => return None,
    };
    let is_asked = |it: &&Row| it.0 == name_of(program) && super::lists(it.3, question);
    let row = ROWS.iter().find(is_asked).filter(|it| !more || it.3 == "-s")?;
    let number = match super::lists(row.1, base(image)) {
        true => number(image, row.2),
        false => row.2.to_owned(),
    };
    Some(row.4.replace("{v}", &number))
}
