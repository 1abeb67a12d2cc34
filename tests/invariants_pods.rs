//! What holds for every version of every Pod.

use podarium::api::{ContainerStatus, Object, Pod};
use podarium::apiserver::{WatchEvent, WatchType};

/// At most one of its states; ready only what runs, or has done its work before the others.
fn check_container(status: &ContainerStatus, is_first: bool, place: &str) {
    let (state, name) = (&status.state, &status.name);
    let states = [state.running.is_some(), state.waiting.is_some(), state.terminated.is_some()];
    assert_eq!(states.iter().filter(|it| **it).count(), 1, "{place}: {name} {state:?}");
    let is_done = is_first && state.terminated.as_ref().is_some_and(|it| it.exit_code == 0);
    assert!(!status.ready || state.running.is_some() || is_done, "{place}: {name} is ready");
    assert!(status.restart_count == 0 || status.last_state.terminated.is_some() || states[2]);
}

/// What has ended stays ended, and nothing is started less often than before.
fn check_history(old: &Pod, new: &Pod, place: &str) {
    if old.is_terminal() {
        assert_eq!(old.status.phase, new.status.phase, "{place}");
    }
    for status in &old.status.container_statuses {
        let same = new.status.container_statuses.iter().find(|it| it.name == status.name);
        assert!(same.is_some_and(|it| it.restart_count >= status.restart_count), "{place}");
    }
}

pub fn check(component: &str, event: &WatchEvent, place: &str) {
    let Object::Pod(pod) = &event.object else { return };
    if event.r#type == WatchType::Deleted {
        return;
    }
    let status = &pod.status;
    let (first, main) = (&status.init_container_statuses, &status.container_statuses);
    first.iter().for_each(|it| check_container(it, true, place));
    main.iter().for_each(|it| check_container(it, false, place));
    if !main.is_empty() {
        assert_eq!(main.len(), pod.spec.containers.len(), "{place}");
        assert_eq!(first.len(), pod.spec.init_containers.len(), "{place}");
        let all_run = main.iter().all(|it| it.ready);
        assert!(!pod.is_ready() || all_run, "{place}: ready, though a container is not");
        // Whose node is gone or silent is taken for failed, whatever its containers were last.
        let was_over = matches!(&event.old, Some(Object::Pod(old)) if old.is_terminal());
        let is_given_up = component == "pod-garbage-collector" || was_over;
        let is_running = main.iter().chain(first).any(|it| it.state.running.is_some());
        let has_ended = pod.is_terminal() && !is_given_up;
        assert!(!has_ended || !is_running, "{place}: has ended, though a container runs");
    }
    if let Some(Object::Pod(old)) = &event.old {
        check_history(old, pod, place);
    }
}
