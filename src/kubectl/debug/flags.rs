//! What `kubectl debug` is asked.

use crate::kubectl::flags::flags;

flags! {
    /// Source: `DebugOptions`.
    pub(in crate::kubectl) struct DebugFlags<'a> {
        [keep: KeepFlags]
        filename: list "filename" / "f";
        container: text "container" / "c";
        image: text "image";
        env: list "env";
        stdin: switch "stdin" / "i";
        tty: switch "tty" / "t";
        attach: maybe "attach";
        target: text "target";
        copy_to: text "copy-to";
        replace: switch "replace";
        set_image: list "set-image";
        same_node: switch "same-node";
        share_processes: maybe "share-processes";
        arguments_only: switch "arguments-only";
        image_pull_policy: text "image-pull-policy";
        profile: text "profile";
        custom: text "custom";
        quiet: switch "quiet" / "q";
    }
}

flags! {
    /// What of the Pod a copy keeps. Source: `profiles.go` `KeepFlags`.
    pub(in crate::kubectl) struct KeepFlags {
        labels: switch "keep-labels";
        annotations: switch "keep-annotations";
        liveness: switch "keep-liveness";
        readiness: switch "keep-readiness";
        startup: switch "keep-startup";
        init_containers: switch_on "keep-init-containers";
    }
}

impl DebugFlags<'_> {
    /// Whether a copy of the Pod is to be debugged.
    pub fn copies(&self) -> bool {
        self.copy_to.is_some_and(|it| !it.is_empty())
    }
}
