//! YAML in and out, and JSON out.

use crate::kubectl::{json, yaml};
use serde_json::json;

/// Rows of `goyaml.v2/decode_test.go`, and what Kubernetes makes of them.
#[test]
fn plain_scalars_mean_what_yaml_1_1_says() {
    let rows = [
        ("yes", json!(true)),
        ("\"yes\"", json!("yes")),
        ("'yes'", json!("yes")),
        ("Off", json!(false)),
        ("n", json!(false)),
        ("nope", json!("nope")),
        ("~", json!(null)),
        ("0644", json!(420)),
        ("0o17", json!(15)),
        ("0x1F", json!(31)),
        ("0b11", json!(3)),
        ("1_000", json!(1000)),
        ("-12", json!(-12)),
        ("+12", json!(12)),
        ("08", json!(8)),
        ("1.5", json!(1.5)),
        ("1e3", json!(1000)),
        ("1.27", json!(1.27)),
        ("\"1.27\"", json!("1.27")),
        ("25%", json!("25%")),
        ("2026-01-01", json!("2026-01-01")),
        ("12:30:45", json!("12:30:45")),
        ("0 2 * * *", json!("0 2 * * *")),
        ("true # comment", json!(true)),
    ];
    for (text, want) in rows {
        let parsed = yaml::parse(&format!("a: {text}\n"));
        assert_eq!(parsed, Ok(json!({"a": want})), "{text}");
    }
}

#[test]
fn documents_are_read_as_written() {
    let rows = [
        ("a: &x {b: 1}\nc: *x\n", json!({"a": {"b": 1}, "c": {"b": 1}})),
        (
            "a: &x {b: 1, c: 2}\nd:\n  <<: *x\n  c: 3\n",
            json!({"a": {"b": 1, "c": 2}, "d": {"b": 1, "c": 3}}),
        ),
        ("80: x\ntrue: z\n", json!({"80": "x", "true": "z"})),
        ("a: |\n  b\n  c\n", json!({"a": "b\nc\n"})),
        ("a: >-\n  b\n  c\n", json!({"a": "b c"})),
        ("a: !thing b\n", json!({"a": "b"})),
        ("{\"a\": [1, \"x\", null]}", json!({"a": [1, "x", null]})),
        ("", json!(null)),
        ("# nothing\n", json!(null)),
    ];
    for (text, want) in rows {
        assert_eq!(yaml::parse(text), Ok(want), "{text}");
    }
    let three = "---\na: 1\n---\n# c\n--- # d\nb: 2\n";
    let found = yaml::documents_at(three);
    let found: Vec<(usize, &str)> = found.iter().map(|it| (it.0, it.1.as_str())).collect();
    assert_eq!(found, [(0, "---\na: 1\n"), (3, "# c\n"), (5, "b: 2\n")]);
    assert_eq!(yaml::parse("---\na: 1\n"), Ok(json!({"a": 1})));
    assert_eq!(yaml::parse("---\n"), Ok(json!(null)));
}

#[test]
fn what_is_wrong_is_said_in_the_words_of_go() {
    let rows = [
        ("a: b\n  c: d\n", "yaml: line 2: mapping values are not allowed in this context"),
        (
            "a: {{ .Values.b }}\n",
            "yaml: invalid map key: map[interface {}]interface {}{\".Values.b\":interface {}(nil)}",
        ),
        ("a:\n\tb: c\n", "yaml: line 2: found character that cannot start any token"),
        ("a: b\nc: \"\\q\"\n", "yaml: line 2: found unknown escape character"),
        ("a: 1\nb: *c-d\n", "yaml: unknown anchor 'c-d' referenced"),
        ("a: *b", "yaml: unknown anchor 'b' referenced"),
        ("a: !!int x\n", "yaml: cannot decode !!str `x` as a !!int"),
        ("a:\n  - b\n - c\n", "yaml: line 2: did not find expected key"),
    ];
    for (text, want) in rows {
        assert_eq!(yaml::parse(text), Err(want.to_owned()), "{text}");
    }
}

