//! The table of commands, and how a line finds its row.

use super::failure::Failure;
use super::flags;
use super::session::{Ran, Session, Shell, Step, Streams};
use super::{
    apply, auth, config, cp, create, debug, delete, describe, diff, drain, edit, exec, explain,
    formats, forward, get, info, kustomize, label, logs, node, patch, plugin, refused, rollout,
    scale, set, top, wait,
};
use crate::cluster::Cluster;

/// A command.
pub(super) struct Verb {
    /// Its words, such as `rollout status`.
    pub path: &'static str,
    /// One line about it.
    pub about: &'static str,
    /// What follows its words.
    pub usage: &'static str,
    /// Its flags, in the form of [`flags`].
    pub flags: &'static [&'static str],
    run: fn(&mut Session<'_>) -> Ran,
}

const FILES: &str = "filename/f=list recursive/R kustomize/k=text";
const LABELS: &str = "selector/l=text";
const FIELDS: &str = "all-namespaces/A field-selector=text";
/// How an object is printed.
const PRINT: &str = "output/o=text show-managed-fields template=text allow-missing-template-keys";
const DRY_RUN: &str = "dry-run=text?unchanged";
const MANAGER: &str = "field-manager=text";
/// What commands have that write objects.
const WRITE: &str = "output/o=text show-managed-fields template=text allow-missing-template-keys \
    dry-run=text?unchanged field-manager=text";
const RECORD: &str = "record";

macro_rules! verbs {
    ($( $path:literal $about:literal $usage:literal [$($flags:expr),*] $run:expr; )*) => {
        /// Every command, in the order of `kubectl help`.
        pub(super) const VERBS: &[Verb] = &[ $( Verb {
            path: $path, about: $about, usage: $usage, flags: &[$($flags),*], run: $run,
        }, )* ];
    };
}

