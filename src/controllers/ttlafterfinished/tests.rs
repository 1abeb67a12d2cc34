//! `pkg/controller/ttlafterfinished/ttlafterfinished_controller_test.go` `TestTimeLeft`.

use super::expires_at;
use crate::api::{Job, JobCondition, Time};

#[test]
fn a_finished_job_has_so_long_to_live() {
    const NOW: i64 = 1_000;
    // The condition and its time, the time to live; seconds left.
    let rows = [
        (None, Some(100), None),
        (Some(("Complete", NOW)), None, None),
        (Some(("Complete", NOW)), Some(0), Some(0)),
        (Some(("Complete", NOW)), Some(10), Some(10)),
        (Some(("Complete", NOW - 10)), Some(15), Some(5)),
        (Some(("Failed", NOW)), None, None),
        (Some(("Failed", NOW)), Some(0), Some(0)),
        (Some(("Failed", NOW)), Some(10), Some(10)),
        (Some(("Failed", NOW - 10)), Some(15), Some(5)),
        (Some(("Suspended", NOW)), Some(15), None),
    ];
    for (condition, ttl, left) in rows {
        let mut job = Job::default();
        job.spec.ttl_seconds_after_finished = ttl;
        job.status.conditions.extend(condition.map(|(r#type, at)| JobCondition {
            r#type: r#type.to_owned(),
            status: "True".to_owned(),
            last_transition_time: Some(Time(at)),
            ..JobCondition::default()
        }));
        assert_eq!(expires_at(&job).map(|it| it - NOW), left, "{condition:?} {ttl:?}");
        job.metadata.deletion_timestamp = Some(Time(NOW));
        assert_eq!(expires_at(&job), None);
    }
}
