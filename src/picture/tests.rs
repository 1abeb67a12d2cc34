use super::*;
use crate::film::Film;
use crate::scene::Filming;
use crate::tape::Tape;

fn film_of(tape: &str) -> Film {
    Filming::of(Rc::new(Tape::parse(tape).expect("a tape")))
}

fn lesson(name: &str) -> &'static str {
    crate::lessons::LESSONS.iter().find(|it| it.name == name).expect("a lesson").text
}

#[test]
fn inline_markdown_is_read() {
    let text = |text: &str| Inline::Text(text.to_owned());
    assert_eq!(
        inline("a **b** `*c*` *d*, 2 * 3 ** x"),
        vec![
            text("a "),
            Inline::Bold("b".to_owned()),
            text(" "),
            Inline::Code("*c*".to_owned()),
            text(" "),
            Inline::Italic("d".to_owned()),
            text(", 2 * 3 ** x"),
        ]
    );
    assert_eq!(inline("*"), vec![text("*")]);
    assert_eq!(inline(""), vec![]);
}

#[test]
fn moments_as_tapes_write_them() {
    for (text, wanted) in [
        ("20s", Some(20_000)),
        ("1m20.011s", Some(80_011)),
        ("2m", Some(120_000)),
        ("1h0m0.5s", Some(3_600_500)),
        ("on(node-2) = 0", None),
        ("", None),
    ] {
        assert_eq!(crate::syntax::parse_time(text), wanted, "{text}");
    }
}

#[test]
fn a_snapshot_is_stable() {
    let tape = Tape::parse(crate::lessons::LESSONS[0].text).unwrap();
    let film = Filming::of(Rc::new(tape));
    let end_ms = film.end_ms.unwrap();
    let text = |at_ms: i64| snapshot(&film.at(at_ms, &Picture::default()));
    if std::env::var("PRINT").is_ok() {
        for at_ms in (0..end_ms).step_by(500) {
            println!("--- {at_ms}\n{}", text(at_ms));
        }
    }
    let text = text(end_ms);
    assert!(text.contains("deployment/web 3/3: revision 2 is complete"), "{text}");
    assert!(text.contains("node node-1: Ready, 1 Pods"), "{text}");
}

#[test]
fn pieces_of_a_line_are_the_line() {
    let tokens = |line| {
        let pieces = highlight(line);
        assert_eq!(pieces.iter().map(|it| it.1).collect::<String>(), line);
        pieces.iter().map(|it| it.0.word()).collect::<Vec<_>>().join(" ")
    };
    let table = [
        ("", ""),
        ("---", "mark"),
        ("kind: Pod", "key plain plain"),
        ("  replicas: 3 # few", "plain key plain literal comment"),
        ("  - name: web", "plain mark key plain plain"),
        ("- - a", "mark mark plain"),
        ("spec:", "key"),
        ("  \"a: b\": 'c'", "plain key plain text"),
        ("# all: of it", "comment"),
        ("image: nginx:1.27", "key plain plain"),
        ("http://x", "plain"),
        ("\u{fc}: \"half", "key plain text"),
        ("a: -", "key plain mark"),
        ("on: true", "key plain literal"),
    ];
    for (line, wanted) in table {
        assert_eq!(tokens(line), wanted, "{line}");
    }
}

#[test]
fn what_can_be_done_is_a_line_of_a_tape_and_makes_sense() {
    let mut labels = std::collections::BTreeSet::new();
    for name in ["node-dies", "stateful-database", "retries", "gpu-nodes"] {
        let lesson = crate::lessons::LESSONS.iter().find(|it| it.name == name).unwrap();
        let film = Filming::of(std::rc::Rc::new(Tape::parse(lesson.text).unwrap()));
        for at_ms in (0..film.end_ms.unwrap()).step_by(3_000) {
            let picture = film.at(at_ms, &Picture::default());
            let of_nodes = picture.nodes.iter().flat_map(|node| {
                let offers = offers_for_node(node);
                let drains = offers.iter().any(|it| it.label == "Drain");
                assert_eq!(drains, node.pods > 0 && node.down_ms.is_none(), "{}", node.name);
                offers
            });
            let of_pods = picture.pods.iter().flat_map(|pod| {
                let offers = offers_for_pod(pod);
                let runs = matches!(pod.look, Look::Ready | Look::Running) && pod.gone_ms.is_none();
                assert_eq!(offers.iter().any(|it| it.label == "Crash"), runs, "{}", pod.name);
                offers
            });
            for offer in of_nodes.chain(of_pods) {
                assert!(Tape::parse(&offer.line).is_ok(), "{}", offer.line);
                labels.insert(offer.label);
            }
        }
    }
    assert!(labels.len() >= 12, "{labels:?}");
}

