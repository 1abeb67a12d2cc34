//! What a person does at the console besides changing objects: looking things up, editing,
//! comparing, watching, completing.

use super::lines::{Console, WEB, check};
use crate::api::{Kind, ObjectKey};
use crate::kubectl::{
    Outcome, Poll, apply_edited, complete, edit_command, editable, lint, run, try_edited,
};
use std::rc::Rc;

#[test]
fn a_difference_is_shown_as_diff_shows_it() {
    let mut console = Console::new();
    let output = console.run("kubectl diff -f web.yaml");
    assert_eq!(output.code, 1);
    let lines: Vec<&str> = output.text.lines().collect();
    assert!(lines[0].starts_with("diff -u -N "), "{}", output.text);
    assert!(lines[0].ends_with("/apps.v1.Deployment.default.web"), "{}", output.text);
    assert!(lines[1].starts_with("--- ") && lines[2].starts_with("+++ "), "{}", output.text);
    assert_eq!(lines[4], "+apiVersion: apps/v1");
    assert!(!output.text.contains("resourceVersion"), "{}", output.text);
    console.run("kubectl apply -f web.yaml; kubectl rollout status deploy/web");
    check(&mut console, &[("kubectl diff -f web.yaml", "", 0)]);
    let text = console.text("kubectl diff -f recreate.yaml");
    for line in
        ["-  generation: 1", "+  generation: 2", "-    type: RollingUpdate", "+    type: Recreate"]
    {
        assert!(text.lines().any(|it| it == line), "{line}\n{text}");
    }
    check(
        &mut console,
        &[("kubectl get deploy web -o jsonpath={.spec.strategy.type}", "RollingUpdate\n", 0)],
    );
}

#[test]
fn fields_are_explained_by_the_schema() {
    let mut console = Console::new();
    check(
        &mut console,
        &[
            (
                "kubectl explain deployment.spec.strategy",
                "GROUP:      apps\nKIND:       Deployment\nVERSION:    v1\n\nFIELD: strategy <DeploymentStrategy>\n\n\nDESCRIPTION:\n    <empty>\nFIELDS:\n  rollingUpdate\t<RollingUpdateDeployment>\n  type\t<string>\n  enum: Recreate, RollingUpdate\n\n",
                0,
            ),
            (
                "kubectl explain pod.spec.restartPolicy",
                "KIND:       Pod\nVERSION:    v1\n\nFIELD: restartPolicy <string>\nENUM:\n    Always\n    Never\n    OnFailure\n\nDESCRIPTION:\n    <empty>\n\n",
                0,
            ),
            (
                "kubectl explain pod.spec.volumes.hostPath | tail -4",
                "  path\t<string> -required-\n  type\t<string>\n  enum: \"\", BlockDevice, CharDevice, Directory, ....\n\n",
                0,
            ),
            (
                "kubectl explain pods.spec.containers.name | head -5",
                "KIND:       Pod\nVERSION:    v1\n\nFIELD: name <string>\n\n",
                0,
            ),
            ("kubectl explain pods.nonsense", "error: field \"nonsense\" does not exist\n", 1),
            ("kubectl explain podz", "the server doesn't have a resource type \"podz\"\n", 1),
            (
                "kubectl explain deploy.spec.strategy --recursive | tail -7",
                "FIELDS:\n  rollingUpdate\t<RollingUpdateDeployment>\n    maxSurge\t<IntOrString>\n    maxUnavailable\t<IntOrString>\n  type\t<string>\n  enum: Recreate, RollingUpdate\n\n",
                0,
            ),
            (
                "kubectl explain deployments.apps.spec.paused | grep FIELD:",
                "FIELD: paused <boolean>\n",
                0,
            ),
        ],
    );
}

