//! `kubectl plugin`. The console's PATH has no programs but its own: there is none to be found.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/plugin/plugin.go`.

use super::failure::Failure;
use super::session::{Ran, Session};

/// `plugin list`
pub(super) fn list(_: &mut Session<'_>) -> Ran {
    Err(Failure::text("unable to find any kubectl plugins in your PATH"))
}
