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
];
