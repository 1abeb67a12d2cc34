//! Bad input of every kind: what is typed, and a part of what Kubernetes says. The tests of the
//! console and those of the page go through the same table.

/// What it is, the input, a fragment of the answer. An input that begins with `$ ` is a command;
/// any other is a file, which is applied as `bad.yaml`. A Deployment `web` is there already, and
/// `WEB` in a file stands for the rest of its manifest.
pub const INPUTS: &[(&str, &str, &str)] = &[
    // YAML that is none.
    (
        "a key inside a value",
        "apiVersion: apps/v1\nkind: Deployment\n  metadata:\n name: web\n",
        "error: error parsing bad.yaml: error converting YAML to JSON: yaml: line 3: mapping values are not allowed in this context",
    ),
    (
        "a tab",
        "apiVersion: v1\nkind: Pod\nmetadata:\n\tname: a\n",
        "yaml: line 4: found character that cannot start any token",
    ),
    ("an open bracket", "apiVersion: v1\nkind: [Pod\n", "yaml: line "),
    ("an open quote", "apiVersion: v1\nkind: \"Pod\n", "yaml: line "),
    (
        "an unknown alias",
        "apiVersion: v1\nkind: *nothing\n",
        "yaml: unknown anchor 'nothing' referenced",
    ),
    (
        "what is left of a template",
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Values.a }}\n",
        "yaml: invalid map key: map[interface {}]interface {}{\".Values.a\":interface {}(nil)}",
    ),
    ("a wrong indentation", "a:\n  - b\n - c\n", "yaml: line 2: did not find expected key"),
    (
        "JSON that ends early",
        "{\"apiVersion\": \"v1\",",
        "error: error parsing bad.yaml: unexpected EOF",
    ),
    (
        "JSON with a comma too many is YAML",
        "{\"apiVersion\": \"v1\",}",
        "error validating \"bad.yaml\": error validating data: kind not set; if you choose to ignore these errors, turn validation off with --validate=false",
    ),
    (
        "JSON without a quote is YAML",
        "{\n  apiVersion: v1\n}\n",
        "error validating \"bad.yaml\": error validating data: kind not set; if you choose to ignore these errors, turn validation off with --validate=false",
    ),
    (
        "a separator with a word behind it",
        "apiVersion: v1\n--- next\n",
        "error: error parsing bad.yaml: invalid Yaml document separator: next",
    ),
    // YAML that is no manifest.
    ("nothing", "", "error: no objects passed to apply"),
    ("a comment", "# nothing\n", "error: no objects passed to apply"),
    ("a text", "hello\n", "error validating data: invalid object to validate"),
    ("a list", "- a\n- b\n", "error validating data: invalid object to validate"),
    ("no type", "metadata:\n  name: a\n", "[apiVersion not set, kind not set]"),
    (
        "no version",
        "kind: Pod\nmetadata:\n  name: a\n",
        "error validating data: apiVersion not set",
    ),
    ("a kind that is a number", "apiVersion: v1\nkind: 1\n", "kind isn't string type"),
    ("HTML", "<!DOCTYPE html>\n<html><body>404</body></html>\n", "invalid object to validate"),
    // A manifest of something else.
    (
        "an unknown kind",
        "apiVersion: apps/v1\nkind: Deploymnt\nmetadata:\n  name: web\n",
        "error: resource mapping not found for name: \"web\" namespace: \"\" from \"bad.yaml\": no matches for kind \"Deploymnt\" in version \"apps/v1\"\nensure CRDs are installed first",
    ),
    (
        "an old version",
        "apiVersion: extensions/v1beta1\nkind: Deployment\nmetadata:\n  name: web\n",
        "no matches for kind \"Deployment\" in version \"extensions/v1beta1\"",
    ),
    // Fields.
    (
        "an unknown field",
        "WEB  replcas: 3\n",
        "strict decoding error: unknown field \"spec.replcas\"",
    ),
    (
        "a wrong type",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: other\nspec:\n  replicas: three\n",
        "Deployment in version \"v1\" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32",
    ),
    ("a wrong type for what is there", "WEB  replicas: three\n", "unrecognized type: int32"),
    (
        "a map for a list",
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n    name: a\n",
        "json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container",
    ),
    (
        "a label that is a number",
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  labels:\n    tier: 1\n",
        "json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string",
    ),
    (
        "no name",
        "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n    image: nginx\n",
        "resource name may not be empty",
    ),
    (
        "a bad name",
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: Web_1\nspec:\n  containers:\n  - name: a\n    image: nginx\n",
        "metadata.name: Invalid value: \"Web_1\": a lowercase RFC 1123 subdomain must consist of",
    ),
    (
        "a name that is too long",
        "$ kubectl run aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa --image=nginx",
        "must be no more than 63 characters",
    ),
    (
        "emoji for a name",
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: \u{1F680}\nspec:\n  containers:\n  - name: a\n    image: nginx\n",
        "metadata.name: Invalid value: \"\u{1F680}\": a lowercase RFC 1123 subdomain",
    ),
    (
        "right-to-left text for a name",
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: \u{202E}שלום\nspec:\n  containers:\n  - name: a\n    image: nginx\n",
        "metadata.name: Invalid value:",
    ),
    (
        "a bad quantity",
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n  - name: a\n    image: nginx\n    resources:\n      limits:\n        cpu: lots\n",
        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    ),
    (
        "a request above its limit",
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n  - name: a\n    image: nginx\n    resources:\n      requests:\n        cpu: 2\n      limits:\n        cpu: 1\n",
        "spec.containers[0].resources.requests: Invalid value: \"2\": must be less than or equal to cpu limit of 1",
    ),
    (
        "fewer replicas than none",
        "WEB  replicas: -1\n",
        "The Deployment \"web\" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0",
    ),
    (
        "a wrong type in what is there already",
        "$ kubectl patch deploy web -p '{\"spec\":{\"replicas\":\"three\"}}'",
        "The request is invalid: patch: Invalid value: \"map[spec:map[replicas:three]]\": unrecognized type: int32",
    ),
    (
        "a wrong type in a merge patch",
        "$ kubectl patch deploy web --type merge -p '{\"spec\":{\"replicas\":\"three\"}}'",
        "\": json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32",
    ),
    (
        "a text where a template belongs",
        "$ kubectl patch deploy web -p '{\"spec\":{\"template\":\"x\"}}'",
        "cannot restore struct from: string",
    ),
    (
        "more replicas than a number can say",
        "WEB  replicas: 10000000000\n",
        "json: cannot unmarshal number 10000000000 into Go struct field DeploymentSpec.spec.replicas of type int32",
    ),
    (
        "a selector that selects nothing",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: other\nspec:\n  selector:\n    matchLabels:\n      app: a\n  template:\n    metadata:\n      labels:\n        app: b\n    spec:\n      containers:\n      - name: a\n        image: nginx\n",
        "spec.template.metadata.labels: Invalid value: {\"app\":\"b\"}: `selector` does not match template `labels`",
    ),
    (
        "an immutable field",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: b\n  template:\n    metadata:\n      labels:\n        app: b\n    spec:\n      containers:\n      - name: nginx\n        image: nginx\n",
        "spec.selector: Invalid value: {\"matchLabels\":{\"app\":\"b\"}}: field is immutable",
    ),
    (
        "no containers",
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers: []\n",
        "spec.containers: Required value",
    ),
    (
        "a namespace that is not there",
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  namespace: nowhere\nspec:\n  containers:\n  - name: a\n    image: nginx\n",
        "namespaces \"nowhere\" not found",
    ),
    // Commands.
    (
        "a name that is taken",
        "$ kubectl create deployment web --image=nginx",
        "error: failed to create deployment: deployments.apps \"web\" already exists",
    ),
    ("a command that does not exist", "$ kubctl get pods", "bash: kubctl: command not found"),
    (
        "a verb that does not exist",
        "$ kubectl gte pods",
        "error: unknown command \"gte\" for \"kubectl\"\n\nDid you mean this?\n\tget\n",
    ),
    (
        "a kind that does not exist",
        "$ kubectl get podz",
        "error: the server doesn't have a resource type \"podz\"",
    ),
    ("half a quote", "$ kubectl get 'pods", "unexpected EOF while looking for matching `''"),
    ("half a double quote", "$ echo \"", "unexpected EOF while looking for matching `\"'"),
    ("a pipe into nothing", "$ kubectl get pods |", "syntax error: unexpected end of file"),
    ("a parenthesis", "$ kubectl get pods (all)", "syntax error near unexpected token `('"),
    (
        "an unknown flag",
        "$ kubectl get pods --colour",
        "error: unknown flag: --colour\nSee 'kubectl get --help' for usage.",
    ),
    ("an unknown letter", "$ kubectl get pods -Z", "error: unknown shorthand flag: 'Z' in -Z"),
    (
        "a flag without its value",
        "$ kubectl get pods -l",
        "error: flag needs an argument: 'l' in -l",
    ),
    (
        "a long flag without its value",
        "$ kubectl scale deploy web --replicas",
        "error: flag needs an argument: --replicas",
    ),
    (
        "a number that is none",
        "$ kubectl scale deploy web --replicas=many",
        "error: invalid argument \"many\" for \"--replicas\" flag: strconv.ParseInt: parsing \"many\": invalid syntax",
    ),
    (
        "a huge number",
        "$ kubectl scale deploy web --replicas=99999999999999999999",
        "strconv.ParseInt: parsing \"99999999999999999999\": value out of range",
    ),
    (
        "a negative number",
        "$ kubectl scale deploy web --replicas=-1",
        "error: The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0",
    ),
    (
        "a duration without a unit",
        "$ kubectl wait pod/a --for=delete --timeout=5",
        "time: missing unit in duration \"5\"",
    ),
    (
        "a file that is not there",
        "$ kubectl apply -f nothere.yaml",
        "error: the path \"nothere.yaml\" does not exist",
    ),
    ("a directory", "$ kubectl apply -k .", "error: unable to find one of 'kustomization.yaml'"),
    ("no file at all", "$ kubectl apply", "error: must specify one of -f and -k"),
    (
        "an object that is not there",
        "$ kubectl delete pod nothing",
        "Error from server (NotFound): pods \"nothing\" not found",
    ),
    (
        "a format that does not exist",
        "$ kubectl get pods -o table",
        "unable to match a printer suitable for the output format \"table\"",
    ),
    (
        "a template that ends early",
        "$ kubectl get pods -o jsonpath={.items[0",
        "error: error parsing jsonpath {.items[0, unterminated array",
    ),
    (
        "a selector that is none",
        "$ kubectl get pods -l 'a=('",
        "that match label selector \"a=(\", field selector \"\": unable to parse requirement: found '(', expected: identifier",
    ),
    (
        "a patch that is none",
        "$ kubectl patch deploy web -p '{\"spec\":'",
        "Error from server (BadRequest): unexpected ",
    ),
    (
        "a shell in a container",
        "$ kubectl exec web -- sh",
        "Error from server (NotFound): pods \"web\" not found",
    ),
    ("an emoji", "$ \u{1F680}", "bash: \u{1F680}: command not found"),
];

