//! How fast and how far: stabilisation windows, policies, minimum and maximum.
//! Source: `stabilizeRecommendation`, `stabilizeRecommendationWithBehaviors`,
//! `convertDesiredReplicasWithRules`, `convertDesiredReplicasWithBehaviorRate`.

use super::{ADDED, RECOMMENDED, REMOVED};
use crate::api::{HPAScalingRules, HorizontalPodAutoscalerBehavior};
use crate::client::Note;

/// How far back recommendations keep the number up where nobody says otherwise (seconds).
const DOWNSCALE_WINDOW_S: i32 = 300;
/// Without a behaviour, it may grow to this many at once.
const SCALE_UP_MIN: i32 = 4;
/// Without a behaviour, it may grow by this factor at once.
const SCALE_UP_FACTOR: i32 = 2;

/// What has been noted, as seen now.
#[derive(Clone, Copy, Debug)]
pub(super) struct History<'a> {
    pub notes: &'a [Note],
    pub now_ms: i64,
}

impl History<'_> {
    fn after<'a>(&'a self, what: &'a str, cutoff_ms: i64) -> impl Iterator<Item = i32> + 'a {
        let noted = self.notes.iter().filter(move |it| it.what == what && it.at_ms > cutoff_ms);
        noted.map(|it| i32::try_from(it.number).unwrap_or(i32::MAX))
    }

    /// How much was added less how much was removed in so many seconds.
    /// Source: `getReplicasChangePerPeriod`.
    fn change(&self, period_s: i32) -> i32 {
        let cutoff_ms = self.now_ms - i64::from(period_s) * 1000;
        let sum = |what| self.after(what, cutoff_ms).sum::<i32>();
        sum(ADDED) - sum(REMOVED)
    }
}

/// The numbers it must stay between.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    pub min: i32,
    pub max: i32,
}

/// A number, and what is said of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decision {
    pub replicas: i32,
    pub reason: &'static str,
    pub message: &'static str,
}

/// A number within bounds, and what is said of it.
pub(super) type Limit = Decision;

const READY: (&str, &str) = ("ReadyForNewScale", "recommended size matches current size");
const DOWN: (&str, &str) = (
    "ScaleDownStabilized",
    "recent recommendations were higher than current one, applying the highest recent recommendation",
);
const UP: (&str, &str) = (
    "ScaleUpStabilized",
    "recent recommendations were lower than current one, applying the lowest recent recommendation",
);
const IN_RANGE: (&str, &str) =
    ("DesiredWithinRange", "the desired count is within the acceptable range");
const TOO_FEW: (&str, &str) =
    ("TooFewReplicas", "the desired replica count is less than the minimum replica count");
const TOO_MANY: (&str, &str) =
    ("TooManyReplicas", "the desired replica count is more than the maximum replica count");
const UP_LIMIT: (&str, &str) =
    ("ScaleUpLimit", "the desired replica count is increasing faster than the maximum scale rate");
const DOWN_LIMIT: (&str, &str) = (
    "ScaleDownLimit",
    "the desired replica count is decreasing faster than the maximum scale rate",
);

fn decide(replicas: i32, (reason, message): (&'static str, &'static str)) -> Decision {
    Decision { replicas, reason, message }
}

/// Holds the number where recent recommendations say so.
pub(super) fn stabilize(
    history: History<'_>,
    behavior: Option<&HorizontalPodAutoscalerBehavior>,
    current: i32,
    proposal: i32,
) -> Decision {
    let since = |window_s: i32| history.now_ms - i64::from(window_s) * 1000;
    let Some(behavior) = behavior else {
        // At the very edge of the window a recommendation still counts.
        let recent = history.after(RECOMMENDED, since(DOWNSCALE_WINDOW_S) - 1);
        let highest = recent.fold(proposal, i32::max);
        return decide(highest, if highest == proposal { READY } else { DOWN });
    };
    let window = |rules: &Option<HPAScalingRules>, default| {
        let given = rules.as_ref().and_then(|it| it.stabilization_window_seconds);
        since(given.unwrap_or(default))
    };
    let recent = |cutoff_ms| history.after(RECOMMENDED, cutoff_ms);
    let low = recent(window(&behavior.scale_up, 0)).fold(proposal, i32::min);
    let high = recent(window(&behavior.scale_down, DOWNSCALE_WINDOW_S)).fold(proposal, i32::max);
    let replicas = current.max(low).min(high);
    let held = if proposal >= current { UP } else { DOWN };
    decide(replicas, if replicas == proposal { READY } else { held })
}

/// Slows it down, and keeps it within bounds.
pub(super) fn limit(
    history: History<'_>,
    behavior: Option<&HorizontalPodAutoscalerBehavior>,
    current: i32,
    desired: i32,
    bounds: Bounds,
) -> Limit {
    let Some(behavior) = behavior else {
        let fastest = current.saturating_mul(SCALE_UP_FACTOR).max(SCALE_UP_MIN);
        return if desired < bounds.min {
            decide(bounds.min, TOO_FEW)
        } else if desired > bounds.max.min(fastest) {
            at_most(fastest, bounds.max)
        } else {
            decide(desired, IN_RANGE)
        };
    };
    if desired > current {
        let fastest = up_limit(history, behavior.scale_up.as_ref(), current).max(current);
        if desired > bounds.max.min(fastest) {
            return at_most(fastest, bounds.max);
        }
    } else if desired < current {
        let fastest = down_limit(history, behavior.scale_down.as_ref(), current).min(current);
        if desired < bounds.min.max(fastest) {
            return if bounds.min < fastest {
                decide(fastest, DOWN_LIMIT)
            } else {
                decide(bounds.min, TOO_FEW)
            };
        }
    }
    decide(desired, IN_RANGE)
}

fn at_most(fastest: i32, max: i32) -> Limit {
    if max > fastest { decide(fastest, UP_LIMIT) } else { decide(max, TOO_MANY) }
}

/// Source: `calculateScaleUpLimitWithScalingRules`.
fn up_limit(history: History<'_>, rules: Option<&HPAScalingRules>, current: i32) -> i32 {
    extreme(history, rules, current, i32::max, i32::min, |start, r#type, value| match r#type {
        "Pods" => start + value,
        // Rounded up.
        _ => (start * (100 + value) + 99).div_euclid(100),
    })
}

/// Source: `calculateScaleDownLimitWithBehaviors`.
fn down_limit(history: History<'_>, rules: Option<&HPAScalingRules>, current: i32) -> i32 {
    extreme(history, rules, current, i32::min, i32::max, |start, r#type, value| match r#type {
        "Pods" => start - value,
        // Rounded towards zero.
        _ => start * (100 - value) / 100,
    })
}

/// What the policies allow, each from where its period began: the most of it, or the least.
fn extreme(
    history: History<'_>,
    rules: Option<&HPAScalingRules>,
    current: i32,
    most: fn(i32, i32) -> i32,
    least: fn(i32, i32) -> i32,
    apply: fn(i64, &str, i64) -> i64,
) -> i32 {
    let Some(rules) = rules.filter(|it| it.select_policy != "Disabled") else { return current };
    let choose = if rules.select_policy == "Min" { least } else { most };
    let policies = rules.policies.as_deref().unwrap_or(&[]);
    let proposals = policies.iter().map(|policy| {
        let start = i64::from(current - history.change(policy.period_seconds));
        let proposal = apply(start, &policy.r#type, policy.value.into());
        i32::try_from(proposal).unwrap_or(if proposal < 0 { i32::MIN } else { i32::MAX })
    });
    proposals.reduce(choose).unwrap_or(current)
}
