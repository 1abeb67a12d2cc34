use super::{Applied, after_update, apply, managed_fields};
use crate::api::{Kind, Object, Status, Time, Value};
use serde_json::json;

const NOW: Time = Time(0);

fn deployment(replicas: i32, image: &str) -> Value {
    json!({
        "metadata": {"name": "web", "namespace": "default"},
        "spec": {
            "replicas": replicas,
            "template": {"spec": {"containers": [{"name": "c", "image": image}]}},
        },
    })
}

fn object(kind: Kind, value: Value) -> Object {
    Object::from_value(kind, value).unwrap()
}

fn applied(
    before: Option<&Applied>,
    config: &Value,
    manager: &str,
    force: bool,
) -> Result<Applied, Status> {
    let live = before.map(|it| object(Kind::Deployment, it.value.clone()));
    let owners = before.map_or(&[][..], |it| &it.owners);
    apply(owners, live.as_ref(), config, Kind::Deployment, (manager, force), NOW)
}

#[test]
fn who_writes_a_field_owns_it_and_others_are_told() {
    let mut state = applied(None, &deployment(1, "a"), "kubectl", false).unwrap();
    let old = object(Kind::Deployment, state.value.clone());
    let new = object(Kind::Deployment, deployment(4, "b"));
    state.owners = after_update(&state.owners, Some(&old), &new, "kubectl-set", "", NOW);
    state.value = new.to_value();
    let error = applied(Some(&state), &deployment(1, "a"), "kubectl", false).err().unwrap();
    assert_eq!(
        error.message,
        "Apply failed with 2 conflicts: conflicts with \"kubectl-set\" using apps/v1:\n- .spec.replicas\n- .spec.template.spec.containers[name=\"c\"].image"
    );
    let forced = applied(Some(&state), &deployment(1, "a"), "kubectl", true).unwrap();
    assert_eq!(forced.value["spec"]["replicas"], json!(1));
    assert_eq!(forced.owners.len(), 1);
}

#[test]
fn what_is_no_longer_applied_goes_unless_another_owns_it() {
    let mut more = deployment(2, "a");
    more["metadata"]["labels"] = json!({"a": "1", "b": "2"});
    let first = applied(None, &more, "one", false).unwrap();
    let mut shared = json!({"metadata": {"name": "web", "namespace": "default"}});
    shared["metadata"]["labels"] = json!({"b": "2"});
    let second = applied(Some(&first), &shared, "two", false).unwrap();
    let third = applied(Some(&second), &deployment(2, "a"), "one", false).unwrap();
    assert_eq!(third.value["metadata"]["labels"], json!({"b": "2"}));
}

#[test]
fn fields_stand_as_the_api_has_them() {
    let config = json!({"metadata": {"name": "c"}, "data": {"a": "1"}});
    let state = apply(&[], None, &config, Kind::ConfigMap, ("kubectl", false), NOW).unwrap();
    let want = json!([{
        "apiVersion": "v1", "fieldsType": "FieldsV1", "fieldsV1": {"f:data": {"f:a": {}}},
        "manager": "kubectl", "operation": "Apply", "time": "1970-01-01T00:00:00Z",
    }]);
    assert_eq!(managed_fields(Kind::ConfigMap, &state.owners), want);
    let made = object(Kind::ConfigMap, config);
    let owners = after_update(&[], None, &made, "kubectl-create", "", NOW);
    let fields = &managed_fields(Kind::ConfigMap, &owners)[0]["fieldsV1"];
    assert_eq!(*fields, json!({"f:data": {".": {}, "f:a": {}}}));
}

#[test]
fn what_was_applied_from_a_client_and_changed_since_is_somebody_elses() {
    let mut made = deployment(2, "a");
    made["apiVersion"] = json!("apps/v1");
    made["metadata"]["annotations"][super::LAST_APPLIED] = json!(made.to_string());
    let made = object(Kind::Deployment, made);
    let owners = after_update(&[], None, &made, "kubectl-client-side-apply", "", NOW);
    let state = Applied { value: made.to_value(), owners };
    // Nobody has changed anything: what the client applied, the server may.
    assert!(applied(Some(&state), &deployment(3, "b"), "kubectl", false).is_ok());
    let mut scaled = made.to_value();
    scaled["spec"]["replicas"] = json!(5);
    let new = object(Kind::Deployment, scaled);
    let owners = after_update(&state.owners, Some(&made), &new, "kubectl", "scale", NOW);
    let state = Applied { value: new.to_value(), owners };
    let error = applied(Some(&state), &deployment(2, "b"), "kubectl", false).err().unwrap();
    assert_eq!(
        error.message,
        "Apply failed with 1 conflict: conflict with \"kubectl\" with subresource \"scale\" using apps/v1: .spec.replicas"
    );
    assert!(applied(Some(&state), &deployment(5, "b"), "kubectl", false).is_ok());
    assert!(applied(Some(&state), &deployment(2, "b"), "kubectl", true).is_ok());
}
