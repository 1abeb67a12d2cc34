//! `kubectl kustomize`, and `-k` of other verbs: manifests that are put together from files of the
//! tape. Source: `sigs.k8s.io/kustomize/api/internal/target/kusttarget.go`.

mod fields;
mod generate;
mod names;
mod patch;
mod place;
mod plan;
mod transform;

pub(super) use self::generate::hash;

use self::plan::{Plan, clean, id, strings, text};
use super::failure::Failure;
use super::flags::{FilenameFlags, flags};
use super::manifest;
use super::paths::{Files, on_tape};
use super::session::{Ran, Session, Step};
use super::yaml;
use crate::api::Value;
use crate::sorted::Sort;

const FILES: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];
/// What kustomize knows and is not built.
const NOT_BUILT: &str = "configurations generators helmCharts helmGlobals \
    helmChartInflationGenerator replacements transformers validators vars";
/// Old fields, and what stands for them.
const DEPRECATED: [(&str, &str); 5] = [
    ("bases", "resources"),
    ("commonLabels", "labels"),
    ("imageTags", "images"),
    ("patchesJson6902", "patches"),
    ("patchesStrategicMerge", "patches"),
];
/// Folders that lead to each other are followed no further.
const DEPTH_MAX: usize = 16;
/// These kinds come first, in this order. Source: `api/internal/builtins/SortOrderTransformer.go`.
const FIRST: &str = "Namespace ResourceQuota StorageClass CustomResourceDefinition ServiceAccount \
    PodSecurityPolicy Role ClusterRole RoleBinding ClusterRoleBinding ConfigMap Secret Endpoints \
    Service LimitRange PriorityClass PersistentVolume PersistentVolumeClaim Deployment StatefulSet \
    CronJob PodDisruptionBudget";

flags! {
    /// Source: `sigs.k8s.io/kustomize/kustomize/commands/build/build.go`.
    pub(super) struct KustomizeFlags<'a> {
        output: text "output" / "o";
    }
}

/// `kubectl kustomize DIR`
pub(super) fn run(session: &mut Session<'_>, flags: &KustomizeFlags<'_>) -> Ran {
    if let Some(file) = flags.output {
        let text = "a file can't be written here; redirect the output instead";
        return Err(Failure::text(format!("{text}: > {file}")));
    }
    if session.args.words.len() > 1 {
        return Err(Failure::text("specify one path to kustomization.yaml"));
    }
    let folder = session.args.words.first().map_or(".", String::as_str).to_owned();
    let objects = build(session, &folder)?;
    let texts: Vec<String> = objects.iter().map(yaml::print).collect();
    session.streams.out(&texts.join("---\n"));
    Ok(Step::Done)
}

/// Builds what `-k` names, where nothing else is named.
///
/// # Errors
/// It can't be built.
pub(super) fn prepare(session: &mut Session<'_>, files: FilenameFlags<'_>) -> Result<(), Failure> {
    let Some(folder) = files.kustomize else { return Ok(()) };
    if files.filename.is_empty() {
        session.built = build(session, folder)?;
    }
    Ok(())
}

/// Builds a folder, and says which of its fields are old.
///
/// # Errors
/// kustomize's words, or what of it is not there.
fn build(session: &mut Session<'_>, folder: &str) -> Result<Vec<Value>, Failure> {
    let (objects, warnings) = built(session.shell.files, folder).map_err(Failure::text)?;
    warnings.iter().for_each(|it| session.streams.err(it));
    Ok(objects)
}

/// The objects in the order in which they are to be applied, and the warnings.
fn built(files: &Files, folder: &str) -> Result<(Vec<Value>, Vec<String>), String> {
    let mut whole = Files::new();
    for (name, text) in files {
        if let Some(rest) = name.strip_prefix('/') {
            whole.insert(rest.to_owned(), text.clone());
        }
    }
    let files = if folder.starts_with('/') { &whole } else { files };
    let place = clean(folder);
    let inside = format!("{place}/");
    if !place.is_empty() && !files.keys().any(|it| it.starts_with(&inside)) {
        return Err(format!(
            "must build at directory: not a valid directory: evalsymlink failure on '{folder}' : lstat /{place}: no such file or directory"
        ));
    }
    let mut plan =
        Plan { files, folder: place, depth: 0, warnings: Vec::new(), keeps_order: false };
    let mut objects = plan.build(Vec::new(), "Kustomization")?;
    generate::add_hashes(&mut objects);
    objects.iter_mut().for_each(names::forget);
    if !plan.keeps_order {
        objects.order_by_key(rank);
    }
    Ok((objects, plan.warnings))
}

