//! `kubectl diff`: what `apply` would change. The exit code is 1 where there is a difference.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/diff/diff.go`.

use super::failure::{Failure, Problem};
use super::manifest::{self, Manifest};
use super::session::{Ran, Session, Step};
use super::strict::Written;
use super::{apply, yaml};
use crate::api::{Object, Time, Value};
use crate::apiserver::{Request, strategic_merge};
use crate::sorted::Sort;
use similar::TextDiff;

pub(super) const FLAGS: &str =
    "server-side force-conflicts prune prune-allowlist=list concurrency=number";

pub(super) fn run(session: &mut Session<'_>) -> Ran {
    if !session.args.words.is_empty() {
        let text = format!("Unexpected args: [{}]", session.args.words.join(" "));
        return Err(Failure::usage(&text, "kubectl diff"));
    }
    let (manifests, mut problems) = manifest::read(session)?;
    // The files that are compared stand in two directories, and `diff` goes by their names.
    let mut pairs: Vec<(String, String, String)> = Vec::new();
    for manifest in &manifests {
        match compare(session, manifest) {
            Ok(pair) => pairs.push(pair),
            Err(problem) => problems.push(problem),
        }
    }
    Failure::check(problems)?;
    pairs.order();
    let now = Time(session.now_ms().div_euclid(1000));
    let mut text = String::new();
    for (name, live, merged) in &pairs {
        let hunks = TextDiff::from_lines(live, merged).unified_diff().to_string();
        if !hunks.is_empty() {
            text.push_str(&header(name, now));
            text.push_str(&hunks);
        }
    }
    if text.is_empty() {
        return Ok(Step::Done);
    }
    session.streams.out(&text);
    Err(Failure::default())
}

/// The names of the two files are random in kubectl; here they are always the same.
fn header(name: &str, now: Time) -> String {
    const TEMPORARY: &str = "/tmp";
    let (live, merged) =
        (format!("{TEMPORARY}/LIVE-1/{name}"), format!("{TEMPORARY}/MERGED-1/{name}"));
    let stamp = now.to_string().replace('T', " ").replace('Z', "");
    let stamp = format!("{stamp}.000000000 +0000");
    format!("diff -u -N {live} {merged}\n--- {live}\t{stamp}\n+++ {merged}\t{stamp}\n")
}

/// The name of the object's file, its text as it is and as it would be.
fn compare(
    session: &mut Session<'_>,
    manifest: &Manifest,
) -> Result<(String, String, String), Problem> {
    let live = session.get(&manifest.key()).ok();
    let merged = merged(session, manifest, live.as_ref()).map_err(Problem::Api)?;
    let info = manifest.kind.info();
    let dot = if info.group.is_empty() { "" } else { "." };
    let (namespace, name) = (manifest.meta("namespace"), manifest.meta("name"));
    let file = format!("{}{dot}{}.{}.{namespace}.{name}", info.group, info.version, info.kind);
    let live = live.map_or_else(String::new, |it| yaml::print(&it.to_value()));
    Ok((file, live, yaml::print(&merged)))
}

/// The object as the API server would store it.
fn merged(
    session: &mut Session<'_>,
    manifest: &Manifest,
    live: Option<&Object>,
) -> Result<Value, crate::api::Status> {
    let Some(live) = live else {
        let value = apply::with_last_applied(&manifest.value);
        let object = session.decode(&Manifest { value, ..manifest.clone() })?;
        return Ok(session.cluster.dry_run(Request::Create(object))?.object.to_value());
    };
    let mut tree = live.to_value();
    let patch = if session.args.on("server-side") {
        manifest.value.clone()
    } else {
        apply::patch_for(manifest, live, &apply::with_last_applied(&manifest.value))?
    };
    strategic_merge(manifest.kind, &mut tree, patch.clone())?;
    let changed = session.decode_patched(
        &Manifest { value: tree, ..manifest.clone() },
        &patch,
        Written::Strategic,
    )?;
    Ok(session.cluster.dry_run(Request::Update(changed))?.object.to_value())
}
