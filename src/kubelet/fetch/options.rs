//! The options of `curl` and `wget`.

/// What a command asks for.
#[derive(Debug, Default)]
pub(super) struct Options<'a> {
    pub urls: Vec<&'a str>,
    pub is_quiet: bool,
    pub shows_errors: bool,
    pub shows_headers: bool,
    pub only_headers: bool,
    pub is_talkative: bool,
    pub fails: bool,
    pub output: Option<&'a str>,
    pub is_named_so: bool,
    pub format: Option<&'a str>,
    pub limit_ms: Option<i64>,
}

/// Seconds of an option, in milliseconds.
fn seconds(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let thousandths: i64 = format!("{part:0<3}").get(..3)?.parse().ok()?;
    whole.parse::<i64>().ok().filter(|it| *it < 1_000_000).map(|it| it * 1000 + thousandths)
}

impl<'a> Options<'a> {
    /// Reads `-s`, `-so FILE`, `-oFILE`, `--output FILE`, `--output=FILE`.
    pub fn read(words: &[&'a str], is_curl: bool) -> Self {
        let mut options = Self::default();
        let mut rest = words.iter().copied();
        while let Some(word) = rest.next() {
            if let Some(long) = word.strip_prefix("--") {
                let (name, value) = match long.split_once('=') {
                    Some((name, value)) => (name, Some(value)),
                    None => (long, None),
                };
                options.long(name, value, &mut rest, is_curl);
            } else if let Some(short) = word.strip_prefix('-').filter(|it| !it.is_empty()) {
                options.short(short, &mut rest, is_curl);
            } else {
                options.urls.push(word);
            }
        }
        options
    }

    fn long(
        &mut self,
        name: &str,
        value: Option<&'a str>,
        rest: &mut impl Iterator<Item = &'a str>,
        is_curl: bool,
    ) {
        match name {
            "silent" | "quiet" => self.is_quiet = true,
            "show-error" => self.shows_errors = true,
            "include" => self.shows_headers = true,
            "head" | "spider" => self.only_headers = true,
            "verbose" => self.is_talkative = true,
            "remote-name" => self.is_named_so = is_curl,
            "fail" => self.fails = true,
            "output" | "output-document" => self.output = value.or_else(|| rest.next()),
            "write-out" => self.format = value.or_else(|| rest.next()),
            "max-time" | "connect-timeout" | "timeout" => {
                self.limit_ms = value.or_else(|| rest.next()).and_then(seconds);
            }
            "url" => self.urls.extend(value.or_else(|| rest.next())),
            "header" | "request" | "data" | "user" | "cacert" | "retry" | "tries" | "host"
            | "user-agent" | "retry-delay" | "resolve"
                if value.is_none() && (is_curl || name != "header") =>
            {
                let _ = rest.next();
            }
            _ => {}
        }
    }

    fn short(&mut self, letters: &'a str, rest: &mut impl Iterator<Item = &'a str>, is_curl: bool) {
        for (at, letter) in letters.char_indices() {
            let inside = letters.get(at + letter.len_utf8()..).filter(|it| !it.is_empty());
            let mut value = || inside.or_else(|| rest.next());
            match (letter, is_curl) {
                ('s', true) | ('q', false) => self.is_quiet = true,
                ('S', true) => self.shows_errors = true,
                ('S', false) => self.shows_headers = true,
                ('i', true) => self.shows_headers = true,
                ('I', true) => self.only_headers = true,
                ('v', true) => self.is_talkative = true,
                ('O', true) => self.is_named_so = true,
                ('f', true) => self.fails = true,
                ('o', true) | ('O', false) => return self.output = value(),
                ('w', true) => return self.format = value(),
                ('m', true) | ('T', false) => return self.limit_ms = value().and_then(seconds),
                ('H' | 'X' | 'd' | 'u' | 'A' | 'b' | 'e' | 'F', true)
                | ('t' | 'U' | 'P', false) => {
                    let _ = value();
                    return;
                }
                _ => {}
            }
        }
    }
}
