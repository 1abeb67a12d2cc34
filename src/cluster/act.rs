//! Acts of nature: what people do to a cluster besides asking it.

use crate::api::Quantity;

/// So many requests a second are as many as somebody sends.
const LOAD_MAX: i64 = 1_000_000;

/// Something that happens to machines and processes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// A node joins.
    NodeAdd(String),
    /// A node stops answering.
    NodeDown(String),
    /// A node answers again, with its Pods as they were.
    NodeUp(String),
    /// A node's object is deleted.
    NodeRemove(String),
    /// A container of a Pod ends with a code.
    Exit(String, i32),
    /// A container of the Pod that has an index of a Job ends with a code.
    ExitIndex(String, i32, i32),
    /// A container of a Pod takes more memory than it may.
    Oom(String),
    /// A Pod stops answering that it is ready.
    Unready(String),
    /// A Pod answers that it is ready; whatever else was wrong with it is over.
    Ready(String),
    /// Each container of the Pods with a label uses so much CPU: label, value, how much.
    Usage(String, String, Quantity),
    /// A Pod answers nothing any more, and heeds no signal.
    Hang(String),
    /// Each answer of a Pod takes so many seconds.
    Slow(String, i64),
    /// So many requests a second are sent to a Service; none ends it.
    Load(String, i64),
    /// No registry answers any more: what a node does not have can't be pulled.
    RegistryDown,
    /// The registries answer again.
    RegistryUp,
    /// There is such an image from now on.
    Image(String),
    /// There is no such image any more.
    NoImage(String),
}

impl Act {
    /// Reads what follows `! ` on a tape.
    ///
    /// # Errors
    /// What is wrong, and which acts there are.
    pub fn parse(text: &str) -> Result<Self, String> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let one = |name: &str| name.to_owned();
        match words.as_slice() {
            ["node-add", name] => Ok(Self::NodeAdd(one(name))),
            ["node-down", name] => Ok(Self::NodeDown(one(name))),
            ["node-up", name] => Ok(Self::NodeUp(one(name))),
            ["node-remove", name] => Ok(Self::NodeRemove(one(name))),
            ["exit", pod, code] => match code.parse() {
                Ok(code @ 0..=255) => Ok(Self::Exit(one(pod), code)),
                _ => Err(format!("an exit code is a number from 0 to 255, not {code:?}")),
            },
            ["exit-index", job, index, code] => match (index.parse(), code.parse()) {
                (Ok(index @ 0..), Ok(code @ 0..=255)) => Ok(Self::ExitIndex(one(job), index, code)),
                _ => Err(format!("an index and an exit code, not {index:?} and {code:?}")),
            },
            ["usage", label, cpu] => usage(label, cpu),
            ["oom", pod] => Ok(Self::Oom(one(pod))),
            ["unready", pod] => Ok(Self::Unready(one(pod))),
            ["ready", pod] => Ok(Self::Ready(one(pod))),
            ["hang", pod] => Ok(Self::Hang(one(pod))),
            ["slow", pod, seconds] => match seconds.parse() {
                Ok(seconds @ 0..=3600) => Ok(Self::Slow(one(pod), seconds)),
                _ => Err(format!("a delay is 0 to 3600 seconds, not {seconds:?}")),
            },
            ["load", service, number] => match number.parse() {
                Ok(number @ 0..=LOAD_MAX) => Ok(Self::Load(one(service), number)),
                _ => Err(format!("a load is 0 to {LOAD_MAX} requests a second, not {number:?}")),
            },
            ["registry-down"] => Ok(Self::RegistryDown),
            ["registry-up"] => Ok(Self::RegistryUp),
            ["image", name] => Ok(Self::Image(one(name))),
            ["no-image", name] => Ok(Self::NoImage(one(name))),
            _ => Err(format!(
                "there is no act {text:?}: the acts are node-add NAME, node-down NAME, node-up NAME, node-remove NAME, exit POD CODE, exit-index JOB INDEX CODE, oom POD, unready POD, ready POD, hang POD, slow POD SECONDS, usage LABEL=VALUE CPU, load SERVICE REQUESTS-PER-SECOND, registry-down, registry-up, image NAME, no-image NAME"
            )),
        }
    }
}

impl std::fmt::Display for Act {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NodeAdd(name) => write!(f, "node-add {name}"),
            Self::NodeDown(name) => write!(f, "node-down {name}"),
            Self::NodeUp(name) => write!(f, "node-up {name}"),
            Self::NodeRemove(name) => write!(f, "node-remove {name}"),
            Self::Exit(pod, code) => write!(f, "exit {pod} {code}"),
            Self::ExitIndex(job, index, code) => write!(f, "exit-index {job} {index} {code}"),
            Self::Oom(pod) => write!(f, "oom {pod}"),
            Self::Unready(pod) => write!(f, "unready {pod}"),
            Self::Ready(pod) => write!(f, "ready {pod}"),
            Self::Usage(label, value, cpu) => write!(f, "usage {label}={value} {cpu}"),
            Self::Hang(pod) => write!(f, "hang {pod}"),
            Self::Load(service, number) => write!(f, "load {service} {number}"),
            Self::RegistryDown => f.write_str("registry-down"),
            Self::RegistryUp => f.write_str("registry-up"),
            Self::Image(name) => write!(f, "image {name}"),
            Self::NoImage(name) => write!(f, "no-image {name}"),
            Self::Slow(pod, seconds) => write!(f, "slow {pod} {seconds}"),
        }
    }
}

fn usage(label: &str, cpu: &str) -> Result<Act, String> {
    let (label, value) = label
        .split_once('=')
        .ok_or_else(|| format!("usage is about Pods with a label, LABEL=VALUE, not {label:?}"))?;
    match Quantity::parse(cpu) {
        Ok(cpu) if cpu >= Quantity::units(0) => {
            Ok(Act::Usage(label.to_owned(), value.to_owned(), cpu))
        }
        _ => Err(format!("an amount of CPU is written 250m or 1.5, not {cpu:?}")),
    }
}
