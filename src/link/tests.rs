//! Links: short, read back whole, and refused where they are broken.

use super::*;

const LESSON: &str = "# title: A lesson\n# nodes: a,b\n> One\n> caption.\n--- web.yaml\na: 1\n\nb: 2\n\
                      $ kubectl apply -f web.yaml\nout\n\n? ready(deployment/web) = 1\n\
                      > Two.\n@ 9s\n! node-down a\n> Three.\n";

/// The lesson as the page writes it, with lines put in at places, by line.
fn with(lines: &[(usize, &str)]) -> String {
    let mut text: Vec<String> = blocks_of(LESSON);
    for (at, line) in lines.iter().rev() {
        text.insert(*at, (*line).to_owned());
    }
    text.concat()
}

fn blocks_of(text: &str) -> Vec<String> {
    crate::syntax::blocks(text).iter().map(ToString::to_string).collect()
}

fn shared(text: String) -> Shared {
    Shared { text, done: vec![4, 5, 9], at_ms: 12_345 }
}

#[test]
fn links_of_before_are_still_read() {
    for text in ["", "a", "ab", "abc", "# title: Größe → 3\n$ kubectl get pods\n"] {
        assert_eq!(decode_link(&encode_link(text)).as_deref(), Some(text));
        let link = Link::read(&format!("tape={}&done=0-2,7", encode_link(text)));
        let wanted = Shared { text: text.to_owned(), done: vec![0, 1, 2, 7], at_ms: 0 };
        assert_eq!(link.and_then(|it| it.open("")), Ok(wanted));
    }
    assert_eq!(encode_link("ab?>"), "YWI_Pg");
    assert_eq!(decode_link("YWI/Pg=="), Some("ab?>".to_owned()));
    for broken in ["A", "YWI_P", "ü", "gA"] {
        assert_eq!(decode_link(broken), None, "{broken}");
        assert_eq!(Link::read(&format!("tape={broken}")), Err(LinkError::Broken));
    }
}

#[test]
fn what_was_put_into_a_lesson_is_read_back() {
    for lines in [
        &[][..],
        &[(0, "# seed: 7\n")],
        &[(4, "@ 1s\n! exit web-1 1\n"), (5, "@ 2s\n$ kubectl get pods\n")],
        &[(5, "--- new.yaml\n\nx: 1\n\n$ kubectl apply -f new.yaml\n")],
        &[(6, "@ 9s\n! node-down a\n"), (7, "! node-down a\n"), (9, "$ kubectl get pods\nnone\n")],
    ] {
        let shared = shared(with(lines));
        let link = encode(&shared, Some(("a-lesson", LESSON)));
        let read = Link::read(&link);
        assert_eq!(read.as_ref().map(Link::lesson), Ok(Some("a-lesson")));
        assert_eq!(read.and_then(|it| it.open(LESSON)), Ok(shared), "{lines:?}");
    }
}

#[test]
fn a_tape_that_is_no_lesson_stands_in_its_link_whole() {
    for (text, lesson) in [
        ("$ kubectl get pods\n".to_owned(), None),
        ("$ kubectl get pods\n".to_owned(), Some(("a-lesson", LESSON))),
        (LESSON.replace("a: 1", "a: 2"), Some(("a-lesson", LESSON))),
        (String::new(), None),
    ] {
        let shared = shared(text);
        let read = Link::read(&encode(&shared, lesson));
        assert_eq!(read.as_ref().map(Link::lesson), Ok(None));
        assert_eq!(read.and_then(|it| it.open("")), Ok(shared));
    }
}

