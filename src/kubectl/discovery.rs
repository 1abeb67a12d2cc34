//! Which kinds there are: those that are always there, and those that somebody has defined.
//! Source: `staging/src/k8s.io/client-go/restmapper/{discovery,shortcut}.go`.

use crate::api::{CustomResourceDefinition, Kind};
use crate::apiserver::{Store, custom};
use std::rc::Rc;

/// Those of whose versions one is served.
fn definitions(store: &Store) -> impl Iterator<Item = &Rc<CustomResourceDefinition>> {
    let all = store.list_typed::<CustomResourceDefinition>(None);
    all.filter(|it| it.spec.versions.iter().any(|version| version.served))
}

/// Every kind.
pub(super) fn kinds(store: &Store) -> Vec<Kind> {
    Kind::all().chain(definitions(store).filter_map(|it| it.kind())).collect()
}

/// The kind of a manifest.
pub(super) fn of_manifest(store: &Store, api_version: &str, kind: &str) -> Option<Kind> {
    let defined = || {
        let (group, version) = api_version.split_once('/')?;
        let fits = |it: &&Rc<CustomResourceDefinition>| {
            it.spec.group == group && it.spec.names.kind == kind && it.serves(version)
        };
        definitions(store).find(fits)?.kind()
    };
    Kind::find(api_version, kind).or_else(defined)
}

/// The kind that a word names: `ct`, `crontab`, `crontabs.stable.example.com`, `CronTab`.
pub(super) fn named(store: &Store, word: &str) -> Option<Kind> {
    let defined = || {
        let word = word.to_ascii_lowercase();
        let (name, group) = word.split_once('.').map_or((&*word, None), |(a, b)| (a, Some(b)));
        let fits = |it: &&Rc<CustomResourceDefinition>| {
            let (spec, names) = (&it.spec, &it.spec.names);
            let is_named = names.plural == name
                || names.singular == name
                || names.kind.eq_ignore_ascii_case(name)
                || names.short_names.iter().any(|it| it == name);
            let in_group = group.is_none_or(|group| {
                let version = group.strip_suffix(&format!(".{}", spec.group));
                group == spec.group || version.is_some_and(|it_version| it.serves(it_version))
            });
            is_named && in_group
        };
        definitions(store).find(fits)?.kind()
    };
    Kind::from_resource(word).or_else(defined)
}

/// The kinds that a category names, besides those that are always in `all`.
pub(super) fn in_category(store: &Store, category: &str) -> Vec<Kind> {
    let is_in = |it: &&Rc<CustomResourceDefinition>| {
        it.spec.names.categories.iter().any(|it| it == category)
    };
    definitions(store).filter(is_in).filter_map(|it| it.kind()).collect()
}

/// The short names of a kind.
pub(super) fn short_names(store: &Store, kind: Kind) -> Vec<String> {
    match custom::definition(store, kind) {
        Some(definition) => definition.spec.names.short_names.clone(),
        None => kind.info().short.iter().map(|it| (*it).to_owned()).collect(),
    }
}
