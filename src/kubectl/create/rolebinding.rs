//! `create rolebinding` and `clusterrolebinding`.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/create/create_{rolebinding,clusterrolebinding}.go`.

use super::generate::{CreateSubcommandFlags, imperative, name_argument};
use crate::api::{Kind, Value};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{ValidateFlags, flags};
use crate::kubectl::session::{Ran, Session};
use serde_json::json;

const GROUP: &str = "rbac.authorization.k8s.io";

flags! {
    /// Whom a role is bound to.
    pub(in crate::kubectl) struct SubjectsFlags<'a> {
        user: array "user";
        group: array "group";
        serviceaccount: array "serviceaccount";
    }
}

flags! {
    /// Source: `RoleBindingOptions`.
    pub(in crate::kubectl) struct RoleBindingFlags<'a>: ValidateFlags {
        [create: CreateSubcommandFlags<'a>]
        [subjects: SubjectsFlags<'a>]
        role: text "role";
        clusterrole: text "clusterrole";
    }
}

flags! {
    /// Source: `ClusterRoleBindingOptions`.
    pub(in crate::kubectl) struct ClusterRoleBindingFlags<'a>: ValidateFlags {
        [create: CreateSubcommandFlags<'a>]
        [subjects: SubjectsFlags<'a>]
        clusterrole: text "clusterrole";
        _: "role=text";
    }
}

/// `create rolebinding`
pub(in crate::kubectl) fn role_binding(
    session: &mut Session<'_>,
    flags: &RoleBindingFlags<'_>,
) -> Ran {
    let name = name_argument(session, "kubectl create rolebinding")?;
    let given = |it: &&str| !it.is_empty();
    let (kind, role) = match (flags.role.filter(given), flags.clusterrole.filter(given)) {
        (Some(role), None) => ("Role", role),
        (None, Some(role)) => ("ClusterRole", role),
        _ => return Err(Failure::text("exactly one of clusterrole or role must be specified")),
    };
    let value = bound(flags.subjects, (kind, role))?;
    imperative(session, flags.create, Kind::RoleBinding, &name, value)
}

/// `create clusterrolebinding`
pub(in crate::kubectl) fn cluster_role_binding(
    session: &mut Session<'_>,
    flags: &ClusterRoleBindingFlags<'_>,
) -> Ran {
    let name = name_argument(session, "kubectl create clusterrolebinding")?;
    let Some(role) = flags.clusterrole else {
        return Err(Failure::text("required flag(s) \"clusterrole\" not set"));
    };
    let value = bound(flags.subjects, ("ClusterRole", role))?;
    imperative(session, flags.create, Kind::ClusterRoleBinding, &name, value)
}

fn bound(subjects: SubjectsFlags<'_>, role: (&str, &str)) -> Result<Value, Failure> {
    let subjects = subjects.subjects("")?;
    let mut value = json!({
        "metadata": {}, "roleRef": {"apiGroup": GROUP, "kind": role.0, "name": role.1},
    });
    if !subjects.is_empty() {
        value["subjects"] = json!(subjects);
    }
    Ok(value)
}

impl SubjectsFlags<'_> {
    /// Whether anybody is named.
    pub fn is_given(&self) -> bool {
        [self.user, self.group, self.serviceaccount].iter().any(|it| !it.is_empty())
    }

    /// Whom the flags name; accounts without a namespace are in the given one.
    ///
    /// # Errors
    /// An account is not written as such.
    pub fn subjects(&self, namespace: &str) -> Result<Vec<Value>, Failure> {
        let mut subjects: Vec<Value> = Vec::new();
        for (names, kind) in [(self.user, "User"), (self.group, "Group")] {
            for name in names {
                subjects.push(json!({"apiGroup": GROUP, "kind": kind, "name": name}));
            }
        }
        for account in self.serviceaccount {
            let parts =
                account.split_once(':').filter(|it| !it.1.is_empty() && !it.1.contains(':'));
            let Some((own, name)) = parts else {
                return Err(Failure::text("serviceaccount must be <namespace>:<name>"));
            };
            let namespace = if own.is_empty() { namespace } else { own };
            subjects.push(json!({"kind": "ServiceAccount", "name": name, "namespace": namespace}));
        }
        Ok(subjects)
    }
}
