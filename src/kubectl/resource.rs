//! Which objects a command means. Source: `staging/src/k8s.io/cli-runtime/pkg/resource/builder.go`.

mod fields;

use super::discovery;
use super::failure::{Failure, Problem};
use super::flags::FilenameFlags;
use super::selector;
use super::session::Session;
use super::visitor;
use crate::api::{KINDS, Kind, Object, ObjectKey, Selector, Value};
use crate::apiserver::deprecation;
use crate::sorted::Sort;

pub(super) use self::fields::FieldSelector;

/// What is said where nothing is named.
pub(super) const NOTHING_NAMED: &str = "You must provide one or more resources by argument or filename.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'";

/// What the arguments say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    /// Kinds of which all objects, or the selected ones, are meant.
    pub kinds: Vec<Kind>,
    /// Single objects.
    pub keys: Vec<ObjectKey>,
    /// Whether they were named as `pod/web`.
    is_pairs: bool,
}

/// The objects that were found.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    /// In the order asked for.
    pub objects: Vec<Object>,
    /// What was asked for by name and is not there.
    pub problems: Vec<Problem>,
    /// What was asked for.
    pub wanted: Wanted,
    /// The objects as the files have them, where nobody asks the API server.
    pub written: Vec<Value>,
}

/// What a command does with a kind without names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Nameless {
    /// Takes all objects.
    All,
    /// Refuses.
    Refuse,
}

impl Wanted {
    /// Reads arguments such as `pods web-1`, `pods,deploy`, `deploy/web`.
    /// Source: `ResourceTypeOrNameArgs`.
    ///
    /// # Errors
    /// kubectl's words.
    pub fn parse(session: &Session<'_>, words: &[String]) -> Result<Self, Failure> {
        let key = |kind: Kind, name: &str| ObjectKey::new(kind, session.namespace_of(kind), name);
        let mut wanted = Self::default();
        let Some((types, names)) = words.split_first() else { return Ok(wanted) };
        let each = |it: &str| names.iter().map(|name| format!("{it}/{name}")).collect::<Vec<_>>();
        let pairs: Vec<String> = match types.contains(',') && !names.is_empty() {
            true => types.split(',').flat_map(each).collect(),
            false => words.to_vec(),
        };
        let slashed = pairs.iter().filter(|it| it.contains('/')).count();
        if slashed > 0 && slashed < pairs.len() {
            return Err(Failure::text(
                "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'",
            ));
        }
        if slashed > 0 {
            let pairs: Result<Vec<_>, _> = pairs.iter().map(|it| split_name(it)).collect();
            for (kind, name) in pairs? {
                wanted.keys.push(key(find_kind(session, kind)?, name));
            }
            wanted.is_pairs = true;
            return Ok(wanted);
        }
        let kinds = parse_kinds(session, types)?;
        match kinds.as_slice() {
            _ if names.is_empty() => wanted.kinds = kinds,
            [kind] => wanted.keys = names.iter().map(|name| key(*kind, name)).collect(),
            _ => return Err(Failure::text("you must specify only one resource")),
        }
        Ok(wanted)
    }

    /// Whether the objects are listed rather than named. Source: `Builder.visitorResult`.
    fn is_listed(&self, query: Query<'_>, takes_all: bool) -> Result<bool, Failure> {
        let given = |it: Option<&str>| it.is_some_and(|it| !it.trim().is_empty());
        let selects = given(query.selector) || given(query.field_selector);
        let why = if selects && self.is_pairs {
            "selectors and the all flag cannot be used when passing resource/name arguments"
        } else if selects && !self.keys.is_empty() {
            "name cannot be provided when a selector is specified"
        } else if selects && self.kinds.is_empty() {
            "at least one resource must be specified to use a selector"
        } else if selects || (takes_all && !self.kinds.is_empty()) {
            return Ok(true);
        } else if !self.kinds.is_empty() {
            "resource(s) were provided, but no name was specified"
        } else if self.keys.is_empty() {
            NOTHING_NAMED
        } else if query.all_namespaces && self.keys.iter().any(|it| it.kind.info().namespaced) {
            "a resource cannot be retrieved by name across all namespaces"
        } else {
            return Ok(false);
        };
        Err(Failure::text(why))
    }
}

/// Source: `splitResourceTypeName`.
fn split_name(word: &str) -> Result<(&str, &str), Failure> {
    let parts: Vec<&str> = word.split('/').collect();
    Err(Failure::text(match parts.as_slice() {
        [kind, name] if !kind.is_empty() && !name.is_empty() && !kind.contains(',') => {
            return Ok((kind, name));
        }
        [_, _] => "arguments in resource/name form must have a single resource and name",
        _ => "arguments in resource/name form may not have more than one slash",
    }))
}

