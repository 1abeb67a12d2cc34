//! What Pods read: ConfigMaps, Secrets, and who they are: ServiceAccounts.
//! Source: `staging/src/k8s.io/api/core/v1/types.go`.

use super::field::object;
use super::meta::ObjectMeta;
use crate::sorted::SortedMap;

object! {
    /// `v1 ConfigMap`.
    pub struct ConfigMap {
        /// The name.
        metadata: ObjectMeta => "metadata" always,
        /// Bytes by key, as base64.
        binary_data: SortedMap<String, String> => "binaryData",
        /// Texts by key.
        data: SortedMap<String, String> => "data",
        /// Whether it may never change.
        immutable: Option<bool> => "immutable",
    }

    /// `v1 Secret`.
    pub struct Secret {
        /// The name.
        metadata: ObjectMeta => "metadata" always,
        /// Bytes by key, as base64.
        data: SortedMap<String, String> => "data",
        /// Whether it may never change.
        immutable: Option<bool> => "immutable",
        /// Texts by key; only on the way in.
        string_data: SortedMap<String, String> => "stringData",
        /// Such as `Opaque`.
        r#type: String => "type",
    }

    /// `v1 ServiceAccount`.
    pub struct ServiceAccount {
        /// The name.
        metadata: ObjectMeta => "metadata" always,
    }
}
