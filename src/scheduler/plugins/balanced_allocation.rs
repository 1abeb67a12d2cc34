//! CPU and memory used in like measure.
//! Source: `pkg/scheduler/framework/plugins/noderesources/balanced_allocation.go`.

use super::super::amounts::Amounts;
use super::super::framework::State;
use super::super::nodeinfo::NodeInfo;
use super::Given;

pub(in super::super) const NAME: &str = "NodeResourcesBalancedAllocation";

pub(super) fn score(state: &State<'_>, nodes: &[&NodeInfo]) -> Option<Given> {
    let pod = &state.info.requests;
    if pod.milli_cpu == 0 && pod.memory == 0 {
        return None;
    }
    let score = |node: &&NodeInfo| {
        let (used, there) = (&node.requested, &node.allocatable);
        let with = balance(used.milli_cpu + pod.milli_cpu, used.memory + pod.memory, there);
        let without = balance(used.milli_cpu, used.memory, there);
        50 + (50 + with - without) / 2
    };
    Some(Given::Each(nodes.iter().map(score).collect()))
}

/// 100 · (1 − half the difference of the two used shares), rounded down.
fn balance(milli_cpu: i64, memory: i64, there: &Amounts) -> i64 {
    let (cpu_there, memory_there) = (i128::from(there.milli_cpu), i128::from(there.memory));
    if cpu_there == 0 || memory_there == 0 {
        return 100;
    }
    let cpu = i128::from(milli_cpu).min(cpu_there) * memory_there;
    let memory = i128::from(memory).min(memory_there) * cpu_there;
    let whole = 2 * cpu_there * memory_there;
    i64::try_from((whole - (cpu - memory).abs()) * 100 / whole).unwrap_or(100)
}