#[test]
fn a_lesson_may_say_otherwise_what_it_does_but_not_do_otherwise() {
    let shared = shared(with(&[(4, "@ 1s\n! exit web-1 1\n"), (7, "! oom web-1\n")]));
    let link = encode(&shared, Some(("a-lesson", LESSON)));
    let open = |lesson: &str| Link::read(&link).and_then(|it| it.open(lesson));
    for (old, new) in
        [("> Two.\n", ""), ("One", "Eins"), ("out\n", "other\n"), ("title: A", "title: B")]
    {
        let lesson = LESSON.replace(old, new);
        let text = open(&lesson).map(|it| it.text).unwrap_or_default();
        let deeds = |text: &str| {
            let is_said = |it: &String| !it.starts_with(['>', '?']) && !it.starts_with("# title");
            let mut blocks = blocks_of(text);
            blocks.retain(is_said);
            blocks.concat().replace("other\n", "out\n")
        };
        assert_eq!(deeds(&text), deeds(&shared.text), "{old:?}");
        assert!(text.contains(new), "{new:?}");
    }
    for (old, new) in [("b: 2", "b: 3"), ("! node-down a\n", ""), ("nodes: a,b", "nodes: a")] {
        let changed = Err(LinkError::Changed("a-lesson".to_owned()));
        assert_eq!(open(&LESSON.replace(old, new)), changed, "{old:?}");
    }
}

/// A generator without any chance (Numerical Recipes).
struct Chance(u32);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) as usize % end
    }
}

#[test]
fn a_changed_link_is_refused() {
    let shared = shared(with(&[(4, "@ 1s\n! exit web-1 1\n"), (5, "@ 2s\n$ kubectl get pods\n")]));
    let links = [encode(&shared, Some(("a-lesson", LESSON))), encode(&shared, None)];
    let letters = b"ABCyz019-_=&%\xff ";
    let mut chance = Chance(1);
    for number in 0..1_000 {
        let mut link = links[number % 2].clone().into_bytes();
        for _ in 0..=chance.below(3) {
            let at = chance.below(link.len().max(5) - 4) + 4;
            match chance.below(4) {
                0 => link.truncate(at),
                1 if at < link.len() => drop(link.remove(at)),
                2 if at < link.len() => link.insert(at, letters[chance.below(letters.len() - 2)]),
                3 if at < link.len() => link[at] = letters[chance.below(letters.len() - 2)],
                _ => link.push(b'A'),
            }
        }
        let link = String::from_utf8_lossy(&link).into_owned();
        let opened = Link::read(&link).and_then(|it| it.open(LESSON));
        let is_harmless = opened.as_ref() == Ok(&shared);
        assert!(opened.is_err() || is_harmless, "{link} became {opened:?}");
    }
}

#[test]
fn hostile_links_are_refused_and_take_no_time() {
    let pack = |text: &str| {
        let packed = miniz_oxide::deflate::compress_to_vec_zlib(text.as_bytes(), 9);
        format!("run=1{}", base64::encode(&packed))
    };
    let bomb = pack(&"0".repeat(64 << 20));
    assert!(bomb.len() < 100_000);
    let long = format!("tape={}", "A".repeat(10 << 20));
    for link in [
        "",
        "run=",
        "run=1",
        "run=1=",
        "run=x",
        "tape",
        "lesson=1",
        &bomb,
        &long,
        &pack("no line"),
        &pack("a b c\n"),
        &pack("- - -5 -\n"),
        &pack("- - 99999999999999 -\n"),
        &pack("- - 0 9-1\n"),
        &pack("- - 0 1-99999999999\n"),
        &pack("a b 0 -\n0 0 18446744073709551615\nx\n"),
        &pack("a b 0 -\n0 0\n"),
        &pack("a b 0 -\n0 0 -1\n"),
    ] {
        let start: String = link.chars().take(40).collect();
        assert_eq!(Link::read(link), Err(LinkError::Broken), "{start}");
    }
    assert_eq!(Link::read("run=2abc"), Err(LinkError::Version));
    let far =
        format!("a-lesson {} 0 -\n999 18446744073709551615 1\n! oom x\n", lesson::edition(LESSON));
    let opened = Link::read(&pack(&far)).and_then(|it| it.open(LESSON));
    assert!(opened.is_ok_and(|it| it.text.ends_with("! oom x\n")));
}
