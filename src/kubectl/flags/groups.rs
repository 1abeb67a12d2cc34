//! Flags that many commands have, as `genericclioptions` and `cmdutil.Add*Flags` group them.

use super::flags;

flags! {
    /// Flags of every command.
    /// Source: `staging/src/k8s.io/cli-runtime/pkg/genericclioptions/config_flags.go`.
    pub(in crate::kubectl) struct ConfigFlags<'a> {
        namespace: text "namespace" / "n";
        help: switch "help" / "h";
        context: text "context";
        cluster: text "cluster";
        user: text "user";
        server: text "server" / "s";
        token: text "token";
        request_timeout: text "request-timeout";
        kubeconfig: text "kubeconfig";
        _: "v/v=text as=text warnings-as-errors";
    }
}

flags! {
    /// Files with objects.
    /// Source: `staging/src/k8s.io/cli-runtime/pkg/genericclioptions/filename_flags.go`.
    pub(in crate::kubectl) struct FilenameFlags<'a> {
        filename: list "filename" / "f";
        recursive: switch "recursive" / "R";
        kustomize: text "kustomize" / "k";
    }
}

impl FilenameFlags<'_> {
    /// Whether objects are named by files.
    pub fn is_given(&self) -> bool {
        !self.filename.is_empty() || self.kustomize.is_some()
    }
}

flags! {
    /// Which objects by their labels. Source: `cmdutil.AddLabelSelectorFlagVar`.
    pub(in crate::kubectl) struct SelectorFlags<'a> {
        selector: text "selector" / "l";
    }
}

flags! {
    /// How an object is printed.
    /// Source: `staging/src/k8s.io/cli-runtime/pkg/genericclioptions/print_flags.go`.
    pub(in crate::kubectl) struct PrintFlags<'a> {
        output: text "output" / "o";
        template: text "template";
        show_managed_fields: switch "show-managed-fields";
        _: "allow-missing-template-keys";
    }
}

flags! {
    /// Source: `cmdutil.AddDryRunFlag`.
    pub(in crate::kubectl) struct DryRunFlags<'a> {
        dry_run: text "dry-run" ? "unchanged";
    }
}

flags! {
    /// Source: `cmdutil.AddFieldManagerFlagVar`.
    pub(in crate::kubectl) struct FieldManagerFlags<'a> {
        field_manager: text "field-manager";
    }
}

flags! {
    /// Source: `staging/src/k8s.io/cli-runtime/pkg/genericclioptions/record_flags.go`.
    pub(in crate::kubectl) struct RecordFlags {
        record: maybe "record";
    }
}

flags! {
    /// Source: `cmdutil.AddValidateFlags`.
    pub(in crate::kubectl) struct ValidateFlags<'a> {
        validate: text "validate" ? "strict";
    }
}

flags! {
    /// Source: `cmdutil.AddApplyAnnotationFlags`.
    pub(in crate::kubectl) struct SaveConfigFlags {
        save_config: switch "save-config";
    }
}
