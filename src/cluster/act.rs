//! Acts of nature: what people do to a cluster besides asking it.

use crate::api::{Kind, Quantity};
use crate::syntax::no_such;

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
    /// A node can't be reached any more, nor can it reach anybody.
    NetworkDown(String),
    /// The network reaches a node again.
    NetworkUp(String),
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
    /// All nodes of a zone stop answering.
    ZoneDown(String),
    /// They answer again.
    ZoneUp(String),
    /// Something breaks: what, follows from a number and from what is there.
    Chaos(i64),
}

impl Act {
    /// The one object that it happens to, with a namespace before the name of a Pod, a Job or a Service
    /// where there is one; nothing where it happens to more than one, or to none of the cluster.
    #[must_use]
    pub fn about(&self) -> Option<(Kind, &str)> {
        Some(match self {
            Self::NodeAdd(it)
            | Self::NodeDown(it)
            | Self::NodeUp(it)
            | Self::NodeRemove(it)
            | Self::NetworkDown(it)
            | Self::NetworkUp(it) => (Kind::Node, it),
            Self::Exit(it, _)
            | Self::Oom(it)
            | Self::Unready(it)
            | Self::Ready(it)
            | Self::Hang(it)
            | Self::Slow(it, _) => (Kind::Pod, it),
            Self::ExitIndex(it, ..) => (Kind::Job, it),
            Self::Load(it, _) => (Kind::Service, it),
            Self::Usage(..)
            | Self::RegistryDown
            | Self::RegistryUp
            | Self::Image(_)
            | Self::NoImage(_)
            | Self::ZoneDown(_)
            | Self::ZoneUp(_)
            | Self::Chaos(_) => return None,
        })
    }
}

/// How an act is written.
#[derive(Clone, Copy, Debug)]
pub struct ActForm {
    /// Its name.
    pub name: &'static str,
    /// What follows it, a word each.
    pub arguments: &'static str,
    /// What happens, in Markdown.
    pub meaning: &'static str,
    /// What may follow it.
    pub example: &'static str,
    /// What somebody did who did it, with `{0}` for the first word behind its name.
    pub said: &'static str,
    read: fn(&[&str]) -> Result<Act, String>,
}

macro_rules! acts {
    ($($meaning:literal, $said:literal;
        $name:literal $arguments:literal $example:literal => $read:expr;)*) => {
        /// Every act of nature.
        pub const ACTS: &[ActForm] = &[ $( ActForm {
            name: $name,
            arguments: $arguments,
            meaning: $meaning,
            example: $example,
            said: $said,
            read: $read,
        }, )* ];
    };
}

acts! {
    "a node joins", "let {0} join";
    "node-add" "NAME" "node-4" => |it| Ok(Act::NodeAdd(it.word(0)));
    "the power fails at a node: it stops answering, and nobody is told", "cut the power of {0}";
    "node-down" "NAME" "node-2" => |it| Ok(Act::NodeDown(it.word(0)));
    "a node answers again, with its Pods as they were", "gave {0} its power back";
    "node-up" "NAME" "node-2" => |it| Ok(Act::NodeUp(it.word(0)));
    "a node's object is deleted, and its machine with it: of its Pods entries are left, until the garbage collector deletes them", "took {0} away";
    "node-remove" "NAME" "node-2" => |it| Ok(Act::NodeRemove(it.word(0)));
    "the network fails at a node: nothing gets in or out, but its Pods go on", "cut {0} off the network";
    "network-down" "NODE" "node-2" => |it| Ok(Act::NetworkDown(it.word(0)));
    "the network reaches a node again: its kubelet hears and tells what it has missed", "joined {0} to the network again";
    "network-up" "NODE" "node-2" => |it| Ok(Act::NetworkUp(it.word(0)));
    "a container of a Pod ends with an exit code, 0 to 255", "let a container of {0} end with code {1}";
    "exit" "POD CODE" "web-0 1" => |it| Ok(Act::Exit(it.word(0), it.code(1)?));
    "a container of the Pod that has an index of a Job ends with an exit code", "let a container of index {1} of {0} end with code {2}";
    "exit-index" "JOB INDEX CODE" "shards 2 1" => |it| Ok(Act::ExitIndex(it.word(0), it.index(1)?, it.code(2)?));
    "a container of a Pod takes more memory than it may", "let {0} run out of memory";
    "oom" "POD" "web-0" => |it| Ok(Act::Oom(it.word(0)));
    "a Pod stops answering that it is ready", "made {0} unready";
    "unready" "POD" "web-0" => |it| Ok(Act::Unready(it.word(0)));
    "a Pod answers that it is ready; whatever else was wrong with it is over", "made {0} well again";
    "ready" "POD" "web-0" => |it| Ok(Act::Ready(it.word(0)));
    "a Pod answers nothing any more, and heeds no signal", "let {0} hang";
    "hang" "POD" "web-0" => |it| Ok(Act::Hang(it.word(0)));
    "each answer of a Pod takes so many seconds, 0 to 3600", "let each answer of {0} take {1} s";
    "slow" "POD SECONDS" "web-0 5" => |it| Ok(Act::Slow(it.word(0), it.up_to(1, 3600, "a delay is 0 to 3600 seconds")?));
    "each container of the Pods with a label uses so much CPU", "let each container with {0} use {1} of CPU";
    "usage" "LABEL=VALUE CPU" "app=web 250m" => |it| usage(it[0], it[1]);
    "so many requests a second are sent to a Service, 0 to 1000000; 0 ends it", "let {1} requests a second come to {0}";
    "load" "SERVICE REQUESTS-PER-SECOND" "web 50" => |it| Ok(Act::Load(it.word(0), it.up_to(1, LOAD_MAX, "a load is 0 to 1000000 requests a second")?));
    "no registry answers any more: what a node does not have can't be pulled", "took the registries down";
    "registry-down" "" "" => |_| Ok(Act::RegistryDown);
    "the registries answer again", "brought the registries back";
    "registry-up" "" "" => |_| Ok(Act::RegistryUp);
    "there is such an image from now on", "published {0}";
    "image" "NAME" "example.org/shop:2.0" => |it| Ok(Act::Image(it.word(0)));
    "there is no such image any more", "withdrew {0}";
    "no-image" "NAME" "nginx:1.28" => |it| Ok(Act::NoImage(it.word(0)));
    "the power fails in a zone: at all nodes whose label `topology.kubernetes.io/zone` has this value", "cut the power of {0}";
    "zone-down" "ZONE" "zone-a" => |it| Ok(Act::ZoneDown(it.word(0)));
    "the nodes of a zone answer again", "gave {0} its power back";
    "zone-up" "ZONE" "zone-a" => |it| Ok(Act::ZoneUp(it.word(0)));
    "something breaks, a Pod or a node: which and how, the number decides", "let something break";
    "chaos" "NUMBER" "7" => |it| Ok(Act::Chaos(it.up_to(0, i64::MAX, "it is a number from 0")?));
}

