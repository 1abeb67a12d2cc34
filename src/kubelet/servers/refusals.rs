//! Programs that don't start without a variable of their environment, or a folder to write to.
//! Source: the images' `docker-entrypoint.sh`.

use super::{Setting, base, versions};

/// What such a program says, and the code with which it ends at once.
pub(in crate::kubelet) fn refusal(place: &Setting<'_>, now_ms: i64) -> Option<(String, i32)> {
    if !place.words.is_empty() {
        return None;
    }
    let is_set = |name: &str| {
        !place.variable(name).is_empty() || !place.variable(&format!("{name}_FILE")).is_empty()
    };
    let needs = |names: &[&str]| !names.iter().any(|it| is_set(it));
    if let Some((.., why)) = WRITERS.iter().find(|it| lacks(place, it)) {
        return Some(((*why).to_owned(), 1));
    }
    // Who has a data folder of an earlier life needs no password.
    let has_data = |folder: &str| place.files.keys().any(|it| it.starts_with(folder));
    match base(place.image) {
        "mysql" | "percona" if has_data("/var/lib/mysql/mysql/") => None,
        "mysql" | "percona" if needs(&PASSWORDS) => {
            let list = PASSWORDS.map(|it| format!("    - {it}\n")).concat();
            Some((maria(place, "MySQL", &list, now_ms), 1))
        }
        "mariadb" if needs(&PASSWORDS) && needs(&MARIADB) => {
            let list = "    - MARIADB_ROOT_PASSWORD\n    - MARIADB_ROOT_PASSWORD_HASH\n    - MARIADB_ALLOW_EMPTY_ROOT_PASSWORD\n    - MARIADB_RANDOM_ROOT_PASSWORD\n";
            Some((maria(place, "MariaDB", list, now_ms), 1))
        }
        "postgres" | "postgis" | "timescaledb" | "pgvector"
            if needs(&["POSTGRES_PASSWORD"])
                && place.variable("POSTGRES_HOST_AUTH_METHOD") != "trust" =>
        {
            Some((POSTGRES.to_owned(), 1))
        }
        _ => None,
    }
}

/// Images, the folders of which one must be a volume where nothing else can be written to, and
/// what they say without it.
type Writer = (&'static str, [&'static str; 2], &'static str);

const WRITERS: [Writer; 3] = [
    (
        "nginx",
        ["/var/cache/nginx", "/var/cache"],
        "nginx: [emerg] mkdir() \"/var/cache/nginx/client_temp\" failed (30: Read-only file system)\n",
    ),
    (
        "nginx",
        ["/run", "/var/run"],
        "nginx: [emerg] open() \"/run/nginx.pid\" failed (30: Read-only file system)\n",
    ),
    (
        "httpd",
        ["/usr/local/apache2/logs", "/usr/local/apache2"],
        "(30)Read-only file system: AH00099: could not create /usr/local/apache2/logs/httpd.pid\n",
    ),
];

fn lacks(place: &Setting<'_>, (image, folders, _): &Writer) -> bool {
    let is_there = |it: &String| it == "/" || folders.contains(&it.trim_end_matches('/'));
    place.is_read_only && base(place.image) == *image && !place.folders.iter().any(is_there)
}

const PASSWORDS: [&str; 3] =
    ["MYSQL_ROOT_PASSWORD", "MYSQL_ALLOW_EMPTY_PASSWORD", "MYSQL_RANDOM_ROOT_PASSWORD"];
const MARIADB: [&str; 4] = [
    "MARIADB_ROOT_PASSWORD",
    "MARIADB_ROOT_PASSWORD_HASH",
    "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD",
    "MARIADB_RANDOM_ROOT_PASSWORD",
];
const POSTGRES: &str = "\
Error: Database is uninitialized and superuser password is not specified.
       You must specify POSTGRES_PASSWORD to a non-empty value for the
       superuser. For example, \"-e POSTGRES_PASSWORD=password\" on \"docker run\".

       You may also use \"POSTGRES_HOST_AUTH_METHOD=trust\" to allow all
       connections without a password. This is *not* recommended.

       See PostgreSQL documentation about \"trust\":
       https://www.postgresql.org/docs/current/auth-trust.html
";

fn maria(place: &Setting<'_>, name: &str, list: &str, now_ms: i64) -> String {
    let time = crate::api::Time::of_ms(now_ms).to_string();
    let time = time.trim_end_matches('Z').replace('T', " ");
    let version = versions::number(place.image, "9.7.2");
    format!(
        "{time}+00:00 [Note] [Entrypoint]: Entrypoint script for {name} Server {version} started.\n{time}+00:00 [ERROR] [Entrypoint]: Database is uninitialized and password option is not specified\n    You need to specify one of the following as an environment variable:\n{list}"
    )
}
