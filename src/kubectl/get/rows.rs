//! Rows of tables, and lines of names.

use super::flags::GetFlags;
use crate::api::{Kind, Object, format_labels};
use crate::apiserver::Store;
use crate::kubectl::columns::Column;
use crate::kubectl::kinds;

/// How rows are to look.
#[derive(Clone, Copy)]
pub(super) struct Look<'a> {
    /// What was asked.
    pub flags: &'a GetFlags<'a>,
    /// Whether names stand with their kinds.
    pub prefix: bool,
    /// Now, in milliseconds since 1970.
    pub now_ms: i64,
}

impl Look<'_> {
    fn with_namespace(&self, kind: Kind) -> bool {
        self.flags.all_namespaces && kind.info().namespaced
    }
}

/// The columns that are shown.
pub(super) fn columns_of(kind: Kind, wide: bool, store: &Store) -> Vec<Column> {
    kinds::columns(kind, store).into_iter().filter(|it| wide || !it.wide).collect()
}

/// The headings.
pub(super) fn heading(kind: Kind, columns: &[Column], look: &Look<'_>) -> Vec<String> {
    let flags = look.flags;
    let mut row: Vec<String> = Vec::new();
    row.extend(look.with_namespace(kind).then(|| "NAMESPACE".to_owned()));
    row.extend(columns.iter().map(|it| it.header.clone().into_owned()));
    row.extend(flags.label_columns.iter().map(|it| label_header(it)));
    row.extend(flags.show_labels.then(|| "LABELS".to_owned()));
    row
}

/// An object's row.
pub(super) fn cells(object: &Object, columns: &[Column], look: &Look<'_>) -> Vec<String> {
    let (flags, kind) = (look.flags, object.kind());
    let with_namespace = look.with_namespace(kind);
    let mut row: Vec<String> = Vec::new();
    row.extend(with_namespace.then(|| object.meta().namespace.to_string()));
    row.extend(columns.iter().map(|it| it.cell.text(object, look.now_ms)));
    if look.prefix
        && kind != Kind::Event
        && let Some(cell) = row.get_mut(usize::from(with_namespace))
    {
        *cell = format!("{}/{cell}", kind.qualified_singular());
    }
    let own = &object.meta().labels;
    row.extend(flags.label_columns.iter().map(|it| own.get(it).cloned().unwrap_or_default()));
    row.extend(flags.show_labels.then(|| format_labels(own)));
    row
}

/// `-L example.com/tier` gets the heading TIER.
fn label_header(key: &str) -> String {
    key.rsplit('/').next().unwrap_or(key).to_ascii_uppercase()
}

/// `-o name`
pub(super) fn name_line(object: &Object) -> String {
    format!("{}/{}\n", object.kind().qualified_singular(), object.meta().name)
}