/// Inputs that are too long for a table: what they are, the file, a fragment of the answer.
pub fn large_inputs() -> Vec<(&'static str, String, &'static str)> {
    let head = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n";
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..20 {
        let items = vec![format!("*a{}", level - 1); 9].join(", ");
        bomb.push_str(&format!("a{level}: &a{level} [{items}]\n"));
    }
    let too_large = "(RequestEntityTooLarge): error when creating \"bad.yaml\": Request entity too large: limit is 3145728";
    vec![
        ("a paste of 10 MB", "a: b\n".repeat(2 << 20), too_large),
        ("a line of 10 MB", "x".repeat(10 << 20), too_large),
        ("an alias bomb", bomb, "yaml: document contains excessive aliasing"),
        ("a deep flow", "[".repeat(1 << 20), "yaml: exceeded max depth of 10000"),
        (
            "a deep flow of maps",
            format!("x: {}", "{a: ".repeat(1 << 19)),
            "yaml: exceeded max depth of 10000",
        ),
        ("a deep block", deep_block(2_000), "yaml: exceeded max depth of 10000"),
        (
            "quotes that YAML does not escape",
            format!("a: \"{}\"\n", "\\'".repeat(200_000)),
            "found unknown escape character",
        ),
        ("deep JSON", "{\"a\":".repeat(1 << 18), "exceeded max depth"),
        ("deep dashes", "- ".repeat(1 << 19), "yaml: exceeded max depth of 10000"),
        ("NUL bytes", format!("{head}\0\0\0"), "yaml: control characters are not allowed"),
        ("two megabytes of keys", keys(100_000), "[apiVersion not set, kind not set]"),
        ("many documents", "---\na: 1\n".repeat(20_000), "[apiVersion not set, kind not set]"),
    ]
}

fn deep_block(depth: usize) -> String {
    (0..depth).map(|level| format!("{}a:\n", " ".repeat(level))).collect()
}

fn keys(count: usize) -> String {
    (0..count).map(|index| format!("key-{index}: {index}\n")).collect()
}
