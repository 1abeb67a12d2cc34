//! `kubectl rollout history`.

use super::lines::{Console, check};

#[test]
fn revisions_are_printed_as_objects() {
    let mut console = Console::new();
    let daemons = "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: d}\nspec:\n  selector: {matchLabels: {app: d}}\n  template:\n    metadata: {labels: {app: d}}\n    spec:\n      containers:\n      - {name: c, image: 'nginx:1.27'}\n";
    std::rc::Rc::make_mut(&mut console.desk.files).insert("d.yaml".to_owned(), daemons.to_owned());
    check(
        &mut console,
        &[
            ("kubectl apply -f web.yaml && sleep 5", "deployment.apps/web created\n", 0),
            ("kubectl set image deploy/web *=nginx:1.28", "deployment.apps/web image updated\n", 0),
            ("kubectl apply -f d.yaml && sleep 5", "daemonset.apps/d created\n", 0),
            ("kubectl set image ds/d *=nginx:1.28", "daemonset.apps/d image updated\n", 0),
            (
                "sleep 5; kubectl rollout history deploy/web -o yaml | grep -e ^--- -e ^kind -e '- image'",
                "kind: ReplicaSet\n      - image: nginx:1.27\n---\nkind: ReplicaSet\n      - image: nginx:1.28\n",
                0,
            ),
            (
                "kubectl rollout history deploy/web --revision=1 -o jsonpath={.kind}:{.spec.template.spec.containers[0].image}",
                "ReplicaSet:nginx:1.27\n",
                0,
            ),
            (
                "kubectl rollout history ds/d -o jsonpath={.kind}:{.spec.template.spec.containers[0].image},",
                "DaemonSet:nginx:1.27,DaemonSet:nginx:1.28,\n",
                0,
            ),
            (
                "kubectl rollout history ds/d --revision=7 -o yaml",
                "error: unable to find the specified revision\n",
                1,
            ),
        ],
    );
}
