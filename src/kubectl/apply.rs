//! `kubectl apply`. Source: `staging/src/k8s.io/kubectl/pkg/cmd/apply/{apply,patcher}.go`.

mod last;

pub(super) use self::last::{
    edit as edit_last_applied, set as set_last_applied, view as view_last_applied,
};

use super::failure::{Failure, Problem};
use super::manifest::{self, Manifest};
use super::session::{DryRun, Ran, Session, Step};
use super::strict::Written;
use super::{json, report};
use crate::api::{Object, Status, Value};
use crate::apiserver::{Request, strategic_merge, three_way_merge};
use crate::controllers::deployment::LAST_APPLIED;

pub(super) const FLAGS: &str = "server-side force-conflicts force prune prune-allowlist=list \
    overwrite validate=text?strict wait timeout=duration cascade=text?background \
    grace-period=number applyset=text openapi-patch";

pub(super) fn run(session: &mut Session<'_>) -> Ran {
    if !session.args.words.is_empty() {
        let text = format!("Unexpected args: [{}]", session.args.words.join(" "));
        return Err(Failure::usage(&text, "kubectl apply"));
    }
    let (manifests, mut problems) = manifest::read(session)?;
    if manifests.is_empty() && problems.is_empty() {
        return Err(Failure::text("no objects passed to apply"));
    }
    for manifest in &manifests {
        if let Err(failure) = one(session, manifest) {
            problems.extend(failure.problems);
        }
    }
    Failure::check(problems)?;
    Ok(Step::Done)
}

fn one(session: &mut Session<'_>, manifest: &Manifest) -> Result<(), Failure> {
    if manifest.meta("name").is_empty() {
        return Err(nameless(manifest));
    }
    if session.args.on("server-side") {
        return server_side(session, manifest);
    }
    let wanted = with_last_applied(&manifest.value);
    match session.get(&manifest.key()) {
        Err(_) => create(session, manifest, wanted),
        Ok(live) => patch(session, manifest, &live, wanted),
    }
}

fn nameless(manifest: &Manifest) -> Failure {
    let generated = manifest.meta("generateName");
    if !generated.is_empty() {
        return Failure::text(format!("from {generated}: cannot use generate name with apply"));
    }
    Failure::text(format!(
        "error when retrieving current configuration of:\n{}\nfrom server for: {:?}: resource name may not be empty",
        describe(manifest),
        manifest.source,
    ))
}

/// How an object is named in errors. Source: `resource.Info.String`.
fn describe(manifest: &Manifest) -> String {
    let (info, version) = (manifest.kind.info(), manifest.kind.api_version());
    format!(
        "Resource: \"{version}, Resource={}\", GroupVersionKind: \"{version}, Kind={}\"\nName: {:?}, Namespace: {:?}",
        info.plural,
        info.kind,
        manifest.meta("name"),
        manifest.meta("namespace"),
    )
}

/// The manifest with itself, as it is, in an annotation.
/// Source: `staging/src/k8s.io/kubectl/pkg/util/apply.go` `GetModifiedConfiguration`.
pub(super) fn with_last_applied(manifest: &Value) -> Value {
    let mut value = manifest.clone();
    let meta = &mut value["metadata"];
    if !meta["annotations"].is_object() {
        meta["annotations"] = serde_json::json!({});
    }
    if let Some(annotations) = meta["annotations"].as_object_mut() {
        annotations.remove(LAST_APPLIED);
    }
    let text = json::compact(&value) + "\n";
    value["metadata"]["annotations"][LAST_APPLIED] = Value::String(text);
    value
}

fn create(session: &mut Session<'_>, manifest: &Manifest, value: Value) -> Result<(), Failure> {
    let creating = |status: Status| {
        let during = format!("error when creating {:?}", manifest.source);
        Failure::from(Problem::ApiDuring(during, status))
    };
    if session.dry_run == DryRun::Client {
        let name = manifest.meta("name");
        return report::value(session, manifest.kind, name, "created", || value);
    }
    let object = session.decode(&Manifest { value, ..manifest.clone() }).map_err(creating)?;
    let object = session.send(Request::Create(object)).map_err(creating)?;
    report::object(session, &object, "created")
}

fn patch(
    session: &mut Session<'_>,
    manifest: &Manifest,
    live: &Object,
    wanted: Value,
) -> Result<(), Failure> {
    let last = live.meta().annotation(LAST_APPLIED).map(str::to_owned);
    if last.is_none() {
        warn_missing(session, live);
    }
    let last = last.and_then(|it| serde_json::from_str(&it).ok()).unwrap_or(Value::Null);
    let tree = live.to_value();
    let merged = three_way_merge(&last, &wanted, &tree, "");
    if merged == tree {
        return report::object(session, live, "unchanged");
    }
    let patch = difference(&tree, &merged);
    let difference = json::compact(&patch);
    let patching = |status: Status| {
        let during = format!(
            "error when applying patch:\n{difference}\nto:\n{}\nfor: {:?}: error when patching {:?}",
            describe(manifest),
            manifest.source,
            manifest.source,
        );
        Failure::from(Problem::ApiDuring(during, status))
    };
    if session.dry_run == DryRun::Client {
        let name = manifest.meta("name");
        return report::value(session, manifest.kind, name, "configured", || merged);
    }
    let changed = Manifest { value: merged, ..manifest.clone() };
    let object = session.decode_patched(&changed, &patch, Written::Strategic).map_err(patching)?;
    let object = session.send(Request::Update(object)).map_err(patching)?;
    report::object(session, &object, "configured")
}

/// The API server merges. Who owns which field is not kept, so there are no conflicts.
fn server_side(session: &mut Session<'_>, manifest: &Manifest) -> Result<(), Failure> {
    let live = session.get(&manifest.key()).ok();
    let mut tree = live.as_ref().map_or(Value::Null, Object::to_value);
    strategic_merge(&mut tree, manifest.value.clone(), "");
    let merged = Manifest { value: tree, ..manifest.clone() };
    let object = session.decode(&merged).map_err(Problem::Api)?;
    let request = if live.is_some() { Request::Update(object) } else { Request::Create(object) };
    let object = session.send(request).map_err(Problem::Api)?;
    report::object(session, &object, "serverside-applied")
}

fn warn_missing(session: &mut Session<'_>, live: &Object) {
    let (plural, name) = (live.kind().info().plural, &live.meta().name);
    session.warn(&format!(
        "resource {plural}/{name} is missing the {LAST_APPLIED} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically."
    ));
}

/// What a merge patch from one tree to the other says.
pub(super) fn difference(old: &Value, new: &Value) -> Value {
    let (Value::Object(old), Value::Object(new)) = (old, new) else { return new.clone() };
    let mut patch = crate::api::Map::new();
    for key in old.keys().filter(|key| !new.contains_key(*key)) {
        patch.insert(key.clone(), Value::Null);
    }
    for (key, value) in new {
        match old.get(key) {
            Some(before) if before == value => {}
            Some(before) => {
                patch.insert(key.clone(), difference(before, value));
            }
            None => {
                patch.insert(key.clone(), value.clone());
            }
        }
    }
    Value::Object(patch)
}
