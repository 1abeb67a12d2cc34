//! `kubectl autoscale`. Source: `staging/src/k8s.io/kubectl/pkg/cmd/autoscale/autoscale.go`.

use super::create::{CreateSubcommandFlags, imperative_named};
use super::failure::Failure;
use super::flags::{FilenameFlags, RecordFlags, flags};
use super::resource::{self, Nameless, Query};
use super::session::{DryRun, Ran, Session, Step};
use crate::api::{Quantity, Value};
use serde_json::json;

flags! {
    /// Source: `AutoscaleOptions`.
    pub(super) struct AutoscaleFlags<'a>: RecordFlags {
        [files: FilenameFlags<'a>]
        [create: CreateSubcommandFlags<'a>]
        min: int32 "min";
        max: int32 "max", required;
        cpu: text "cpu";
        cpu_percent: int32 "cpu-percent";
        memory: text "memory";
        name: text "name";
    }
}

/// `kubectl autoscale`
pub(super) fn autoscale(session: &mut Session<'_>, flags: &AutoscaleFlags<'_>) -> Ran {
    let kind = resource::parse_kind("horizontalpodautoscalers")?;
    if flags.cpu_percent.is_some() {
        session.streams.err("Flag --cpu-percent has been deprecated, Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU).\n");
    }
    let (min, max) = (flags.min, flags.max.unwrap_or(-1));
    if max < 1 {
        return Err(Failure::text(format!(
            "--max=MAXPODS is required and must be at least 1, max: {max}"
        )));
    }
    if let Some(min) = min.filter(|it| *it > max) {
        return Err(Failure::text(format!(
            "--max=MAXPODS must be larger or equal to --min=MINPODS, max: {max}, min: {min}"
        )));
    }
    let metrics = metrics(flags)?;
    let query = Query { files: flags.files, ..Query::default() };
    let found = resource::find(session, query, &session.args.words, Nameless::Refuse)?;
    Failure::check(found.problems)?;
    for object in &found.objects {
        let of = object.kind();
        if object.replicas().is_none() {
            let info = of.info();
            let group = info.group;
            return Err(Failure::text(format!(
                "cannot autoscale a {}: could not find scale subresource for {group}/{}, Resource={} in discovery information",
                info.kind, info.version, info.plural
            )));
        }
        let target = json!({
            "apiVersion": of.api_version(), "kind": of.info().kind, "name": object.meta().name,
        });
        let mut spec = json!({"maxReplicas": max, "scaleTargetRef": target});
        if let Some(min) = min.filter(|it| *it > 0) {
            spec["minReplicas"] = json!(min);
        }
        if !metrics.is_empty() {
            spec["metrics"] = json!(metrics);
        }
        let value = json!({"metadata": {}, "spec": spec});
        let name = flags.name.unwrap_or(&object.meta().name).to_owned();
        let done = if session.dry_run == DryRun::Client { "created" } else { "autoscaled" };
        imperative_named(session, flags.create, kind, &name, value, done)
            .map_err(|failure| failure_of_both(flags, failure))?;
    }
    Ok(Step::Done)
}

/// What fails in autoscaling/v2 is tried in autoscaling/v1, which knows no more than the share of
/// a CPU, and of that only where `--cpu` says it. Source: `AutoscaleOptions.canCreateHPAV1`.
fn failure_of_both(flags: &AutoscaleFlags<'_>, failure: Failure) -> Failure {
    let why = match flags.cpu.unwrap_or("").trim() {
        "" => "empty input",
        cpu if cpu.ends_with('%') && flags.memory.is_none() => return failure,
        _ => "%!w(<nil>)",
    };
    Failure::text(format!(
        "failed to create autoscaling/v2 HPA and the configuration is incompatible with autoscaling/v1: {why}"
    ))
}

/// `80%` is a share of what the Pods ask for, anything else an amount a Pod. A bare number is one
/// of the unit. Source: `parseResourceInput`.
fn metrics(flags: &AutoscaleFlags<'_>) -> Result<Vec<Value>, Failure> {
    let percent = flags.cpu_percent.filter(|it| *it > 0).map(|it| format!("{it}%"));
    let given = |it: Option<&str>| it.map(|it| it.trim().to_owned()).filter(|it| !it.is_empty());
    let cpu = given(flags.cpu);
    if cpu.is_some() && percent.is_some() {
        return Err(Failure::text("--cpu-percent and --cpu are mutually exclusive"));
    }
    let amounts = [("cpu", "m", cpu.or(percent)), ("memory", "Mi", given(flags.memory))];
    let mut metrics = Vec::new();
    for (name, unit, amount) in amounts {
        let Some(amount) = amount else { continue };
        let target = if let Some(share) = amount.strip_suffix('%') {
            let share: i32 = share
                .parse()
                .ok()
                .filter(|it| *it >= 0)
                .ok_or_else(|| Failure::text(format!("invalid percentage value: {share}")))?;
            json!({"type": "Utilization", "averageUtilization": share})
        } else {
            let is_number = amount.ends_with(|it: char| it.is_ascii_digit());
            let full = if is_number { format!("{amount}{unit}") } else { amount.clone() };
            let full = Quantity::parse(&full)
                .map_err(|_| Failure::text(format!("invalid resource {name} value: {amount}")))?;
            json!({"type": "AverageValue", "averageValue": full.to_string()})
        };
        metrics.push(json!({"type": "Resource", "resource": {"name": name, "target": target}}));
    }
    Ok(metrics)
}
