//! What stands on the stage: words of nodes, Pods and volumes.

/// The stage, and what is beside it.
pub mod stage {
    pub const ALL_SIGNS: &str = "all signs";
    pub const ARROWS: &str = "Arrow keys go from one to the next";
    pub const BREAK: &str = "break\u{2026}";
    pub const FIND: &str = "Find  /";
    pub const FIND_WHAT: &str = "Find Pods, nodes, workloads";
    pub const NODES_AND_PODS: &str = "Nodes and Pods";
    pub const NO_NODE: &str = "no node yet";
    pub const SHELF: &str = "Volumes";
    pub const SHELF_WHAT: &str = "not mounted";

    pub fn waiting(count: usize) -> String {
        match count {
            0 => "no Pod waits".to_owned(),
            1 => "1 Pod waits".to_owned(),
            _ => format!("{count} Pods wait"),
        }
    }

    pub fn volume(is_bound: bool, claim: &str) -> String {
        let what = if is_bound { "Volume of" } else { "No volume yet for" };
        format!("{what} {claim}")
    }

    /// The way to what led to a decision; in little room without the number.
    pub fn steps(count: usize, is_short: bool) -> String {
        let count = if is_short { String::new() } else { format!(" {count} steps") };
        format!("Why? \u{25b8}{count}")
    }
}

/// A node's card.
pub mod node {
    pub const CORDONED: &str = "cordoned";
    pub const CPU: &str = "cpu";
    pub const CPU_REQUESTED: &str = "cpu requested";
    pub const CUT: &str = "cut off";
    pub const GOES_ON: &str = "goes on, unheard";
    pub const KUBELET: &str = "kubelet";
    pub const NOT_READY: &str = "NotReady";
    pub const QUIET: &str = "quiet";
    pub const SILENT: &str = "silent";

    pub fn evicts(time: &str) -> String {
        format!("Its Pods must go in {time}")
    }

    pub fn heard(time: &str) -> String {
        format!("Last heard {time} ago")
    }

    /// How many Pods, and how many that have finished, well or not: `1 Pod · 2 done · 4 failed`.
    pub fn holds([pods, leaving, done, failed]: [u32; 4], is_brief: bool) -> String {
        let mut parts: Vec<String> = Vec::new();
        // In brief all that are drawn.
        let (pods, leaving) = if is_brief { (pods + leaving, 0) } else { (pods, leaving) };
        if pods > 0 || leaving + done + failed == 0 {
            parts.push(crate::ui::words::common::pods(pods));
        }
        if leaving > 0 {
            parts.push(format!("{leaving} leaving"));
        }
        for (count, word, sign) in [(done, "done", '\u{2713}'), (failed, "failed", '\u{2715}')] {
            match (count, is_brief) {
                (0, _) => {}
                (_, false) => parts.push(format!("{count} {word}")),
                (_, true) => parts.push(format!("{count}{sign}")),
            }
        }
        parts.join(if is_brief { " " } else { " \u{b7} " })
    }

    /// What is the matter with it, and what is on it.
    pub fn both(state: &str, holds: &str) -> String {
        format!("{state} \u{b7} {holds}")
    }

    pub fn used(some: &str, all: &str) -> String {
        format!("{some} of {all}")
    }

    pub fn starts(pod: &str) -> String {
        format!("starts {pod}")
    }

    pub fn stops(pod: &str) -> String {
        format!("stops {pod}")
    }

    pub fn restarts(pod: &str) -> String {
        format!("will start {pod} again")
    }
}

/// A Pod.
pub mod pod {
    pub const DONE: &str = "completed";
    pub const NO_NODE: &str = "has no node yet";

    pub fn revision(number: i64, tag: &str) -> String {
        format!("rev {number} \u{b7} {tag}")
    }

    /// A moment of the run, so that nobody reads how long it took: `at 1.8 s`; of a clock with days
    /// `on Thu 02:03`.
    pub fn when(moment: &str, is_dated: bool) -> String {
        // Its parts stay together.
        let moment = moment.replace(' ', "\u{a0}");
        format!("{} {moment}", if is_dated { "on" } else { "at" })
    }

    pub fn ready(when: &str) -> String {
        format!("became ready {when}")
    }

    pub const FAILS: &str = "requests to it fail";
    pub const FAILED: &str = "requests to it failed";

    /// Files that are gone with the Pod, and such that are not.
    pub fn in_it(files: &str) -> String {
        format!("{files} in its container")
    }

    pub fn kept(files: &str) -> String {
        format!("{files} on its volume")
    }

    pub fn requests(count: i64) -> String {
        match count {
            0 => "less than 1 request/s".to_owned(),
            1 => "1 request/s".to_owned(),
            _ => format!("{count} requests/s"),
        }
    }

    /// Requests that came to a Pod while it was leaving.
    pub fn late(count: i64) -> String {
        match count {
            1 => "1 request since then".to_owned(),
            _ => format!("{count} requests since then"),
        }
    }

    pub fn started(when: &str) -> String {
        format!("started {when}")
    }

    pub fn leaving(first: &str, seconds: i64) -> String {
        // Its parts stay together.
        let (first, colon) =
            (first.replace(' ', "\u{a0}"), if first.is_empty() { "" } else { ": " });
        format!("leaving{colon}{first}, gone within {seconds}\u{a0}s")
    }

    pub fn gone(when: &str) -> String {
        format!("gone {when}")
    }

    /// Nobody ends it before its node answers, however long its grace is.
    pub const STUCK: &str = "leaving, waits for its node";

    pub fn running(when: &str) -> String {
        format!("not ready, started {when}")
    }

    pub fn again(reason: &str, seconds: i64) -> String {
        format!("{reason}, again in {seconds} s")
    }

    pub fn began(reason: &str, when: &str) -> String {
        format!("{reason} {when}")
    }

    pub fn restarts(how: &str, times: i32) -> String {
        format!("{how}; {times} {}", if times == 1 { "restart" } else { "restarts" })
    }

    /// In few letters: `↻2 · 1.28`.
    pub fn restarted(times: i32, tag: &str) -> String {
        format!("\u{21bb}{times} \u{b7} {tag}")
    }
}