#[test]
fn the_last_of_two_keys_counts_and_is_told_of() {
    let text = "a: 1\nb:\n  c: 1\n  c: 2\n";
    assert_eq!(yaml::parse(text), Ok(json!({"a": 1, "b": {"c": 2}})));
    let told = yaml::duplicate(text);
    let want = "yaml: unmarshal errors:\n  line 4: key \"c\" already set in map";
    assert_eq!(told.as_deref(), Some(want));
    assert_eq!(yaml::duplicate("a: 1\n"), None);
}

#[test]
fn tags_and_marks_of_byte_order_are_read() {
    assert_eq!(yaml::parse("\u{feff}a: !!str 5\n"), Ok(json!({"a": "5"})));
}

#[test]
fn an_alias_bomb_is_refused() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let items = vec![format!("*a{}", level - 1); 10].join(", ");
        text.push_str(&format!("a{level}: &a{level} [{items}]\n"));
    }
    assert_eq!(yaml::parse(&text), Err("yaml: document contains excessive aliasing".to_owned()));
    let deep = "[".repeat(100_000);
    assert!(yaml::parse(&deep).is_err());
}

#[test]
fn texts_are_quoted_where_they_would_mean_something_else() {
    let rows = [
        ("plain", "plain"),
        ("two words", "two words"),
        ("", "\"\""),
        ("1", "\"1\""),
        ("true", "\"true\""),
        ("no", "\"no\""),
        ("null", "\"null\""),
        ("1e3", "\"1e3\""),
        ("0x1f", "\"0x1f\""),
        ("1.27.0", "1.27.0"),
        ("2026-11-21T10:28:19Z", "\"2026-11-21T10:28:19Z\""),
        ("2026-11-21", "\"2026-11-21\""),
        ("12:30", "\"12:30\""),
        ("25%", "25%"),
        ("0 2 * * *", "0 2 * * *"),
        ("*/5 * * * *", "'*/5 * * * *'"),
        ("a: b", "'a: b'"),
        ("nginx:1.27", "nginx:1.27"),
        ("a #b", "'a #b'"),
        ("a#b", "a#b"),
        ("- a", "'- a'"),
        ("-a", "-a"),
        ("{\"a\":1}", "'{\"a\":1}'"),
        ("it's", "it's"),
        ("'quoted'", "'''quoted'''"),
        (" lead", "' lead'"),
        ("a\tb", "\"a\\tb\""),
        ("größe", "größe"),
        ("a\nb", "|-\n  a\n  b"),
        ("a\nb\n", "|\n  a\n  b"),
        ("a\n\n", "|+\n  a\n"),
        ("a \nb", "\"a \\nb\""),
    ];
    for (text, want) in rows {
        assert_eq!(yaml::print(&json!({"k": text})), format!("k: {want}\n"), "{text:?}");
        let read = yaml::parse(&yaml::print(&json!({"k": text})));
        assert_eq!(read, Ok(json!({"k": text})), "{text:?}");
    }
}

#[test]
fn blocks_are_indented_as_go_indents_them() {
    let tree = json!({
        "b": [{"x": 1, "a": [1, 2]}, {}, [[1], []]],
        "a": {"c": {}, "d": []},
        "a10": 1, "a9": 2,
    });
    let want = "a:\n  c: {}\n  d: []\na9: 2\na10: 1\nb:\n- a:\n  - 1\n  - 2\n  x: 1\n- {}\n- - - 1\n  - []\n";
    assert_eq!(yaml::print(&tree), want);
    let want =
        "{\n    \"a\": [\n        \"\\u003cb\\u003e\",\n        {}\n    ],\n    \"c\": []\n}";
    assert_eq!(json::indented(&json!({"a": ["<b>", {}], "c": []})), want);
}
