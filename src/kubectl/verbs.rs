//! The table of commands, and how a line finds its row.

use super::failure::Failure;
use super::flags::{
    self, ConfigFlags, Declared, DryRunFlags, FilenameFlags, PrintFlags, RecordFlags, Table,
    ValidateFlags,
};
use super::job::Job;
use super::session::{DryRun, Ran, Session, Shell, Step, Streams};
use super::strict::Validation;
use super::verb::Verb;
use super::{
    apply, attach, auth, autoscale, config, cp, create, debug, delete, describe, diff, drain, edit,
    exec, explain, expose, formats, forward, get, help, info, kustomize, label, logs, patch,
    plugin, refused, replace, rollout, scale, set, taint, top, wait,
};
use crate::cluster::Cluster;

macro_rules! verbs {
    ($( $path:literal $about:literal $usage:literal $flags:tt $run:expr; )*) => {
        /// Every command, in the order of `kubectl help`.
        pub(super) const VERBS: &[Verb] = &[ $( Verb {
            path: $path, about: $about, usage: $usage,
            flags: verbs!(@table $flags), run: verbs!(@run $flags $run),
        }, )* ];
    };
    (@table ()) => { Table::NONE };
    (@run () $run:expr) => { |session, _| $run(session).map(Step::widen) };
    (@table ($flags:ty)) => { <$flags as Declared>::TABLE };
    (@run ($flags:ty) $run:expr) => {
        |session, args| $run(session, &<$flags>::of(args)).map(Step::widen)
    };
}

