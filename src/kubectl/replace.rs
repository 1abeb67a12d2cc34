//! `kubectl replace`; with `--force` the objects go first, then they are made again.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/replace/replace.go`.

use super::delete::Gone;
use super::failure::{Failure, Problem};
use super::flags::{
    DryRunFlags, FieldManagerFlags, FilenameFlags, PrintFlags, RecordFlags, ValidateFlags, flags,
};
use super::manifest::Manifest;
use super::session::{DryRun, Ran, Session, Step, Streams};
use super::strict::{self, Validation};
use super::subresource::Part;
use super::visitor;
use crate::api::{ObjectKey, Reason, Status};
use crate::apiserver::{self, DeleteOptions, Propagation, Request};
use crate::cluster::Cluster;

/// The old objects are waited for so long, where nothing else is said (milliseconds).
/// Source: `staging/src/k8s.io/kubectl/pkg/cmd/replace/replace.go` `forceReplace`.
const TIMEOUT_MS: i64 = 300_000;

flags! {
    /// How objects go that are made anew.
    pub(super) struct AnewFlags {
        grace_period: number "grace-period";
        timeout: duration "timeout";
    }
}

flags! {
    /// Source: `ReplaceOptions`, `DeleteFlags`.
    pub(super) struct ReplaceFlags<'a>: DryRunFlags, FieldManagerFlags, RecordFlags, ValidateFlags {
        [files: FilenameFlags<'a>]
        [print: PrintFlags<'a>]
        [delete: AnewFlags]
        force: switch "force";
        subresource: text "subresource";
        _: "save-config raw=text cascade=text?background wait";
    }
}

/// `replace -f`
pub(super) fn replace(session: &mut Session<'_>, flags: &ReplaceFlags<'_>) -> Ran<Replacing> {
    let forces = flags.force;
    let why = if !forces && flags.delete.grace_period.is_some_and(|it| it >= 0) {
        Some("--grace-period must have --force specified")
    } else if !forces && flags.delete.timeout.is_some_and(|it| it != 0) {
        Some("--timeout must have --force specified")
    } else if forces && session.dry_run != DryRun::No {
        Some("--dry-run can not be used when --force is set")
    } else {
        None
    };
    if let Some(why) = why {
        return Err(Failure::text(why));
    }
    let (manifests, mut problems) = visitor::read(session, flags.files, None)?;
    if manifests.is_empty() && problems.is_empty() {
        return Err(Failure::text("no objects passed to replace"));
    }
    if forces {
        return by_force(session, flags.delete, manifests, problems);
    }
    let part = Part::asked(flags.subresource)?;
    for manifest in &manifests {
        let replacing = |status: Status| {
            let during = format!("error when replacing {:?}", manifest.source);
            Problem::ApiDuring(during, status)
        };
        let result = session
            .get(&manifest.key())
            .and_then(|_| session.decode(manifest))
            .and_then(|object| session.send(part.request(object)));
        match result {
            Ok(object) => part.report(session, flags.print, &object, "replaced")?,
            Err(status) => problems.push(replacing(status)),
        }
    }
    Failure::check(problems)?;
    Ok(Step::Done)
}

/// Waits until the old objects are gone, then makes the new ones.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Replacing {
    gone: Gone,
    manifests: Vec<Manifest>,
    validation: Validation,
    /// What is said of each that is made anew.
    done: &'static str,
}

// A tree of JSON has no number that is unequal to itself.
impl Eq for Replacing {}

/// Deletes what the manifests name; [`Replacing`] does the rest.
fn by_force(
    session: &mut Session<'_>,
    flags: AnewFlags,
    manifests: Vec<Manifest>,
    mut problems: Vec<Problem>,
) -> Ran<Replacing> {
    let grace = flags.grace_period.filter(|it| *it >= 0).unwrap_or(0);
    let mut objects: Vec<(ObjectKey, String)> = Vec::new();
    for manifest in &manifests {
        let key = manifest.key();
        let options = DeleteOptions {
            grace_period_seconds: Some(grace),
            propagation: Some(Propagation::Background),
            uid: None,
        };
        let uid = session.get(&key).map(|it| it.meta().uid.clone());
        match uid.and_then(|uid| session.send(Request::Delete(key.clone(), options)).map(|_| uid)) {
            Ok(uid) => {
                let place = if key.namespace.is_empty() {
                    String::new()
                } else {
                    format!(" from {} namespace", key.namespace)
                };
                let resource = key.kind.qualified_singular();
                session.line(&format!("{resource} {:?} deleted{place}", &*key.name));
                objects.push((key, uid.to_string()));
            }
            Err(status) if status.reason == Reason::NotFound => {}
            Err(status) => problems.push(status.into()),
        }
    }
    Failure::check(problems)?;
    let timeout = flags.timeout.filter(|it| *it > 0).unwrap_or(TIMEOUT_MS);
    let gone = Gone::new(objects, Some(session.now_ms() + timeout));
    let validation = session.validation;
    let done = "replaced";
    Ok(Step::Block(Replacing { gone, manifests, validation, done }))
}

/// What `apply --force` does with objects that can't be changed as it is wished: they are deleted
/// and made anew. Source: `staging/src/k8s.io/kubectl/pkg/cmd/apply/patcher.go` `deleteAndCreate`.
pub(super) fn anew(
    session: &mut Session<'_>,
    flags: AnewFlags,
    manifests: Vec<Manifest>,
) -> Result<Replacing, Failure> {
    let grace = flags.grace_period.filter(|it| *it >= 0);
    let mut objects = Vec::new();
    for manifest in &manifests {
        let key = manifest.key();
        let options = DeleteOptions {
            grace_period_seconds: grace,
            propagation: Some(Propagation::Background),
            uid: None,
        };
        let uid = session.get(&key)?.meta().uid.to_string();
        session.send(Request::Delete(key.clone(), options))?;
        objects.push((key, uid));
    }
    let timeout = flags.timeout.filter(|it| *it > 0);
    let gone = Gone::new(objects, timeout.map(|it| session.now_ms() + it));
    let (validation, done) = (session.validation, "configured");
    Ok(Replacing { gone, manifests, validation, done })
}

impl Replacing {
    pub fn poll(
        &mut self,
        cluster: &mut Cluster,
        streams: &mut Streams,
    ) -> Option<Result<(), Failure>> {
        if self.gone.poll(cluster)?.is_err() {
            // Upstream polls by itself here, and doesn't say for what.
            return Some(Err(Failure::text("context deadline exceeded")));
        }
        let (mut problems, mut warned) = (Vec::new(), Vec::new());
        for manifest in &self.manifests {
            let mut said = Vec::new();
            let object = strict::decode(manifest, self.validation, &mut said);
            let made = object.and_then(|object| cluster.request(Request::Create(object)));
            if let Ok(reply) = &made {
                said.extend(apiserver::warnings(Some(cluster.store()), None, &reply.object));
            }
            for warning in said {
                if !warned.contains(&warning) {
                    streams.err(&format!("Warning: {warning}\n"));
                    warned.push(warning);
                }
            }
            match made {
                Ok(reply) => {
                    let resource = manifest.kind.qualified_singular();
                    let name = &reply.object.meta().name;
                    streams.out(&format!("{resource}/{name} {}\n", self.done));
                }
                Err(status) => problems.push(creating(manifest, status)),
            }
        }
        Some(Failure::check(problems))
    }

    pub fn deadline_ms(&self) -> Option<i64> {
        self.gone.deadline_ms()
    }
}

fn creating(manifest: &Manifest, status: Status) -> Problem {
    Problem::ApiDuring(format!("error when creating {:?}", manifest.source), status)
}
