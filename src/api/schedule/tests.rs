//! What robfig/cron reads, and when it runs: `vendor/github.com/robfig/cron/v3/*_test.go`.

use super::*;

fn time(text: &str) -> i64 {
    Time::parse(text).unwrap().0
}

/// The next moments after one, as texts.
fn next(schedule: &str, after: &str, count: usize) -> Vec<String> {
    let schedule = Schedule::parse(schedule).unwrap();
    let mut at = time(after);
    let mut found = Vec::new();
    for _ in 0..count {
        at = schedule.next(at);
        if at == NEVER {
            break;
        }
        found.push(Time(at).to_string());
    }
    found
}

#[test]
fn a_schedule_finds_its_next_moment() {
    let rows = [
        ("2012-07-09T14:45:00Z", "0/15 * * * *", "2012-07-09T15:00:00Z"),
        ("2012-07-09T14:59:00Z", "0/15 * * * *", "2012-07-09T15:00:00Z"),
        ("2012-07-09T14:59:59Z", "0/15 * * * *", "2012-07-09T15:00:00Z"),
        ("2012-07-09T15:45:00Z", "20-35/15 * * * *", "2012-07-09T16:20:00Z"),
        ("2012-07-09T23:46:00Z", "*/15 * * * *", "2012-07-10T00:00:00Z"),
        ("2012-07-09T23:45:00Z", "20-35/15 * * * *", "2012-07-10T00:20:00Z"),
        ("2012-07-09T23:35:51Z", "20-35/15 1/2 * * *", "2012-07-10T01:20:00Z"),
        ("2012-07-09T23:35:51Z", "20-35/15 10-12 * * *", "2012-07-10T10:20:00Z"),
        ("2012-07-09T23:35:51Z", "20-35/15 1/2 */2 * *", "2012-07-11T01:20:00Z"),
        ("2012-07-09T23:35:51Z", "20-35/15 * 9-20 * *", "2012-07-10T00:20:00Z"),
        ("2012-07-09T23:35:51Z", "20-35/15 * 9-20 Jul *", "2012-07-10T00:20:00Z"),
        ("2012-07-09T23:35:00Z", "0 0 9 Apr-Oct ?", "2012-08-09T00:00:00Z"),
        ("2012-07-09T23:35:00Z", "0 0 */5 Apr,Aug,Oct Mon", "2012-08-01T00:00:00Z"),
        ("2012-07-09T23:35:00Z", "0 0 */5 Oct Mon", "2012-10-01T00:00:00Z"),
        ("2012-07-09T23:35:00Z", "0 0 * Feb Mon", "2013-02-04T00:00:00Z"),
        ("2012-07-09T23:35:00Z", "0 0 * Feb Mon/2", "2013-02-01T00:00:00Z"),
        ("2012-12-31T23:59:45Z", "* * * * *", "2013-01-01T00:00:00Z"),
        ("2012-07-09T23:35:00Z", "0 0 29 Feb ?", "2016-02-29T00:00:00Z"),
        ("2012-07-09T23:35:00Z", "@hourly", "2012-07-10T00:00:00Z"),
        ("2012-07-09T23:35:00Z", "@daily", "2012-07-10T00:00:00Z"),
        ("2012-07-09T23:35:00Z", "@midnight", "2012-07-10T00:00:00Z"),
        ("2012-07-09T23:35:00Z", "@weekly", "2012-07-15T00:00:00Z"),
        ("2012-07-09T23:35:00Z", "@monthly", "2012-08-01T00:00:00Z"),
        ("2012-07-09T23:35:00Z", "@yearly", "2013-01-01T00:00:00Z"),
        ("2012-07-09T23:35:00Z", "@annually", "2013-01-01T00:00:00Z"),
        ("2012-07-09T23:35:00Z", "@every 1h30m", "2012-07-10T01:05:00Z"),
        ("2012-07-09T23:35:00Z", "@every 1500ms", "2012-07-09T23:35:01Z"),
        ("2012-07-09T23:35:00Z", "@every 1ms", "2012-07-09T23:35:01Z"),
    ];
    for (after, schedule, wanted) in rows {
        assert_eq!(next(schedule, after, 1), [wanted], "{schedule}");
    }
}