#[test]
fn pods_are_found_by_what_is_known_of_them() {
    let tape = "$ kubectl create deployment web --image=nginx:1.27\n$ sleep 9\n";
    let film = Filming::of(std::rc::Rc::new(Tape::parse(tape).unwrap()));
    let pod = film.at(9_000, &Picture::default()).pods[0].clone();
    for (word, is_found) in [("web", true), ("node-", true), ("nginx:1.27", true), ("ready", true)]
        .into_iter()
        .chain([("default", true), ("crash", false), ("db", false)])
    {
        assert_eq!(pod.is_found(word), is_found, "{word}");
    }
}

#[test]
fn a_pod_that_leaves_shows_what_is_left_of_its_grace() {
    let tape = "$ kubectl create deployment web --image=nginx:1.27\n$ sleep 9\n";
    let film = Filming::of(std::rc::Rc::new(Tape::parse(tape).unwrap()));
    let mut pod = (*film.at(9_000, &Picture::default()).pods[0]).clone();
    assert_eq!(pod.filled(9_000), None, "it is ready");
    (pod.spell.told_ms, pod.grace_s, pod.look) = (Some(10_000), 30, Look::Terminating);
    for (at_ms, wanted) in [(10_000, 1000), (25_000, 500), (39_900, 50), (40_000, 0), (90_000, 0)] {
        assert_eq!(pod.filled(at_ms), Some(wanted), "{at_ms}");
    }
}

#[test]
fn a_container_that_waits_to_be_started_again_counts_down() {
    let tape = "$ kubectl create deployment web --image=busybox -- sh -c 'exit 1'\n$ sleep 60\n";
    let film = Filming::of(std::rc::Rc::new(Tape::parse(tape).unwrap()));
    let mut waited: Option<(i64, i64)> = None;
    let mut ends = 0;
    for at_ms in (0..60_000).step_by(250) {
        let picture = film.at(at_ms, &Picture::default());
        let again_s = picture.pods.first().and_then(|it| it.again_s(at_ms));
        if let (Some((since_ms, left)), None) = (waited, again_s) {
            assert!((at_ms - since_ms - left * 1000).abs() <= 2_500, "{left} s, at {at_ms} ms");
            ends += 1;
        }
        waited = again_s.map(|it| waited.unwrap_or((at_ms, it)));
    }
    assert!(ends >= 2, "{ends} waits have ended");
}

#[test]
fn components_with_a_weight_or_that_are_quiet_exist() {
    let known = |name: &str| crate::controllers::CONTROLLERS.iter().any(|it| it.name == name);
    for name in effect::WEIGHTS.iter().map(|it| it.0).chain(plane::QUIET) {
        assert!(known(name), "{name}");
    }
}

#[test]
fn how_much_an_effect_tells_depends_on_who_does_it() {
    let table = [
        ("replicaset-controller", Effect::Create, 2),
        ("replicaset-controller", Effect::Adopt, 3),
        ("statefulset-controller", Effect::Adopt, 2),
        ("deployment-controller", Effect::Update, 0),
        ("deployment-controller", Effect::UpdateStatus, 2),
        ("endpoint-slice-controller", Effect::Update, 0),
        ("endpoint-slice-controller", Effect::FailCreate, 3),
        ("csi-provisioner", Effect::Fail, 1),
        ("node-controller", Effect::Update, 1),
        ("node-controller", Effect::UpdateStatus, 2),
        ("default-scheduler", Effect::ScheduleBest, 1),
        ("default-scheduler", Effect::Preempt, 3),
    ];
    for (component, effect, weight) in table {
        assert_eq!(effect.weight(component), weight, "{component} {effect:?}");
    }
}

#[test]
fn nothing_is_heard_of_a_silent_node() {
    let tape = "# nodes: node-1,node-2\n$ kubectl create deployment web --image=nginx:1.27 --replicas=4\n\
        @ 5s\n! node-down node-2\n@ 2m\n\
        $ kubectl set image deployment/web nginx=nginx:nope\n$ sleep 20\n";
    let film = film_of(tape);
    let told = |at_ms| film.at(at_ms, &Picture::default()).cause(None).map(|it| it.who.to_string());
    assert_eq!(told(100_000), None, "its Pods are not ready, and no kubelet says so");
    assert_eq!(told(138_000).as_deref(), Some("Kubelet of node-1"), "this one is heard");
}

