use super::*;
use crate::scene::Filming;
use crate::tape::Tape;

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