verbs! {
    "create" "Create a resource from a file or from stdin" "-f FILENAME"
        (create::CreateFlags) create::from_files;
    "create deployment" "Create a deployment with the specified name"
        "NAME --image=image -- [COMMAND] [args...]"
        (create::DeploymentFlags) create::deployment;
    "create namespace" "Create a namespace with the specified name" "NAME [--dry-run=server|client|none]"
        (create::PlainFlags) create::namespace;
    "create job" "Create a job with the specified name"
        "NAME --image=image [--from=cronjob/name] -- [COMMAND] [args...]"
        (create::JobFlags) create::job;
    "create cronjob" "Create a cron job with the specified name"
        "NAME --image=image --schedule='0/5 * * * ?' -- [COMMAND] [args...] [flags]"
        (create::CronJobFlags) create::cron_job;
    "create configmap" "Create a config map from a local file, directory or literal value"
        "NAME [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]"
        (create::ConfigMapFlags) create::config_map;
    "create secret" "Create a secret with specified type" "(docker-registry | generic | tls)" () subcommand;
    "create secret generic" "Create a secret from a local file, directory, or literal value"
        "NAME [--type=string] [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]"
        (create::GenericFlags) create::generic;
    "create secret tls" "Create a TLS secret"
        "NAME --cert=path/to/cert/file --key=path/to/key/file [--dry-run=server|client|none]"
        (create::TlsFlags) create::tls;
    "create secret docker-registry" "Create a secret for use with a Docker registry"
        "NAME --docker-username=user --docker-password=password --docker-email=email [--docker-server=string] [--from-file=[key=]source] [--dry-run=server|client|none]"
        (create::RegistryFlags) create::docker_registry;
    "create role" "Create a role with single rule"
        "NAME --verb=verb --resource=resource.group/subresource [--resource-name=resourcename] [--dry-run=server|client|none]"
        (create::RoleFlags) create::role;
    "create rolebinding" "Create a role binding for a particular role or cluster role"
        "NAME --clusterrole=NAME|--role=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]"
        (create::RoleBindingFlags) create::role_binding;
    "create clusterrole" "Create a cluster role"
        "NAME --verb=verb --resource=resource.group [--resource-name=resourcename] [--dry-run=server|client|none]"
        (create::ClusterRoleFlags) create::cluster_role;
    "create clusterrolebinding" "Create a cluster role binding for a particular cluster role"
        "NAME --clusterrole=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]"
        (create::ClusterRoleBindingFlags) create::cluster_role_binding;
    "create ingress" "Create an ingress with the specified name"
        "NAME --rule=host/path=service:port[,tls[=secret]]"
        (create::IngressFlags) create::ingress;
    "create token" "Request a service account token" "SERVICE_ACCOUNT_NAME"
        (create::TokenFlags) create::token;
    "create serviceaccount" "Create a service account with the specified name"
        "NAME [--dry-run=server|client|none]"
        (create::PlainFlags) create::service_account;
    "create poddisruptionbudget" "Create a pod disruption budget with the specified name"
        "NAME --selector=SELECTOR --min-available=N [--dry-run=server|client|none]"
        (create::DisruptionBudgetFlags) create::disruption_budget;
    "create service" "Create a service using a specified subcommand" "[flags]" () subcommand;
    "create service clusterip" "Create a ClusterIP service"
        "NAME [--tcp=<port>:<targetPort>] [--dry-run=server|client|none]"
        (create::ServiceFlags) create::cluster_ip;
    "create service nodeport" "Create a NodePort service"
        "NAME [--tcp=port:targetPort] [--dry-run=server|client|none]"
        (create::NodePortFlags) create::node_port;
    "create service loadbalancer" "Create a LoadBalancer service"
        "NAME [--tcp=port:targetPort] [--dry-run=server|client|none]"
        (create::LoadBalancerFlags) create::load_balancer;
    "create service externalname" "Create an ExternalName service"
        "NAME --external-name external.name [--dry-run=server|client|none]"
        (create::ExternalNameFlags) create::external_name;
    "create quota" "Create a quota with the specified name"
        "NAME [--hard=key1=value1,key2=value2] [--scopes=Scope1,Scope2] [--dry-run=server|client|none]"
        (create::QuotaFlags) create::quota;
    "create priorityclass" "Create a priority class with the specified name"
        "NAME --value=VALUE --global-default=BOOL [--dry-run=server|client|none]"
        (create::PriorityClassFlags) create::priority_class;
    "expose" "Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service"
        "(-f FILENAME | TYPE NAME) [--port=port] [--protocol=TCP|UDP|SCTP] [--target-port=number-or-name] [--name=name] [--external-ip=external-ip-of-service] [--type=type]"
        (expose::ExposeFlags) expose::expose;
    "run" "Run a particular image on the cluster"
        "NAME --image=image [--env=\"key=value\"] [--port=port] [--command] -- [COMMAND] [args...]"
        (super::run::RunFlags) super::run::run;
    "set image" "Update the image of a pod template"
        "(-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... CONTAINER_NAME_N=CONTAINER_IMAGE_N"
        (set::ImageFlags) set::image;
    "set resources" "Update resource requests/limits on objects with pod templates"
        "(-f FILENAME | TYPE NAME) ([--limits=LIMITS & --requests=REQUESTS]"
        (set::ResourcesFlags) set::resources;
    "set env" "Update environment variables on a pod template"
        "RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N"
        (set::EnvFlags) set::env;
    "set selector" "Set the selector on a resource"
        "(-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version]"
        (set::SetSelectorFlags) set::selector;
    "set subject" "Update the user, group, or service account in a role binding or cluster role binding"
        "(-f FILENAME | TYPE NAME) [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]"
        (set::SubjectFlags) set::subject;
    "explain" "Get documentation for a resource"
        "TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group] [-o|--output=plaintext]"
        (explain::ExplainFlags) explain::run;
    "set serviceaccount" "Update the service account of a resource"
        "(-f FILENAME | TYPE NAME) SERVICE_ACCOUNT"
        (set::ServiceAccountFlags) set::service_account;
    "get" "Display one or many resources"
        "[(-o|--output=)json|yaml|name|wide|custom-columns|jsonpath] (TYPE[.VERSION][.GROUP] [NAME | -l label] | TYPE[.VERSION][.GROUP]/NAME ...) [flags]"
        (get::GetFlags) get::run;
    "events" "List events" "[(-o|--output=)json|yaml|name] [--for TYPE/NAME] [--types=Normal,Warning]"
        (get::EventsFlags) get::events;
    "edit" "Edit a resource on the server" "(RESOURCE/NAME | -f FILENAME)"
        (edit::EditFlags)
        edit::run;
    "delete" "Delete resources by file names, stdin, resources and names, or by resources and label selector"
        "([-f FILENAME] | [-k DIRECTORY] | TYPE [(NAME | -l label | --all)])"
        (delete::DeleteFlags) delete::run;
    "rollout status" "Show the status of the rollout" "(TYPE NAME | TYPE/NAME) [flags]"
        (rollout::StatusFlags) rollout::status;
    "rollout history" "View rollout history" "(TYPE NAME | TYPE/NAME) [flags]"
        (rollout::HistoryFlags) rollout::history;
    "rollout undo" "Undo a previous rollout" "(TYPE NAME | TYPE/NAME) [flags]"
        (rollout::UndoFlags) rollout::undo;
    "rollout pause" "Mark the provided resource as paused" "RESOURCE"
        (rollout::ChangeFlags) rollout::pause;
    "rollout resume" "Resume a paused resource" "RESOURCE"
        (rollout::ChangeFlags) rollout::resume;
    "rollout restart" "Restart a resource" "RESOURCE"
        (rollout::ChangeFlags) rollout::restart;
    "scale" "Set a new size for a deployment, replica set, or replication controller"
        "[--resource-version=version] [--current-replicas=count] --replicas=COUNT (-f FILENAME | TYPE NAME)"
        (scale::ScaleFlags) scale::run;
    "autoscale" "Auto-scale a deployment, replica set, stateful set, or replication controller"
        "(-f FILENAME | TYPE NAME | TYPE/NAME) [--min=MINPODS] --max=MAXPODS [--cpu=CPU] [flags]"
        (autoscale::AutoscaleFlags) autoscale::autoscale;
    "cordon" "Mark node as unschedulable" "NODE" (drain::CordonFlags) drain::cordon;
    "uncordon" "Mark node as schedulable" "NODE" (drain::CordonFlags) drain::uncordon;
    "drain" "Drain node in preparation for maintenance" "NODE" (drain::DrainFlags) drain::run;
    "top node" "Display resource (CPU/memory) usage of nodes" "[NAME | -l label]"
        (top::NodeFlags) top::nodes;
    "top pod" "Display resource (CPU/memory) usage of pods" "[NAME | -l label]"
        (top::PodFlags) top::pods;
    "taint" "Update the taints on one or more nodes"
        "NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N"
        (taint::TaintFlags) taint::taint;
    "describe" "Show details of a specific resource or group of resources"
        "(-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME)"
        (describe::DescribeFlags) describe::run;
    "logs" "Print the logs for a container in a pod"
        "[-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]"
        (logs::LogsFlags) logs::run;
    "attach" "Attach to a running container" "(POD | TYPE/NAME) -c CONTAINER"
        (attach::AttachFlags) attach::attach;
    "exec" "Execute a command in a container"
        "(POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...]"
        (exec::ExecFlags) exec::run;
    "port-forward" "Forward one or more local ports to a pod"
        "TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]"
        (forward::ForwardFlags) forward::run;
    "proxy" "Run a proxy to the Kubernetes API server"
        "[--port=PORT] [--www=static-dir] [--www-prefix=prefix] [--api-prefix=prefix]"
        (forward::ProxyFlags) forward::proxy;
    "cp" "Copy files and directories to and from containers" "<file-spec-src> <file-spec-dest>"
        (cp::CopyFlags) cp::run;
    "auth can-i" "Check whether an action is allowed"
        "VERB [TYPE | TYPE/NAME | NONRESOURCEURL]" (auth::CanIFlags) auth::can_i;
    "auth reconcile" "Reconciles rules for RBAC role, role binding, cluster role, and cluster role binding objects"
        "-f FILENAME" (refused::ReconcileFlags) refused::authorization;
    "auth whoami" "Experimental: Check self subject attributes" "" (auth::WhoAmIFlags) auth::who_am_i;
    "debug" "Create debugging sessions for troubleshooting workloads and nodes"
        "(POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ]"
        (debug::DebugFlags) debug::run;
    "diff" "Diff the live version against a would-be applied version" "-f FILENAME"
        (diff::DiffFlags) diff::run;
    "apply" "Apply a configuration to a resource by file name or stdin" "(-f FILENAME | -k DIRECTORY)"
        (apply::ApplyFlags) apply::run;
    "apply view-last-applied" "View the latest last-applied-configuration annotations of a resource/object"
        "(TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME)"
        (apply::ViewFlags) apply::view_last_applied;
    "apply set-last-applied" "Set the last-applied-configuration annotation on a live object to match the contents of a file"
        "-f FILENAME" (apply::SetLastFlags) apply::set_last_applied;
    "apply edit-last-applied" "Edit latest last-applied-configuration annotations of a resource/object"
        "(RESOURCE/NAME | -f FILENAME)" (apply::EditLastFlags)
        apply::edit_last_applied;
    "patch" "Update fields of a resource"
        "(-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE]"
        (patch::PatchFlags) patch::run;
    "replace" "Replace a resource by file name or stdin" "-f FILENAME"
        (replace::ReplaceFlags)
        replace::replace;
    "wait" "Experimental: Wait for a specific condition on one or many resources"
        "([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | --all)]) [--for=create|--for=delete|--for condition=available|--for=jsonpath='{}'[=value]]"
        (wait::WaitFlags) wait::run;
    "label" "Update the labels on a resource"
        "[--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]"
        (label::LabelFlags) label::labels;
    "annotate" "Update the annotations on a resource"
        "[--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]"
        (label::LabelFlags) label::annotations;
    "api-resources" "Print the supported API resources on the server" "[flags]"
        (info::ApiResourcesFlags)
        info::api_resources;
    "api-versions" "Print the supported API versions on the server, in the form of \"group/version\"" ""
        () info::api_versions;
    "config current-context" "Display the current-context" "" () config::current_context;
    "config delete-cluster" "Delete the specified cluster from the kubeconfig" "NAME"
        () config::delete_entry;
    "config delete-context" "Delete the specified context from the kubeconfig" "NAME"
        () config::delete_entry;
    "config delete-user" "Delete the specified user from the kubeconfig" "NAME"
        () config::delete_entry;
    "config get-clusters" "Display clusters defined in the kubeconfig" "" () config::get_clusters;
    "config get-contexts" "Describe one or many contexts" "[(-o|--output=)name)]"
        (config::GetContextsFlags) config::get_contexts;
    "config get-users" "Display users defined in the kubeconfig" "" () config::get_users;
    "config rename-context" "Rename a context from the kubeconfig file" "CONTEXT_NAME NEW_NAME"
        () config::rename_context;
    "config set" "Set an individual value in a kubeconfig file" "PROPERTY_NAME PROPERTY_VALUE"
        (config::SetPropertyFlags) config::set_property;
    "config set-cluster" "Set a cluster entry in kubeconfig"
        "NAME [--server=server] [--certificate-authority=path/to/certificate/authority] [--insecure-skip-tls-verify=true] [--tls-server-name=example.com]"
        (config::SetClusterFlags) config::set_cluster;
    "config set-credentials" "Set a user entry in kubeconfig"
        "NAME [--client-certificate=path/to/certfile] [--client-key=path/to/keyfile] [--token=bearer_token] [--username=basic_user] [--password=basic_password]"
        (config::SetCredentialsFlags) config::set_credentials;
    "config set-context" "Set a context entry in kubeconfig"
        "[NAME | --current] [--cluster=cluster_nickname] [--user=user_nickname] [--namespace=namespace]"
        (config::SetContextFlags) config::set_context;
    "config unset" "Unset an individual value in a kubeconfig file" "PROPERTY_NAME"
        () config::unset;
    "config use-context" "Set the current-context in a kubeconfig file" "CONTEXT_NAME"
        () config::use_context;
    "config view" "Display merged kubeconfig settings or a specified kubeconfig file" "[flags]"
        (config::ViewFlags) config::view;
    "version" "Print the client and server version information" "[flags]"
        (info::VersionFlags) info::version;
    "cluster-info" "Display cluster information" "[flags]" () info::cluster_info;
    "certificate" "Modify certificate resources" "SUBCOMMAND" (refused::CertificateFlags) refused::certificate;
    "completion" "Output shell completion code for the specified shell (bash, zsh, fish, or powershell)" "SHELL"
        (refused::CompletionFlags) refused::completion;
    "kustomize" "Build a kustomization target from a directory or URL" "DIR"
        (kustomize::KustomizeFlags) kustomize::run;
    "plugin list" "List all visible plugin executables on a user's PATH" "[flags]"
        (plugin::ListFlags) plugin::list;
    "options" "List flags that can be passed to any command" "" () help::options;
    "help" "Help about any command" "[command]" () help;
}