fn parse_kinds(session: &Session<'_>, types: &str) -> Result<Vec<Kind>, Failure> {
    let mut kinds = Vec::new();
    for word in types.split(',') {
        if word == "all" {
            // As the API server lists them: by group, then by name.
            let mut all: Vec<Kind> = KINDS.iter().copied().filter(|it| it.info().in_all).collect();
            all.order_by_key(|it| (it.info().group, it.info().plural));
            kinds.extend(all);
            kinds.extend(discovery::in_category(session.cluster.store(), word));
        } else {
            kinds.push(find_kind(session, word)?);
        }
    }
    let mut seen = Vec::new();
    kinds.retain(|it| {
        let is_new = !seen.contains(it);
        seen.push(*it);
        is_new
    });
    Ok(kinds)
}

/// The kind that a word names, defined ones included.
///
/// # Errors
/// There is none.
pub(super) fn find_kind(session: &Session<'_>, word: &str) -> Result<Kind, Failure> {
    discovery::named(session.cluster.store(), word).map_or_else(|| parse_kind(word), Ok)
}

/// The kind that a word names, of those that are always there.
///
/// # Errors
/// There is none.
pub(super) fn parse_kind(word: &str) -> Result<Kind, Failure> {
    let unknown = || {
        let name = word.split('.').next().unwrap_or(word);
        Failure::text(format!("the server doesn't have a resource type {name:?}"))
    };
    // The old version of the kind has the same columns.
    let of_old = || Kind::from_resource(&word.replace(".v1.autoscaling", ".autoscaling"));
    Kind::from_resource(word).or_else(of_old).ok_or_else(unknown)
}

/// What a command's flags say about the objects that it means; each command fills in those that it
/// has. Source: `staging/src/k8s.io/cli-runtime/pkg/genericclioptions/builder_flags.go`
/// `ResourceBuilderFlags`.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Query<'a> {
    /// `-f`, `-k`, `-R`
    pub files: FilenameFlags<'a>,
    /// `-l`
    pub selector: Option<&'a str>,
    /// `--field-selector`
    pub field_selector: Option<&'a str>,
    /// `--all`
    pub all: bool,
    /// `-A`
    pub all_namespaces: bool,
    /// `--local`
    pub local: bool,
}

/// Finds what the arguments and the flags mean.
///
/// # Errors
/// They make no sense together, or a kind is unknown.
pub(super) fn find(
    session: &Session<'_>,
    query: Query<'_>,
    words: &[String],
    nameless: Nameless,
) -> Result<Found, Failure> {
    if query.files.is_given() {
        return find_files(session, query, words);
    }
    let wanted = Wanted::parse(session, words)?;
    let takes_all = query.all || nameless == Nameless::All;
    wanted.is_listed(query, takes_all)?;
    fetched(session, query, wanted)
}

/// What is meant, as it is now.
fn fetched(session: &Session<'_>, query: Query<'_>, wanted: Wanted) -> Result<Found, Failure> {
    let (labels, fields) = selectors(session, query, &wanted.kinds)?;
    let mut found = Found::default();
    for key in &wanted.keys {
        match session.retrieve(key) {
            Ok(object) => found.objects.push(object),
            Err(status) => found.problems.push(status.into()),
        }
    }
    for kind in &wanted.kinds {
        if let Some(why) = fields.refusal(*kind, session.cluster.store()) {
            return Err(Failure::text(why));
        }
        found.objects.extend(list(session, query, *kind, &labels, &fields));
    }
    found.wanted = wanted;
    Ok(found)
}

/// An object, and the file it was named in, if any.
pub(super) type Target = (ObjectKey, String);

/// The objects meant: those that were named need not be there. `--all` may choose as a selector
/// does.
///
/// # Errors
/// As [`find`].
pub(super) fn targets(
    session: &Session<'_>,
    query: Query<'_>,
    words: &[String],
    all: bool,
) -> Result<(Vec<Target>, Vec<Problem>), Failure> {
    if query.files.is_given() {
        refuse_words(words)?;
        let (manifests, problems) = visitor::read(session, query.files, query.selector)?;
        let keys = manifests.iter().map(|it| (it.key(), it.source.clone()));
        return Ok((keys.collect(), problems));
    }
    let wanted = Wanted::parse(session, words)?;
    if all && !wanted.keys.is_empty() {
        return Err(Failure::text(if wanted.is_pairs {
            "selectors and the all flag cannot be used when passing resource/name arguments"
        } else {
            "name cannot be provided when a selector is specified"
        }));
    }
    let unnamed = |key| (key, String::new());
    if !wanted.is_listed(query, all)? {
        return Ok((wanted.keys.into_iter().map(unnamed).collect(), Vec::new()));
    }
    let found = fetched(session, query, wanted)?;
    Ok((found.objects.iter().map(|it| unnamed(it.key())).collect(), found.problems))
}