/// The words behind an act's name; there are as many as its form says.
trait Words {
    fn word(&self, at: usize) -> String;
    fn code(&self, at: usize) -> Result<i32, String>;
    fn index(&self, at: usize) -> Result<i32, String>;
    fn up_to(&self, at: usize, most: i64, what: &str) -> Result<i64, String>;
}

impl Words for [&str] {
    fn word(&self, at: usize) -> String {
        self.get(at).copied().unwrap_or_default().to_owned()
    }

    fn code(&self, at: usize) -> Result<i32, String> {
        let code = self.up_to(at, 255, "an exit code is a number from 0 to 255")?;
        Ok(i32::try_from(code).unwrap_or_default())
    }

    fn index(&self, at: usize) -> Result<i32, String> {
        let index = self.up_to(at, i64::from(i32::MAX), "an index is a number from 0")?;
        Ok(i32::try_from(index).unwrap_or_default())
    }

    fn up_to(&self, at: usize, most: i64, what: &str) -> Result<i64, String> {
        let word = self.word(at);
        let number = word.parse().ok().filter(|it| (0..=most).contains(it));
        number.ok_or_else(|| format!("{what}, not {word:?}"))
    }
}

impl ActForm {
    /// The act's name with what follows it.
    #[must_use]
    pub fn usage(&self) -> String {
        format!("{} {}", self.name, self.arguments).trim_end().to_owned()
    }
}

impl Act {
    /// Reads what follows `! ` on a tape.
    ///
    /// # Errors
    /// What is wrong, and what would be right.
    pub fn parse(text: &str) -> Result<Self, String> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let (name, rest) = words.split_first().map_or(("", [].as_slice()), |it| (*it.0, it.1));
        let Some(form) = ACTS.iter().find(|it| it.name == name) else {
            let names: Vec<&str> = ACTS.iter().map(|it| it.name).collect();
            return Err(no_such("act", name, &names));
        };
        if rest.len() != form.arguments.split_whitespace().count() {
            let example = format!("{name} {}", form.example);
            let (usage, example) = (form.usage(), example.trim_end());
            return Err(format!("there is no act {text:?}: it is `{usage}`, such as `{example}`"));
        }
        (form.read)(rest)
    }
}

impl std::fmt::Display for Act {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NodeAdd(name) => write!(f, "node-add {name}"),
            Self::NodeDown(name) => write!(f, "node-down {name}"),
            Self::NodeUp(name) => write!(f, "node-up {name}"),
            Self::NodeRemove(name) => write!(f, "node-remove {name}"),
            Self::NetworkDown(name) => write!(f, "network-down {name}"),
            Self::NetworkUp(name) => write!(f, "network-up {name}"),
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
            Self::ZoneDown(name) => write!(f, "zone-down {name}"),
            Self::ZoneUp(name) => write!(f, "zone-up {name}"),
            Self::Chaos(number) => write!(f, "chaos {number}"),
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
