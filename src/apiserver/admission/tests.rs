//! What is let in, what is filled in, and what is said to the others.

use crate::api::{Kind, Object, ObjectKey, Pod, ResourceQuota, Typed, Value};
use crate::apiserver::{ApiServer, Request, quota_counts, quota_usage, system_priority_classes};
use serde_json::json;
use std::rc::Rc;

fn server() -> ApiServer {
    let mut server = ApiServer::new(1);
    for class in system_priority_classes() {
        server.request(0, Request::Create(class.into())).unwrap();
    }
    create(&mut server, Kind::Namespace, json!({"metadata": {"name": "default"}})).unwrap();
    server
}

fn create(server: &mut ApiServer, kind: Kind, value: Value) -> Result<Object, String> {
    let object = Object::from_value(kind, value).unwrap();
    let reply = server.request(0, Request::Create(object)).map_err(|it| it.to_string())?;
    Ok(reply.object)
}

fn pod(server: &mut ApiServer, name: &str, spec: Value) -> Result<Rc<Pod>, String> {
    let mut value = json!({"metadata": {"name": name}, "spec": spec});
    if value["spec"]["containers"].is_null() {
        value["spec"]["containers"] = json!([{"name": "c", "image": "nginx:1.27"}]);
    }
    match create(server, Kind::Pod, value)? {
        Object::Pod(pod) => Ok(pod),
        _ => unreachable!(),
    }
}

fn with(resources: Value) -> Value {
    json!({"containers": [{"name": "c", "image": "nginx:1.27", "resources": resources}]})
}

#[test]
fn the_class_gives_the_rank() {
    let mut server = server();
    let class = |name: &str, value: i32, more: Value| {
        let mut class = json!({"metadata": {"name": name}, "value": value});
        class.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        class
    };
    let rank = |server: &mut ApiServer, name: &str, spec: Value| {
        pod(server, name, spec).map(|it| {
            let spec = &it.spec;
            (
                spec.priority.unwrap(),
                spec.priority_class_name.to_string(),
                spec.preemption_policy.to_string(),
            )
        })
    };
    let preempts = || "PreemptLowerPriority".to_owned();
    assert_eq!(rank(&mut server, "a", json!({})), Ok((0, String::new(), preempts())));
    let never = class("polite", 7, json!({"preemptionPolicy": "Never"}));
    create(&mut server, Kind::PriorityClass, never).unwrap();
    assert_eq!(
        rank(&mut server, "b", json!({"priorityClassName": "polite"})),
        Ok((7, "polite".to_owned(), "Never".to_owned()))
    );
    assert_eq!(
        rank(&mut server, "c", json!({"priorityClassName": "system-node-critical"})),
        Ok((2_000_001_000, "system-node-critical".to_owned(), preempts()))
    );
    let default = json!({"globalDefault": true});
    create(&mut server, Kind::PriorityClass, class("usual", 3, default.clone())).unwrap();
    assert_eq!(rank(&mut server, "d", json!({})), Ok((3, "usual".to_owned(), preempts())));
    for (spec, why) in [
        (json!({"priorityClassName": "none"}), "no PriorityClass with name none was found"),
        (
            json!({"priorityClassName": "polite", "priority": 8}),
            "the integer value of priority (8) must not be provided in pod spec; priority admission controller computed 7 from the given PriorityClass name",
        ),
        (
            json!({"preemptionPolicy": "Never"}),
            "the string value of PreemptionPolicy (Never) must not be provided in pod spec; priority admission controller computed PreemptLowerPriority from the given PriorityClass name",
        ),
    ] {
        let expected = Err(format!("pods \"e\" is forbidden: {why}"));
        assert_eq!(rank(&mut server, "e", spec), expected);
    }
    for (value, why) in [
        (
            class("other", 4, default),
            "priorityclasses.scheduling.k8s.io \"other\" is forbidden: PriorityClass usual is already marked as default. Only one default can exist",
        ),
        (
            class("high", 1_000_000_001, json!({})),
            "PriorityClass.scheduling.k8s.io \"high\" is invalid: value: Forbidden: maximum allowed value of a user defined priority is 1000000000",
        ),
    ] {
        assert_eq!(create(&mut server, Kind::PriorityClass, value), Err(why.to_owned()));
    }
}

fn limits(server: &mut ApiServer, item: Value) {
    let range = json!({"metadata": {"name": "l"}, "spec": {"limits": [item]}});
    create(server, Kind::LimitRange, range).unwrap();
}

