//! Which owner has which hue.

use crate::picture::{Picture, Pod, Workload};
use crate::sorted::SortedMap;
use std::rc::Rc;

/// The classes of hues, in the order in which owners get them.
const HUES: [&str; 6] = ["p", "q", "t", "u", "v", "y"];
/// The class of those without an owner.
const NONE: &str = "z";

/// The hues of owners, in the order in which they come.
pub(super) struct Hues(SortedMap<(Rc<str>, Rc<str>), usize>);

impl Hues {
    /// Those of a picture's Pods.
    pub fn of(picture: &Picture) -> Self {
        let mut hues = Self(SortedMap::new());
        for pod in &*picture.pods {
            hues.of_pod(picture, pod);
        }
        hues
    }

    pub fn of_pod(&mut self, picture: &Picture, pod: &Pod) -> &'static str {
        let workload = picture.workload_of(pod).map(|it| Rc::clone(&it.0.name));
        let owner = workload.or_else(|| pod.owner.as_ref().map(|it| Rc::clone(&it.name)));
        owner.map_or(NONE, |it| self.get(&pod.namespace, it))
    }

    pub fn of_workload(&mut self, workload: &Workload) -> &'static str {
        self.get(&workload.namespace, Rc::clone(&workload.name))
    }

    fn get(&mut self, namespace: &Rc<str>, owner: Rc<str>) -> &'static str {
        let next = self.0.len();
        HUES[*self.0.entry((Rc::clone(namespace), owner)).or_insert(next) % HUES.len()]
    }
}