#[test]
fn requests_are_shared_out_among_pods_that_are_ready() {
    let tape = "$ kubectl create deployment web --image=nginx:1.27 --replicas=2\n\
        $ kubectl expose deployment web --port=80\n$ kubectl run other --image=nginx:1.27\n@ 10s\n\
        ! load web 200\n@ 20s\n! load web 1\n@ 30s\n! load web 0\n@ 40s\n$ kubectl get pods\n";
    let film = film_of(tape);
    let requests = |at_ms| {
        let picture = film.at(at_ms, &Picture::default());
        picture.pods.iter().map(|pod| picture.beside(pod).requests).collect::<Vec<_>>()
    };
    assert_eq!(requests(9_000), [None, None, None]);
    assert_eq!(requests(15_000), [Some(100), Some(100), None], "the third is behind no Service");
    assert_eq!(requests(25_000), [Some(0), Some(0), None], "less than one each");
    assert_eq!(requests(35_000), [None, None, None]);
}

/// Of the Pods at a moment the ends of their names, where `is_told` holds.
fn pods_at(film: &Film, at_ms: i64, is_told: impl Fn(&Picture, &Pod) -> bool) -> Vec<String> {
    let picture = film.at(at_ms, &Picture::default());
    let found = picture.pods.iter().filter(|it| is_told(&picture, it));
    found.map(|it| it.label().to_owned()).collect()
}

#[test]
fn requests_fail_at_the_pod_that_does_not_listen_yet_and_at_the_one_that_has_ended() {
    let film = film_of(lesson("failed-requests"));
    let fails =
        |at_ms| pods_at(&film, at_ms, |all, pod| all.fails(pod) && pod.look != Look::Terminating);
    let newest = |at_ms| pods_at(&film, at_ms, |_, pod| pod.spell.created_ms >= 16_000);
    assert_eq!(fails(18_000), [""; 0], "before the rollout none fails");
    assert_eq!(fails(20_000), newest(20_000)[..1], "the first of the new ones is ready, and deaf");
    let ended = (20_000..36_000).step_by(50).any(|at_ms| {
        let all = pods_at(&film, at_ms, |picture, pod| {
            picture.fails(pod) && pod.look == Look::Terminating
        });
        !all.is_empty()
    });
    assert!(ended, "proxies that do not know yet send requests where nobody listens any more");
    let traced = (20_000..36_000).step_by(50).any(|at_ms| {
        !pods_at(&film, at_ms, |all, pod| all.fails(pod) && pod.gone_ms.is_some()).is_empty()
    });
    assert!(traced, "that is still told when it is gone");
    assert_eq!(fails(film.until_ms), [""; 0], "in the end all are answered");
}

/// The proxies learn a fifth of a second later that a Pod leaves, and it leaves for five seconds.
#[test]
fn what_a_leaving_pod_is_still_asked_is_told_until_it_is_gone() {
    let film = film_of(lesson("no-failed-request"));
    let told = |all: &Picture, pod: &Pod| all.beside(pod).late.is_some_and(|it| it > 0);
    let shown = |at_ms: &i64| !pods_at(&film, *at_ms, told).is_empty();
    let moments: Vec<i64> = (0..film.until_ms).step_by(500).filter(shown).collect();
    assert!(moments.len() > 30, "three are replaced and three go, each for five seconds");
    let leaves = |pod: &Pod| pod.look == Look::Terminating && pod.gone_ms.is_none();
    let others = moments.iter().map(|at_ms| {
        pods_at(&film, *at_ms, |all, pod| told(all, pod) && (!leaves(pod) || all.fails(pod)))
    });
    assert_eq!(others.flatten().collect::<Vec<_>>(), [""; 0], "none of them fails");
}

#[test]
fn files_go_with_the_pod_or_stay_with_the_volume() {
    let film = film_of(lesson("not-a-deployment"));
    let at = |at_ms| {
        let picture = film.at(at_ms, &Picture::default());
        let of = |pod: &Rc<Pod>| (pod.files.to_string(), picture.beside(pod).kept);
        let alive = picture.pods.iter().filter(|it| it.gone_ms.is_none());
        alive.map(of).collect::<Vec<_>>()
    };
    let inside = |files: &str| (files.to_owned(), None);
    let kept = |files: &str| (String::new(), Some(files.into()));
    assert_eq!(at(500), [inside(""), inside("")], "nothing is written yet");
    assert_eq!(at(3_000), [kept("0-orders"), inside("0-orders")]);
    assert_eq!(at(5_000), [kept("1-order"), inside("1-order")]);
    assert_eq!(at(12_000), [inside("0-orders"), kept("1-order")], "one has come back without them");
}