/// Where an object stands in the output.
fn rank(object: &Value) -> (usize, String, String, String) {
    let kind = text(object, "kind");
    let known = FIRST.split_whitespace().position(|it| it == kind);
    let last = if kind.ends_with("WebhookConfiguration") { 2 } else { 1 };
    let version = text(object, "apiVersion");
    let group = if version.contains('/') { version } else { &format!("~G/{version}") };
    let or = |it: &str, other: &str| if it.is_empty() { other.to_owned() } else { it.to_owned() };
    let meta = &object["metadata"];
    let sort = format!("{}_{kind}", group.replace('/', "_"));
    (
        known.unwrap_or(99 + last),
        sort,
        or(text(meta, "namespace"), "~X"),
        or(text(meta, "name"), "~N"),
    )
}

impl Plan<'_> {
    /// The objects that are there already, and those of the folder.
    fn build(&mut self, mut objects: Vec<Value>, kind: &str) -> Result<Vec<Value>, String> {
        if self.depth > DEPTH_MAX {
            return Err(format!(
                "cycle detected: candidate root '/{}' contains itself",
                self.folder
            ));
        }
        let plan = self.load()?;
        let own = if text(&plan, "kind") == "Component" { "Component" } else { "Kustomization" };
        if own != kind {
            let folder = &self.folder;
            return Err(match kind {
                "Component" => {
                    format!("expected kind 'Component' for path '/{folder}' but got '{own}'")
                }
                _ => format!("expected kind != 'Component' for path '/{folder}'"),
            });
        }
        for path in strings(&plan, "resources").chain(strings(&plan, "bases")) {
            for object in self.resource(path)? {
                add(object, &mut objects).map_err(|why| self.merging(path, &why))?;
            }
        }
        generate::generate(self, &plan, &mut objects)?;
        for path in strings(&plan, "components") {
            objects = self.inside(path, objects, "Component")?;
        }
        patch::apply(self, &plan, &["patchesStrategicMerge", "patches"], &mut objects)?;
        transform::names(&plan, &mut objects);
        patch::apply(self, &plan, &["patchesJson6902"], &mut objects)?;
        transform::values(&plan, &mut objects)?;
        Ok(objects)
    }

    /// What is said when a resource can't go with those that are there.
    fn merging(&self, path: &str, why: &str) -> String {
        let place = self.below(path);
        let error = if self.files.contains_key(&place) {
            format!(
                "'merging resources from '{path}': {why}': must build at directory: '/{place}': file is not directory"
            )
        } else {
            let read = no_file(&place);
            format!(
                "'accumulating resources from '{path}': {read}': recursed merging from path '/{place}': {why}"
            )
        };
        format!("accumulating resources: accumulation err={error}")
    }

    /// Another folder, whose fields are applied to its own objects, or to those given.
    fn inside(
        &mut self,
        path: &str,
        objects: Vec<Value>,
        kind: &str,
    ) -> Result<Vec<Value>, String> {
        let folder = self.below(path);
        let before = std::mem::replace(&mut self.folder, folder);
        self.depth += 1;
        let built = self.build(objects, kind);
        self.depth -= 1;
        let folder = std::mem::replace(&mut self.folder, before);
        built.map_err(|why| format!("recursed accumulation of path '/{folder}': {why}"))
    }

    fn load(&mut self) -> Result<Value, String> {
        let found = FILES.iter().find_map(|name| self.read(name).ok());
        let Some(found) = found else {
            return Err(format!(
                "unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '/{}'",
                self.folder
            ));
        };
        let plan = yaml::parse(found).map_err(|it| format!("invalid Kustomization: {it}"))?;
        let says_nothing = |field: &String| ["apiVersion", "kind"].contains(&field.as_str());
        if plan.as_object().is_none_or(|it| it.keys().all(says_nothing)) {
            return Err("kustomization.yaml is empty".to_owned());
        }
        fields::check(&plan).map_err(|it| format!("invalid Kustomization: {it}"))?;
        for field in plan.as_object().into_iter().flat_map(|it| it.keys()) {
            if NOT_BUILT.split_whitespace().any(|it| it == field) {
                return Err(format!(
                    "{field} of a kustomization is not possible here; write out what it would make"
                ));
            }
        }
        self.check_type(&plan)?;
        match text(&plan["sortOptions"], "order") {
            "" | "legacy" => {}
            // Only the outermost is asked.
            "fifo" => self.keeps_order |= self.depth == 0,
            _ => {
                let text = "the field 'sortOptions.order' must be one of [fifo, legacy]";
                return Err(text.to_owned());
            }
        }
        for (old, new) in DEPRECATED {
            if plan.get(old).is_some() {
                self.warnings.push(format!("# Warning: '{old}' is deprecated. Please use '{new}' instead. Run 'kustomize edit fix' to update your Kustomization automatically.\n"));
            }
        }
        Ok(plan)
    }

    /// Source: `Kustomization.EnforceFields`.
    fn check_type(&self, plan: &Value) -> Result<(), String> {
        let (kind, version) = (text(plan, "kind"), text(plan, "apiVersion"));
        let mut errors = Vec::new();
        if !["", "Kustomization", "Component"].contains(&kind) {
            errors.push("kind should be Kustomization or Component".to_owned());
        }
        let wanted = match kind {
            "Component" => "kustomize.config.k8s.io/v1alpha1",
            _ => "kustomize.config.k8s.io/v1beta1",
        };
        if !version.is_empty() && version != wanted {
            let kind = if kind.is_empty() { "Kustomization" } else { kind };
            errors.push(format!("apiVersion for {kind} should be {wanted}"));
        }
        match errors.is_empty() {
            true => Ok(()),
            false => Err(format!(
                "Failed to read kustomization file under /{}:\n{}",
                self.folder,
                errors.join("\n")
            )),
        }
    }

    /// The objects of a file, or of a folder with a kustomization of its own.
    fn resource(&mut self, path: &str) -> Result<Vec<Value>, String> {
        let wrap = |why: String| format!("accumulating resources: {why}");
        let from = |why: String| format!("accumulating resources from '{path}': {why}");
        let is_address = path.contains("://");
        // As of `-f`: a file of the tape stands for it.
        let place =
            if is_address { on_tape(self.files, path).to_owned() } else { self.below(path) };
        if let Some(found) = self.files.get(&place) {
            return documents(found).map_err(|why| wrap(from(why)));
        }
        if FILES.iter().any(|it| self.files.contains_key(&clean(&format!("{place}/{it}")))) {
            let built = self.inside(path, Vec::new(), "Kustomization");
            return built.map_err(|why| {
                let read = from(no_file(&place));
                wrap(format!("accumulation err='{read}': {why}"))
            });
        }
        if is_address {
            return Err(wrap(from(format!(
                "the simulator has no network; put the manifest into a file {place:?} of the tape"
            ))));
        }
        let missing = "no such file or directory";
        let read = from(format!("evalsymlink failure on '/{place}' : lstat /{place}: {missing}"));
        Err(wrap(format!(
            "accumulation err='{read}': must build at directory: not a valid directory: evalsymlink failure on '/{place}' : lstat /{place}: {missing}"
        )))
    }
}

fn no_file(place: &str) -> String {
    format!("'/{place}' must resolve to a file")
}

/// An object stands only once.
fn add(object: Value, objects: &mut Vec<Value>) -> Result<(), String> {
    let same = |it: &Value| {
        let meta = ["namespace", "name"];
        it["kind"] == object["kind"]
            && it["apiVersion"] == object["apiVersion"]
            && meta.iter().all(|field| it["metadata"][*field] == object["metadata"][*field])
    };
    if objects.iter().any(same) {
        let id = id(&object);
        return Err(format!("may not add resource with an already registered id: {id}"));
    }
    objects.push(object);
    Ok(())
}

fn documents(found: &str) -> Result<Vec<Value>, String> {
    let mut objects = Vec::new();
    for (_, document) in yaml::documents_at(found) {
        let value = yaml::parse(&document).map_err(|it| format!("MalformedYAMLError: {it}"))?;
        manifest::flatten(value, &mut |it| objects.push(it));
    }
    for object in &mut objects {
        if text(object, "kind").is_empty() || text(&object["metadata"], "name").is_empty() {
            return Err("missing metadata.name in object".to_owned());
        }
        names::remember(object);
    }
    Ok(objects)
}