/// `kubectl help [command]`, which looks a command up here.
fn help(session: &mut Session<'_>) -> Ran {
    help::help(VERBS, session)
}

/// A command that is only the beginning of others, such as `create secret`.
fn subcommand(session: &mut Session<'_>) -> Ran {
    help::subcommand(VERBS, session)
}

/// Names that stand for another command.
const ALIASES: &[(&str, &str)] = &[
    ("create deploy", "create deployment"),
    ("create ns", "create namespace"),
    ("create cj", "create cronjob"),
    ("create cm", "create configmap"),
    ("create ing", "create ingress"),
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
) -> Ran<Job> {
    let (global, words) = words.split_at(flags::leading(Table::NONE, words));
    let mut words = words.to_vec();
    gather(&mut words);
    let words = words.as_slice();
    let help = global.iter().any(|it| it == "--help" || it == "-h");
    if words.is_empty() || (help && find(words).is_none()) {
        streams.out(&help::overview(VERBS));
        return Ok(Step::Done);
    }
    let Some((verb, length)) = find(words) else {
        return help::unknown(VERBS, words, streams).map(Step::widen);
    };
    let own: Vec<String> = global.iter().chain(words.iter().skip(length)).cloned().collect();
    let mut args = flags::parse(verb.flags, &own).map_err(|error| {
        Failure::text(format!("{error}\nSee 'kubectl {} --help' for usage.", verb.path))
    })?;
    if ConfigFlags::of(&args).help {
        streams.out(&help::usage(VERBS, verb));
        return Ok(Step::Done);
    }
    args.path = verb.path;
    flags::check_required(verb.flags, &args).map_err(Failure::text)?;
    if RecordFlags::of(&args).record.is_some() {
        streams.err("Flag --record has been deprecated, --record will be removed in the future\n");
    }
    let dry_run = DryRun::asked(DryRunFlags::of(&args), cluster.now_ms(), streams)?;
    let validation = Validation::asked(ValidateFlags::of(&args), verb.path)?;
    if let Some(format) = formats::settled(shell.files, PrintFlags::of(&args))? {
        args.settle_output(format);
    }
    let mut session = Session::new(cluster, shell, streams, &args, (dry_run, validation))?;
    kustomize::prepare(&mut session, FilenameFlags::of(&args))?;
    (verb.run)(&mut session, &args)
}

/// Flags may stand between the words of a command: they go behind them.
/// Source: `github.com/spf13/cobra/command.go` `Find`.
fn gather(words: &mut [String]) {
    for known in 1..3.min(words.len()) {
        let (path, rest) = words.split_at(known);
        let name = path.join(" ");
        let table = VERBS.iter().find(|it| it.path == name).map_or(Table::NONE, |it| it.flags);
        let flags = flags::leading(table, rest);
        let Some(next) = rest.get(flags).filter(|_| flags > 0) else { continue };
        if find(&[path, std::slice::from_ref(next)].concat()).is_some_and(|it| it.1 > known) {
            words[known..=known + flags].rotate_right(1);
        }
    }
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
