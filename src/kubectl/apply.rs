//! `kubectl apply`. Source: `staging/src/k8s.io/kubectl/pkg/cmd/apply/{apply,patcher}.go`.

mod flags;
mod last;
mod prune;

pub(super) use self::flags::ApplyFlags;
pub(super) use self::last::{
    EditLastFlags, SetLastFlags, ViewFlags, edit as edit_last_applied, set as set_last_applied,
    view as view_last_applied,
};

use super::failure::{Failure, Problem};
use super::manifest::Manifest;
use super::replace::{self, Replacing};
use super::session::{DryRun, Ran, Session, Step};
use super::strict::Written;
use super::{json, report, visitor};
use crate::api::{Map, Object, Reason, Status, Value, autoscaler_from_v1};
use crate::apiserver::{Request, check_declared, strategic_merge, three_way_patch};
use crate::controllers::deployment::LAST_APPLIED;

pub(super) fn run(session: &mut Session<'_>, flags: &ApplyFlags<'_>) -> Ran<Replacing> {
    if !session.args.words.is_empty() {
        let text = format!("Unexpected args: [{}]", session.args.words.join(" "));
        return Err(Failure::usage(&text, "kubectl apply"));
    }
    let server_side = flags.server_side;
    if flags.force_conflicts && !server_side {
        return Err(Failure::text("--force-conflicts only works with --server-side"));
    }
    if server_side && session.dry_run == DryRun::Client {
        return Err(Failure::text(
            "--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)",
        ));
    }
    if server_side && flags.force {
        return Err(Failure::text("--force cannot be used with --server-side"));
    }
    prune::check(session, flags)?;
    if flags.subresource.is_some() && !server_side {
        return Err(Failure::text("--subresource can only be specified for --server-side"));
    }
    if server_side && flags.manager.field_manager.is_none_or(str::is_empty) {
        "kubectl".clone_into(&mut session.manager);
    }
    let selector = flags.labels.selector;
    let (manifests, mut problems) = visitor::read(session, flags.files, selector)?;
    if manifests.is_empty() && problems.is_empty() {
        return Err(Failure::text("no objects passed to apply"));
    }
    let mut applied = Applied::default();
    for manifest in &manifests {
        if let Err(failure) = one(session, flags, manifest, &mut applied) {
            problems.extend(failure.problems);
        }
    }
    Failure::check(problems)?;
    applied.print(session, flags)?;
    if flags.prune.prune {
        let there = manifests.iter().filter_map(|it| session.get(&it.key()).ok());
        let there: Vec<Object> = there.collect();
        prune::run(session, flags, &there)?;
    }
    if applied.anew.is_empty() {
        return Ok(Step::Done);
    }
    Ok(Step::Block(replace::anew(session, flags.delete, applied.anew)?))
}

/// What has come of the manifests.
#[derive(Default)]
struct Applied {
    /// What is printed at the end, where an output format asks for whole objects.
    trees: Vec<Value>,
    /// What is deleted and made anew, as `--force` has it.
    anew: Vec<Manifest>,
}

impl Applied {
    fn report(
        &mut self,
        session: &mut Session<'_>,
        flags: &ApplyFlags<'_>,
        object: &Object,
        operation: &str,
    ) -> Result<(), Failure> {
        match flags.print.output {
            None | Some("name") => report::object(session, flags.print, object, operation),
            Some(_) => {
                self.trees.push(object.to_value());
                Ok(())
            }
        }
    }

    /// Several objects are printed as one list. Source: `printObjects`.
    fn print(&self, session: &mut Session<'_>, flags: &ApplyFlags<'_>) -> Result<(), Failure> {
        let format = flags.print.output.unwrap_or("");
        let tree = match self.trees.as_slice() {
            [] => return Ok(()),
            [one] => one.clone(),
            several => serde_json::json!({
                "apiVersion": "v1", "items": several, "kind": "List", "metadata": {},
            }),
        };
        let text = report::print(&tree, format)?;
        session.streams.out(&text);
        Ok(())
    }
}

