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
    attach "attach is not possible: containers are simulated, and no process runs in them; `kubectl logs` shows what they print";
    cp "cp is not possible: simulated containers have no files";
    debug "debug is not possible: containers are simulated, and there is nothing in them to look at; try `kubectl describe pod` and `kubectl get events`";
    port_forward "port-forward is not possible: nothing listens in a simulated Pod";
    proxy "proxy is not possible: the simulated API server has no port";
    kustomize "kustomize is not possible: the files of a tape have no directories; write the finished manifest into one file";
    authorization "authorization is not simulated: everybody may do everything, so there are no roles and bindings";
    ingress "Kubernetes has the kind Ingress, but this simulator does not know it";
    token "there are no tokens: nobody has to prove who they are to the simulated API server";
    certificate "certificate is not simulated: there are no certificates in the cluster";
    plugin "plugins can't be loaded here";
    completion "completion scripts are not needed: the Tab key completes by itself";
}