/// The API server warns of kinds that are on their way out.
pub(super) fn warn_deprecated(session: &mut Session<'_>, wanted: &Wanted) {
    let kinds = wanted.keys.iter().map(|it| it.kind).chain(wanted.kinds.iter().copied());
    session.warn_all(kinds.filter_map(deprecation).collect());
}

/// The selectors of the command line, which the API server reads when it lists a kind.
///
/// # Errors
/// They can't be understood, or the kind can't be asked this.
pub(super) fn selectors(
    session: &Session<'_>,
    query: Query<'_>,
    kinds: &[Kind],
) -> Result<(Selector, FieldSelector), Failure> {
    let labels = query.selector.unwrap_or("").trim();
    let fields = query.field_selector.unwrap_or("");
    let refused = |why: String| {
        let Some(info) = kinds.first().map(|it| it.info()) else { return Failure::text(why) };
        let resource = format!("{}/{}, Resource={}", info.group, info.version, info.plural);
        Failure::plain(format!(
            "Error from server (BadRequest): Unable to find {resource:?} that match label selector {labels:?}, field selector {fields:?}: {why}"
        ))
    };
    let selected = FieldSelector::parse(fields).map_err(refused)?;
    if let Some(why) =
        kinds.first().and_then(|kind| selected.refusal(*kind, session.cluster.store()))
    {
        return Err(refused(why));
    }
    Ok((selector::parse(labels).map_err(refused)?, selected))
}

fn list(
    session: &Session<'_>,
    query: Query<'_>,
    kind: Kind,
    labels: &Selector,
    fields: &FieldSelector,
) -> Vec<Object> {
    let everywhere = query.all_namespaces || !kind.info().namespaced;
    let namespace = if everywhere { None } else { Some(session.namespace()) };
    let objects = session.cluster.store().list(kind, namespace);
    let selected = objects.filter(|it| labels.matches(&it.meta().labels) && fields.matches(it));
    selected.map(|it| session.cluster.as_seen(it)).collect()
}

/// The same, for commands that know `--local`: then the files themselves are what is meant.
///
/// # Errors
/// As [`find`]; nobody can be asked for objects by name.
pub(super) fn find_or_local(
    session: &Session<'_>,
    query: Query<'_>,
    words: &[String],
) -> Result<Found, Failure> {
    if !query.local {
        return find(session, query, words, Nameless::Refuse);
    }
    if !words.is_empty() {
        return Err(Failure::text(
            "error: you must specify resources by --filename when --local is set.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'",
        ));
    }
    from_files(session, query)
}

/// The objects as the files have them.
///
/// # Errors
/// There are no such files.
pub(super) fn from_files(session: &Session<'_>, query: Query<'_>) -> Result<Found, Failure> {
    let (manifests, problems) = visitor::read(session, query.files, query.selector)?;
    let mut found = Found { problems, ..Found::default() };
    for mut manifest in manifests {
        if session.config.namespace.is_none()
            && let Some(meta) = manifest.value["metadata"].as_object_mut()
        {
            meta.remove("namespace");
        }
        match Object::from_value(manifest.kind, manifest.value.clone()) {
            Ok(object) => {
                found.objects.push(object);
                found.written.push(manifest.value);
            }
            Err(error) => found.problems.push(Problem::Text(error.to_string())),
        }
    }
    Ok(found)
}

fn find_files(session: &Session<'_>, query: Query<'_>, words: &[String]) -> Result<Found, Failure> {
    refuse_words(words)?;
    let (manifests, problems) = visitor::read(session, query.files, query.selector)?;
    let mut found = Found { problems, ..Found::default() };
    for manifest in manifests {
        let key = manifest.key();
        found.wanted.keys.push(key.clone());
        match session.retrieve(&key) {
            Ok(object) => found.objects.push(object),
            Err(status) => found.problems.push(Problem::ApiDuring(String::new(), status)),
        }
    }
    Ok(found)
}

/// Source: `visitByPaths`.
fn refuse_words(words: &[String]) -> Result<(), Failure> {
    let Some(first) = words.first() else { return Ok(()) };
    Err(Failure::text(if first.contains('/') {
        "resource/name arguments cannot be provided when a path is specified"
    } else {
        "when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well"
    }))
}
