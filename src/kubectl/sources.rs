//! Keys and values as they are given: literals, and lines of a file.
//! Source: `staging/src/k8s.io/kubectl/pkg/util/util.go`, `pkg/cmd/util/env_file.go`.

/// `key=value`; the value may have further equals signs.
///
/// # Errors
/// There is no key.
pub(super) fn literal(source: &str) -> Result<(&str, &str), String> {
    let pair = source.split_once('=').filter(|it| !it.0.is_empty());
    pair.ok_or_else(|| format!("invalid literal source {source}, expected key=value"))
}

/// `key=path`, or a path whose last part is the key. Source: `ParseFileSource`.
///
/// # Errors
/// A part is missing, or there are too many.
pub(super) fn file(source: &str) -> Result<(&str, &str), String> {
    let parts: Vec<&str> = source.split('=').collect();
    match parts.as_slice() {
        [path] => Ok((path.rsplit('/').next().unwrap_or(path), path)),
        ["", path] => Err(format!("key name for file path {path} missing")),
        [key, ""] => Err(format!("file path for key name {key} missing")),
        [key, path] => Ok((key, path)),
        _ => Err("key names or file paths cannot contain '='".to_owned()),
    }
}

/// The pairs in the lines of a file. What has no value gets that of a variable of the shell;
/// there are none.
pub(super) fn env_file(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let lines = text.strip_prefix(super::yaml::BYTE_ORDER_MARK).unwrap_or(text).lines();
    let lines = lines.map(str::trim_start).filter(|it| !it.is_empty() && !it.starts_with('#'));
    lines.map(|it| it.split_once('=').unwrap_or((it, "")))
}

/// Why this can't be a variable's name.
/// Source: `staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go` `IsEnvVarName`.
pub(super) fn variable_problem(name: &str) -> Option<&'static str> {
    let fits = |it: char| it.is_ascii_alphanumeric() || "-._".contains(it);
    match name {
        "." => Some("must not be '.'"),
        ".." => Some("must not be '..'"),
        _ if name.starts_with("..") => Some("must not start with '..'"),
        _ if name.starts_with(|it: char| it.is_ascii_digit())
            || !name.chars().all(fits)
            || name.is_empty() =>
        {
            Some(
                "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')",
            )
        }
        _ => None,
    }
}
