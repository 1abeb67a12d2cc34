//! Verbs and formats beyond the daily ones.

use super::lines::{Console, check};
use std::rc::Rc;

fn console(files: &[(&str, &str)]) -> Console {
    let mut console = Console::new();
    let all = Rc::make_mut(&mut console.desk.files);
    all.extend(files.iter().map(|it| (it.0.to_owned(), it.1.to_owned())));
    console
}

#[test]
fn variables_come_from_elsewhere() {
    check(
        &mut console(&[]),
        &[
            ("kubectl apply -f web.yaml", "deployment.apps/web created\n", 0),
            (
                "kubectl create cm c --from-literal=a.b=1 --from-literal=mode=fast",
                "configmap/c created\n",
                0,
            ),
            ("kubectl create secret generic s --from-literal=key=tea", "secret/s created\n", 0),
            (
                "kubectl set env deploy/web --from=configmap/c --prefix=P_",
                "Warning: key a.b transferred to A_B\nWarning: key mode transferred to MODE\ndeployment.apps/web env updated\n",
                0,
            ),
            (
                "kubectl set env deploy/web --from=secret/s --keys=key",
                "Warning: key key transferred to KEY\ndeployment.apps/web env updated\n",
                0,
            ),
            ("kubectl set env deploy/web A=1", "deployment.apps/web env updated\n", 0),
            (
                "kubectl set env deploy/web --list",
                "# Deployment web, container nginx\n# P_A_B from configmap c, key a.b\n# P_MODE from configmap c, key mode\n# KEY from secret s, key key\nA=1\n",
                0,
            ),
            (
                "kubectl set env deploy/web --list --resolve",
                "# Deployment web, container nginx\nP_A_B=1\nP_MODE=fast\nKEY=tea\nA=1\n",
                0,
            ),
            (
                "kubectl set env deploy/web --overwrite=false A=2",
                "error: 'A' already has a value (1), and --overwrite is false\n",
                1,
            ),
            ("echo B=2 | kubectl set env deploy/web -", "deployment.apps/web env updated\n", 0),
            (
                "kubectl set env deploy/web --keys=a",
                "error: when specifying --keys, a configmap or secret must be provided with --from\n",
                1,
            ),
            (
                "kubectl set env deploy/web --from=deploy/web",
                "error: unsupported resource specified in --from\n",
                1,
            ),
            ("kubectl delete secret s", "secret \"s\" deleted from default namespace\n", 0),
            (
                "kubectl set env deploy/web --list --resolve | grep KEY",
                "error retrieving reference for KEY: secrets \"s\" not found\nerror: failed to retrieve valueFrom references\n# KEY from secret s, key key\n",
                0,
            ),
        ],
    );
}

#[test]
fn selectors_and_last_applied_are_set() {
    let web = super::lines::WEB.replace("replicas: 2", "replicas: 3");
    check(
        &mut console(&[("three.yaml", &web)]),
        &[
            ("kubectl apply -f web.yaml", "deployment.apps/web created\n", 0),
            ("kubectl expose deploy web --port=80", "service/web exposed\n", 0),
            ("kubectl set selector svc/web app=db,tier=back", "service/web selector updated\n", 0),
            (
                "kubectl get svc web -o jsonpath={.spec.selector}",
                "{\"app\":\"db\",\"tier\":\"back\"}\n",
                0,
            ),
            (
                "kubectl set selector deploy/web app=db",
                "error: setting a selector is only supported for Services\n",
                1,
            ),
            ("kubectl set selector", "error: one selector is required\n", 1),
            (
                "kubectl apply set-last-applied -f web.yaml",
                "set-last-applied web: no changes required.\n",
                0,
            ),
            ("kubectl apply set-last-applied -f three.yaml", "deployment.apps/web configured\n", 0),
            ("kubectl apply view-last-applied deploy web | grep replicas", "  replicas: 3\n", 0),
            ("kubectl get deploy web -o jsonpath={.spec.replicas}", "2\n", 0),
            (
                "KUBE_EDITOR='sed -i s/replicas:_3/replicas:_4/' kubectl apply edit-last-applied deploy/web",
                "Edit cancelled, no changes made.\n",
                0,
            ),
            (
                "KUBE_EDITOR='cp web.yaml' kubectl apply edit-last-applied deploy/web",
                "deployment.apps/web edited\n",
                0,
            ),
            (
                "kubectl apply view-last-applied deploy/web -o jsonpath={.spec.replicas}",
                "error: Unexpected -o output mode: jsonpath={.spec.replicas}, the flag 'output' must be one of yaml|json\nSee 'kubectl apply view-last-applied -h' for help and examples\n",
                1,
            ),
            ("kubectl apply view-last-applied deploy/web | grep replicas", "  replicas: 2\n", 0),
            (
                "kubectl apply set-last-applied -f three.yaml --dry-run=client -o name",
                "deployment.apps/web\n",
                0,
            ),
            ("kubectl create deploy bare --image=nginx", "deployment.apps/bare created\n", 0),
            ("kubectl apply view-last-applied deploy bare", "", 0),
        ],
    );
}