#[test]
fn the_context_has_a_namespace() {
    let mut console = Console::new();
    console.run("kubectl create ns shop; kubectl run a -n shop --image=nginx");
    check(
        &mut console,
        &[
            ("kubectl config current-context", "podarium\n", 0),
            (
                "kubectl config set-context --current --namespace=shop",
                "Context \"podarium\" modified.\n",
                0,
            ),
            ("kubectl get pods -o name", "pod/a\n", 0),
            ("kubectl get pods -n default", "No resources found in default namespace.\n", 0),
            (
                "kubectl config get-contexts",
                "CURRENT   NAME       CLUSTER    AUTHINFO   NAMESPACE\n*         podarium   podarium   admin      shop\n",
                0,
            ),
            (
                "kubectl config use-context other",
                "error: no context exists with the name: \"other\"\n",
                1,
            ),
            ("kubectl config view --minify -o jsonpath='{..namespace}'", "shop\n", 0),
        ],
    );
}

#[test]
fn output_goes_into_files_and_comes_from_them() {
    let mut console = Console::new();
    check(
        &mut console,
        &[
            (
                "kubectl create deployment api --image=nginx --dry-run=client -o yaml > api.yaml",
                "",
                0,
            ),
            ("grep image: api.yaml", "      - image: nginx\n", 0),
            (
                "sed 's/image: .*/image: nginx:2/' api.yaml > ./api.yaml2; kubectl apply -f api.yaml2",
                "deployment.apps/api created\n",
                0,
            ),
            ("kubectl get deploy api -o jsonpath={..image}", "nginx:2\n", 0),
            ("echo a > x; echo b >> x; wc -l < x", "2\n", 0),
            ("cat < none", "bash: none: No such file or directory\n", 1),
            ("kubectl apply -f - < web.yaml", "deployment.apps/web created\n", 0),
            ("echo a >", "bash: syntax error near unexpected token `newline'\n", 2),
        ],
    );
    assert!(console.desk.files.contains_key("api.yaml2"));
}

#[test]
fn an_edit_is_a_text_that_comes_back() {
    let mut console = Console::new();
    console.run("kubectl apply -f web.yaml");
    check(
        &mut console,
        &[
            (
                "KUBE_EDITOR='sed -i s/nginx:1.27/nginx:1.28/' kubectl edit deploy/web",
                "deployment.apps/web edited\n",
                0,
            ),
            (
                "kubectl get deploy web -o jsonpath='{.spec.template.spec.containers[0].image}'",
                "nginx:1.28\n",
                0,
            ),
            (
                "EDITOR='sed -i s/none/some/' kubectl edit deploy web",
                "Edit cancelled, no changes made.\n",
                0,
            ),
            (
                "KUBE_EDITOR='sed -i s/replicas:.*/replicas:\\ -1/' kubectl edit deploy web",
                "error: deployments.apps \"web\" is invalid\n# deployments.apps \"web\" was not valid:\n# * spec.replicas: Invalid value: -1: must be greater than or equal to 0\nerror: Edit cancelled, no valid changes were saved.\n",
                1,
            ),
        ],
    );
    let text = console.text("kubectl edit deploy web");
    assert!(text.starts_with("error: unable to launch the editor \"vi\""), "{text}");
    let key = ObjectKey::new(Kind::Deployment, "default", "web");
    let text = editable(&console.cluster, &key).unwrap_or_default();
    assert!(text.starts_with("# Please edit the object below."), "{text}");
    let more = text.replace("replicas: 2\n", "replicas: 4\n");
    assert_eq!(try_edited(&console.cluster, &key, &more), Ok(()));
    let wrong = text.replace("  replicas: 2\n", "  replcas: 4\n");
    let error = try_edited(&console.cluster, &key, &wrong).expect_err("refused");
    assert!(error.contains("unknown field \"spec.replcas\""), "{error}");
    let done = apply_edited(&mut console.cluster, &key, &more);
    assert_eq!(done, Ok("deployment.apps/web edited\n".to_owned()));
    assert_eq!(
        edit_command(&key, "web.yaml"),
        "KUBE_EDITOR='cp web.yaml' kubectl edit deployment.apps/web"
    );
}