fn one(
    session: &mut Session<'_>,
    flags: &ApplyFlags<'_>,
    manifest: &Manifest,
    applied: &mut Applied,
) -> Result<(), Failure> {
    if manifest.meta("name").is_empty() {
        return Err(nameless(manifest));
    }
    if flags.server_side {
        return server_side(session, flags, manifest, applied);
    }
    let wanted = annotated(manifest);
    match session.get(&manifest.key()) {
        Err(_) => create(session, flags, manifest, wanted, applied),
        Ok(live) => patch(session, flags, (manifest, &live, wanted), applied),
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
    let info = manifest.kind.info();
    let version = format!("{}/{}", info.group, info.version);
    format!(
        "Resource: \"{version}, Resource={}\", GroupVersionKind: \"{version}, Kind={}\"\nName: {:?}, Namespace: {:?}",
        info.plural,
        info.kind,
        manifest.meta("name"),
        manifest.meta("namespace"),
    )
}

/// The manifest with itself, as its file has it, in an annotation.
pub(super) fn annotated(manifest: &Manifest) -> Value {
    let mut value = with_last_applied(&manifest.value);
    if let Some(written) = &manifest.written {
        let text = with_last_applied(written)["metadata"]["annotations"][LAST_APPLIED].take();
        value["metadata"]["annotations"][LAST_APPLIED] = text;
    }
    value
}

/// The object with itself, as it is, in an annotation.
/// Source: `staging/src/k8s.io/kubectl/pkg/util/apply.go` `GetModifiedConfiguration`.
pub(super) fn with_last_applied(manifest: &Value) -> Value {
    let mut value = without_last_applied(manifest);
    let text = json::compact(&value) + "\n";
    value["metadata"]["annotations"][LAST_APPLIED] = Value::String(text);
    value
}

/// The manifest as that annotation has it.
pub(super) fn without_last_applied(manifest: &Value) -> Value {
    let mut value = manifest.clone();
    let meta = &mut value["metadata"];
    if !meta["annotations"].is_object() {
        meta["annotations"] = serde_json::json!({});
    }
    if let Some(annotations) = meta["annotations"].as_object_mut() {
        annotations.remove(LAST_APPLIED);
    }
    value
}

fn create(
    session: &mut Session<'_>,
    flags: &ApplyFlags<'_>,
    manifest: &Manifest,
    value: Value,
    applied: &mut Applied,
) -> Result<(), Failure> {
    let creating = |status: Status| {
        let during = format!("error when creating {:?}", manifest.source);
        Failure::from(Problem::ApiDuring(during, status))
    };
    let whole = !matches!(flags.print.output, None | Some("name"));
    if session.dry_run == DryRun::Client && whole {
        applied.trees.push(value);
        return Ok(());
    }
    if session.dry_run == DryRun::Client {
        let name = manifest.meta("name");
        return report::value(session, flags.print, manifest.kind, name, "created", || value);
    }
    let object = session.decode(&Manifest { value, ..manifest.clone() }).map_err(creating)?;
    let object = session.send(Request::Create(object)).map_err(creating)?;
    applied.report(session, flags, &object, "created")
}

/// The patch that brings an object to what its manifest says.
pub(super) fn patch_for(
    manifest: &Manifest,
    live: &Object,
    wanted: &Value,
) -> Result<Value, Status> {
    let last = live.meta().annotation(LAST_APPLIED);
    let mut last = last.and_then(|it| serde_json::from_str(it).ok()).unwrap_or(Value::Null);
    if last.is_object() {
        autoscaler_from_v1(&mut last);
    }
    three_way_patch(manifest.kind, &last, wanted, &live.to_value())
}

fn patch(
    session: &mut Session<'_>,
    flags: &ApplyFlags<'_>,
    (manifest, live, wanted): (&Manifest, &Object, Value),
    applied: &mut Applied,
) -> Result<(), Failure> {
    if live.meta().annotation(LAST_APPLIED).is_none() {
        warn_missing(session, live);
    }
    let patch = patch_for(manifest, live, &wanted).map_err(Problem::Api)?;
    let is_empty = patch.as_object().is_some_and(Map::is_empty);
    let unsent = is_empty || session.dry_run == DryRun::Client;
    let object = match if unsent { Ok(live.clone()) } else { send(session, live, &patch) } {
        Ok(object) => object,
        Err(Status { reason: Reason::Invalid | Reason::Conflict, .. })
            if flags.force && session.dry_run == DryRun::No =>
        {
            applied.anew.push(Manifest { value: wanted, ..manifest.clone() });
            return Ok(());
        }
        Err(status) => return Err(patching(manifest, &patch, status)),
    };
    if object.meta().is_terminating() {
        let name = &object.meta().name;
        session.warn(&format!(
            "Detected changes to resource {name} which is currently being deleted."
        ));
    }
    applied.report(session, flags, &object, if is_empty { "unchanged" } else { "configured" })
}

fn send(session: &mut Session<'_>, live: &Object, patch: &Value) -> Result<Object, Status> {
    let (kind, mut value) = (live.kind(), live.to_value());
    strategic_merge(kind, &mut value, patch.clone())?;
    let changed = Manifest::of(kind, value);
    let object = session.decode_patched(&changed, patch, Written::Strategic)?;
    session.send(Request::Update(object))
}

fn patching(manifest: &Manifest, patch: &Value, status: Status) -> Failure {
    let during = format!(
        "error when applying patch:\n{}\nto:\n{}\nfor: {:?}: error when patching {:?}",
        json::compact(patch),
        describe(manifest),
        manifest.source,
        manifest.source,
    );
    Problem::ApiDuring(during, status).into()
}

/// What kubectl adds where others own what is applied.
const ADVICE: &str = "\
Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the `--force-conflicts` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts";

/// The API server merges.
fn server_side(
    session: &mut Session<'_>,
    flags: &ApplyFlags<'_>,
    manifest: &Manifest,
    applied: &mut Applied,
) -> Result<(), Failure> {
    check_declared(manifest.kind, &manifest.value).map_err(Problem::Api)?;
    session.decode(manifest).map_err(Problem::Api)?;
    let (key, force) = (manifest.key(), flags.force_conflicts);
    let request = Request::Apply(key, manifest.value.clone(), force);
    let object = session.send(request).map_err(|status| match status.reason {
        Reason::Conflict => Failure::text(format!("{status}\n{ADVICE}")),
        _ => Failure::from(status),
    })?;
    applied.report(session, flags, &object, "serverside-applied")
}

fn warn_missing(session: &mut Session<'_>, live: &Object) {
    let (plural, name) = (live.kind().info().plural, &live.meta().name);
    session.warn(&format!(
        "resource {plural}/{name} is missing the {LAST_APPLIED} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically."
    ));
}