#[test]
fn a_star_makes_a_day_neutral_unless_it_has_steps() {
    // The 1st and every Monday; only the 1st; odd days or Mondays.
    let after = "2026-06-03T12:00:00Z";
    let days = |schedule| {
        let text = |it: String| it[5..10].to_owned();
        next(schedule, after, 3).into_iter().map(text).collect::<Vec<_>>()
    };
    assert_eq!(days("0 0 1 * 1"), ["06-08", "06-15", "06-22"]);
    assert_eq!(days("0 0 1 * *"), ["07-01", "08-01", "09-01"]);
    assert_eq!(days("0 0 * * 1"), ["06-08", "06-15", "06-22"]);
    assert_eq!(days("0 0 */2 * 1"), ["06-05", "06-07", "06-08"]);
    assert_eq!(days("0 0 */1 * 1"), ["06-08", "06-15", "06-22"]);
    assert_eq!(days("0 0 ? * sat,SUN"), ["06-06", "06-07", "06-13"]);
}

#[test]
fn what_never_comes_is_never() {
    for schedule in ["0 0 30 Feb ?", "0 0 31 Apr ?", "59 23 31 2 *", ", * * * *", "* * , * ,"] {
        assert_eq!(Schedule::parse(schedule).unwrap().next(time("2012-07-09T23:35:00Z")), NEVER);
    }
}

#[test]
fn clocks_that_change_skip_and_repeat() {
    // Zone, schedule, after, and the next moments in UTC.
    let rows: &[(&str, &str, &str, &[&str])] = &[
        // Forward: half past two does not exist on March 11.
        ("America/New_York", "30 2 * * *", "2012-03-10T12:00:00Z", &["2012-03-12T06:30:00Z"]),
        (
            "America/New_York",
            "0 * * * *",
            "2012-03-11T05:59:00Z",
            &["2012-03-11T06:00:00Z", "2012-03-11T07:00:00Z", "2012-03-11T08:00:00Z"],
        ),
        ("America/New_York", "0 3 * * *", "2012-03-10T12:00:00Z", &["2012-03-11T07:00:00Z"]),
        // Back: half past one comes twice on November 4.
        (
            "America/New_York",
            "30 1 * * *",
            "2012-11-04T00:00:00Z",
            &["2012-11-04T05:30:00Z", "2012-11-04T06:30:00Z", "2012-11-05T06:30:00Z"],
        ),
        (
            "America/New_York",
            "0 0 * * *",
            "2012-11-04T00:00:00Z",
            &["2012-11-04T04:00:00Z", "2012-11-05T05:00:00Z"],
        ),
        ("America/New_York", "0 3 * * *", "2012-11-04T00:00:00Z", &["2012-11-04T08:00:00Z"]),
        // Where midnight does not exist.
        ("America/Sao_Paulo", "0 0 9 10 ?", "2018-09-20T00:00:00Z", &["2018-10-09T03:00:00Z"]),
        ("America/Sao_Paulo", "0 7 * * 1-5", "2018-11-03T00:00:00Z", &["2018-11-05T09:00:00Z"]),
        ("Asia/Beirut", "0 0 * * *", "2026-03-28T00:00:00Z", &["2026-03-29T21:00:00Z"]),
        // Zones that are not whole hours away.
        ("Asia/Kolkata", "30 9 * * *", "2026-01-01T00:00:00Z", &["2026-01-01T04:00:00Z"]),
        ("Asia/Kathmandu", "0 0 * * *", "2026-01-01T00:00:00Z", &["2026-01-01T18:15:00Z"]),
        (
            "Australia/Lord_Howe",
            "15 2 * * *",
            "2026-10-03T00:00:00Z",
            &["2026-10-04T15:15:00Z", "2026-10-05T15:15:00Z"],
        ),
        (
            "Europe/Berlin",
            "0 2 * * *",
            "2026-03-27T12:00:00Z",
            &["2026-03-28T01:00:00Z", "2026-03-30T00:00:00Z"],
        ),
        ("UTC", "30 1 * * *", "2026-03-29T00:00:00Z", &["2026-03-29T01:30:00Z"]),
    ];
    for (zone, schedule, after, wanted) in rows {
        let found = next(&format!("TZ={zone} {schedule}"), after, wanted.len());
        assert_eq!(found, *wanted, "{zone} {schedule}");
    }
}

