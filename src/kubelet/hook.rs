//! What runs after a container has started and before it is stopped.
//! Source: `pkg/kubelet/lifecycle/handlers.go`, `kuberuntime_container.go` `executePreStopHook`.

use super::answer::words;
use super::lifecycle::Turn;
use super::storage::Storage;
use super::worker::{ContainerRun, spec_of};
use super::{Timer, full_name};
use crate::api::{Container, PodSpec, Value};
use crate::client::EventType;

/// A request to the container takes this long (milliseconds).
const REQUEST_MS: i64 = 50;
/// A hook that takes longer (milliseconds) does not end.
const LIMIT_MS: i64 = 3_600_000;
/// A hook that does not end.
const ENDLESS_MS: i64 = i64::MAX / 4;

/// How long a hook takes, and its exit code; `None` where there is no such hook.
fn hook(
    container: &Container,
    run: &ContainerRun,
    name: &str,
    storage: &mut Storage,
    now_ms: i64,
) -> Option<(i64, i32)> {
    let action = container.rest.get("lifecycle")?.get(name)?;
    if let Some(exec) = action.get("exec") {
        let process = run.process.as_ref()?;
        let (disks, times) = ((storage, process.mounts.as_slice()), (now_ms, LIMIT_MS));
        let done = process.program.beside(&words(exec), disks, times);
        return Some(done.map_or((ENDLESS_MS, 1), |it| (it.took_ms, it.code)));
    }
    if let Some(sleep) = action.get("sleep") {
        let seconds = sleep["seconds"].as_i64().unwrap_or(0).clamp(0, 1 << 30);
        return Some((seconds * 1000, 0));
    }
    action
        .get("httpGet")
        .filter(|it| !Value::is_null(it))
        .map(|_| if run.is_hanging { (ENDLESS_MS, 1) } else { (REQUEST_MS, 0) })
}

/// How long the hook before the stop takes, and whether it succeeds.
pub(super) fn before_stop(
    spec: &PodSpec,
    at: usize,
    run: &ContainerRun,
    storage: &mut Storage,
    now_ms: i64,
) -> (i64, bool) {
    let container = spec_of(spec, at);
    let done = container.and_then(|it| hook(it, run, "preStop", storage, now_ms));
    done.map_or((0, true), |it| (it.0, it.1 == 0))
}

/// How long the hook before the stop will take; it has not run then.
pub(super) fn foresee_stop(
    spec: &PodSpec,
    at: usize,
    run: &ContainerRun,
    storage: &Storage,
    now_ms: i64,
) -> i64 {
    let container = spec_of(spec, at).filter(|it| it.rest.contains_key("lifecycle"));
    container.map_or(0, |_| before_stop(spec, at, run, &mut storage.clone(), now_ms).0)
}

impl Turn<'_> {
    /// A container has started: the hook after that holds up the next one.
    pub fn after_start(&mut self, at: usize) -> bool {
        let run = &self.worker.containers[at];
        let container = spec_of(&self.pod.spec, at);
        let Some((took_ms, code)) =
            container.and_then(|it| hook(it, run, "postStart", self.storage, self.now_ms))
        else {
            return false;
        };
        let number = run.restarts;
        self.worker.busy = Some(at);
        if took_ms < ENDLESS_MS {
            self.after(took_ms, Timer::Hooked(at, number, code));
        }
        true
    }

    /// The hook after the start is done.
    pub fn hooked(&mut self, at: usize, run: i32, code: i32) {
        self.worker.busy = None;
        let container = &self.worker.containers[at];
        if container.is_running() && container.restarts == run {
            if code == 0 {
                self.report();
            } else {
                self.event(
                    at,
                    EventType::Warning,
                    "FailedPostStartHook",
                    "PostStartHook failed".to_owned(),
                );
                self.normal(at, "Killing", "FailedPostStartHook");
                let grace_s = self.pod.spec.termination_grace_period_seconds.unwrap_or(30);
                let message = self.hook_message(at, code);
                let (end_ms, code) = self.plan_kill(at, grace_s);
                if super::restart::restarts(&self.pod.spec, at, code) {
                    self.worker.containers[at].hook_error = Some(message.into());
                }
                self.after(end_ms - self.now_ms, Timer::Exit(at, run, code));
            }
        }
        self.advance();
    }

    /// Source: `pkg/kubelet/lifecycle/handlers.go` `Run`.
    fn hook_message(&self, at: usize, code: i32) -> String {
        let pod = full_name(self.pod);
        let container = spec_of(&self.pod.spec, at);
        let hook = container.and_then(|it| it.rest.get("lifecycle")?.get("postStart")?.get("exec"));
        let name = &self.worker.containers[at].name;
        let command = words(hook.unwrap_or(&Value::Null)).join(" ");
        format!(
            "Exec lifecycle hook ([{command}]) for Container {:?} in Pod {pod:?} failed - error: command '{command}' exited with {code}: , message: \"\"",
            &**name
        )
    }
}
