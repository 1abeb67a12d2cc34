//! As whom a container runs, and whether it may.

use crate::api::{Container, Pod, PodSpec};

/// Official images that name a user; the others run as root.
const NAMED: [(&str, &str); 2] = [("haproxy", "haproxy"), ("memcached", "memcache")];

/// Images of which somebody looks at who is in which group: what `/etc/group` has, as user and group.
/// Source: `kubernetes/test/images/agnhost/Dockerfile`.
const MEMBERS: [(&str, &[(i64, i64)]); 1] =
    [("registry.k8s.io/e2e-test-images/agnhost", &[(1000, 50_000)])];

/// The groups of users in an image.
fn members(image: &str) -> &'static [(i64, i64)] {
    let is_it = |name: &str| {
        image.strip_prefix(name).is_some_and(|it| it.is_empty() || it.starts_with([':', '@']))
    };
    MEMBERS.iter().find(|it| is_it(it.0)).map_or(&[], |it| it.1)
}

/// What a container or its Pod says of who its processes are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct User {
    user: Option<i64>,
    group: Option<i64>,
    others: Vec<i64>,
    must_not_be_root: Option<bool>,
    /// Who is in which group, by the image.
    members: &'static [(i64, i64)],
    /// Whether that does not count.
    is_strict: bool,
}

impl User {
    /// What a container says itself.
    pub fn of_container(container: &Container) -> Self {
        let members = members(&container.image);
        let Some(it) = &container.security_context else {
            return Self { members, ..Self::default() };
        };
        Self {
            user: it.run_as_user,
            group: it.run_as_group,
            must_not_be_root: it.run_as_non_root,
            members,
            ..Self::default()
        }
    }

    /// What a Pod says for all of its containers.
    pub fn of_pod(spec: &PodSpec) -> Self {
        spec.security_context.as_ref().map_or_else(Self::default, |it| {
            let mut others: Vec<i64> =
                it.supplemental_groups.iter().copied().chain(it.fs_group).collect();
            others.sort_unstable();
            Self {
                user: it.run_as_user,
                group: it.run_as_group,
                must_not_be_root: it.run_as_non_root,
                others,
                is_strict: it.supplemental_groups_policy.as_deref() == Some("Strict"),
                ..Self::default()
            }
        })
    }

    /// A container's own, before what its Pod says.
    /// Source: `pkg/securitycontext/util.go` `DetermineEffectiveSecurityContext`.
    fn within(&self, pod: &Self) -> Self {
        Self {
            user: self.user.or(pod.user),
            group: self.group.or(pod.group),
            must_not_be_root: self.must_not_be_root.or(pod.must_not_be_root),
            others: pod.others.clone(),
            members: self.members,
            is_strict: pod.is_strict,
        }
    }

    /// A container's, in a Pod: the user, and the groups, the primary one first.
    pub fn ids(&self, pod: &Self) -> (i64, Vec<i64>) {
        let own = self.within(pod);
        let (user, group) = (own.user.unwrap_or(0), own.group.unwrap_or(0));
        let members = own.members.iter().filter(|it| it.0 == user && !own.is_strict);
        let mut groups = vec![group];
        for other in own.others.into_iter().chain(members.map(|it| it.1)) {
            if !groups.contains(&other) {
                groups.push(other);
            }
        }
        (user, groups)
    }
}

/// Whether a container that must not run as root would. Of images that are nobody's official ones
/// it is not known, and they may. Source: `pkg/kubelet/kuberuntime/security_context_others.go`
/// `verifyRunAsNonRoot`.
///
/// # Errors
/// It would, or nobody can say.
pub(super) fn check(container: &Container, pod: &Pod) -> Result<(), String> {
    let it = User::of_container(container).within(&User::of_pod(&pod.spec));
    if it.must_not_be_root != Some(true) {
        return Ok(());
    }
    let image = container.image.strip_prefix("docker.io/").unwrap_or(&container.image);
    let image = image.strip_prefix("library/").unwrap_or(image);
    let name = image.split([':', '@']).next().unwrap_or("");
    let why = match it.user {
        Some(0) => "container's runAsUser breaks non-root policy".to_owned(),
        Some(_) => return Ok(()),
        None if image.contains('/') => return Ok(()),
        None => match NAMED.iter().find(|it| it.0 == name) {
            None => "container has runAsNonRoot and image will run as root".to_owned(),
            Some((_, user)) => format!(
                "container has runAsNonRoot and image has non-numeric user ({user}), cannot verify user is non-root"
            ),
        },
    };
    let (of, container) = (super::full_name(pod), &container.name);
    Err(format!("{why} (pod: {of:?}, container: {container})"))
}
