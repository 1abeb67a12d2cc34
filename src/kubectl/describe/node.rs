//! Nodes. Source: `describeNode`, `describeNodeResource`.

use super::page::{Page, time};
use crate::api::{
    Kind, MicroTime, Node, Object, ObjectKey, Pod, Quantity, ResourceList, Taint, Value,
};
use crate::cluster::Cluster;
use crate::kubectl::columns;
use crate::kubectl::duration::age;
use crate::sorted::Sort;
use std::rc::Rc;

pub(in crate::kubectl) fn describe(page: &mut Page, node: &Node, cluster: &Cluster) {
    let (store, now_ms) = (cluster.store(), cluster.now_ms());
    let meta = &node.metadata;
    page.field(0, "Name", &meta.name);
    page.field(0, "Roles", columns::roles(node));
    page.labels("Labels", &meta.labels);
    page.annotations("Annotations", &meta.annotations);
    page.field(0, "CreationTimestamp", time(meta.creation_timestamp));
    let mut taints: Vec<&Taint> = node.spec.taints.iter().collect();
    taints.order_by_key(|it| (&it.effect, &it.key));
    page.list("Taints", &taints.into_iter().map(taint).collect::<Vec<_>>());
    page.field(0, "Unschedulable", node.spec.unschedulable);
    lease(page, node, cluster);
    conditions(page, node);
    page.line(0, "Addresses:");
    node.status.addresses.iter().for_each(|it| page.field(1, &it.r#type, &it.address));
    for (title, list) in
        [("Capacity:", &node.status.capacity), ("Allocatable:", &node.status.allocatable)]
    {
        if !list.is_empty() {
            page.line(0, title);
            list.iter().for_each(|(name, amount)| page.field(1, name, amount));
        }
    }
    system_info(page, node);
    let on_node = |it: &&Rc<Pod>| it.spec.node_name == meta.name && !it.is_terminal();
    let pods: Vec<&Rc<Pod>> = store.list_typed::<Pod>(None).filter(on_node).collect();
    resources(page, node, &pods, now_ms);
}

fn taint(it: &Taint) -> String {
    let equals = if it.value.is_empty() { "" } else { "=" };
    format!("{}{equals}{}:{}", it.key, it.value, it.effect)
}

/// Source: `describeNodeLease`.
fn lease(page: &mut Page, node: &Node, cluster: &Cluster) {
    let key = ObjectKey::new(Kind::Lease, "kube-node-lease", &node.metadata.name);
    let seen = cluster.store().get(&key).map(|it| cluster.as_seen(it));
    page.line(0, "Lease:");
    match &seen {
        Some(Object::Lease(lease)) => {
            let when = |it: Option<MicroTime>| match it {
                Some(it) => time(Some(it.time())),
                None => "<unset>".to_owned(),
            };
            page.field(1, "HolderIdentity", &lease.spec.holder_identity);
            page.field(1, "AcquireTime", when(lease.spec.acquire_time));
            page.field(1, "RenewTime", when(lease.spec.renew_time));
        }
        _ => page.field(1, "HolderIdentity", "Failed to get lease"),
    }
}

fn conditions(page: &mut Page, node: &Node) {
    if node.status.conditions.is_empty() {
        return;
    }
    page.line(0, "Conditions:");
    page.line(1, "Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage");
    page.line(1, "----\t------\t-----------------\t------------------\t------\t-------");
    for it in &node.status.conditions {
        let (heartbeat, transition) = (time(it.last_heartbeat_time), time(it.last_transition_time));
        page.line(
            1,
            &format!(
                "{} \t{} \t{heartbeat} \t{transition} \t{} \t{}",
                it.r#type, it.status, it.reason, it.message
            ),
        );
    }
}

fn system_info(page: &mut Page, node: &Node) {
    let info = &node.status.node_info;
    let rest = |field: &str| info.rest.get(field).and_then(Value::as_str).unwrap_or("");
    page.line(0, "System Info:");
    page.field(1, "Machine ID", rest("machineID"));
    page.field(1, "System UUID", rest("systemUUID"));
    page.field(1, "Boot ID", rest("bootID"));
    page.field(1, "Kernel Version", &info.kernel_version);
    page.field(1, "OS Image", &info.os_image);
    page.field(1, "Operating System", &info.operating_system);
    page.field(1, "Architecture", &info.architecture);
    page.field(1, "Container Runtime Version", &info.container_runtime_version);
    page.field(1, "Kubelet Version", &info.kubelet_version);
}

/// The sum over a Pod's containers.
fn total(pod: &Pod, resource: &str, list: fn(&crate::api::Container) -> &ResourceList) -> i64 {
    let amounts = pod.spec.containers.iter().filter_map(|it| list(it).get(resource));
    amounts.map(|it| it.milli()).sum()
}

/// `500m (12%)`
fn share(milli: i64, of: Option<&Quantity>, binary: bool) -> String {
    let whole = of.map_or(0, |it| it.milli());
    let percent = if whole == 0 {
        0
    } else {
        i64::try_from(i128::from(milli) * 100 / i128::from(whole)).unwrap_or(0)
    };
    let amount = if binary { Quantity::bytes(milli / 1000) } else { Quantity::from_milli(milli) };
    format!("{amount} ({percent}%)")
}

/// What stands behind CPU and memory: the disk, and huge pages where there are any.
fn disks(allocatable: &ResourceList) -> impl Iterator<Item = &str> {
    let huge = allocatable.keys().map(String::as_str).filter(|it| it.starts_with("hugepages-"));
    std::iter::once("ephemeral-storage").chain(huge)
}

fn resources(page: &mut Page, node: &Node, pods: &[&Rc<Pod>], now_ms: i64) {
    let allocatable = &node.status.allocatable;
    let (cpu, memory) = (allocatable.get("cpu"), allocatable.get("memory"));
    page.field(0, "Non-terminated Pods", format!("({} in total)", pods.len()));
    page.line(
        1,
        "Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge",
    );
    page.line(
        1,
        "---------\t----\t\t------------\t----------\t---------------\t-------------\t---",
    );
    let mut sums = [0_i64; 4];
    for pod in pods {
        let amounts = [
            total(pod, "cpu", |it| &it.resources.requests),
            total(pod, "cpu", |it| &it.resources.limits),
            total(pod, "memory", |it| &it.resources.requests),
            total(pod, "memory", |it| &it.resources.limits),
        ];
        sums.iter_mut().zip(amounts).for_each(|(sum, amount)| *sum += amount);
        let meta = &pod.metadata;
        page.line(
            1,
            &format!(
                "{}\t{}\t\t{}\t{}\t{}\t{}\t{}",
                meta.namespace,
                meta.name,
                share(amounts[0], cpu, false),
                share(amounts[1], cpu, false),
                share(amounts[2], memory, true),
                share(amounts[3], memory, true),
                age(meta.creation_timestamp, now_ms)
            ),
        );
    }
    page.line(0, "Allocated resources:");
    page.line(1, "(Total limits may be over 100 percent, i.e., overcommitted.)");
    page.line(1, "Resource\tRequests\tLimits");
    page.line(1, "--------\t--------\t------");
    page.line(1, &format!("cpu\t{}\t{}", share(sums[0], cpu, false), share(sums[1], cpu, false)));
    page.line(
        1,
        &format!("memory\t{}\t{}", share(sums[2], memory, true), share(sums[3], memory, true)),
    );
    for resource in disks(allocatable) {
        let requests = pods.iter().map(|it| total(it, resource, |it| &it.resources.requests));
        let limits = pods.iter().map(|it| total(it, resource, |it| &it.resources.limits));
        let of = allocatable.get(resource);
        let (requests, limits) = (share(requests.sum(), of, true), share(limits.sum(), of, true));
        page.line(1, &format!("{resource}\t{requests}\t{limits}"));
    }
}