verbs! {
    "create" "Create a resource from a file or from stdin" "-f FILENAME"
        [FILES, LABELS, WRITE, RECORD,
            "save-config validate=text?strict edit windows-line-endings raw=text"] create::from_files;
    "create deployment" "Create a deployment with the specified name"
        "NAME --image=image -- [COMMAND] [args...]"
        [WRITE, create::DEPLOYMENT_FLAGS] create::deployment;
    "create namespace" "Create a namespace with the specified name" "NAME [--dry-run=server|client|none]"
        [WRITE, "save-config validate=text?strict"] create::namespace;
    "create job" "Create a job with the specified name"
        "NAME --image=image [--from=cronjob/name] -- [COMMAND] [args...]"
        [WRITE, create::JOB_FLAGS] create::job;
    "create cronjob" "Create a cron job with the specified name"
        "NAME --image=image --schedule='0/5 * * * ?' -- [COMMAND] [args...] [flags]"
        [WRITE, create::CRON_JOB_FLAGS] create::cron_job;
    "create configmap" "Create a config map from a local file, directory or literal value"
        "NAME [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]"
        [WRITE, create::CONFIG_MAP_FLAGS] create::config_map;
    "create secret" "Create a secret with specified type" "(docker-registry | generic | tls)" [] info::subcommand;
    "create secret generic" "Create a secret from a local file, directory, or literal value"
        "NAME [--type=string] [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]"
        [WRITE, create::SECRET_FLAGS] create::generic;
    "create secret tls" "Create a TLS secret"
        "NAME --cert=path/to/cert/file --key=path/to/key/file [--dry-run=server|client|none]"
        [WRITE, create::SECRET_FLAGS] create::tls;
    "create secret docker-registry" "Create a secret for use with a Docker registry"
        "NAME --docker-username=user --docker-password=password --docker-email=email [--docker-server=string] [--from-file=[key=]source] [--dry-run=server|client|none]"
        [WRITE, create::REGISTRY_FLAGS] create::docker_registry;
    "create role" "Create a role with single rule"
        "NAME --verb=verb --resource=resource.group/subresource [--resource-name=resourcename] [--dry-run=server|client|none]"
        [WRITE, create::ROLE_FLAGS] create::role;
    "create rolebinding" "Create a role binding for a particular role or cluster role"
        "NAME --clusterrole=NAME|--role=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]"
        [WRITE, create::BINDING_FLAGS] create::role_binding;
    "create clusterrole" "Create a cluster role"
        "NAME --verb=verb --resource=resource.group [--resource-name=resourcename] [--dry-run=server|client|none]"
        [WRITE, create::CLUSTER_ROLE_FLAGS] create::cluster_role;
    "create clusterrolebinding" "Create a cluster role binding for a particular cluster role"
        "NAME --clusterrole=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]"
        [WRITE, create::BINDING_FLAGS] create::cluster_role_binding;
    "create ingress" "Create an ingress with the specified name"
        "NAME --rule=host/path=service:port[,tls[=secret]]"
        [WRITE, create::INGRESS_FLAGS] create::ingress;
    "create token" "Request a service account token" "SERVICE_ACCOUNT_NAME"
        [PRINT, create::TOKEN_FLAGS] create::token;
    "create serviceaccount" "Create a service account with the specified name"
        "NAME [--dry-run=server|client|none]"
        [WRITE, "save-config validate=text?strict"] create::service_account;
    "create poddisruptionbudget" "Create a pod disruption budget with the specified name"
        "NAME --selector=SELECTOR --min-available=N [--dry-run=server|client|none]"
        [WRITE, create::DISRUPTION_BUDGET_FLAGS] create::disruption_budget;
    "create service" "Create a service using a specified subcommand" "[flags]" [] info::subcommand;
    "create service clusterip" "Create a ClusterIP service"
        "NAME [--tcp=<port>:<targetPort>] [--dry-run=server|client|none]"
        [WRITE, create::SERVICE_FLAGS] create::cluster_ip;
    "create service nodeport" "Create a NodePort service"
        "NAME [--tcp=port:targetPort] [--dry-run=server|client|none]"
        [WRITE, create::NODE_PORT_FLAGS] create::node_port;
    "create service loadbalancer" "Create a LoadBalancer service"
        "NAME [--tcp=port:targetPort] [--dry-run=server|client|none]"
        [WRITE, create::SERVICE_FLAGS] create::load_balancer;
    "create service externalname" "Create an ExternalName service"
        "NAME --external-name external.name [--dry-run=server|client|none]"
        [WRITE, create::EXTERNAL_NAME_FLAGS] create::external_name;
    "create quota" "Create a quota with the specified name"
        "NAME [--hard=key1=value1,key2=value2] [--scopes=Scope1,Scope2] [--dry-run=server|client|none]"
        [WRITE, create::QUOTA_FLAGS] create::quota;
    "create priorityclass" "Create a priority class with the specified name"
        "NAME --value=VALUE --global-default=BOOL [--dry-run=server|client|none]"
        [WRITE, create::PRIORITY_CLASS_FLAGS] create::priority_class;
    "expose" "Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service"
        "(-f FILENAME | TYPE NAME) [--port=port] [--protocol=TCP|UDP|SCTP] [--target-port=number-or-name] [--name=name] [--external-ip=external-ip-of-service] [--type=type]"
        [FILES, WRITE, RECORD, create::EXPOSE_FLAGS] create::expose;
    "run" "Run a particular image on the cluster"
        "NAME --image=image [--env=\"key=value\"] [--port=port] [--command] -- [COMMAND] [args...]"
        [WRITE, RECORD, create::RUN_FLAGS] create::run;
    "set image" "Update the image of a pod template"
        "(-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... CONTAINER_NAME_N=CONTAINER_IMAGE_N"
        [FILES, LABELS, WRITE, RECORD, "all local"] set::image;
    "set resources" "Update resource requests/limits on objects with pod templates"
        "(-f FILENAME | TYPE NAME) ([--limits=LIMITS & --requests=REQUESTS]"
        [FILES, LABELS, WRITE, RECORD,
            "all local containers/c=text limits=text requests=text"] set::resources;
    "set env" "Update environment variables on a pod template"
        "RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N"
        [FILES, LABELS, WRITE, "all", set::ENV_FLAGS] set::env;
    "set selector" "Set the selector on a resource"
        "(-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version]"
        [FILES, WRITE, RECORD, "all local resource-version=text"] set::selector;
    "set subject" "Update the user, group, or service account in a role binding or cluster role binding"
        "(-f FILENAME | TYPE NAME) [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]"
        [FILES, LABELS, WRITE, "all local user=text group=text serviceaccount=text"] set::subject;
    "explain" "Get documentation for a resource"
        "TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group] [-o|--output=plaintext]"
        [explain::FLAGS] explain::run;
    "set serviceaccount" "Update the service account of a resource"
        "(-f FILENAME | TYPE NAME) SERVICE_ACCOUNT"
        [FILES, WRITE, RECORD, "all local"] set::service_account;
    "get" "Display one or many resources"
        "[(-o|--output=)json|yaml|name|wide|custom-columns|jsonpath] (TYPE[.VERSION][.GROUP] [NAME | -l label] | TYPE[.VERSION][.GROUP]/NAME ...) [flags]"
        [FILES, LABELS, FIELDS, PRINT, get::FLAGS] get::run;
    "events" "List events" "[(-o|--output=)json|yaml|name] [--for TYPE/NAME] [--types=Normal,Warning]"
        [PRINT, "all-namespaces/A for=text types=list no-headers watch/w chunk-size=number"] get::events;
    "edit" "Edit a resource on the server" "(RESOURCE/NAME | -f FILENAME)"
        [FILES, PRINT, MANAGER, RECORD,
            "save-config validate=text?strict subresource=text output-patch windows-line-endings"]
        edit::run;
    "delete" "Delete resources by file names, stdin, resources and names, or by resources and label selector"
        "([-f FILENAME] | [-k DIRECTORY] | TYPE [(NAME | -l label | --all)])"
        [FILES, LABELS, FIELDS, DRY_RUN, "all output/o=text", delete::FLAGS] delete::run;
    "rollout status" "Show the status of the rollout" "(TYPE NAME | TYPE/NAME) [flags]"
        [FILES, LABELS, rollout::STATUS_FLAGS] rollout::status;
    "rollout history" "View rollout history" "(TYPE NAME | TYPE/NAME) [flags]"
        [FILES, LABELS, PRINT, "revision=number"] rollout::history;
    "rollout undo" "Undo a previous rollout" "(TYPE NAME | TYPE/NAME) [flags]"
        [FILES, LABELS, PRINT, DRY_RUN, "to-revision=number"] rollout::undo;
    "rollout pause" "Mark the provided resource as paused" "RESOURCE"
        [FILES, LABELS, PRINT, MANAGER] rollout::pause;
    "rollout resume" "Resume a paused resource" "RESOURCE"
        [FILES, LABELS, PRINT, MANAGER] rollout::resume;
    "rollout restart" "Restart a resource" "RESOURCE"
        [FILES, LABELS, PRINT, MANAGER] rollout::restart;
    "scale" "Set a new size for a deployment, replica set, or replication controller"
        "[--resource-version=version] [--current-replicas=count] --replicas=COUNT (-f FILENAME | TYPE NAME)"
        [FILES, LABELS, PRINT, DRY_RUN, RECORD, "all", scale::FLAGS] scale::run;
    "autoscale" "Auto-scale a deployment, replica set, stateful set, or replication controller"
        "(-f FILENAME | TYPE NAME | TYPE/NAME) [--min=MINPODS] --max=MAXPODS [--cpu=CPU] [flags]"
        [FILES, WRITE, RECORD, create::AUTOSCALE_FLAGS] create::autoscale;
    "cordon" "Mark node as unschedulable" "NODE" [LABELS, DRY_RUN] node::cordon;
    "uncordon" "Mark node as schedulable" "NODE" [LABELS, DRY_RUN] node::uncordon;
    "drain" "Drain node in preparation for maintenance" "NODE" [drain::FLAGS] drain::run;
    "top node" "Display resource (CPU/memory) usage of nodes" "[NAME | -l label]"
        [top::FLAGS] top::nodes;
    "top pod" "Display resource (CPU/memory) usage of pods" "[NAME | -l label]"
        [top::FLAGS, "containers sum all-namespaces/A field-selector=text"] top::pods;
    "taint" "Update the taints on one or more nodes"
        "NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N"
        [LABELS, WRITE, "all overwrite validate=text?strict"] node::taint;
    "describe" "Show details of a specific resource or group of resources"
        "(-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME)"
        [FILES, LABELS, "all-namespaces/A show-events chunk-size=number"] describe::run;
    "logs" "Print the logs for a container in a pod"
        "[-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]"
        [logs::FLAGS] logs::run;
    "attach" "Attach to a running container" "(POD | TYPE/NAME) -c CONTAINER"
        ["container/c=text stdin/i tty/t quiet/q detach-keys=text pod-running-timeout=duration"] create::attach;
    "exec" "Execute a command in a container"
        "(POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...]"
        ["container/c=text stdin/i tty/t quiet/q filename/f=list pod-running-timeout=duration"] exec::run;
    "port-forward" "Forward one or more local ports to a pod"
        "TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]"
        ["address=list pod-running-timeout=duration"] forward::run;
    "proxy" "Run a proxy to the Kubernetes API server"
        "[--port=PORT] [--www=static-dir] [--www-prefix=prefix] [--api-prefix=prefix]"
        [forward::PROXY_FLAGS] forward::proxy;
    "cp" "Copy files and directories to and from containers" "<file-spec-src> <file-spec-dest>"
        ["container/c=text no-preserve retries=number"] cp::run;
    "auth can-i" "Check whether an action is allowed"
        "VERB [TYPE | TYPE/NAME | NONRESOURCEURL]" [auth::CAN_I_FLAGS] auth::can_i;
    "auth reconcile" "Reconciles rules for RBAC role, role binding, cluster role, and cluster role binding objects"
        "-f FILENAME" [FILES, PRINT, DRY_RUN, "remove-extra-permissions remove-extra-subjects"] refused::authorization;
    "auth whoami" "Experimental: Check self subject attributes" "" [PRINT] auth::who_am_i;
    "debug" "Create debugging sessions for troubleshooting workloads and nodes"
        "(POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ]"
        [debug::FLAGS] debug::run;
    "diff" "Diff the live version against a would-be applied version" "-f FILENAME"
        [FILES, LABELS, MANAGER, diff::FLAGS, "show-managed-fields"] diff::run;
    "apply" "Apply a configuration to a resource by file name or stdin" "(-f FILENAME | -k DIRECTORY)"
        [FILES, LABELS, WRITE, RECORD, apply::FLAGS] apply::run;
    "apply view-last-applied" "View the latest last-applied-configuration annotations of a resource/object"
        "(TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME)"
        [FILES, LABELS, "all output/o=text"] apply::view_last_applied;
    "apply set-last-applied" "Set the last-applied-configuration annotation on a live object to match the contents of a file"
        "-f FILENAME" [PRINT, DRY_RUN, "filename/f=list create-annotation"] apply::set_last_applied;
    "apply edit-last-applied" "Edit latest last-applied-configuration annotations of a resource/object"
        "(RESOURCE/NAME | -f FILENAME)" [FILES, PRINT, MANAGER, RECORD, "validate=text?strict windows-line-endings"]
        apply::edit_last_applied;
    "patch" "Update fields of a resource"
        "(-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE]"
        [FILES, WRITE, RECORD,
            "patch/p=text patch-file=text type=text subresource=text local"] patch::run;
    "replace" "Replace a resource by file name or stdin" "-f FILENAME"
        [FILES, WRITE, RECORD, "force save-config validate=text?strict raw=text \
            subresource=text cascade=text?background grace-period=number wait timeout=duration"]
        create::replace;
    "wait" "Experimental: Wait for a specific condition on one or many resources"
        "([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | --all)]) [--for=create|--for=delete|--for condition=available|--for=jsonpath='{}'[=value]]"
        [FILES, LABELS, FIELDS, PRINT, "all for=text timeout=duration local"] wait::run;
    "label" "Update the labels on a resource"
        "[--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]"
        [FILES, LABELS, FIELDS, WRITE, RECORD, "all", label::FLAGS] label::labels;
    "annotate" "Update the annotations on a resource"
        "[--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]"
        [FILES, LABELS, FIELDS, WRITE, RECORD, "all", label::FLAGS] label::annotations;
    "api-resources" "Print the supported API resources on the server" "[flags]"
        ["output/o=text namespaced=text?true api-group=text no-headers verbs=text \
            sort-by=text cached categories=list"]
        info::api_resources;
    "api-versions" "Print the supported API versions on the server, in the form of \"group/version\"" ""
        [] info::api_versions;
    "config current-context" "Display the current-context" "" [] config::current_context;
    "config delete-cluster" "Delete the specified cluster from the kubeconfig" "NAME"
        [] config::delete_entry;
    "config delete-context" "Delete the specified context from the kubeconfig" "NAME"
        [] config::delete_entry;
    "config delete-user" "Delete the specified user from the kubeconfig" "NAME"
        [] config::delete_entry;
    "config get-clusters" "Display clusters defined in the kubeconfig" "" [] config::get_clusters;
    "config get-contexts" "Describe one or many contexts" "[(-o|--output=)name)]"
        ["output/o=text no-headers"] config::get_contexts;
    "config get-users" "Display users defined in the kubeconfig" "" [] config::get_users;
    "config rename-context" "Rename a context from the kubeconfig file" "CONTEXT_NAME NEW_NAME"
        [] config::rename_context;
    "config set" "Set an individual value in a kubeconfig file" "PROPERTY_NAME PROPERTY_VALUE"
        ["set-raw-bytes"] config::set_property;
    "config set-cluster" "Set a cluster entry in kubeconfig"
        "NAME [--server=server] [--certificate-authority=path/to/certificate/authority] [--insecure-skip-tls-verify=true] [--tls-server-name=example.com]"
        ["certificate-authority=text embed-certs insecure-skip-tls-verify proxy-url=text tls-server-name=text"]
        config::set_entry;
    "config set-credentials" "Set a user entry in kubeconfig"
        "NAME [--client-certificate=path/to/certfile] [--client-key=path/to/keyfile] [--token=bearer_token] [--username=basic_user] [--password=basic_password]"
        ["client-certificate=text client-key=text embed-certs username=text password=text"]
        config::set_entry;
    "config set-context" "Set a context entry in kubeconfig"
        "[NAME | --current] [--cluster=cluster_nickname] [--user=user_nickname] [--namespace=namespace]"
        ["current"] config::set_context;
    "config unset" "Unset an individual value in a kubeconfig file" "PROPERTY_NAME"
        [] config::set_property;
    "config use-context" "Set the current-context in a kubeconfig file" "CONTEXT_NAME"
        [] config::use_context;
    "config view" "Display merged kubeconfig settings or a specified kubeconfig file" "[flags]"
        ["output/o=text minify raw flatten"] config::view;
    "version" "Print the client and server version information" "[flags]"
        ["client output/o=text"] info::version;
    "cluster-info" "Display cluster information" "[flags]" [] info::cluster_info;
    "certificate" "Modify certificate resources" "SUBCOMMAND" [FILES] refused::certificate;
    "completion" "Output shell completion code for the specified shell (bash, zsh, fish, or powershell)" "SHELL"
        [] refused::completion;
    "kustomize" "Build a kustomization target from a directory or URL" "DIR"
        ["output/o=text"] kustomize::run;
    "plugin list" "List all visible plugin executables on a user's PATH" "[flags]"
        ["name-only"] plugin::list;
    "options" "List flags that can be passed to any command" "" [] info::options;
    "help" "Help about any command" "[command]" [] info::help;
}

