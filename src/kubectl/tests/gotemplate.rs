//! Go's templates.

use crate::kubectl::gotemplate::Template;
use serde_json::json;

#[test]
fn templates_are_what_go_makes_of_them() {
    let tree = json!({
        "kind": "List", "n": 3, "text": "hello", "yes": true, "empty": [],
        "data": {"b": "c2VjcmV0", "a.b": "dot"},
        "items": [
            {"name": "x", "labels": {"app": "web"}, "size": 5},
            {"name": "y", "size": 12},
        ],
    });
    let rows = [
        ("{{.kind}}-{{.n}}", "List-3"),
        ("{{.missing}}", "<no value>"),
        ("{{.missing.too}}", "<no value>"),
        ("{{.data}}", "map[a.b:dot b:c2VjcmV0]"),
        ("{{range .items}}{{.name}} {{end}}", "x y "),
        ("{{range $i, $e := .items}}{{$i}}={{$e.name}};{{end}}", "0=x;1=y;"),
        ("{{range $e := .items}}{{$e.size}} {{$.n}},{{end}}", "5 3,12 3,"),
        ("{{range .empty}}x{{else}}none{{end}}", "none"),
        ("{{range $k, $v := .data}}{{$k}}:{{$v}} {{end}}", "a.b:dot b:c2VjcmV0 "),
        ("{{if .yes}}y{{else}}n{{end}}{{if not .yes}}y{{else}}n{{end}}", "yn"),
        ("{{if eq .n 1}}one{{else if eq .n 3}}three{{else}}many{{end}}", "three"),
        ("{{with .data}}{{.b}}{{end}}{{with .nothing}}x{{else}}none{{end}}", "c2VjcmV0none"),
        ("{{.data.b | base64decode}}", "secret"),
        ("{{index .data \"a.b\"}}", "dot"),
        ("{{index .items 1 \"name\"}}", "y"),
        ("{{(index .items 0).labels.app}}", "web"),
        ("{{len .items}} {{.text | len}} {{len .data}}", "2 5 2"),
        ("{{printf \"%s has %d of %v\" .text .n .yes}}", "hello has 3 of true"),
        ("{{.n | printf \"%05d|%-4d|%4d|%x\" 42 7 8}}", "00042|7   |   8|3"),
        (
            "{{printf \"%-8s|%8s|%q|%.2s|%%\" \"a\" \"b\" \"c\" \"def\"}}",
            "a       |       b|\"c\"|de|%",
        ),
        ("{{printf \"%d %s\" \"x\"}}", "%!d(string=x) %!s(MISSING)"),
        ("{{printf \"a\" 1}}", "a%!(EXTRA int64=1)"),
        ("{{println .kind .n}}", "List 3\n"),
        ("{{print 1 2 \"x\" 3}}", "1 2x3"),
        ("{{and .yes .n}} {{or .empty .text}} {{and .empty .n}}", "3 hello []"),
        (
            "{{lt 1 2}} {{ge .n 3}} {{gt \"a\" \"b\"}} {{ne .n 3}} {{le 3 3}}",
            "true true false false true",
        ),
        ("{{eq .text \"a\" \"hello\"}}", "true"),
        ("{{if and (gt .n 2) (lt .n 4)}}in{{end}}", "in"),
        ("{{$x := .n}}{{range .items}}{{$x = .size}}{{end}}{{$x}}", "12"),
        ("a {{- .n -}} b", "a3b"),
        ("{{/* nothing */}}x{{- /* nothing */ -}} y", "xy"),
        ("{{\"}}\"}}{{`a\"b`}}{{\"\\n\"}}", "}}a\"b\n"),
        ("{{exists .data \"b\"}} {{exists .data \"z\"}}", "true false"),
        ("{{slice .text 1 3}}", "el"),
    ];
    for (text, want) in rows {
        let made = Template::parse(text).and_then(|it| it.render(&tree));
        assert_eq!(made.as_deref(), Ok(want), "{text}");
    }
}

#[test]
fn wrong_templates_are_refused_in_the_words_of_go() {
    let tree = json!({"a": null, "n": 1, "list": [1], "text": "x"});
    let rows = [
        ("{{.foo", "template: output:1: unclosed action"),
        ("a\n{{nope .x}}", "template: output:2: function \"nope\" not defined"),
        ("{{$x}}", "template: output:1: undefined variable \"$x\""),
        ("{{range .x}}", "template: output:1: unexpected EOF"),
        ("{{end}}", "template: output:1: unexpected {{end}}"),
        ("{{else}}", "template: output:1: unexpected {{else}}"),
        ("{{if}}x{{end}}", "template: output:1: missing value for if"),
        ("{{}}", "template: output:1: missing value for command"),
        ("{{\"a}}", "template: output:1: unterminated quoted string"),
        (
            "{{.text.foo.bar}}",
            "template: output:1:7: executing \"output\" at <.text.foo.bar>: can't evaluate field foo in type interface {}",
        ),
        (
            "{{index .missing \"x\"}}",
            "template: output:1:2: executing \"output\" at <index .missing \"x\">: error calling index: index of untyped nil",
        ),
        (
            "a\nb{{index .list 3}}",
            "template: output:2:3: executing \"output\" at <index .list 3>: error calling index: index out of range: 3",
        ),
        (
            "{{len .n}}",
            "template: output:1:2: executing \"output\" at <len .n>: error calling len: len of type int64",
        ),
        (
            "{{lt .n \"a\"}}",
            "template: output:1:2: executing \"output\" at <lt .n \"a\">: error calling lt: incompatible types for comparison",
        ),
        (
            "{{range .n}}{{end}}",
            "template: output:1:8: executing \"output\" at <.n>: range can't iterate over 1",
        ),
        (
            "{{.text | base64decode}}",
            "template: output:1:10: executing \"output\" at <base64decode>: error calling base64decode: base64 decode failed: illegal base64 data at input byte 0",
        ),
    ];
    for (text, want) in rows {
        let made = Template::parse(text).and_then(|it| it.render(&tree));
        assert_eq!(made, Err(want.to_owned()), "{text}");
    }
}