#[test]
fn what_is_wrong_is_said_in_its_words() {
    let rows = [
        ("", "empty spec string"),
        ("* * * *", "expected exactly 5 fields, found 4: [* * * *]"),
        ("* * * * * *", "expected exactly 5 fields, found 6: [* * * * * *]"),
        ("  ", "expected exactly 5 fields, found 0: []"),
        ("60 * * * *", "end of range (60) above maximum (59): 60"),
        ("0-60 * * * *", "end of range (60) above maximum (59): 0-60"),
        ("* 24 * * *", "end of range (24) above maximum (23): 24"),
        ("* * 0 * *", "beginning of range (0) below minimum (1): 0"),
        ("* * * 13 *", "end of range (13) above maximum (12): 13"),
        ("* * * * 7", "end of range (7) above maximum (6): 7"),
        ("5-2 * * * *", "beginning of range (5) beyond end of range (2): 5-2"),
        ("*/0 * * * *", "step of range should be a positive number: */0"),
        ("1/2/3 * * * *", "too many slashes: 1/2/3"),
        ("1-2-3 * * * *", "too many hyphens: 1-2-3"),
        (
            "abc * * * *",
            "failed to parse int from abc: strconv.Atoi: parsing \"abc\": invalid syntax",
        ),
        (
            "* * * foo *",
            "failed to parse int from foo: strconv.Atoi: parsing \"foo\": invalid syntax",
        ),
        ("*/-12 * * * *", "negative number (-12) not allowed: -12"),
        ("-1 * * * *", "failed to parse int from : strconv.Atoi: parsing \"\": invalid syntax"),
        (
            "99999999999999999999 * * * *",
            "failed to parse int from 99999999999999999999: strconv.Atoi: parsing \"99999999999999999999\": value out of range",
        ),
        ("@foo", "unrecognized descriptor: @foo"),
        ("@every", "unrecognized descriptor: @every"),
        ("@every x", "failed to parse duration @every x: time: invalid duration \"x\""),
        ("@every 5", "failed to parse duration @every 5: time: missing unit in duration \"5\""),
        (
            "@every 5y",
            "failed to parse duration @every 5y: time: unknown unit \"y\" in duration \"5y\"",
        ),
        ("TZ=Nowhere * * * * *", "provided bad location Nowhere: unknown time zone Nowhere"),
        ("CRON_TZ=UTC * * * *", "expected exactly 5 fields, found 4: [* * * *]"),
    ];
    for (schedule, wanted) in rows {
        assert_eq!(Schedule::parse(schedule).unwrap_err(), wanted, "{schedule:?}");
    }
}

#[test]
fn names_of_months_and_days_are_read_in_any_case() {
    let same = [
        ("0 0 * JAN-mar *", "0 0 * 1-3 *"),
        ("0 0 * * Mon-FRI", "0 0 * * 1-5"),
        ("0 0 * * sun,6", "0 0 * * 0,6"),
        ("*/15,7 * ? * ?", "0,7,15,30,45 * * * *"),
        ("5/20 * * * *", "5,25,45 * * * *"),
        ("+5 * * * *", "5 * * * *"),
        ("\t0  0 *\t* * ", "0 0 * * *"),
        ("@weekly", "0 0 * * 0"),
    ];
    for (one, other) in same {
        assert_eq!(Schedule::parse(one), Schedule::parse(other), "{one}");
    }
}

#[test]
fn zones_are_known_by_their_names_only() {
    for name in ["Europe/Berlin", "US/Pacific", "Etc/GMT+5", "GMT", "CET", "EST5EDT"] {
        assert!(Zone::load(name).is_ok(), "{name}");
    }
    assert_eq!(Zone::load("europe/berlin").unwrap_err(), "unknown time zone europe/berlin");
    assert_eq!(Zone::load("Mars/Base").unwrap_err(), "unknown time zone Mars/Base");
    assert_eq!(Zone::load("../etc").unwrap_err(), "time: invalid location name");
    let berlin = Zone::load("Europe/Berlin").unwrap();
    assert_eq!(berlin.rfc3339(time("2026-07-01T00:00:00Z")), "2026-07-01T02:00:00+02:00");
    assert_eq!(Zone::utc().rfc3339(time("2026-07-01T00:00:00Z")), "2026-07-01T00:00:00Z");
}