#[test]
fn everybody_may_do_everything() {
    check(
        &mut console(&[]),
        &[
            ("kubectl auth can-i create pods", "yes\n", 0),
            ("kubectl auth can-i -q delete deploy/web -n shop", "", 0),
            (
                "kubectl auth can-i get nodes",
                "Warning: resource 'nodes' is not namespace scoped\n\nyes\n",
                0,
            ),
            (
                "kubectl auth can-i get foo.bar",
                "Warning: the server doesn't have a resource type 'foo' in group 'bar'\n\nyes\n",
                0,
            ),
            ("kubectl auth can-i eat pods", "Warning: verb 'eat' is not a known verb\n\nyes\n", 0),
            ("kubectl auth can-i get /healthz", "yes\n", 0),
            (
                "kubectl auth can-i get",
                "error: you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.\n",
                1,
            ),
            (
                "kubectl auth whoami",
                "ATTRIBUTE   VALUE\nUsername    kubernetes-admin\nGroups      [kubeadm:cluster-admins system:authenticated]\n",
                0,
            ),
            (
                "kubectl auth whoami -o jsonpath={.status.userInfo.username}",
                "kubernetes-admin\n",
                0,
            ),
        ],
    );
}

#[test]
fn what_a_shell_is_set_up_with_does_no_harm() {
    let usage = "\nSee 'kubectl completion -h' for help and examples\n";
    check(
        &mut console(&[]),
        &[
            ("source <(kubectl completion bash)", "", 0),
            ("alias k=kubectl; complete -o default -F __start_kubectl k", "", 0),
            ("kubectl completion", &format!("error: Shell not specified.{usage}"), 1),
            (
                "kubectl completion ksh",
                &format!("error: Unsupported shell type \"ksh\".{usage}"),
                1,
            ),
            ("cd /tmp; pwd", "/tmp\n", 0),
            (
                "kubectl get cs",
                "Warning: v1 ComponentStatus is deprecated in v1.19+\nNAME                 STATUS    MESSAGE   ERROR\ncontroller-manager   Healthy   ok        \nscheduler            Healthy   ok        \netcd-0               Healthy   ok        \n",
                0,
            ),
            ("kubectl get ns default -o name -v=6 | less -S", "namespace/default\n", 0),
            ("kubectl -v 3 get ns default -o name | more", "namespace/default\n", 0),
        ],
    );
}

#[test]
fn there_are_no_plugins() {
    let none = "error: unable to find any kubectl plugins in your PATH\n";
    check(
        &mut console(&[]),
        &[
            ("kubectl plugin list", none, 1),
            ("kubectl plugin list --name-only", none, 1),
            ("kubectl plugin | head -1", "Provides utilities for interacting with plugins.\n", 0),
            (
                "kubectl plugin search",
                "error: unknown command \"search\"\nSee 'kubectl plugin -h' for help and examples\n",
                1,
            ),
            (
                "kubectl plugin list --installed",
                "error: unknown flag: --installed\nSee 'kubectl plugin list --help' for usage.\n",
                1,
            ),
        ],
    );
}

