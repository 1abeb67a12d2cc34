//! Commands that need what a simulator doesn't have: each says so in a sentence.

use super::failure::Failure;
use super::session::{Ran, Session};

macro_rules! refused {
    ($( $name:ident $why:literal; )*) => { $(
        pub(super) fn $name(_: &mut Session<'_>) -> Ran {
            Err(Failure::text($why))
        }
    )* };
}

refused! {
    authorization "reconcile is not possible: authorization is not simulated, and everybody may do everything; `kubectl apply` stores roles and bindings";
    certificate "certificate is not simulated: there are no certificates in the cluster";
    completion "completion scripts are not needed: the Tab key completes by itself";
}
