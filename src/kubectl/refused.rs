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
    debug "debug is not possible: ephemeral containers are not simulated; try `kubectl exec`, `kubectl describe pod` and `kubectl get events`";
    proxy "proxy is not possible: the simulated API server has no port";
    authorization "reconcile is not possible: authorization is not simulated, and everybody may do everything; `kubectl apply` stores roles and bindings";
    token "there are no tokens: nobody has to prove who they are to the simulated API server";
    certificate "certificate is not simulated: there are no certificates in the cluster";
    plugin "plugins can't be loaded here";
    completion "completion scripts are not needed: the Tab key completes by itself";
}
