use super::nodes::new_pod;
use super::{max_surge, max_unavailable, should_run, target_node};
use crate::api::{DaemonSet, IntOrString, Node, RollingUpdateDaemonSet, Taint, Text, Toleration};
use std::rc::Rc;

fn set(unavailable: Option<IntOrString>, surge: Option<IntOrString>) -> DaemonSet {
    let mut set = DaemonSet::default();
    set.spec.update_strategy.r#type = "RollingUpdate".to_owned();
    set.spec.update_strategy.rolling_update = Some(RollingUpdateDaemonSet {
        max_surge: surge,
        max_unavailable: unavailable,
        ..RollingUpdateDaemonSet::default()
    });
    set
}

#[test]
fn percentages_are_rounded_up() {
    let percent = |text: &str| Some(IntOrString::String(text.to_owned()));
    for (unavailable, surge, total, wanted) in [
        (Some(IntOrString::Int(1)), None, 3, (1, 0)),
        (percent("25%"), None, 3, (1, 0)),
        (percent("34%"), None, 3, (2, 0)),
        (percent("100%"), None, 7, (7, 0)),
        (Some(IntOrString::Int(0)), percent("10%"), 11, (0, 2)),
        // Neither: it must go on all the same.
        (Some(IntOrString::Int(0)), Some(IntOrString::Int(0)), 4, (1, 0)),
        (Some(IntOrString::Int(0)), Some(IntOrString::Int(0)), 0, (0, 0)),
    ] {
        let set = set(unavailable, surge);
        assert_eq!((max_unavailable(&set, total), max_surge(&set, total)), wanted);
    }
}

fn node(taints: &[(&str, &str)]) -> Node {
    let mut node = Node::default();
    node.metadata.name = Text::word("node-1");
    node.metadata.labels.insert("gpu".to_owned(), "true".to_owned());
    let taint = |(key, effect): &(&str, &str)| Taint {
        key: (*key).to_owned(),
        effect: (*effect).to_owned(),
        ..Taint::default()
    };
    node.spec.taints = taints.iter().map(taint).collect();
    node
}

#[test]
fn taints_keep_new_pods_away_and_some_drive_old_ones_out() {
    let set = set(None, None);
    for (taints, wanted) in [
        (&[][..], (true, true)),
        (&[("a", "NoSchedule")], (false, true)),
        (&[("a", "PreferNoSchedule")], (true, true)),
        (&[("a", "NoExecute")], (false, false)),
        // What every daemon Pod bears.
        (&[("node.kubernetes.io/unschedulable", "NoSchedule")], (true, true)),
        (&[("node.kubernetes.io/not-ready", "NoExecute")], (true, true)),
        (&[("node.kubernetes.io/not-ready", "NoSchedule")], (false, true)),
        (&[("node.kubernetes.io/disk-pressure", "NoSchedule")], (true, true)),
        (&[("node.kubernetes.io/network-unavailable", "NoSchedule")], (false, true)),
        (&[("node-role.kubernetes.io/control-plane", "NoSchedule")], (false, true)),
    ] {
        assert_eq!(should_run(&set, &node(taints)), wanted, "{taints:?}");
    }
}

#[test]
fn labels_and_names_decide_too() {
    let mut set = set(None, None);
    let spec = Rc::make_mut(&mut set.spec.template.spec);
    spec.node_selector.insert("gpu".to_owned(), "true".to_owned());
    assert_eq!(should_run(&set, &node(&[])), (true, true));
    let spec = Rc::make_mut(&mut set.spec.template.spec);
    spec.node_selector.insert("gpu".to_owned(), "false".to_owned());
    assert_eq!(should_run(&set, &node(&[])), (false, false));
    let mut set = self::set(None, None);
    Rc::make_mut(&mut set.spec.template.spec).node_name = Text::word("node-2");
    assert_eq!(should_run(&set, &node(&[])), (false, false));
}

#[test]
fn a_pod_is_tied_to_its_node_and_bears_what_nodes_suffer() {
    let mut set = set(None, None);
    let own = Toleration {
        key: "node.kubernetes.io/not-ready".into(),
        operator: "Exists".into(),
        effect: "NoExecute".into(),
        toleration_seconds: Some(10),
        ..Toleration::default()
    };
    Rc::make_mut(&mut set.spec.template.spec).tolerations.push(own);
    set.set_template_generation(3);
    let pod = new_pod(&set, "node-7", "abc");
    assert_eq!(target_node(&pod), Some("node-7"));
    assert_eq!(pod.metadata.labels["pod-template-generation"], "3");
    assert_eq!(pod.metadata.labels["controller-revision-hash"], "abc");
    // The template's own toleration makes way: daemon Pods stay for ever.
    assert_eq!(pod.spec.tolerations.len(), 6);
    assert!(pod.spec.tolerations.iter().all(|it| it.toleration_seconds.is_none()));
    let mut bound = pod;
    Rc::make_mut(&mut bound.spec).node_name = Text::word("node-8");
    assert_eq!(target_node(&bound), Some("node-8"));
}
