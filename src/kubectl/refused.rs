//! Commands that need what a simulator doesn't have: each says so in a sentence.

use super::failure::Failure;
use super::flags::{DryRunFlags, FilenameFlags, PrintFlags, flags};
use super::session::{Ran, Session, Step};

flags! {
    /// Source: `staging/src/k8s.io/kubectl/pkg/cmd/auth/reconcile.go` `ReconcileOptions`.
    pub(super) struct ReconcileFlags: FilenameFlags, PrintFlags, DryRunFlags {
        _: "remove-extra-permissions remove-extra-subjects";
    }
}

flags! {
    /// Source: `staging/src/k8s.io/kubectl/pkg/cmd/certificates/certificates.go`.
    pub(super) struct CertificateFlags: FilenameFlags {}
}

flags! {
    /// It has none.
    pub(super) struct CompletionFlags {}
}

macro_rules! refused {
    ($( $name:ident $flags:ident $why:literal; )*) => { $(
        pub(super) fn $name(_: &mut Session<'_>, _: &$flags) -> Ran {
            Err(Failure::text($why))
        }
    )* };
}

refused! {
    authorization ReconcileFlags "reconcile is not possible: authorization is not simulated, and everybody may do everything; `kubectl apply` stores roles and bindings";
    certificate CertificateFlags "certificate is not simulated: there are no certificates in the cluster";
}

/// `kubectl completion`: a script that does nothing, for those who source it first of all.
/// Source: `staging/src/k8s.io/kubectl/pkg/cmd/completion/completion.go`.
pub(super) fn completion(session: &mut Session<'_>, _: &CompletionFlags) -> Ran {
    let why = match session.args.words.as_slice() {
        [] => "Shell not specified.".to_owned(),
        [shell] if matches!(shell.as_str(), "bash" | "fish" | "powershell" | "zsh") => {
            session.line(&format!(
                "# {shell} completion for kubectl: the Tab key completes by itself"
            ));
            return Ok(Step::Done);
        }
        [shell] => format!("Unsupported shell type {shell:?}."),
        _ => "Too many arguments. Expected only the shell type.".to_owned(),
    };
    Err(Failure::usage(&why, "kubectl completion"))
}