#[test]
fn a_watch_prints_what_changes() {
    let mut console = Console::new();
    console.run("kubectl run a --image=nginx; kubectl wait pod/a --for=condition=Ready");
    let line = "kubectl get pods -w --output-watch-events";
    let Outcome::Waiting(mut wait) = run(&mut console.cluster, &mut console.desk, line) else {
        panic!("it ended");
    };
    assert!(wait.is_endless());
    console.run("kubectl run b --image=nginx; sleep 5; kubectl delete pod a");
    assert_eq!(wait.poll(&mut console.cluster, &mut console.desk), Poll::Pending);
    let lines: Vec<&str> = wait.printed().lines().collect();
    assert_eq!(lines[0], "EVENT   NAME   READY   STATUS    RESTARTS   AGE");
    let begins = |index: usize, text: &str| assert!(lines[index].starts_with(text), "{lines:?}");
    begins(1, "ADDED   a      1/1     Running   0");
    begins(2, "ADDED   b      1/1     Running   0");
    begins(3, "DELETED   a      1/1     ");
    let output = console.run("kubectl get pods -w -o name --request-timeout=2s");
    assert_eq!((output.text.as_str(), output.code), ("pod/b\n", 0));
    let output = console.run("kubectl get pods,nodes -w");
    assert_eq!(output.text, "error: you may only specify a single resource type\n");
}

#[test]
fn a_manifest_is_checked_where_it_is_wrong() {
    let rows: [(&str, &[(usize, &str)]); 12] = [
        (WEB, &[]),
        ("", &[]),
        (
            "apiVersion: v1\nkind: Pod\n  metadata:\n",
            &[(3, "mapping values are not allowed in this context")],
        ),
        (
            "a: 1\n---\n# x\nb: 1\nb: 2\n",
            &[(1, "[apiVersion not set, kind not set]"), (4, "[apiVersion not set, kind not set]")],
        ),
        ("apiVersion: v1\nkind: Podd\n", &[(2, "no matches for kind \"Podd\" in version \"v1\"")]),
        ("metadata: {}\nkind: Pod\n", &[(1, "apiVersion not set")]),
        (
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n  - name: a\n    image: b\n  - imag: c\n",
            &[(9, "unknown field \"spec.containers[1].imag\"")],
        ),
        (
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n    - name: a\n      image: b\n      ports: [{containerPort: 70000}]\n",
            &[(
                9,
                "spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive",
            )],
        ),
        (
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: A\n  annotations:\n    x: |\n      name: b\n      spec: c\nspec:\n  containers:\n  - name: a\n    image: b\n    args:\n    - x: 1\n",
            &[(
                14,
                "json: cannot unmarshal object into Go struct field Container.spec.containers.args of type string",
            )],
        ),
        (
            "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: a\nspec:\n  replicas: three\n",
            &[(
                6,
                "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32",
            )],
        ),
        (
            "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Namespace\n  metadata:\n    name: B\n",
            &[(
                7,
                "metadata.name: Invalid value: \"B\": a lowercase RFC 1123 label must consist of",
            )],
        ),
        ("hello\n", &[(1, "invalid object to validate")]),
    ];
    for (text, want) in rows {
        let found = lint(text);
        let fits = found.len() == want.len()
            && found.iter().zip(want).all(|(a, b)| a.line == b.0 && a.message.contains(b.1));
        assert!(fits, "{text}\n{found:?}");
    }
}

