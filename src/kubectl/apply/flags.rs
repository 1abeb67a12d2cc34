//! What `kubectl apply` is asked.

use crate::kubectl::flags::{
    DryRunFlags, FieldManagerFlags, FilenameFlags, PrintFlags, RecordFlags, SelectorFlags,
    ValidateFlags, flags,
};
use crate::kubectl::replace::AnewFlags;

flags! {
    /// Source: `ApplyFlags`.
    pub(in crate::kubectl) struct ApplyFlags<'a>: DryRunFlags, RecordFlags, ValidateFlags {
        [files: FilenameFlags<'a>]
        [labels: SelectorFlags<'a>]
        [print: PrintFlags<'a>]
        [manager: FieldManagerFlags<'a>]
        [prune: PruneFlags<'a>]
        [delete: AnewFlags]
        server_side: switch "server-side";
        force_conflicts: switch "force-conflicts";
        force: switch "force";
        subresource: text "subresource";
        _: "overwrite wait cascade=text?background applyset=text openapi-patch";
    }
}

flags! {
    /// Source: `NewApplyFlags`, `AddPruningFlags`.
    pub(in crate::kubectl) struct PruneFlags<'a> {
        prune: switch "prune";
        all: switch "all";
        allowlist: array "prune-allowlist";
    }
}
