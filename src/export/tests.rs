//! Forms of a tape.

use super::*;

const TAPE: &str = "# title: A \"test\" & more\n# nodes: a,b\n%% mine\n> One **caption**.\n\
    --- web.yaml\na: 1\n\nEOF\n$ kubectl apply -f web.yaml\ndeployment.apps/web created\n\
    $ kubectl get pods -w\n$ kubectl rollout status deployment/web\n@ 1m0.5s\n! node-down a\n\
    ! exit shop/web-1 1\n$ kubectl get pods\n? pods(deployment/web) = 1\n! load web 50\n\
    ! load web 0\n\
    $ for i in 1 2; do echo 'it''s'; done\n$ sleep 3\n";

fn parts<'a>(text: &'a str, address: &'a str) -> Parts<'a> {
    Parts { text, address, start_at: "12s" }
}

fn form(name: &str, parts: &Parts<'_>) -> String {
    FORMS.iter().find(|it| it.name == name).map(|it| it.write(parts)).unwrap_or_default()
}

#[test]
fn a_fence_is_longer_than_those_in_it() {
    assert_eq!(fence("$ ls"), "```podarium\n$ ls\n```\n");
    assert_eq!(fence("--- a.md\n  ````\n"), "`````podarium\n--- a.md\n  ````\n`````\n");
}

#[test]
fn elements_are_escaped_and_survive_markdown() {
    let html = form("element", &parts("# title: <b>\n--- a\n\n\n&\n", ""));
    let wanted = "<podarium-player start-at=\"12s\"><pre>\n# title: &lt;b&gt;\n--- a&#10;&#10;\n&amp;\n\
                  </pre></podarium-player>\n";
    assert_eq!(html, wanted);
    let html = form("iframe", &parts(TAPE, "https://x.org/p/?t=12s#run=1abc"));
    assert!(
        html.starts_with("<iframe src=\"https://x.org/p/?embed&amp;t=12s#run=1abc\""),
        "{html}"
    );
    assert!(html.contains("title=\"A &quot;test&quot; &amp; more\""), "{html}");
    assert_eq!(embedded("p/"), "p/?embed");
}

#[test]
fn a_transcript_is_what_was_said_and_done() {
    let wanted = "A \"test\" & more\n===============\n\nOne **caption**.\n\n$ cat > web.yaml\na: 1\n\nEOF\n\
                  $ kubectl apply -f web.yaml\ndeployment.apps/web created\n$ kubectl get pods -w\n\
                  $ kubectl rollout status deployment/web\n(at 1m0.5s)\n! node-down a\n";
    let transcript = transcript(TAPE);
    assert_eq!(transcript.get(..wanted.len()), Some(wanted), "{transcript}");
    assert!(!transcript.contains("nodes: a") && !transcript.contains("pods(dep"));
}

#[test]
fn a_script_does_what_the_tape_does() {
    let script = shell(TAPE);
    let lines: Vec<&str> = script.lines().skip(8).collect();
    let wanted = "# nodes: a,b\n# mine\n\n# One **caption**.\ncat > ./web.yaml <<'EOFF'\na: 1\n\nEOF\nEOFF\n\
                  kubectl apply -f web.yaml\nkubectl get pods -w &\nwatching=$!\n\
                  sleep 2; kill \"$watching\"\nkubectl rollout status deployment/web &\nwaiting=$!\nat 61\n\
                  # ! node-down a\n#   Switch the machine off. With kind: docker stop a\n\
                  wait \"$waiting\"\n# ! exit shop/web-1 1\nkubectl exec web-1 -n shop -- sh -c 'kill 1'\n\
                  kubectl get pods\n# ? pods(deployment/web) = 1\n# ! load web 50\n\
                  kubectl delete pod load-web --ignore-not-found --now\n\
                  kubectl run load-web --image=busybox:1.36 --restart=Never -- sh -c 'while true; \
                  do wget -q -O /dev/null -T 1 http://web & sleep 0.020; done'\n\
                  # ! load web 0\nkubectl delete pod load-web --ignore-not-found --now\n\
                  eval 'for i in 1 2; do echo '\\''it'\\'''\\''s'\\''; done'\nsleep 3";
    assert_eq!(lines.join("\n"), wanted);
}

#[test]
fn a_command_has_all_of_its_lines() {
    let tape = "# title: no\n# title: yes\n%% title: no\n$ cat > a.yaml <<EOF\n> said\n\n$ ls -w\nit's\n\
                EOF\nout\n$ kubectl get \\\n  pods\nnone\n";
    let script = shell(tape);
    let wanted = "eval 'cat > a.yaml <<EOF\n> said\n\n$ ls -w\nit'\\''s\nEOF'\neval 'kubectl get \\\n  pods'\n";
    assert!(script.ends_with(wanted) && script.contains("# yes\n"), "{script}");
    let wanted = "yes\n===\n$ cat > a.yaml <<EOF\n> said\n\n$ ls -w\nit's\nEOF\nout\n\
                  $ kubectl get \\\n  pods\nnone\n";
    assert_eq!(transcript(tape), wanted);
}

#[test]
fn a_file_stays_in_the_folder_of_the_script() {
    for name in ["/etc/passwd", "../x", "a/../../x", ""] {
        let script = shell(&format!("--- {name}\nx\n$ ls\n"));
        assert!(!script.contains("cat >"), "{script}");
    }
    let script = shell("--- a b/-c.yaml\nx\n");
    assert!(
        script.contains("mkdir -p -- 'a b'\ncat > './a b/-c.yaml' <<'EOF'\nx\nEOF\n"),
        "{script}"
    );
}