/// Names that stand for another command.
const ALIASES: &[(&str, &str)] = &[
    ("create deploy", "create deployment"),
    ("create ns", "create namespace"),
    ("create cj", "create cronjob"),
    ("create cm", "create configmap"),
    ("create svc", "create service"),
    ("create svc clusterip", "create service clusterip"),
    ("create svc nodeport", "create service nodeport"),
    ("create svc loadbalancer", "create service loadbalancer"),
    ("create svc externalname", "create service externalname"),
    ("create resourcequota", "create quota"),
    ("create pc", "create priorityclass"),
    ("create sa", "create serviceaccount"),
    ("create pdb", "create poddisruptionbudget"),
    ("config use", "config use-context"),
    ("set sa", "set serviceaccount"),
    ("top no", "top node"),
    ("top nodes", "top node"),
    ("top po", "top pod"),
    ("top pods", "top pod"),
];

/// Runs the words after `kubectl`.
pub(super) fn run(
    cluster: &mut Cluster,
    shell: Shell<'_>,
    streams: &mut Streams,
    words: &[String],
) -> Ran {
    let (global, words) = words.split_at(flags::leading(words));
    let help = global.iter().any(|it| it == "--help" || it == "-h");
    if words.is_empty() || (help && find(words).is_none()) {
        streams.out(&info::overview());
        return Ok(Step::Done);
    }
    let Some((verb, length)) = find(words) else { return refused::unknown(words, streams) };
    let own: Vec<String> = global.iter().chain(words.iter().skip(length)).cloned().collect();
    let mut args = flags::parse(verb.flags, &own).map_err(|error| {
        Failure::text(format!("{error}\nSee 'kubectl {} --help' for usage.", verb.path))
    })?;
    if args.on("help") {
        streams.out(&info::usage(verb));
        return Ok(Step::Done);
    }
    args.path = verb.path;
    check_required(&args)?;
    if args.given("record") {
        streams.err("Flag --record has been deprecated, --record will be removed in the future\n");
    }
    let mut session = Session::new(cluster, shell, streams, args)?;
    formats::settle(&mut session)?;
    kustomize::prepare(&mut session)?;
    (verb.run)(&mut session)
}