#[test]
fn the_server_answers_at_its_paths() {
    check(
        &mut console(&[]),
        &[
            ("kubectl get --raw /healthz", "ok\n", 0),
            ("kubectl get --raw '/readyz?verbose'", "ok\n", 0),
            ("kubectl get --raw /version | grep -c gitVersion", "1\n", 0),
            ("kubectl get --raw /api/v1/nodes/node-1 | grep -c node-1", "1\n", 0),
            (
                "kubectl get --raw /apis/apps/v1/namespaces/default/deployments",
                "{\"apiVersion\":\"apps/v1\",\"items\":[],\"kind\":\"DeploymentList\",\"metadata\":{\"resourceVersion\":\"\"}}\n",
                0,
            ),
            (
                "kubectl get --raw /nowhere",
                "Error from server (NotFound): the server could not find the requested resource\n",
                1,
            ),
            (
                "kubectl get pods --raw /healthz",
                "error: arguments may not be passed when --raw is specified\n",
                1,
            ),
        ],
    );
}

#[test]
fn formats_take_their_template_from_elsewhere() {
    let files = [
        ("columns", "NAME PHASE\nmetadata.name {.data.a}\n"),
        ("bad", "NAME PHASE\nmetadata.name\n"),
        ("t.tpl", "{{.kind}}!"),
        ("p.path", "{.metadata.name}?"),
    ];
    check(
        &mut console(&files),
        &[
            (
                "kubectl create cm c --from-literal=a=b --from-literal=on='x\ny'",
                "configmap/c created\n",
                0,
            ),
            ("kubectl get cm c -o custom-columns-file=columns", "NAME   PHASE\nc      b\n", 0),
            (
                "kubectl get cm c -o custom-columns-file=bad",
                "error: number of headers (2) and field specifications (1) don't match\n",
                1,
            ),
            (
                "kubectl get cm c -o custom-columns-file=no",
                "error: error reading template no, open no: no such file or directory\n",
                1,
            ),
            ("kubectl get cm c -o go-template-file=t.tpl", "ConfigMap!\n", 0),
            ("kubectl get cm c -o jsonpath-file=p.path", "c?\n", 0),
            ("kubectl get cm c -o template --template='{{.kind}}'", "ConfigMap\n", 0),
            ("kubectl get cm c --template='{{.kind}}'", "ConfigMap\n", 0),
            (
                "kubectl create cm k --from-literal=on='x\ny' --from-literal=q='\"' --dry-run=client -o kyaml",
                "---\n{\n  apiVersion: \"v1\",\n  data: {\n    \"on\": \"\\\n       x\\n\\\n       y\\\n      \",\n    q: \"\\\"\",\n  },\n  kind: \"ConfigMap\",\n  metadata: {\n    name: \"k\",\n  },\n}\n",
                0,
            ),
            (
                "kubectl create deploy d --image=nginx --dry-run=client -o kyaml | grep -A3 containers",
                "        containers: [{\n          image: \"nginx\",\n          name: \"nginx\",\n          resources: {},\n",
                0,
            ),
        ],
    );
}

#[test]
fn registries_have_secrets() {
    check(
        &mut console(&[]),
        &[
            (
                "kubectl create secret docker-registry r --docker-username=u --docker-password=p",
                "secret/r created\n",
                0,
            ),
            ("kubectl get secret r -o jsonpath={.type}", "kubernetes.io/dockerconfigjson\n", 0),
            (
                "kubectl create secret docker-registry r",
                "error: either --from-file or the combination of --docker-username, --docker-password and --docker-server is required\n",
                1,
            ),
        ],
    );
}

#[test]
fn a_kind_that_nobody_defines_has_no_match() {
    let widget = "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}\n";
    check(
        &mut console(&[("w.yaml", widget)]),
        &[
            (
                "kubectl apply -f w.yaml",
                "error: resource mapping not found for name: \"w\" namespace: \"\" from \"w.yaml\": no matches for kind \"Widget\" in version \"example.com/v1\"\nensure CRDs are installed first\n",
                1,
            ),
            (
                "kubectl get widgets",
                "error: the server doesn't have a resource type \"widgets\"\n",
                1,
            ),
        ],
    );
}
