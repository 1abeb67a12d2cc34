//! What pictures say of themselves: the labels of menus, states, numbers and times. Another language is
//! another file like this; what the page says around them stands in `src/ui/words.rs`.

/// A day (milliseconds).
pub const DAY_MS: i64 = 86_400_000;
/// The first of January 1970 was a Thursday.
const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];

/// What can be done.
pub(super) mod menu {
    pub const ADD_NODE: &str = "Add a node";
    pub const CHAOS: &str = "Chaos: something breaks";
    pub const CORDON: &str = "Cordon";
    pub const CRASH: &str = "Crash";
    pub const DELETE: &str = "Delete";
    pub const DELETE_BY_FORCE: &str = "Delete by force";
    pub const DELETE_CLAIM: &str = "Delete the claim";
    pub const DISCONNECT: &str = "Cut its network";
    pub const DRAIN: &str = "Drain";
    pub const END_WELL: &str = "End well";
    pub const FAIL: &str = "Fail";
    pub const FAIL_ALL: &str = "Fail all of it";
    pub const HANG: &str = "Hang";
    pub const LOG: &str = "Show its log";
    pub const MAKE_READY: &str = "Make ready";
    pub const MAKE_UNREADY: &str = "Make unready";
    pub const OUT_OF_MEMORY: &str = "Run out of memory";
    pub const RECONNECT: &str = "Give its network back";
    pub const RECOVER: &str = "Recover";
    pub const RECOVER_ALL: &str = "Recover all of it";
    pub const REGISTRY_DOWN: &str = "The registry is down";
    pub const REGISTRY_UP: &str = "The registry answers again";
    pub const REMOVE: &str = "Remove";
    pub const SLOW_DOWN: &str = "Slow down";
    pub const TAINT: &str = "Taint, so that Pods must go";
    pub const UNCORDON: &str = "Uncordon";
    pub const UNTAINT: &str = "Take its taint away";
}

/// What is left to say of a workload that is not there any more.
pub const DELETED: &str = "deleted";

/// How a Pod is, and its priority where it has one.
#[must_use]
pub fn ranked(how: &str, priority: i32) -> String {
    match priority {
        0 => how.to_owned(),
        _ => format!("{how}, priority {priority}"),
    }
}

/// How a Pod is, in a sentence about it.
pub(super) mod pod {
    pub const CREATING: &str = "its containers are being created";
    pub const DONE: &str = "completed";
    pub const GONE: &str = "is gone";
    pub const PENDING: &str = "waits for a node";
    pub const READY: &str = "running and ready";
    pub const RUNNING: &str = "running, not ready";
    pub const TERMINATING: &str = "is being deleted";

    pub fn pending(why: &str) -> String {
        format!("{PENDING}; {why}")
    }

    pub fn restarted(times: i64) -> String {
        match times {
            0 => String::new(),
            1 => ", restarted once".to_owned(),
            _ => format!(", restarted {times} times"),
        }
    }

    pub fn on(node: &str) -> String {
        format!(" on {node}")
    }

    pub fn labelled(how: &str, labels: &str) -> String {
        if labels.is_empty() { how.to_owned() } else { format!("{how}, labels {labels}") }
    }

    pub fn revision(number: i64, workload: &str) -> String {
        format!(", revision {number} of {workload}")
    }

    pub fn of(kind: &str, name: &str) -> String {
        format!(", of {kind} {name}")
    }

    pub fn says(name: &str, place: &str, owner: &str, how: &str, again: &str) -> String {
        format!("Pod {name}{place}{owner}: {how}{again}")
    }
}

/// How a node is.
pub(super) mod node {
    pub const CORDONED: &str = ", cordoned";
    pub const CUT: &str = ", without network";
    pub const NOT_READY: &str = "NotReady";
    pub const READY: &str = "Ready";
    pub const SILENT: &str = "silent, still counted as Ready";

    pub fn says(name: &str, status: &str, pods: &str, cpu: u32, memory: u32) -> String {
        format!("Node {name}: {status}, {pods}, {cpu} % of CPU and {memory} % of memory requested")
    }
}

/// `1 Pod`, `2 Pods`.
#[must_use]
pub fn counted(count: i64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// `3s`, `2m30s`, `5h`, `4d3h`: an age as kubectl prints it.
/// Source: `staging/src/k8s.io/apimachinery/pkg/util/duration/duration.go` `HumanDuration`.
#[must_use]
pub fn human_duration(milliseconds: i64) -> String {
    let seconds = milliseconds / 1000;
    if seconds < -1 {
        return "<invalid>".to_owned();
    }
    if seconds < 0 {
        return "0s".to_owned();
    }
    let (minutes, hours) = (seconds / 60, seconds / 3600);
    let (days, years) = (hours / 24, hours / 24 / 365);
    let pair = |large: i64, unit: &str, small: i64, small_unit: &str| {
        let rest = if small == 0 { String::new() } else { format!("{small}{small_unit}") };
        format!("{large}{unit}{rest}")
    };
    if seconds < 120 {
        format!("{seconds}s")
    } else if minutes < 10 {
        pair(minutes, "m", seconds % 60, "s")
    } else if minutes < 180 {
        format!("{minutes}m")
    } else if hours < 8 {
        pair(hours, "h", minutes % 60, "m")
    } else if hours < 48 {
        format!("{hours}h")
    } else if hours < 192 {
        pair(days, "d", hours % 24, "h")
    } else if hours < 24 * 365 * 2 {
        format!("{days}d")
    } else if hours < 24 * 365 * 8 {
        pair(years, "y", days % 365, "d")
    } else {
        format!("{years}y")
    }
}

/// The day of the week, by the clocks that this time is of (milliseconds since 1970).
#[must_use]
pub fn weekday(at_ms: i64) -> &'static str {
    let day = at_ms.div_euclid(DAY_MS).rem_euclid(7);
    usize::try_from(day).ok().and_then(|it| DAYS.get(it)).copied().unwrap_or("")
}