#[test]
fn the_tab_key_completes() {
    let mut console = Console::new();
    console.run("kubectl apply -f web.yaml; kubectl create ns shop; kubectl create deploy api -n shop --image=x");
    let rows: [(&str, usize, &[&str]); 18] = [
        ("ku", 0, &["kubectl"]),
        ("kubectl ge", 8, &["get"]),
        ("kubectl rollout re", 16, &["restart", "resume"]),
        ("kubectl roll", 8, &["rollout"]),
        ("kubectl get depl", 12, &["deployments"]),
        ("kubectl get deploy ", 19, &["web"]),
        ("kubectl get deploy -n shop ", 27, &["api"]),
        ("kubectl scale deploy/", 14, &["deploy/web"]),
        ("kubectl get pods -n s", 20, &["shop"]),
        ("kubectl get pods --namespace=d", 29, &["default"]),
        ("kubectl get pods --show-l", 17, &["--show-labels"]),
        ("kubectl apply -f w", 17, &["web.yaml"]),
        ("kubectl get pods -o js", 20, &["json", "jsonpath="]),
        ("kubectl get pods | gr", 19, &["grep"]),
        ("kubectl get pods; kubectl cordon node-", 33, &["node-1", "node-2", "node-3"]),
        ("kubectl config set-co", 15, &["set-context"]),
        ("nothing x", 8, &[]),
        ("kubectl get nödes ", 19, &[]),
    ];
    for (line, start, want) in rows {
        let found = complete(&console.cluster, &console.desk.files, line, line.len());
        assert_eq!(
            (found.start, found.candidates),
            (start, want.iter().map(|it| (*it).to_owned()).collect()),
            "{line}"
        );
    }
}

#[test]
fn every_command_has_help() {
    let mut console = Console::new();
    for verb in crate::kubectl::verbs::VERBS {
        for line in [format!("kubectl {} --help", verb.path), format!("kubectl help {}", verb.path)]
        {
            let output = console.run(&line);
            assert_eq!(output.code, 0, "{line}");
            assert!(output.text.contains("\nUsage:\n  kubectl "), "{line}: {}", output.text);
            assert!(!output.text.contains("\n\n\n"), "{line}: {}", output.text);
        }
    }
    for line in [
        "kubectl",
        "kubectl help",
        "kubectl --help",
        "kubectl rollout",
        "kubectl set",
        "kubectl config",
    ] {
        let output = console.run(line);
        let is_group = ["kubectl rollout", "kubectl set", "kubectl config"].contains(&line);
        assert_eq!(output.code, i32::from(is_group), "{line}");
        assert!(output.text.contains("Usage:\n"), "{line}: {}", output.text);
    }
    let text = console.text("kubectl help nonsense");
    assert!(text.starts_with("Unknown help topic [`nonsense`]"), "{text}");
}

#[test]
fn what_a_simulator_cannot_do_is_said_in_a_sentence() {
    let mut console = Console::new();
    let output = console.run("kubectl certificate approve a");
    assert!(output.code == 1 && output.text.starts_with("error: "), "{output:?}");
    assert!(output.text.len() > 40, "{output:?}");
    let files = Rc::clone(&console.desk.files);
    assert_eq!(files, console.desk.files);
}

#[test]
fn templates_of_go_are_filled_in() {
    let mut console = Console::new();
    console.run("kubectl apply -f web.yaml; kubectl rollout status deploy/web");
    let rows = [
        ("{{.metadata.name}} {{.spec.replicas}}", "web 2"),
        (
            "{{range .spec.template.spec.containers}}{{.name}}={{.image}}{{\"\\n\"}}{{end}}",
            "nginx=nginx:1.27",
        ),
        ("{{if .spec.paused}}paused{{else}}runs{{end}}", "runs"),
        (
            "{{range $k, $v := .spec.selector.matchLabels}}{{$k}}:{{$v}} {{$.kind}}{{end}}",
            "app:web Deployment",
        ),
        (
            "{{len .status.conditions}} {{.nothing}} {{.spec.selector}}",
            "2 <no value> map[matchLabels:map[app:web]]",
        ),
        ("{{- /* a comment */ -}} x", "x"),
    ];
    for (template, want) in rows {
        let line = format!("kubectl get deploy web -o go-template='{template}'");
        assert_eq!(console.text(&line).trim_end(), want, "{template}");
    }
    for template in ["{{", "{{end}}", "{{range .a}}", "{{range 1}}", "{{nope}}", "{{$x}}"] {
        let output = console.run(&format!("kubectl get deploy web -o go-template='{template}'"));
        assert!(output.code == 1 && output.text.starts_with("error: "), "{template}: {output:?}");
    }
}

