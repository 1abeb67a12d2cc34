//! Columns of kinds without a type of their own: paths, as definitions of kinds have them.
//! Source: `pkg/printers/internalversion/printers.go`,
//! `staging/src/k8s.io/apiextensions-apiserver/pkg/registry/customresource/tableconvertor/tableconvertor.go`.

use super::path::{COUNT, DATE, TEXT};
use super::{AGE, Cell, Column, NAME};
use crate::api::{CustomResourceDefinition, Kind, Value};
use crate::apiserver::{Store, custom};
use std::borrow::Cow;

const BORN: &str = ".metadata.creationTimestamp";

/// The heading, the path, how it is shown.
type Row = (&'static str, &'static str, &'static str);

/// The columns between the name and, where the last one is not another, the age.
#[rustfmt::skip]
const TABLE: &[(&str, &[Row])] = &[
    ("APIService", &[("SERVICE", ".spec.service.name", TEXT), ("AVAILABLE", ".status.conditions[0].status", "string"), ("AGE", BORN, DATE)]),
    ("CSIDriver", &[
        ("ATTACHREQUIRED", ".spec.attachRequired", "string"), ("PODINFOONMOUNT", ".spec.podInfoOnMount", "string"),
        ("STORAGECAPACITY", ".spec.storageCapacity", "string"), ("TOKENREQUESTS", ".spec.tokenRequests[*].audience", TEXT),
        ("REQUIRESREPUBLISH", ".spec.requiresRepublish", "string"), ("MODES", ".spec.volumeLifecycleModes[*]", "string"), ("AGE", BORN, DATE),
    ]),
    ("CSINode", &[("DRIVERS", ".spec.drivers", COUNT), ("AGE", BORN, DATE)]),
    ("CSIStorageCapacity", &[("STORAGECLASSNAME", ".storageClassName", "string"), ("CAPACITY", ".capacity", "string"), ("AGE", BORN, DATE)]),
    ("CertificateSigningRequest", &[
        ("AGE", BORN, DATE), ("SIGNERNAME", ".spec.signerName", "string"), ("REQUESTOR", ".spec.username", "string"),
        ("REQUESTEDDURATION", ".spec.expirationSeconds", TEXT), ("CONDITION", ".status.conditions[*].type", "pending"),
    ]),
    ("FlowSchema", &[
        ("PRIORITYLEVEL", ".spec.priorityLevelConfiguration.name", "string"), ("MATCHINGPRECEDENCE", ".spec.matchingPrecedence", "string"),
        ("DISTINGUISHERMETHOD", ".spec.distinguisherMethod.type", TEXT), ("AGE", BORN, DATE), ("MISSINGPL", ".status.conditions[0].status", "string"),
    ]),
    ("IPAddress", &[("PARENTREF", ".spec.parentRef.name", "string")]),
    ("MutatingAdmissionPolicy", &[("MUTATIONS", ".spec.mutations", COUNT), ("PARAMKIND", ".spec.paramKind.kind", "unset"), ("AGE", BORN, DATE)]),
    ("MutatingAdmissionPolicyBinding", &[("POLICYNAME", ".spec.policyName", "string"), ("PARAMREF", ".spec.paramRef.name", "unset"), ("AGE", BORN, DATE)]),
    ("MutatingWebhookConfiguration", &[("WEBHOOKS", ".webhooks", COUNT), ("AGE", BORN, DATE)]),
    ("PodTemplate", &[
        ("CONTAINERS", ".template.spec.containers[*].name", "string"), ("IMAGES", ".template.spec.containers[*].image", "string"),
        ("POD LABELS", ".template.metadata.labels", "labels"),
    ]),
    ("PriorityLevelConfiguration", &[
        ("TYPE", ".spec.type", "string"), ("NOMINALCONCURRENCYSHARES", ".spec.limited.nominalConcurrencyShares", TEXT),
        ("QUEUES", ".spec.limited.limitResponse.queuing.queues", TEXT), ("HANDSIZE", ".spec.limited.limitResponse.queuing.handSize", TEXT),
        ("QUEUELENGTHLIMIT", ".spec.limited.limitResponse.queuing.queueLengthLimit", TEXT), ("AGE", BORN, DATE),
    ]),
    ("ResourceClaim", &[("STATE", ".status.allocation", "state"), ("AGE", BORN, DATE)]),
    ("ResourceSlice", &[("NODE", ".spec.nodeName", "string"), ("DRIVER", ".spec.driver", "string"), ("POOL", ".spec.pool.name", "string"), ("AGE", BORN, DATE)]),
    ("ServiceCIDR", &[("CIDRS", ".spec.cidrs[*]", "string"), ("AGE", BORN, DATE)]),
    ("ValidatingAdmissionPolicy", &[("VALIDATIONS", ".spec.validations", COUNT), ("PARAMKIND", ".spec.paramKind.kind", "unset"), ("AGE", BORN, DATE)]),
    ("ValidatingAdmissionPolicyBinding", &[("POLICYNAME", ".spec.policyName", "string"), ("PARAMREF", ".spec.paramRef.name", "unset"), ("AGE", BORN, DATE)]),
    ("ValidatingWebhookConfiguration", &[("WEBHOOKS", ".webhooks", COUNT), ("AGE", BORN, DATE)]),
    ("VolumeAttachment", &[
        ("ATTACHER", ".spec.attacher", "string"), ("PV", ".spec.source.persistentVolumeName", "string"),
        ("NODE", ".spec.nodeName", "string"), ("ATTACHED", ".status.attached", "flag"), ("AGE", BORN, DATE),
    ]),
    ("VolumeAttributesClass", &[("DRIVERNAME", ".driverName", "string"), ("AGE", BORN, DATE)]),
];

/// The columns of a kind without a type of its own.
pub(in crate::kubectl) fn of(kind: Kind, store: &Store) -> Vec<Column> {
    if let Some(definition) = custom::definition(store, kind) {
        return defined(definition);
    }
    let Some((_, rows)) = TABLE.iter().find(|it| it.0 == kind.info().kind) else {
        return vec![NAME, AGE];
    };
    let column = |(header, path, how): &Row| Column {
        header: Cow::Borrowed(*header),
        wide: false,
        cell: Cell::At(Cow::Borrowed(*path), Cow::Borrowed(*how)),
    };
    [NAME].into_iter().chain(rows.iter().map(column)).collect()
}

/// The columns that a definition asks for.
fn defined(definition: &CustomResourceDefinition) -> Vec<Column> {
    let asked = definition.stored().map_or(&[][..], |it| &it.additional_printer_columns);
    if asked.is_empty() {
        return vec![NAME, AGE];
    }
    let column = |it: &Value| {
        let text = |field: &str| it[field].as_str().unwrap_or("").to_owned();
        Column {
            header: Cow::Owned(text("name").to_uppercase()),
            wide: it["priority"].as_i64().unwrap_or(0) > 0,
            cell: Cell::At(Cow::Owned(text("jsonPath")), Cow::Owned(text("type"))),
        }
    };
    [NAME].into_iter().chain(asked.iter().map(column)).collect()
}
