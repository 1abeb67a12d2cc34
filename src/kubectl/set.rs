//! `kubectl set image|resources|env|selector|serviceaccount`. Source: `staging/src/k8s.io/kubectl/pkg/cmd/set`.

mod env;
mod selector;
mod subject;

pub(super) use self::env::{EnvFlags, env};
pub(super) use self::selector::{SetSelectorFlags, selector};
pub(super) use self::subject::{SubjectFlags, subject};

use super::failure::{Failure, Problem};
use super::flags::{
    DryRunFlags, FieldManagerFlags, FilenameFlags, PrintFlags, RecordFlags, SelectorFlags, flags,
};
use super::resource::{self, Query};
use super::session::{Ran, Session, Step};
use super::{report, zero};
use crate::api::{Container, Object, PodSpec, Quantity, ResourceList};

pub(super) const NO_RESOURCES: &str =
    "one or more resources must be specified as <resource> <name> or <resource>/<name>";

flags! {
    /// What each command of the group has, but for `--selector`.
    pub(super) struct SetFlags<'a>: DryRunFlags, FieldManagerFlags {
        [files: FilenameFlags<'a>]
        [print: PrintFlags<'a>]
        all: switch "all";
        local: switch "local";
    }
}

flags! {
    /// Source: `set_image.go` `SetImageOptions`.
    pub(super) struct ImageFlags<'a>: RecordFlags {
        [set: SetFlags<'a>]
        [labels: SelectorFlags<'a>]
    }
}

flags! {
    /// Source: `set_resources.go` `SetResourcesOptions`.
    pub(super) struct ResourcesFlags<'a>: RecordFlags {
        [set: SetFlags<'a>]
        [labels: SelectorFlags<'a>]
        containers: text "containers" / "c";
        limits: text "limits";
        requests: text "requests";
    }
}

flags! {
    /// Source: `set_serviceaccount.go` `SetServiceAccountOptions`.
    pub(super) struct ServiceAccountFlags<'a>: RecordFlags {
        [set: SetFlags<'a>]
    }
}

impl<'a> SetFlags<'a> {
    fn query(&self, labels: SelectorFlags<'a>) -> Query<'a> {
        Query {
            files: self.files,
            selector: labels.selector,
            all: self.all,
            local: self.local,
            ..Query::default()
        }
    }
}

/// What changes a Pod's description; the errors it met.
type Change<'a> = dyn Fn(&mut PodSpec) -> Vec<String> + 'a;

/// What a command calls its change.
#[derive(Clone, Copy)]
struct Words<'a> {
    /// Once it is made.
    done: &'static str,
    /// Where it fails.
    what: &'static str,
    /// An object without a container of this name is passed over with a warning.
    container: &'a str,
    /// Whether it is told even if it changes nothing.
    always: bool,
    /// Whether what can be done is done beside what can't.
    partly: bool,
}

impl<'a> Words<'a> {
    fn new(done: &'static str, what: &'static str) -> Self {
        Self { done, what, container: "*", always: false, partly: false }
    }
}

/// Splits `TYPE NAME a=b c-` where the pairs begin. Source: `GetResourcesAndPairs`.
pub(super) fn split_pairs(
    words: &[String],
    noun: &str,
) -> Result<(Vec<String>, Vec<String>), Failure> {
    let is_pair = |it: &&String| (it.contains('=') && !it.starts_with('=')) || it.ends_with('-');
    let at = words.iter().position(|it| is_pair(&it)).unwrap_or(words.len());
    let (resources, pairs) = words.split_at(at);
    match pairs.iter().find(|it| !is_pair(it)) {
        Some(stray) => Err(Failure::text(format!(
            "all resources must be specified before {noun} changes: {stray}"
        ))),
        None => Ok((resources.to_vec(), pairs.to_vec())),
    }
}

/// Applies a change to every object meant.
fn change(
    session: &mut Session<'_>,
    (query, print): (Query<'_>, PrintFlags<'_>),
    resources: &[String],
    words: Words<'_>,
    apply: &Change<'_>,
) -> Ran {
    if resources.is_empty() && !query.files.is_given() {
        return Err(Failure::text(NO_RESOURCES));
    }
    let found = resource::find_or_local(session, query, resources)?;
    let mut problems = found.problems;
    for object in &found.objects {
        let mut changed = object.clone();
        let Some(spec) = changed.pod_spec_mut() else {
            problems.push(Problem::Text(not_a_workload(object)));
            continue;
        };
        if containers_mut(spec, words.container).next().is_none() {
            session.warn(&lacks_container(object, words.container));
            continue;
        }
        let errors = apply(spec);
        let is_refused = !errors.is_empty() && !words.partly;
        problems.extend(errors.into_iter().map(Problem::Text));
        if is_refused {
            continue;
        }
        if query.local {
            let mut tree = changed.to_value();
            zero::fill(object.kind(), &mut tree);
            report::unsent(session, print, object, words.done, tree)?;
            continue;
        }
        match session.update(object, changed) {
            Ok(Some(object)) => report::object(session, print, &object, words.done)?,
            Ok(None) if words.always => report::object(session, print, object, words.done)?,
            Ok(None) => {}
            Err(Problem::Api(status)) => {
                problems.push(Problem::Text(format!("failed to patch {} {status}", words.what)));
            }
            Err(problem) => problems.push(problem),
        }
    }
    Failure::check(problems)?;
    Ok(Step::Done)
}

fn lacks_container(object: &Object, name: &str) -> String {
    let (kind, of) = (object.kind().info().kind, &object.meta().name);
    format!("{kind}/{of} does not have any containers matching {name:?}")
}

fn not_a_workload(object: &Object) -> String {
    let kind = object.kind();
    format!(
        "{}/{} the object is not a pod or does not have a pod template: *v1.{}",
        kind.info().plural,
        object.meta().name,
        kind.info().kind
    )
}

/// The containers of a name; `*` means all.
fn containers_mut<'a>(
    spec: &'a mut PodSpec,
    name: &'a str,
) -> impl Iterator<Item = &'a mut Container> + 'a {
    let all = spec.init_containers.iter_mut().chain(&mut spec.containers);
    all.filter(move |it| name == "*" || it.name == name)
}

/// `set image`
pub(super) fn image(session: &mut Session<'_>, flags: &ImageFlags<'_>) -> Ran {
    let query = flags.set.query(flags.labels);
    let (resources, pairs) = split_pairs(&session.args.words, "image")?;
    let images: Vec<(String, String)> = pairs
        .iter()
        .filter_map(|it| it.split_once('='))
        .map(|(name, image)| (name.to_owned(), image.to_owned()))
        .collect();
    if !resources.is_empty() {
        resource::find_or_local(session, query, &resources)?;
    } else if !query.files.is_given() && !query.local {
        return Err(Failure::text(resource::NOTHING_NAMED));
    }
    if images.is_empty() {
        let mut problems = Vec::new();
        if resources.is_empty() && !query.files.is_given() {
            problems.push(Problem::Text(NO_RESOURCES.to_owned()));
        }
        problems.push(Problem::Text("at least one image update is required".to_owned()));
        return Failure::check(problems).map(|()| Step::Done);
    }
    if images.len() > 1 && images.iter().any(|(name, _)| name == "*") {
        return Err(Failure::text(
            "all containers are already specified by *, but saw more than one container_name=container_image pairs",
        ));
    }
    change(
        session,
        (query, flags.set.print),
        &resources,
        Words { partly: true, ..Words::new("image updated", "image update to pod template:") },
        &|spec| {
            let mut errors = Vec::new();
            for (name, image) in &images {
                let mut found = false;
                for container in containers_mut(spec, name) {
                    container.image = image.into();
                    found = true;
                }
                if !found {
                    errors.push(format!("error: unable to find container named {name:?}"));
                }
            }
            errors
        },
    )
}

/// `cpu=200m,memory=128Mi`
fn quantities(text: Option<&str>) -> Result<Option<ResourceList>, Failure> {
    let Some(text) = text.filter(|it| !it.is_empty()) else { return Ok(None) };
    let mut list = ResourceList::new();
    for part in text.split(',') {
        let (name, amount) = part.split_once('=').ok_or_else(|| {
            Failure::text(format!("Invalid argument syntax {part}, expected <resource>=<value>"))
        })?;
        let amount = Quantity::parse(amount).map_err(Failure::text)?;
        list.insert(name.to_owned(), amount);
    }
    Ok(Some(list))
}

/// `set resources`
pub(super) fn resources(session: &mut Session<'_>, flags: &ResourcesFlags<'_>) -> Ran {
    let limits = quantities(flags.limits)?;
    let requests = quantities(flags.requests)?;
    if limits.is_none() && requests.is_none() {
        return Err(Failure::text(
            "you must specify an update to requests or limits (in the form of --requests/--limits)",
        ));
    }
    let name = flags.containers.unwrap_or("*");
    change(
        session,
        (flags.set.query(flags.labels), flags.set.print),
        &session.args.words,
        Words::new("resource requirements updated", "resources update to pod template"),
        &|spec| {
            let mut found = false;
            for container in containers_mut(spec, name) {
                found = true;
                container.resources.limits.extend(limits.clone().unwrap_or_default());
                container.resources.requests.extend(requests.clone().unwrap_or_default());
            }
            if found { Vec::new() } else { vec![format!("unable to find container named {name}")] }
        },
    )
}

/// `set serviceaccount`
pub(super) fn service_account(session: &mut Session<'_>, flags: &ServiceAccountFlags<'_>) -> Ran {
    let mut resources = session.args.words.clone();
    let Some(name) = resources.pop() else {
        return Err(Failure::text("serviceaccount is required"));
    };
    change(
        session,
        (flags.set.query(SelectorFlags::default()), flags.set.print),
        &resources,
        Words { always: true, ..Words::new("serviceaccount updated", "ServiceAccountName") },
        &|spec| {
            // The old field's name is kept in step with the new one's.
            spec.service_account = name.clone().into();
            spec.service_account_name = name.clone().into();
            Vec::new()
        },
    )
}
