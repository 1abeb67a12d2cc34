//! The header of a tape: what the cluster is made from.

use crate::api::{Labels, Quantity, Time};
use crate::apiserver;
use crate::cluster::Config;
use crate::sorted::SortedMap;
use crate::syntax::no_such;

/// Title and cluster.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Header {
    /// What the tape is called.
    pub title: String,
    /// The version of the text format that it says it is of; 0 where it says nothing.
    pub version: u32,
    /// What its cluster is made from.
    pub config: Config,
}

/// The version of the text format that is read here.
pub const VERSION: u32 = 1;

/// Reads the value of a key.
type Read = fn(&mut Header, &str) -> Result<(), String>;

/// A key of the header.
#[derive(Clone, Copy, Debug)]
pub struct HeaderKey {
    /// Its name.
    pub name: &'static str,
    /// What it means, in Markdown.
    pub meaning: &'static str,
    /// A value that it may have.
    pub example: &'static str,
    /// What holds without it, in the same form; empty where nothing does.
    pub default: &'static str,
    read: Read,
}

/// Why a header line can't be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum HeaderError {
    /// There is no such key, or a later version of the format is meant; the tape can be played.
    Unknown(String),
    /// Its value can't be read.
    Wrong(String),
}

/// Every key of the header.
pub const HEADER_KEYS: &[HeaderKey] = &[
    HeaderKey {
        name: "title",
        meaning: "what the tape is called",
        example: "A node dies",
        default: "",
        read: |header, value| {
            value.clone_into(&mut header.title);
            Ok(())
        },
    },
    HeaderKey {
        name: "version",
        meaning: "the version of the text format that the tape was written for",
        example: "1",
        default: "1",
        read: |header, value| {
            header.version = value.parse().map_err(|_| format!("{value:?} is no version: 1"))?;
            Ok(())
        },
    },
    HeaderKey {
        name: "nodes",
        meaning: "the names of the nodes, joined by commas",
        example: "node-1,node-2",
        default: "node-1,node-2,node-3",
        read: |header, value| {
            header.config.nodes = nodes(value)?;
            Ok(())
        },
    },
    HeaderKey {
        name: "labels",
        meaning: "labels by node, as JSON",
        example: r#"{"node-1": {"topology.kubernetes.io/zone": "zone-a"}}"#,
        default: "{}",
        read: |header, value| {
            header.config.labels = labels(value)?;
            Ok(())
        },
    },
    HeaderKey {
        name: "cpu",
        meaning: "the CPUs of each node",
        example: "500m",
        default: "4",
        read: |header, value| {
            header.config.cpu = Quantity::parse(value).map_err(str::to_owned)?;
            Ok(())
        },
    },
    HeaderKey {
        name: "memory",
        meaning: "the memory of each node",
        example: "2Gi",
        default: "8Gi",
        read: |header, value| {
            header.config.memory = Quantity::parse(value).map_err(str::to_owned)?;
            Ok(())
        },
    },
    HeaderKey {
        name: "seed",
        meaning: "the number that all chance comes from: names of Pods, ties of the scheduler",
        example: "7",
        default: "1",
        read: |header, value| {
            header.config.seed = value.parse().map_err(|_| format!("{value:?} is no number"))?;
            Ok(())
        },
    },
    HeaderKey {
        name: "start",
        meaning: "date and time of second 0",
        example: "2026-03-25T16:00:00Z",
        default: "2026-01-05T09:00:00Z",
        read: |header, value| {
            let time = Time::parse(value);
            let time = time.ok_or_else(|| format!("{value:?} is no date and time"))?;
            header.config.start_ms = time.0 * 1000;
            Ok(())
        },
    },
    HeaderKey {
        name: "images",
        meaning: "images that there are, and with `!` those that there are not, joined by commas",
        example: "example.org/shop:2.0,!nginx:1.99",
        default: "",
        read: |header, value| {
            let names = value.split(',').map(str::trim).filter(|it| !it.is_empty());
            header.config.images.extend(names.map(|it| match it.strip_prefix('!') {
                Some(name) => (name.trim().to_owned(), false),
                None => (it.to_owned(), true),
            }));
            Ok(())
        },
    },
    HeaderKey {
        name: "kubelet",
        meaning: "`realistic`: image pulls, start-up and probes take their time. `serial`: the stand-in of the recorded transcripts, one Pod a second",
        example: "serial",
        default: "realistic",
        read: |header, value| {
            header.config.is_serial = match value {
                "serial" => true,
                "realistic" => false,
                _ => return Err(format!("there is no kubelet {value:?}: serial, realistic")),
            };
            Ok(())
        },
    },
    HeaderKey {
        name: "node-monitor-grace-period",
        meaning: "after so long a silent node is `NotReady`",
        example: "40s",
        default: "50s",
        read: |header, value| {
            header.config.node_monitor_grace_ms = super::parse_time(value)
                .filter(|it| *it > 0)
                .ok_or_else(|| format!("{value:?} is no duration such as 50s"))?;
            Ok(())
        },
    },
];

/// So many nodes are as many as a page can show.
const NODES_MAX: usize = 500;

fn nodes(value: &str) -> Result<Vec<String>, String> {
    let names: Vec<String> =
        value.split(',').map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).collect();
    if names.len() > NODES_MAX {
        return Err(format!("{} nodes are more than {NODES_MAX}", names.len()));
    }
    for (at, name) in names.iter().enumerate() {
        if let Some(why) = apiserver::node_name_problem(name) {
            return Err(format!("{name:?} can't be the name of a node: {why}"));
        }
        if names[..at].contains(name) {
            return Err(format!("the node {name:?} is named twice"));
        }
    }
    Ok(names)
}

fn labels(value: &str) -> Result<SortedMap<String, Labels>, String> {
    let error = || format!("{value:?} is not of the form {{\"node-1\": {{\"key\": \"value\"}}}}");
    let value: serde_json::Value = serde_json::from_str(value).map_err(|_| error())?;
    let mut result = SortedMap::new();
    for (node, labels) in value.as_object().ok_or_else(error)? {
        let mut of_node = Labels::new();
        for (key, value) in labels.as_object().ok_or_else(error)? {
            let value = value.as_str().ok_or_else(error)?;
            if let Some(why) = apiserver::label_problem(key, value) {
                return Err(format!("{key}={value} can't be a label: {why}"));
            }
            of_node.insert(key.clone(), value.to_owned());
        }
        result.insert(node.clone(), of_node);
    }
    Ok(result)
}

impl Header {
    /// Reads a header line's key and value.
    pub(super) fn set(&mut self, key: &str, value: &str) -> Result<(), HeaderError> {
        let Some(known) = HEADER_KEYS.iter().find(|it| it.name == key) else {
            let names: Vec<&str> = HEADER_KEYS.iter().map(|it| it.name).collect();
            let text = no_such("header key", key, &names);
            return Err(HeaderError::Unknown(format!("{text}; a comment begins with %%")));
        };
        (known.read)(self, value).map_err(|error| HeaderError::Wrong(format!("{key}: {error}")))?;
        match self.version > VERSION {
            true => Err(HeaderError::Unknown(format!(
                "the tape is of version {}, and this podarium knows version {VERSION}: it may play otherwise than it was meant",
                self.version
            ))),
            false => Ok(()),
        }
    }
}
