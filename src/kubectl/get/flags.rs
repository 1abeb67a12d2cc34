//! What `kubectl get` is asked.

use crate::kubectl::flags::{FilenameFlags, PrintFlags, SelectorFlags, flags};
use crate::kubectl::resource::Query;

flags! {
    /// Source: `GetOptions`.
    pub(in crate::kubectl) struct GetFlags<'a> {
        [files: FilenameFlags<'a>]
        [labels: SelectorFlags<'a>]
        [print: PrintFlags<'a>]
        all_namespaces: switch "all-namespaces" / "A";
        field_selector: text "field-selector";
        watch: switch "watch" / "w";
        watch_only: switch "watch-only";
        ignore_not_found: switch "ignore-not-found";
        no_headers: switch "no-headers";
        show_labels: switch "show-labels";
        label_columns: list "label-columns" / "L";
        show_kind: switch "show-kind";
        sort_by: text "sort-by";
        output_watch_events: switch "output-watch-events";
        subresource: text "subresource";
        raw: text "raw";
        _: "chunk-size=number server-print";
    }
}

impl<'a> GetFlags<'a> {
    /// Which objects are meant.
    pub fn query(&self) -> Query<'a> {
        Query {
            files: self.files,
            selector: self.labels.selector,
            field_selector: self.field_selector,
            all_namespaces: self.all_namespaces,
            ..Query::default()
        }
    }

    /// Whether it goes on to watch them.
    pub fn watches(&self) -> bool {
        self.watch || self.watch_only
    }
}
