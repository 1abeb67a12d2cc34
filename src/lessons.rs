//! The lessons that come with the program.

/// A lesson.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lesson {
    /// The file's name without its ending.
    pub name: &'static str,
    /// The tape.
    pub text: &'static str,
}

macro_rules! lessons {
    ($($name:literal),* $(,)?) => {
        /// Every lesson, in the order in which they are best taken.
        pub const LESSONS: &[Lesson] = &[ $( Lesson {
            name: $name,
            text: include_str!(concat!("../static/lessons/", $name, ".tape")),
        }, )* ];
    };
}

lessons![
    "rolling-update",
    "emergency-rollback",
    "scale-for-a-peak",
    "self-healing",
    "replicasets",
    "node-exporter",
    "gpu-nodes",
    "no-failed-request",
    "failed-requests",
    "autoscaling",
    "node-dies",
    "drain-with-a-budget",
    "why-pending",
    "spread-over-zones",
    "priority-and-preemption",
    "stateful-database",
    "not-a-deployment",
    "stuck-update",
];