#[test]
fn limit_ranges_fill_in() {
    let mut server = server();
    limits(
        &mut server,
        json!({"type": "Container", "default": {"cpu": "1", "memory": "1Gi"},
        "defaultRequest": {"cpu": "100m"}, "max": {"cpu": "2"}}),
    );
    let it = pod(&mut server, "a", json!({})).unwrap();
    let resources = &it.spec.containers[0].resources;
    let text = |list: &crate::api::ResourceList, name: &str| list[name].to_string();
    assert_eq!(text(&resources.requests, "cpu"), "100m");
    assert_eq!(text(&resources.requests, "memory"), "1Gi", "as the default limit");
    assert_eq!(text(&resources.limits, "cpu"), "1");
    assert_eq!(it.status.qos_class, "Burstable");
    assert_eq!(
        it.metadata.annotations["kubernetes.io/limit-ranger"],
        "LimitRanger plugin set: cpu, memory request for container c; cpu, memory limit for container c"
    );
    // What a container says stays, and its limit is its request where it names none.
    let own = with(json!({"limits": {"cpu": "2", "memory": "2Gi"}}));
    let it = pod(&mut server, "b", own).unwrap();
    assert_eq!(text(&it.spec.containers[0].resources.requests, "cpu"), "2");
    assert_eq!(it.status.qos_class, "Guaranteed");
}

#[test]
fn limit_ranges_refuse() {
    let amounts =
        |requests: Value, limits: Value| with(json!({"requests": requests, "limits": limits}));
    for (item, spec, why) in [
        (
            json!({"type": "Container", "min": {"cpu": "200m"}}),
            amounts(json!({"cpu": "100m"}), json!({})),
            "minimum cpu usage per Container is 200m, but request is 100m",
        ),
        (
            json!({"type": "Container", "max": {"cpu": "1"}}),
            amounts(json!({"cpu": "500m"}), json!({"cpu": "2"})),
            "maximum cpu usage per Container is 1, but limit is 2",
        ),
        (
            json!({"type": "Pod", "max": {"memory": "1Gi"}}),
            amounts(json!({"memory": "512Mi"}), json!({})),
            "maximum memory usage per Pod is 1Gi.  No limit is specified",
        ),
        (
            json!({"type": "Pod", "min": {"memory": "1Gi"}}),
            json!({}),
            "minimum memory usage per Pod is 1Gi.  No request is specified",
        ),
        (
            json!({"type": "Container", "maxLimitRequestRatio": {"cpu": "2"}}),
            amounts(json!({"cpu": "300m"}), json!({"cpu": "1"})),
            "cpu max limit to request ratio per Container is 2, but provided ratio is 3.333333",
        ),
        (
            json!({"type": "Container", "max": {"cpu": "1", "memory": "1Gi"}}),
            amounts(json!({}), json!({"cpu": "2", "memory": "2Gi"})),
            "[maximum cpu usage per Container is 1, but limit is 2, maximum memory usage per Container is 1Gi, but limit is 2Gi]",
        ),
    ] {
        let mut server = server();
        limits(&mut server, item);
        let answer = pod(&mut server, "x", spec).map(|it| it.key());
        assert_eq!(answer, Err(format!("pods \"x\" is forbidden: {why}")));
    }
}

/// A quota whose status has been counted.
fn quota(server: &mut ApiServer, spec: Value) {
    let value = json!({"metadata": {"name": "q"}, "spec": spec});
    let Object::ResourceQuota(quota) = create(server, Kind::ResourceQuota, value).unwrap() else {
        unreachable!()
    };
    let mut quota: ResourceQuota = (*quota).clone();
    quota.status.hard = quota.spec.hard.clone();
    quota.status.used =
        quota.spec.hard.keys().map(|it| (it.clone(), crate::api::Quantity::default())).collect();
    server.request(0, Request::UpdateStatus(quota.into())).unwrap();
}

fn used(server: &ApiServer) -> Vec<String> {
    let key = ObjectKey::new(Kind::ResourceQuota, "default", "q");
    let Some(Object::ResourceQuota(quota)) = server.store().get(&key) else { unreachable!() };
    quota.status.used.iter().map(|(name, amount)| format!("{name}={amount}")).collect()
}

