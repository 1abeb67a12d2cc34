use super::identity::{is_in_range, is_member, pod_of_claim};
use super::retention::Ownership;
use super::*;
use crate::api::{
    ClaimRetentionPolicy, OwnerReference, PersistentVolumeClaim, StatefulSetOrdinals, Text,
};
use crate::controllers::controller_reference;

fn set(policy: (&str, &str)) -> Rc<StatefulSet> {
    let mut set = StatefulSet::default();
    set.metadata.name = Text::word("web");
    set.metadata.uid = Text::word("set");
    set.spec.replicas = Some(3);
    set.spec.ordinals = Some(StatefulSetOrdinals { start: 2, ..StatefulSetOrdinals::default() });
    set.spec.persistent_volume_claim_retention_policy = Some(ClaimRetentionPolicy {
        when_deleted: policy.0.to_owned(),
        when_scaled: policy.1.to_owned(),
        ..ClaimRetentionPolicy::default()
    });
    let mut template = PersistentVolumeClaim::default();
    template.metadata.name = Text::word("data");
    set.spec.volume_claim_templates = vec![template];
    Rc::new(set)
}

fn pod(name: &str) -> Pod {
    let mut pod = Pod::default();
    pod.metadata.name = name.into();
    pod.metadata.uid = name.into();
    pod
}

#[test]
fn names_say_whose_and_which() {
    let web = pod("web").metadata;
    for (name, whose, which) in
        [("web-0", true, Some(0)), ("web-12", true, Some(12)), ("web-x", false, None)]
    {
        let pod = pod(name);
        assert_eq!((is_member(&web, &pod.metadata), ordinal(&pod)), (whose, which), "{name}");
    }
    assert!(!is_member(&web, &pod("web-2-0").metadata));
    let set = set(("Retain", "Retain"));
    let wanted: Vec<i32> = (0..8).filter(|it| is_in_range(&set, *it)).collect();
    assert_eq!(wanted, [2, 3, 4]);
    assert_eq!(claim_name(&set, &set.spec.volume_claim_templates[0], 3), "data-web-3");
    assert_eq!(pod_of_claim(&set, "data-web-3").as_deref(), Some("web-3"));
    assert_eq!(pod_of_claim(&set, "other-web-3"), None);
}

/// Rows of `TestUpdateClaimOwnerRefForSetAndPod`: policy, ordinal, who owns the claim then.
#[test]
fn the_policy_says_whose_the_claims_are() {
    for (policy, name, owners) in [
        (("Retain", "Retain"), "web-2", ""),
        (("Retain", "Retain"), "web-9", ""),
        (("Delete", "Retain"), "web-2", "set"),
        (("Delete", "Retain"), "web-9", "set"),
        (("Retain", "Delete"), "web-2", ""),
        (("Retain", "Delete"), "web-9", "web-9"),
        (("Delete", "Delete"), "web-2", "set"),
        (("Delete", "Delete"), "web-9", "web-9"),
    ] {
        let (set, pod) = (set(policy), pod(name));
        let mut claim = PersistentVolumeClaim::default();
        // Whatever was there before, of the two only the right one stays.
        for object in [Object::StatefulSet(Rc::clone(&set)), Object::from(pod.clone())] {
            claim.metadata.owner_references.push(controller_reference(&object));
        }
        let before = Ownership { set: &set, pod: &pod, claim: &claim };
        assert!(!before.is_up_to_date(), "{policy:?} {name}");
        let after = before.updated();
        let found: Vec<&str> =
            after.metadata.owner_references.iter().map(|it| it.uid.as_str()).collect();
        assert_eq!(found.join(","), owners, "{policy:?} {name}");
        assert!(Ownership { set: &set, pod: &pod, claim: &after }.is_up_to_date());
    }
}

#[test]
fn a_claim_that_somebody_else_controls_is_left_alone() {
    let (set, pod) = (set(("Delete", "Delete")), pod("web-2"));
    let mut claim = PersistentVolumeClaim::default();
    let stranger = OwnerReference {
        kind: Text::word("Operator"),
        controller: Some(true),
        uid: Text::word("else"),
        ..OwnerReference::default()
    };
    claim.metadata.owner_references.push(stranger);
    let ownership = Ownership { set: &set, pod: &pod, claim: &claim };
    assert!(ownership.has_unexpected_controller() && ownership.is_up_to_date());
    // A Pod of that name which is gone: the claim is about to go with it.
    claim.metadata.owner_references[0] = controller_reference(&Object::from(pod.clone()));
    claim.metadata.owner_references[0].uid = Text::word("earlier");
    let ownership = Ownership { set: &set, pod: &pod, claim: &claim };
    assert!(ownership.is_stale_by_pod() && ownership.is_up_to_date());
}
