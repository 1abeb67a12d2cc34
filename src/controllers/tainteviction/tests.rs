//! Upstream's tables: `pkg/controller/tainteviction/taint_eviction_test.go`
//! `TestGetMinTolerationTime`.

use super::*;
use crate::api::{PodSpec, Toleration};

fn taint(key: &str) -> Taint {
    Taint { key: key.to_owned(), effect: "NoExecute".to_owned(), ..Taint::default() }
}

#[test]
fn a_pod_bears_what_it_bears_least() {
    for (tolerations, wanted) in [
        (vec![None], None),
        (vec![Some(1), Some(2)], Some(1)),
        (vec![Some(1), None], Some(1)),
        (vec![None, Some(1)], Some(1)),
        (vec![Some(-5)], Some(0)),
    ] {
        let mut pod = Pod::default();
        let spec = tolerations.iter().enumerate().map(|(at, seconds)| Toleration {
            key: format!("key{at}").into(),
            operator: "Exists".into(),
            toleration_seconds: *seconds,
            ..Toleration::default()
        });
        pod.spec = Rc::new(PodSpec { tolerations: spec.collect(), ..PodSpec::default() });
        let taints: Vec<Taint> =
            (0..tolerations.len()).map(|at| taint(&format!("key{at}"))).collect();
        let borne: Vec<&Taint> = taints.iter().collect();
        assert_eq!(patience_s(&pod, &borne), wanted, "{tolerations:?}");
        let other = taint("other");
        assert_eq!(patience_s(&pod, &[&other]), Some(0));
    }
}
