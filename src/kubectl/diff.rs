//! `kubectl diff`: what `apply` would change. The exit code is 1 where there is a difference.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/diff/diff.go`.

use super::failure::{Failure, Problem};
use super::flags::{FieldManagerFlags, FilenameFlags, SelectorFlags, flags};
use super::manifest::Manifest;
use super::session::{Ran, Session, Step};
use super::strict::Written;
use super::{apply, visitor, yaml};
use crate::api::{Kind, Object, Time, Value};
use crate::apiserver::{Request, strategic_merge};
use crate::sorted::Sort;
use similar::TextDiff;

flags! {
    /// Source: `DiffOptions`.
    pub(super) struct DiffFlags<'a>: FieldManagerFlags {
        [files: FilenameFlags<'a>]
        [labels: SelectorFlags<'a>]
        server_side: switch "server-side";
        force_conflicts: switch "force-conflicts";
        show_secrets: switch "show-secrets";
        _: "prune prune-allowlist=text concurrency=number show-managed-fields";
    }
}

/// What goes wrong is not to look like a difference.
const FAILED: i32 = 2;

pub(super) fn run(session: &mut Session<'_>, flags: &DiffFlags<'_>) -> Ran {
    differ(session, flags).map_err(|failure| match failure.problems.is_empty() {
        true => failure,
        false => failure.with_code(FAILED),
    })
}

fn differ(session: &mut Session<'_>, flags: &DiffFlags<'_>) -> Ran {
    if !session.args.words.is_empty() {
        let text = format!("Unexpected args: [{}]", session.args.words.join(" "));
        return Err(Failure::usage(&text, "kubectl diff"));
    }
    if flags.force_conflicts && !flags.server_side {
        return Err(Failure::text("--force-conflicts only works with --server-side"));
    }
    let (manifests, problems) = visitor::read(session, flags.files, flags.labels.selector)?;
    // The files that are compared stand in two directories, and `diff` goes by their names.
    let mut pairs: Vec<(String, String, String)> = Vec::new();
    for manifest in &manifests {
        pairs.push(compare(session, flags, manifest)?);
    }
    Failure::check(problems)?;
    pairs.order();
    let now = Time::of_ms(session.now_ms());
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
    flags: &DiffFlags<'_>,
    manifest: &Manifest,
) -> Result<(String, String, String), Problem> {
    let live = session.get(&manifest.key()).ok();
    let merged = merged(session, flags, manifest, live.as_ref()).map_err(Problem::Api)?;
    let info = manifest.kind.info();
    let dot = if info.group.is_empty() { "" } else { "." };
    let (namespace, name) = (manifest.meta("namespace"), manifest.meta("name"));
    let file = format!("{}{dot}{}.{}.{namespace}.{name}", info.group, info.version, info.kind);
    let mut trees = [live.map_or(Value::Null, |it| it.to_value()), merged];
    if manifest.kind == Kind::Secret && !flags.show_secrets {
        mask(&mut trees);
    }
    let [live, merged] = trees.map(|it| match it {
        Value::Null => String::new(),
        tree => yaml::print(&tree),
    });
    Ok((file, live, merged))
}

/// Hides what is secret, but not that it is another. Source: `Masker`.
fn mask(trees: &mut [Value; 2]) {
    let of = |tree: &Value| tree["data"].as_object().cloned().unwrap_or_default();
    let [from, to] = [of(&trees[0]), of(&trees[1])];
    for (tree, other, side) in [(0, &to, "*** (before)"), (1, &from, "*** (after)")] {
        // Who has no data is given none.
        let data = trees[tree].get_mut("data").and_then(Value::as_object_mut);
        for (key, value) in data.into_iter().flatten() {
            let is_another = other.get(key).is_some_and(|it| it != value);
            *value = Value::from(if is_another { side } else { "***" });
        }
    }
}

/// The object as the API server would store it.
fn merged(
    session: &mut Session<'_>,
    flags: &DiffFlags<'_>,
    manifest: &Manifest,
    live: Option<&Object>,
) -> Result<Value, crate::api::Status> {
    if flags.server_side {
        let (key, force) = (manifest.key(), flags.force_conflicts);
        let request = Request::Apply(key, manifest.value.clone(), force);
        return Ok(session.cluster.dry_run(request)?.object.to_value());
    }
    let Some(live) = live else {
        let object = session.decode(manifest)?;
        return Ok(session.cluster.dry_run(Request::Create(object))?.object.to_value());
    };
    let mut tree = live.to_value();
    let wanted = apply::without_last_applied(&manifest.value);
    let patch = apply::patch_for(manifest, live, &wanted)?;
    strategic_merge(manifest.kind, &mut tree, patch.clone())?;
    let changed = session.decode_patched(
        &Manifest { value: tree, ..manifest.clone() },
        &patch,
        Written::Strategic,
    )?;
    Ok(session.cluster.dry_run(Request::Update(changed))?.object.to_value())
}
