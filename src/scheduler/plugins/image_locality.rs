//! Nodes that have the images already.
//! Source: `pkg/scheduler/framework/plugins/imagelocality/image_locality.go`.

use super::super::framework::State;
use super::super::nodeinfo::NodeInfo;
use super::Given;

pub(in super::super) const NAME: &str = "ImageLocality";

const MB: i64 = 1024 * 1024;
/// Less than this is as good as nothing.
const LEAST: i64 = 23 * MB;
/// A container can't do better than this.
const MOST_PER_CONTAINER: i64 = 1000 * MB;

pub(super) fn score(state: &State<'_>, nodes: &[&NodeInfo]) -> Option<Given> {
    let spec = &state.info.spec;
    let all = state.view.nodes;
    let containers = spec.containers.iter().chain(&spec.init_containers);
    // Each image with the number of nodes that have it.
    let mut images: Vec<(String, i64)> = containers
        .map(|it| {
            let name = normalized(&it.image);
            let count = state.view.images.get(&name).copied().unwrap_or(0);
            (name, count)
        })
        .collect();
    let total = i64::try_from(all.len()).unwrap_or(1);
    let count = i64::try_from(images.len()).unwrap_or(1);
    images.retain(|(_, nodes)| *nodes > 0);
    if images.is_empty() {
        return Some(Given::Alike(score_of_sum(0, count)));
    }
    let score = |node: &&NodeInfo| {
        let sizes = images
            .iter()
            .filter_map(|(name, nodes)| Some(scaled_size(*node.images.get(name)?, *nodes, total)));
        score_of_sum(sizes.sum(), count)
    };
    Some(Given::Each(nodes.iter().map(score).collect()))
}

/// An image that few nodes have counts less, so that Pods don't all go where it is.
pub(in super::super) fn scaled_size(size: i64, nodes: i64, total: i64) -> i64 {
    i64::try_from(i128::from(size) * i128::from(nodes) / i128::from(total.max(1))).unwrap_or(0)
}

pub(in super::super) fn score_of_sum(sum: i64, containers: i64) -> i64 {
    let most = MOST_PER_CONTAINER * containers;
    100 * (sum.clamp(LEAST, most.max(LEAST)) - LEAST) / (most - LEAST).max(1)
}

fn normalized(image: &str) -> String {
    let has_tag = image.rfind(':') > image.rfind('/');
    if has_tag { image.to_owned() } else { format!("{image}:latest") }
}