#[test]
fn a_kubelet_tells_of_what_it_found() {
    // What was wrong, and how what is told of it begins.
    let table = [
        ("$ kubectl run a --image=nginx:nope", "can't get the image of "),
        ("$ kubectl run a --image=nope:1 --image-pull-policy=Never", "can't start a container of "),
        ("$ kubectl run a --image=busybox:1 --command -- nope", "can't start a container of "),
        (
            "$ kubectl run a --image=busybox:1 --command -- false",
            "waits before it starts the container of ",
        ),
        ("$ kubectl run a --image=busybox:1 --restart=Never --command -- false", "reports that "),
        (
            "--- a.yaml\napiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n  - name: a\n    \
             image: nginx:1.27\n    envFrom:\n    - configMapRef:\n        name: nope\n\
             $ kubectl apply -f a.yaml",
            "can't start a container of ",
        ),
    ];
    for (lines, begin) in table {
        let film = film_of(&format!("{lines}\n$ sleep 30\n"));
        let told = (0..30_000).step_by(250).any(|at_ms| {
            let cause = film.at(at_ms, &Picture::default()).cause(None);
            cause.is_some_and(|it| it.what[0].0.starts_with(begin))
        });
        assert!(told, "{lines}");
    }
    let film = film_of(lesson("not-a-deployment"));
    let cause = film.at(film.until_ms, &Picture::default()).cause(None).expect("somebody waits");
    assert_eq!(&*cause.because, "its volume is attached to another node");
}

#[test]
fn a_trace_is_left_where_nobody_else_has_come() {
    let tape = "# nodes: node-1\n$ kubectl create deployment web --image=nginx:1.27 --replicas=2\n@ 10s\n\
        $ kubectl scale deployment/web --replicas=1\n@ 30s\n\
        $ kubectl scale deployment/web --replicas=2\n@ 40s\n\
        $ kubectl delete pods --all --now\n@ 1m\n$ kubectl get pods\n";
    let film = film_of(tape);
    let traces = |at_ms: i64| {
        let picture = film.at(at_ms, &Picture::default());
        let gone = picture.pods.iter().filter(|it| it.gone_ms.is_some());
        gone.map(|it| at_ms - it.gone_ms.unwrap_or(0)).collect::<Vec<_>>()
    };
    let longest = (0..30_000).step_by(100).flat_map(traces).max();
    assert_eq!(longest.map(|it| it / 1000), Some(TRACE_MS / 1000 - 1), "for six seconds");
    // Those that come at once find no free place; those that come later take them.
    let all = (40_000..60_000).step_by(100).map(|at_ms| {
        let picture = film.at(at_ms, &Picture::default());
        let places: Vec<&Place> = picture.pods.iter().filter_map(|it| it.place.as_ref()).collect();
        let is_shared =
            |it: &&Place| places.iter().filter(|other| other.slot == it.slot).count() > 1;
        assert!(!places.iter().any(is_shared), "{places:?} at {at_ms}");
        places.len()
    });
    assert_eq!(all.max(), Some(4), "two that are gone, and two that have come");
}

#[test]
fn among_many_nobody_looks_for_traces() {
    let film = film_of(
        "$ kubectl create deployment web --image=nginx:1.27 --replicas=30\n@ 20s\n\
        $ kubectl delete pods --all --now\n@ 40s\n$ kubectl get pods\n",
    );
    let oldest = (20_000..40_000).step_by(100).flat_map(|at_ms| {
        let picture = film.at(at_ms, &Picture::default());
        picture.pods.iter().filter_map(|it| it.gone_ms).map(|it| at_ms - it).collect::<Vec<_>>()
    });
    assert!(oldest.max().expect("some go") < LEAVE_MS);
}

#[test]
fn a_pod_that_leaves_names_its_hook() {
    let film = film_of(lesson("no-failed-request"));
    let leaving = (20_000..40_000).step_by(500).flat_map(|at_ms| {
        let picture = film.at(at_ms, &Picture::default());
        let leaving = picture.pods.iter().filter(|it| it.look == Look::Terminating);
        leaving.map(|it| it.waits.to_string()).collect::<Vec<_>>()
    });
    let hooks: std::collections::BTreeSet<String> = leaving.collect();
    assert_eq!(hooks.into_iter().collect::<Vec<_>>(), ["preStop sleep 5 s"]);
}