#[test]
fn quotas_are_charged_and_refuse() {
    let mut server = server();
    quota(&mut server, json!({"hard": {"pods": "3", "requests.cpu": "1", "limits.memory": "1Gi"}}));
    let small = || with(json!({"requests": {"cpu": "400m"}, "limits": {"memory": "300Mi"}}));
    pod(&mut server, "a", small()).unwrap();
    assert_eq!(server.take_side_writes().len(), 1);
    pod(&mut server, "b", small()).unwrap();
    assert_eq!(used(&server), ["limits.memory=600Mi", "pods=2", "requests.cpu=800m"]);
    for (spec, why) in [
        (
            small(),
            "exceeded quota: q, requested: requests.cpu=400m, used: requests.cpu=800m, limited: requests.cpu=1",
        ),
        (
            with(json!({"requests": {"cpu": "1"}, "limits": {"memory": "1Gi"}})),
            "exceeded quota: q, requested: limits.memory=1Gi,requests.cpu=1, used: limits.memory=600Mi,requests.cpu=800m, limited: limits.memory=1Gi,requests.cpu=1",
        ),
        (
            with(json!({"requests": {"cpu": "100m"}})),
            "failed quota: q: must specify limits.memory for: c",
        ),
        (json!({}), "failed quota: q: must specify limits.memory for: c; requests.cpu for: c"),
    ] {
        let answer = pod(&mut server, "c", spec).map(|it| it.key());
        assert_eq!(answer, Err(format!("pods \"c\" is forbidden: {why}")));
    }
    assert_eq!(used(&server), ["limits.memory=600Mi", "pods=2", "requests.cpu=800m"]);
    assert!(pod(&mut server, "b", small()).unwrap_err().contains("already exists"));
}

#[test]
fn any_kind_can_be_counted() {
    let mut server = server();
    quota(
        &mut server,
        json!({"hard": {"count/replicasets.apps": "0", "replicationcontrollers": "0"}}),
    );
    let set = json!({"metadata": {"name": "r"}, "spec": {"selector": {"matchLabels": {"a": "b"}},
        "template": {"metadata": {"labels": {"a": "b"}},
            "spec": {"containers": [{"name": "c", "image": "x"}]}}}});
    assert_eq!(
        create(&mut server, Kind::ReplicaSet, set).unwrap_err(),
        "replicasets.apps \"r\" is forbidden: exceeded quota: q, requested: count/replicasets.apps=1, used: count/replicasets.apps=0, limited: count/replicasets.apps=0"
    );
}

#[test]
fn scopes_tell_pods_apart() {
    let counts = |scopes: Value, spec: Value| {
        let quota = json!({"metadata": {"name": "q"}, "spec": scopes});
        let Ok(Object::ResourceQuota(quota)) = Object::from_value(Kind::ResourceQuota, quota)
        else {
            unreachable!()
        };
        let pod = json!({"metadata": {"name": "p"}, "spec": spec});
        quota_counts(&quota, &Object::from_value(Kind::Pod, pod).unwrap())
    };
    let scope = |name: &str| json!({"scopes": [name]});
    let high = || {
        json!({"scopeSelector": {"matchExpressions": [
        {"scopeName": "PriorityClass", "operator": "In", "values": ["high"]}]}})
    };
    for (scopes, spec, expected) in [
        (json!({}), json!({}), true),
        (scope("BestEffort"), json!({"containers": [{"name": "c"}]}), true),
        (scope("BestEffort"), with(json!({"requests": {"cpu": "1"}})), false),
        (scope("NotBestEffort"), with(json!({"requests": {"cpu": "1"}})), true),
        (scope("Terminating"), json!({"activeDeadlineSeconds": 5}), true),
        (scope("Terminating"), json!({}), false),
        (scope("NotTerminating"), json!({}), true),
        (high(), json!({"priorityClassName": "high"}), true),
        (high(), json!({"priorityClassName": "low"}), false),
    ] {
        assert_eq!(counts(scopes.clone(), spec.clone()), expected, "{scopes} {spec}");
    }
}

#[test]
fn pods_that_have_ended_use_nothing_but_count() {
    let pod = |status: Value| {
        let value = json!({"metadata": {"name": "p"}, "spec": with(json!({"requests": {"cpu": "1"}})),
            "status": status});
        let usage = quota_usage(&Object::from_value(Kind::Pod, value).unwrap(), 0);
        usage.keys().cloned().collect::<Vec<_>>()
    };
    assert_eq!(pod(json!({})), ["count/pods", "cpu", "pods", "requests.cpu"]);
    assert_eq!(pod(json!({"phase": "Succeeded"})), ["count/pods"]);
}

#[test]
fn selectors_get_the_pods_own_values() {
    let mut server = server();
    let spec = json!({"containers": [{"name": "c", "image": "x"}], "topologySpreadConstraints": [{
        "maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "ScheduleAnyway",
        "labelSelector": {"matchLabels": {"app": "web"}}, "matchLabelKeys": ["hash", "none"]}]});
    let value =
        json!({"metadata": {"name": "p", "labels": {"app": "web", "hash": "x1"}}, "spec": spec});
    let Object::Pod(pod) = create(&mut server, Kind::Pod, value).unwrap() else { unreachable!() };
    let selector = pod.spec.topology_spread_constraints[0].label_selector.as_ref().unwrap();
    assert_eq!(crate::api::Selector::from(selector).to_string(), "app=web,hash in (x1)");
}