/// Flags without which a command does not begin.
const REQUIRED: &[(&str, &[&str])] = &[
    ("autoscale", &["max"]),
    ("create cronjob", &["image", "schedule"]),
    ("create deployment", &["image"]),
    ("run", &["image"]),
    ("scale", &["replicas"]),
];

/// Source: `github.com/spf13/cobra/command.go` `ValidateRequiredFlags`.
fn check_required(args: &flags::Args) -> Result<(), Failure> {
    let required = REQUIRED.iter().find(|it| it.0 == args.path).map_or(&[][..], |it| it.1);
    let missing = required.iter().filter(|it| !args.given(it)).map(|it| format!("{it:?}"));
    let missing: Vec<String> = missing.collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Failure::text(format!("required flag(s) {} not set", missing.join(", "))))
}

/// The longest command that the words begin with, and how many words it has.
fn find(words: &[String]) -> Option<(&'static Verb, usize)> {
    let by_length = |length: usize| {
        let words = words.get(..length)?;
        let (two, rest) = words.split_at(length.min(2));
        let two = two.join(" ");
        let two = ALIASES.iter().find(|(name, _)| *name == two).map_or(&*two, |it| it.1);
        let path = [&[two.to_owned()], rest].concat().join(" ");
        VERBS.iter().find(|verb| verb.path == path).map(|verb| (verb, length))
    };
    [3, 2, 1].into_iter().find_map(by_length)
}