#[test]
fn images_have_names_as_in_registries() {
    let mut console = Console::new();
    let digest = "a".repeat(64);
    for image in [
        "nginx",
        "nginx:1.27",
        "library/nginx:1.27-alpine_x.y",
        "registry.example:5000/team/app__x:V1",
        "localhost/app",
        &format!("nginx@sha256:{digest}"),
        &format!("nginx:1@sha256:{digest}"),
    ] {
        let output = console.run(&format!("kubectl run a --image={image} --dry-run=client"));
        assert_eq!(output.text, "pod/a created (dry run)\n", "{image}");
    }
    for image in ["UPPER", "a b", "nginx:", "nginx:-1", "-x", "a//b", "nginx@sha256:1", "ünf", "a/"]
    {
        let output = console.run(&format!("kubectl run a --image='{image}'"));
        let want = format!("error: Invalid image name {image:?}: invalid reference format\n");
        assert_eq!(output.text, want);
    }
    check(
        &mut console,
        &[
            (
                "kubectl run --image=a",
                "error: NAME is required for run\nSee 'kubectl run -h' for help and examples\n",
                1,
            ),
            ("kubectl run a", "error: required flag(s) \"image\" not set\n", 1),
            (
                "kubectl create cronjob a",
                "error: required flag(s) \"image\", \"schedule\" not set\n",
                1,
            ),
            (
                "kubectl run a --image=b --restart=Maybe",
                "error: invalid restart policy: Maybe\nSee 'kubectl run -h' for help and examples\n",
                1,
            ),
            (
                "kubectl set image",
                "error: You must provide one or more resources by argument or filename.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'\n",
                1,
            ),
            (
                "kubectl run a --image=b --overrides='{\"spec\":{\"nodeName\":\"node-2\"}}' --dry-run=client -o jsonpath={.spec.nodeName}",
                "node-2\n",
                0,
            ),
        ],
    );
}

#[test]
fn what_is_replaced_by_force_is_new() {
    let mut console = Console::new();
    console.run("kubectl apply -f web.yaml; kubectl rollout status deploy/web");
    let uid = console.text("kubectl get deploy web -o jsonpath={.metadata.uid}");
    check(
        &mut console,
        &[
            (
                "kubectl replace --force -f recreate.yaml",
                "deployment.apps \"web\" deleted from default namespace\ndeployment.apps/web replaced\n",
                0,
            ),
            ("kubectl get deploy web -o jsonpath={.spec.strategy.type}", "Recreate\n", 0),
            (
                "kubectl set serviceaccount deploy/web robot",
                "deployment.apps/web serviceaccount updated\n",
                0,
            ),
            ("kubectl get deploy web -o jsonpath={..serviceAccountName}", "robot\n", 0),
            ("kubectl apply view-last-applied deploy/web", "", 0),
        ],
    );
    assert_ne!(console.text("kubectl get deploy web -o jsonpath={.metadata.uid}"), uid);
    let output = console.run("timeout 3 kubectl get deploy -w -o name");
    assert!(output.text.starts_with("deployment.apps/web\n"), "{output:?}");
    check(&mut console, &[("kubectl create", "error: must specify one of -f and -k\n", 1)]);
}

