//! What is fetched before anything is played is small: films and posters.

use flate2::Compression;
use flate2::write::GzEncoder;
use podarium::film::Film;
use podarium::lessons::LESSONS;
use podarium::picture::OUTCOME;
use podarium::playback::Reel;
use podarium::scene::Filming;
use podarium::stage::{good_moment, poster};
use podarium::tape::Tape;
use std::io::Write;
use std::rc::Rc;

/// The median of the lessons' films, and the largest (bytes after gzip -9).
const MEDIAN_MAX: usize = 6 << 10;
const FILM_MAX: usize = 30 << 10;
/// Any lesson's poster.
const POSTER_MAX: usize = 4 << 10;
/// A lesson's caption (characters): two lines in a player of 820 pixels.
const CAPTION_MAX: usize = 135;
/// So long a caption stands at least (milliseconds), besides the time that it takes to read it.
const CAPTION_MS: i64 = 1_000;

fn packed(bytes: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap().len()
}

fn film(text: &str) -> Film {
    Filming::of(Rc::new(Tape::parse(text).unwrap()))
}

/// Opens and closes elements, each in its time; the names of all.
fn elements(svg: &str) -> Vec<String> {
    let (mut open, mut all) = (Vec::new(), Vec::new());
    for tag in svg.split('<').skip(1) {
        let (tag, text) = tag.split_once('>').unwrap();
        assert!(!text.contains('>'), "{text}");
        let name = tag.split([' ', '/']).next().unwrap_or("").to_owned();
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name));
        } else if !tag.ends_with('/') {
            open.push(name.clone());
        }
        all.push(name);
    }
    assert!(open.is_empty(), "{open:?}");
    all
}

/// None is cut, and none goes before there is anything to be seen.
fn captions_can_be_read(film: &Film) {
    let markers = Reel::of(film).markers;
    for marker in markers.iter().filter(|it| it.number != OUTCOME) {
        let length = marker.text.chars().filter(|it| !"*`".contains(*it)).count();
        assert!(length <= CAPTION_MAX, "{length} characters: {}", marker.text);
    }
    for pair in markers.windows(2) {
        assert!(pair[1].at_ms - pair[0].at_ms >= CAPTION_MS, "{}", pair[0].text);
    }
}

#[test]
fn films_and_posters_of_the_lessons_are_small() {
    let mut sizes = Vec::new();
    for lesson in LESSONS {
        let film = film(lesson.text);
        let size = packed(&film.to_bytes());
        assert!(size <= FILM_MAX, "{}: a film of {size} bytes", lesson.name);
        captions_can_be_read(&film);
        sizes.push((size, lesson.name));
        let svg = poster(&film, good_moment(&film));
        let size = packed(svg.as_bytes());
        assert!(size <= POSTER_MAX, "{}: a poster of {size} bytes", lesson.name);
        let all = elements(&svg);
        assert!(["title", "desc", "style", "use"].iter().all(|it| all.iter().any(|e| e == it)));
    }
    sizes.sort();
    let (median, name) = sizes[sizes.len() / 2];
    assert!(median <= MEDIAN_MAX, "{name}: the median is {median} bytes of {sizes:?}");
}

#[test]
fn a_poster_shows_what_goes_on() {
    let film = film(
        "# title: <Two> & \"three\"\n# nodes: node-1,node-2\n\
         $ kubectl create deployment web --image=nginx:1.27 --replicas=3\n$ sleep 5\n\
         > Now ship **1.28**.\n\
         $ kubectl set image deployment/web nginx=nginx:1.28\n$ sleep 20\n",
    );
    let at_ms = good_moment(&film);
    let svg = poster(&film, at_ms);
    assert!(svg.contains("<title id=\"t\">&lt;Two&gt; &amp; \"three\"</title>"), "{svg}");
    for wanted in ["node-1", "node-2", "Now ship 1.28.", "deployment/web", "1 step, "] {
        assert!(svg.contains(wanted), "no {wanted} at {at_ms} ms: {svg}");
    }
    let tiles = |class: &str| svg.matches(&format!("class=\"{class} p\"")).count();
    assert!(tiles("r") > 0 && tiles("d") > 0, "both revisions at {at_ms} ms: {svg}");
    let before = poster(&film, 0);
    assert_eq!(before.matches("<use").count(), 0);
    elements(&before);
}

#[test]
fn hundreds_of_pods_fit_on_a_poster() {
    let nodes: Vec<String> = (1..=60).map(|it| format!("node-{it}")).collect();
    let film = film(&format!(
        "# nodes: {}\n# cpu: 64\n# memory: 256Gi\n$ kubectl create deployment web --image=nginx --replicas=600\n$ sleep 30\n",
        nodes.join(",")
    ));
    let svg = poster(&film, good_moment(&film));
    assert!(packed(svg.as_bytes()) <= POSTER_MAX, "{}", packed(svg.as_bytes()));
    assert!(svg.contains("36 nodes more"), "{svg}");
}
