//! Numbers in sentences.

/// How many there are, with the verb: `none is`, `1 is`, `2 are`.
pub(crate) fn are(count: i32) -> String {
    match count {
        0 => "none is".to_owned(),
        1 => "1 is".to_owned(),
        _ => format!("{count} are"),
    }
}

/// `1 Pod`, `2 Pods`.
pub(crate) fn pods(count: impl TryInto<i64>) -> String {
    let count = count.try_into().unwrap_or(i64::MAX);
    if count == 1 { "1 Pod".to_owned() } else { format!("{count} Pods") }
}