#[test]
fn folders_and_patterns_name_files() {
    let mut console = Console::new();
    let pod = |name: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {name}\nspec:\n  containers:\n  - name: a\n    image: b\n"
        )
    };
    let files = Rc::make_mut(&mut console.desk.files);
    files.clear();
    for (name, pod_name) in
        [("a.yaml", "a"), ("b.yml", "b"), ("x/c.yaml", "c"), ("x/y/d.json", "d")]
    {
        files.insert(name.to_owned(), pod(pod_name));
    }
    files.insert("notes.txt".to_owned(), "no manifest".to_owned());
    check(
        &mut console,
        &[
            (
                "kubectl create --dry-run=client -f .",
                "pod/a created (dry run)\npod/b created (dry run)\n",
                0,
            ),
            ("kubectl create --dry-run=client -o name -f x/", "pod/c\n", 0),
            ("kubectl create --dry-run=client -o name -R -f x", "pod/c\npod/d\n", 0),
            ("kubectl create --dry-run=client -o name -f '*.y*ml'", "pod/a\npod/b\n", 0),
            ("kubectl create --dry-run=client -o name -f 'x/*'", "pod/c\n", 0),
            ("kubectl create -f z/", "error: the path \"z/\" does not exist\n", 1),
            ("kubectl create -f '*.z'", "error: the path \"*.z\" does not exist\n", 1),
        ],
    );
    let output = console.run("kubectl apply -f https://k8s.io/examples/pods/simple-pod.yaml");
    assert!(output.text.starts_with("error: unable to read URL"), "{output:?}");
}

#[test]
fn a_recorded_command_is_the_cause_of_the_change() {
    let mut console = Console::new();
    console.run("kubectl apply -f web.yaml; kubectl rollout status deploy/web");
    let deprecated = "Flag --record has been deprecated, --record will be removed in the future\n";
    let updated = format!("{deprecated}deployment.apps/web image updated\n");
    let scaled = format!("{deprecated}deployment.apps/web scaled\n");
    check(
        &mut console,
        &[
            ("kubectl set image deployment/web nginx=nginx:1.28 --record", &updated, 0),
            (
                "kubectl rollout status deploy/web | tail -1",
                "deployment \"web\" successfully rolled out\n",
                0,
            ),
            (
                "kubectl rollout history deploy/web",
                "deployment.apps/web \nREVISION  CHANGE-CAUSE\n1         <none>\n2         kubectl set image deployment/web nginx=nginx:1.28 --record=true\n\n",
                0,
            ),
            ("kubectl scale --replicas=3 deploy web --record", &scaled, 0),
            (
                "kubectl get deploy web -o jsonpath='{.metadata.annotations.kubernetes\\.io/change-cause}'",
                "kubectl scale deploy web --replicas=3 --record=true\n",
                0,
            ),
        ],
    );
}

#[test]
fn what_a_command_prints_can_stand_in_another() {
    let mut console = Console::new();
    console
        .run("kubectl run a --image=nginx --labels=x=y; kubectl run b --image=nginx --labels=x=y");
    check(
        &mut console,
        &[
            ("echo $(echo a  b) \"$(echo 'c  d')\" e$(echo f)g", "a b c  d efg\n", 0),
            ("echo $(kubectl get pods -o name | head -1)", "pod/a\n", 0),
            ("echo '$(echo a)'", "$(echo a)\n", 0),
            ("echo $(echo $(echo deep))", "deep\n", 0),
            ("echo x$(true)y $(true) z", "xy z\n", 0),
            ("echo \"$(true)\"", "\n", 0),
            (
                "kubectl label $(kubectl get pods -l x=y -o name) c=d",
                "pod/a labeled\npod/b labeled\n",
                0,
            ),
            (
                "echo $(kubectl get pods -l none=1) done",
                "No resources found in default namespace.\ndone\n",
                0,
            ),
            ("echo $(echo a", "bash: unexpected EOF while looking for matching `)'\n", 2),
            ("echo $(sleep 1; echo late)", "late\n", 0),
        ],
    );
    let deep = format!("echo {}{}", "$(echo ".repeat(5_000), ")".repeat(5_000));
    assert_eq!(console.run(&deep).code, 2);
}
