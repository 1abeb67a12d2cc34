//! The header of a tape: what the cluster is made from.

use crate::api::{Labels, Quantity, Time};
use crate::cluster::Config;
use crate::sorted::SortedMap;

/// Title and cluster.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Header {
    /// What the tape is called.
    pub title: String,
    /// What its cluster is made from.
    pub config: Config,
}

/// Reads the value of a key.
type Read = fn(&mut Header, &str) -> Result<(), String>;

/// Every key, what it means, and how its value is read.
pub const HEADER_KEYS: &[(&str, &str, Read)] = &[
    ("title", "what the tape is called", |header, value| {
        value.clone_into(&mut header.title);
        Ok(())
    }),
    ("nodes", "the names of the nodes, joined by commas", |header, value| {
        header.config.nodes = nodes(value)?;
        Ok(())
    }),
    ("labels", "labels by node, as JSON", |header, value| {
        header.config.labels = labels(value)?;
        Ok(())
    }),
    ("cpu", "the CPUs of each node", |header, value| {
        header.config.cpu = Quantity::parse(value).map_err(str::to_owned)?;
        Ok(())
    }),
    ("memory", "the memory of each node", |header, value| {
        header.config.memory = Quantity::parse(value).map_err(str::to_owned)?;
        Ok(())
    }),
    ("seed", "the number that all chance comes from", |header, value| {
        header.config.seed = value.parse().map_err(|_| format!("{value:?} is no number"))?;
        Ok(())
    }),
    ("start", "date and time of second 0, such as 2026-01-05T09:00:00Z", |header, value| {
        let time = Time::parse(value).ok_or_else(|| format!("{value:?} is no date and time"))?;
        header.config.start_ms = time.0 * 1000;
        Ok(())
    }),
    ("images", "images that there are, and with `!` those that there are not", |header, value| {
        let names = value.split(',').map(str::trim).filter(|it| !it.is_empty());
        header.config.images.extend(names.map(|it| match it.strip_prefix('!') {
            Some(name) => (name.trim().to_owned(), false),
            None => (it.to_owned(), true),
        }));
        Ok(())
    }),
    ("kubelet", "`serial`: the stand-in of the recorded transcripts", |header, value| {
        header.config.is_serial = match value {
            "serial" => true,
            "realistic" => false,
            _ => return Err(format!("there is no kubelet {value:?}: serial, realistic")),
        };
        Ok(())
    }),
    ("node-monitor-grace-period", "after so long a silent node is not ready", |header, value| {
        header.config.node_monitor_grace_ms = super::parse_time(value)
            .filter(|it| *it > 0)
            .ok_or_else(|| format!("{value:?} is no duration such as 50s"))?;
        Ok(())
    }),
];

/// So many nodes are as many as a page can show.
const NODES_MAX: usize = 500;

fn nodes(value: &str) -> Result<Vec<String>, String> {
    let names: Vec<String> =
        value.split(',').map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).collect();
    if names.len() > NODES_MAX {
        return Err(format!("{} nodes are more than {NODES_MAX}", names.len()));
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
            of_node.insert(key.clone(), value.as_str().ok_or_else(error)?.to_owned());
        }
        result.insert(node.clone(), of_node);
    }
    Ok(result)
}

impl Header {
    /// Reads a header line's key and value.
    ///
    /// # Errors
    /// There is no such key, or its value can't be read.
    pub(super) fn set(&mut self, key: &str, value: &str) -> Result<(), String> {
        let Some((_, _, read)) = HEADER_KEYS.iter().find(|(name, ..)| *name == key) else {
            let names: Vec<&str> = HEADER_KEYS.iter().map(|(name, ..)| *name).collect();
            return Err(format!(
                "there is no header key {key:?}: the keys are {}",
                names.join(", ")
            ));
        };
        read(self, value).map_err(|error| format!("{key}: {error}"))
    }
}
