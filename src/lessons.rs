//! The lessons that come with the program: files beside the page, each with its film.

/// A lesson.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lesson {
    /// The file's name without its ending.
    pub name: &'static str,
    /// The tape's title.
    pub title: &'static str,
    /// The tape. The programs in the browser fetch it.
    #[cfg(not(target_arch = "wasm32"))]
    pub text: &'static str,
}

macro_rules! lessons {
    ($($name:literal: $title:literal),* $(,)?) => {
        /// Every lesson, in the order in which they are best taken.
        pub const LESSONS: &[Lesson] = &[ $( Lesson {
            name: $name,
            title: $title,
            #[cfg(not(target_arch = "wasm32"))]
            text: include_str!(concat!("../static/lessons/", $name, ".tape")),
        }, )* ];
    };
}

lessons![
    "rolling-update": "Deploy a new version without downtime",
    "emergency-rollback": "Emergency rollback: \"v2.0 is broken\"",
    "scale-for-a-peak": "Scale for a peak, and back",
    "self-healing": "Self-healing: nobody gets up at night",
    "replicasets": "ReplicaSets under the hood",
    "one-off-migration": "A migration that runs once",
    "parallel-etl": "Parallel ETL: six batches, two at a time",
    "retries": "Retries, later and later, until backoffLimit",
    "indexed-shards": "Indexed shards: each Pod knows its part",
    "nightly-report": "A nightly report at 2 AM, for a week",
    "forbid-and-replace": "Forbid beside Replace: when a run takes too long",
    "node-exporter": "DaemonSet: one on every node",
    "gpu-nodes": "DaemonSet: only where there is a GPU",
    "no-failed-request": "Zero downtime is a number",
    "failed-requests": "How a rollout drops requests",
    "autoscaling": "A campaign comes, and the autoscaler follows",
    "node-dies": "A node dies",
    "drain-with-a-budget": "Empty a node, within a budget",
    "why-pending": "Why is my Pod Pending?",
    "spread-over-zones": "Spread over zones",
    "priority-and-preemption": "Priority: who has to go",
    "stateful-database": "A database: names, order and data that stay",
    "not-a-deployment": "The database that must not be a Deployment",
    "stuck-update": "The update that can't be undone by undoing it",
    "challenge-no-room": "Challenge: update without a fourth Pod",
    "challenge-node-dies": "Challenge: keep three available while node-2 dies",
    "challenge-budget": "Challenge: empty node-2, budget or not",
];

/// The parts of the course: what each is about, and how many lessons it has.
pub const PARTS: &[(&str, usize)] = &[
    ("Deployments: the same Pod, many times", 3),
    ("ReplicaSets: the loop below", 2),
    ("Jobs: work that ends", 4),
    ("CronJobs: work that comes again", 2),
    ("DaemonSets: one on every node", 2),
    ("Traffic: what users see", 3),
    ("Nodes: where Pods go, and why not", 5),
    ("StatefulSets: names, order, data", 3),
    ("Challenges: the run is yours", 3),
];

/// What the kinds are compared by.
pub const ASPECTS: [&str; 4] = ["Identity", "Scaling", "Use", "What stays"];

/// The kinds compared: in each aspect a few words, and the lesson that shows it.
#[allow(clippy::type_complexity)]
pub const KINDS: &[(&str, [(&str, &str); 4])] = &[
    (
        "Deployment",
        [
            ("any name, in any order", "self-healing"),
            ("all at once; surge and floor in an update", "rolling-update"),
            ("services without a memory", "no-failed-request"),
            ("nothing of its own", "not-a-deployment"),
        ],
    ),
    (
        "StatefulSet",
        [
            ("name-0, name-1, and a DNS name each", "stateful-database"),
            ("one after the other, down from the last", "stateful-database"),
            ("databases, queues, quorums", "stuck-update"),
            ("a claim each, which outlives the Pod", "stateful-database"),
        ],
    ),
    (
        "DaemonSet",
        [
            ("the node it is on", "node-exporter"),
            ("grows and shrinks with the nodes", "node-exporter"),
            ("agents, drivers, collectors of logs", "gpu-nodes"),
            ("the disk of its node", "node-dies"),
        ],
    ),
    (
        "Job",
        [
            ("any name, or an index", "indexed-shards"),
            ("completions, so many at a time", "parallel-etl"),
            ("migrations, batches", "one-off-migration"),
            ("the Pods, as a record of what they did", "retries"),
        ],
    ),
    (
        "CronJob",
        [
            ("a Job each, named after its minute", "nightly-report"),
            ("Allow, Forbid or Replace", "forbid-and-replace"),
            ("reports, backups", "nightly-report"),
            ("the last three good runs, and one failed", "nightly-report"),
        ],
    ),
];

/// The place of a lesson in [`LESSONS`], by its name.
#[must_use]
pub fn place_of(name: &str) -> Option<usize> {
    LESSONS.iter().position(|it| it.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_hold_all_lessons_and_the_table_names_some() {
        assert_eq!(PARTS.iter().map(|it| it.1).sum::<usize>(), LESSONS.len());
        for (kind, cells) in KINDS {
            for (_, lesson) in cells {
                let place = place_of(lesson).expect(lesson);
                let shows = LESSONS[place].text.contains(&format!("kind: {kind}"))
                    || LESSONS[place].text.contains(&kind.to_lowercase());
                assert!(shows, "{lesson} shows no {kind}");
            }
        }
    }
}
