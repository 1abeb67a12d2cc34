//! What kubectl refuses, and in which words.

use super::lines::{Console, check};
use crate::kubectl::selector;

#[test]
fn selectors_are_read_as_upstream_reads_them() {
    let rows = [
        ("", Ok("")),
        ("app=web", Ok("app=web")),
        (" tier in (b, a) , app == web", Ok("app=web,tier in (a,b)")),
        ("x notin ()", Ok("x notin ()")),
        ("a in (b),c!=d", Ok("a in (b),c!=d")),
        ("a in (,b)", Ok("a in (,b)")),
        ("!old,new", Ok("new,!old")),
        ("in=notin", Ok("in=notin")),
        ("a=", Ok("a=")),
        ("=", Err("found '=', expected: !, identifier, or 'end of string'")),
        ("a,", Err("found '', expected: identifier after ','")),
        (
            "a b",
            Err("unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"),
        ),
        ("a=b c", Err("found 'c', expected: ',' or 'end of string'")),
        ("a in b", Err("unable to parse requirement: found 'b' expected: '('")),
        ("a in (b", Err("unable to parse requirement: found '', expected: ',' or ')'")),
        ("a==!", Err("unable to parse requirement: found '!', expected: identifier")),
        ("!", Err("unable to parse requirement: found '', expected: identifier")),
    ];
    for (text, want) in rows {
        let found = selector::parse(text).map(|it| it.to_string());
        assert_eq!(found, want.map(str::to_owned).map_err(str::to_owned), "{text}");
    }
    for (text, beginning) in [
        ("-a=b", "unable to parse requirement: <nil>: Invalid value: \"-a\": name part must"),
        ("a=-b", "unable to parse requirement: values[0][a]: Invalid value: \"-b\": a valid label"),
    ] {
        let error = selector::parse(text).expect_err(text);
        assert!(error.starts_with(beginning), "{error}");
    }
}

#[test]
fn what_is_wrong_is_said_as_kubectl_says_it() {
    let mut console = Console::new();
    check(
        &mut console,
        &[
            ("kubectl apply -f web.yaml && sleep 5", "deployment.apps/web created\n", 0),
            ("kubectl label deploy web x=y=", "error: invalid label spec: x=y=\n", 1),
            (
                "kubectl get pods -l '='",
                "Error from server (BadRequest): Unable to find \"/v1, Resource=pods\" that match label selector \"=\", field selector \"\": found '=', expected: !, identifier, or 'end of string'\n",
                1,
            ),
            (
                "kubectl get deploy -l a=b --field-selector spec.replicas=2",
                "Error from server (BadRequest): Unable to find \"apps/v1, Resource=deployments\" that match label selector \"a=b\", field selector \"spec.replicas=2\": \"spec.replicas\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"\n",
                1,
            ),
            (
                "kubectl get jobs --field-selector status.failed=1",
                "Error from server (BadRequest): Unable to find \"batch/v1, Resource=jobs\" that match label selector \"\", field selector \"status.failed=1\": field label \"status.failed\" not supported for batchv1.Job\n",
                1,
            ),
            (
                "kubectl create job j --image=busybox --from=cronjob/x",
                "error: either --image or --from must be specified\n",
                1,
            ),
            (
                "kubectl create job j --from=cronjob/x -- date",
                "error: cannot specify --from and command\n",
                1,
            ),
            (
                "kubectl get deploy web -o go-template='{{.foo'",
                "error: error parsing template {{.foo, template: output:1: unclosed action\n",
                1,
            ),
            (
                "kubectl create cm a --dry-run=client -o go-template='{{len .kind.x}}'",
                "Error executing template: template: output:1:11: executing \"output\" at <.kind.x>: can't evaluate field x in type interface {}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t{{len .kind.x}}\n\traw data was:\n\t\t{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\"}}\n\tobject given to template engine was:\n\t\tmap[apiVersion:v1 kind:ConfigMap metadata:map[name:a]]\n\nerror: error executing template \"{{len .kind.x}}\": template: output:1:11: executing \"output\" at <.kind.x>: can't evaluate field x in type interface {}\n",
                1,
            ),
            ("kubectl get hpa.v1.autoscaling", "No resources found in default namespace.\n", 0),
            (
                "kubectl create deploy x --image=nginx --replicas=99999999999",
                "error: invalid argument \"99999999999\" for \"-r, --replicas\" flag: strconv.ParseInt: parsing \"99999999999\": value out of range\nSee 'kubectl create deployment --help' for usage.\n",
                1,
            ),
            (
                "kubectl cordon node-1 node-9",
                "Error from server (NotFound): nodes \"node-9\" not found\n",
                1,
            ),
            (
                "kubectl drain node-1 node-9",
                "Error from server (NotFound): nodes \"node-9\" not found\n",
                1,
            ),
            ("kubectl get node node-1 -o jsonpath={.spec.unschedulable}", "", 0),
        ],
    );
}

#[test]
fn more_can_be_asked() {
    let mut console = Console::new();
    check(
        &mut console,
        &[
            ("kubectl apply -f web.yaml && sleep 5", "deployment.apps/web created\n", 0),
            ("kubectl create secret generic s --from-literal=a=b", "secret/s created\n", 0),
            ("kubectl get secrets --field-selector type=Opaque -o name", "secret/s\n", 0),
            ("kubectl get secrets --field-selector type=x -o name", "", 0),
            ("kubectl create job j --image=busybox -- sh -c 'sleep 1'", "job.batch/j created\n", 0),
            ("kubectl get jobs --field-selector status.successful=0 -o name", "job.batch/j\n", 0),
            ("kubectl create service clusterip c --clusterip=None", "service/c created\n", 0),
            (
                "kubectl get svc --field-selector spec.type=ClusterIP,spec.clusterIP=None -o name",
                "service/c\n",
                0,
            ),
            (
                "kubectl get deploy web -o jsonpath-as-json='{.metadata.name}{.spec.selector}'",
                "[\n    \"web\"\n]\n[\n    {\n        \"matchLabels\": {\n            \"app\": \"web\"\n        }\n    }\n]\n",
                0,
            ),
            (
                "kubectl get deploy web --subresource=scale",
                "NAME   DESIRED   AVAILABLE   AGE\nweb    2         2           6s\n",
                0,
            ),
            (
                "kubectl get deploy web --subresource=scale -o jsonpath='{.kind} {.status.selector}'",
                "Scale app=web\n",
                0,
            ),
            (
                "kubectl get cm x --subresource=scale",
                "Error from server (NotFound): configmaps \"x\" not found\n",
                1,
            ),
        ],
    );
}
