//! `kubectl debug` of a Pod that runs: a container is added, and matters to nobody else.

use podarium::tape::play;

const WEB: &str = "# nodes: node-1\n--- p.yaml\n\
    {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: nginx, image: 'nginx:1.27'}]}}\n\
    $ kubectl apply -f p.yaml\n$ kubectl wait --for=condition=Ready pod/web\n";

fn played(lines: &str) -> String {
    play(&format!("{WEB}{lines}")).unwrap().split_once("condition met\n").unwrap().1.to_owned()
}

#[test]
fn a_command_runs_beside_the_containers_of_a_pod_and_is_described() {
    let text = played(
        "$ kubectl debug web -it -c look --image=busybox:1.36 --target=nginx -- wget -qO- http://localhost\n\
         $ sleep 5\n$ kubectl get pod web --no-headers\n\
         $ kubectl get pod web -o jsonpath='{.status.ephemeralContainerStatuses[*].state.terminated.reason}'\n\
         $ kubectl describe pod web\n$ kubectl logs web -c look\n",
    );
    assert!(text.contains("Targeting container \"nginx\"."), "{text}");
    assert!(text.matches("Welcome to nginx!").count() >= 2, "{text}");
    assert!(text.contains("1/1   Running   0 "), "{text}");
    assert!(text.contains("\nCompleted\n"), "{text}");
    let (_, described) = text.split_once("Ephemeral Containers:\n  look:\n").unwrap();
    assert!(described.contains("    Image:         busybox:1.36\n"), "{text}");
    assert!(described.contains("      Reason:       Completed\n"), "{text}");
    assert!(described.contains("Started    "), "{text}");
}

#[test]
fn a_shell_that_nobody_types_in_stays_and_can_be_entered() {
    let text = played(
        "$ kubectl debug web -it -c look --image=busybox:1.36\n\
         $ kubectl exec web -c look -- wget -qO- http://localhost\n\
         $ kubectl exec web -c nothing -- ls\n\
         $ kubectl get pod web -o jsonpath='{.spec.ephemeralContainers[0].securityContext}'\n",
    );
    assert!(
        text.contains("Session ended, the ephemeral container will not be restarted"),
        "{text}"
    );
    assert!(text.contains("Welcome to nginx!"), "{text}");
    assert!(text.contains("out of: nginx, look (ephem)\n"), "{text}");
    assert!(text.contains("{\"capabilities\":{\"add\":[\"SYS_PTRACE\"]}}"), "{text}");
}

#[test]
fn what_can_not_be_added_is_refused_in_the_words_of_the_api_server() {
    let text = played(
        "$ kubectl debug web -c nginx --image=busybox:1.36 -- sleep 9\n\
         $ kubectl debug web -c look --image=busybox:1.36 --target=none -- sleep 9\n\
         $ kubectl debug web --image=busybox:1.36 -- sleep 9\n",
    );
    assert!(
        text.contains("spec.ephemeralContainers[0].name: Duplicate value: \"nginx\""),
        "{text}"
    );
    let missing = "spec.ephemeralContainers[0].targetContainerName: Not found: \"none\"";
    assert!(text.contains(missing), "{text}");
    assert!(text.contains("Defaulting debug container name to debugger-"), "{text}");
}
