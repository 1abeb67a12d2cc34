//! Which fields a kustomization has, and of which type. Source:
//! `sigs.k8s.io/kustomize/api/types/kustomization.go` and the types of its fields; the words are
//! those of Go's `encoding/json`.

use crate::api::Value;

/// The fields of each type: `name:type`. Types: `s` a text, `b` yes or no, `i` a whole number, `*`
/// what is read elsewhere, `{s` and `{b` objects of them; `[` before one is a list. What stands
/// before a dot is a type that Go embeds, and names in errors.
const TYPES: [(&str, &str); 12] = [
    (
        "Kustomization",
        "TypeMeta.apiVersion:s TypeMeta.kind:s metadata:ObjectMeta openapi:{s namePrefix:s \
        nameSuffix:s namespace:s commonLabels:{s labels:[Label commonAnnotations:{s \
        patchesStrategicMerge:[PatchStrategicMerge patchesJson6902:[Patch patches:[Patch \
        images:[Image imageTags:[Image replicas:[Replica sortOptions:SortOptions resources:[s \
        components:[s crds:[s bases:[s configMapGenerator:[ConfigMapArgs \
        secretGenerator:[SecretArgs generatorOptions:GeneratorOptions buildMetadata:[s \
        replacements:* vars:* configurations:* generators:* transformers:* validators:* \
        helmCharts:* helmGlobals:* helmChartInflationGenerator:*",
    ),
    ("ObjectMeta", "name:s namespace:s labels:{s annotations:{s"),
    ("Label", "pairs:{s includeSelectors:b includeTemplates:b fields:[FieldSpec"),
    ("FieldSpec", "Gvk.group:s Gvk.version:s Gvk.kind:s path:s create:b"),
    ("Patch", "path:s patch:s target:Selector options:PatchArgs"),
    ("PatchArgs", "allowNameChange:b allowKindChange:b"),
    (
        "Selector",
        "ResId.Gvk.group:s ResId.Gvk.version:s ResId.Gvk.kind:s ResId.name:s ResId.namespace:s \
        annotationSelector:s labelSelector:s",
    ),
    ("Image", "name:s newName:s tagSuffix:s newTag:s digest:s"),
    ("Replica", "name:s count:i"),
    ("SortOptions", "order:s legacySortOptions:*"),
    ("GeneratorOptions", "labels:{s annotations:{s disableNameSuffixHash:b immutable:b"),
    (
        "ConfigMapArgs",
        "GeneratorArgs.namespace:s GeneratorArgs.name:s GeneratorArgs.behavior:s \
        GeneratorArgs.KvPairSources.literals:[s GeneratorArgs.KvPairSources.files:[s \
        GeneratorArgs.KvPairSources.envs:[s GeneratorArgs.KvPairSources.env:s \
        GeneratorArgs.options:GeneratorOptions",
    ),
];

/// Whether every field is there and of its type.
///
/// # Errors
/// What `encoding/json` says of the first that isn't.
pub(super) fn check(plan: &Value) -> Result<(), String> {
    value(plan, "Kustomization", "", "Kustomization")
}

fn fields_of(name: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    // A Secret has the fields of a ConfigMap, and a type.
    let (name, more) = if name == "SecretArgs" { ("ConfigMapArgs", "type:s") } else { (name, "") };
    let fields = TYPES.iter().find(|it| it.0 == name).map_or("", |it| it.1);
    fields.split_whitespace().chain(more.split_whitespace()).filter_map(|it| it.split_once(':'))
}

/// A value of a type, at a path in a struct.
fn value(it: &Value, of: &str, path: &str, owner: &str) -> Result<(), String> {
    let wrong = |found: &str| {
        let wanted = go_type(of);
        Err(format!(
            "json: cannot unmarshal {found} into Go struct field {owner}.{path} of type {wanted}"
        ))
    };
    match (it, of.split_at_checked(1)) {
        (Value::Null, _) | (_, Some(("*", _))) => Ok(()),
        (Value::Array(items), Some(("[", of))) => {
            items.iter().try_for_each(|it| value(it, of, path, owner))
        }
        (Value::Object(map), Some(("{", of))) => {
            map.values().try_for_each(|it| value(it, of, path, owner))
        }
        (Value::Object(map), _) if of.len() > 1 && !of.starts_with('[') && of != STRATEGIC => {
            map.iter().try_for_each(|(name, it)| {
                let is_it = |known: &&str| known.rsplit('.').next() == Some(name.as_str());
                let field = fields_of(of).find(|(known, _)| is_it(known));
                let (known, inner) =
                    field.ok_or_else(|| format!("json: unknown field {name:?}"))?;
                let path = match path {
                    "" => known.to_owned(),
                    path => format!("{path}.{known}"),
                };
                value(it, inner, &path, of)
            })
        }
        (Value::String(_), _) if of == "s" || of == STRATEGIC => Ok(()),
        (Value::Bool(_), _) if of == "b" => Ok(()),
        (Value::Number(number), _) if of == "i" => match number.is_i64() {
            true => Ok(()),
            false => wrong(&format!("number {number}")),
        },
        (Value::Bool(_), _) => wrong("bool"),
        (Value::Number(_), _) => wrong("number"),
        (Value::String(_), _) => wrong("string"),
        (Value::Array(_), _) => wrong("array"),
        (Value::Object(_), _) => wrong("object"),
    }
}

/// A text with a type of its own.
const STRATEGIC: &str = "PatchStrategicMerge";

fn go_type(of: &str) -> String {
    match of.split_at_checked(1) {
        Some(("[", of)) => format!("[]{}", go_type(of)),
        Some(("{", of)) => format!("map[string]{}", go_type(of)),
        Some(("s", "")) => "string".to_owned(),
        Some(("b", "")) => "bool".to_owned(),
        Some(("i", "")) => "int64".to_owned(),
        _ => format!("types.{of}"),
    }
}
