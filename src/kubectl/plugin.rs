//! `kubectl plugin`. The console's PATH has no programs but its own: there is none to be found.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/plugin/plugin.go`.

use super::failure::Failure;
use super::flags::flags;
use super::session::{Ran, Session};

flags! {
    /// Source: `PluginListOptions`.
    pub(super) struct ListFlags {
        _: "name-only";
    }
}

/// `plugin list`
pub(super) fn list(_: &mut Session<'_>, _: &ListFlags) -> Ran {
    Err(Failure::text("unable to find any kubectl plugins in your PATH"))
}
