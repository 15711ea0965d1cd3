//! Options of the paper towns: when each code is allowed, and the reasons for what is not.

mod life_paths;
mod moves;
mod rooms;
mod schools;
mod treatments;

use super::*;
use crate::paper::paper_town;
use crate::project::{Ownership, Project};

/// Codes of the life paths of `asset`, each with the first and last year of its works, in order.
fn paths(project: &Project, asset: &str) -> Vec<String> {
    with(project, |instance, options| {
        let asset = instance.asset(&asset.into()).unwrap();
        options.paths[asset.0].iter().map(|path| path.code(instance)).collect()
    })
}

fn with<T>(project: &Project, look: impl FnOnce(&Instance<'_>, &Options) -> T) -> T {
    let instance = Instance::new(project);
    let options = Options::new(&instance, &Prices::new(project)).unwrap();
    look(&instance, &options)
}

fn years(code: &str, from: i32, to: i32) -> Vec<String> {
    (from..=to).map(|year| format!("{code}@{year}")).collect()
}

/// Moves of `function` as `code host year`.
fn moves(project: &Project, function: &str) -> Vec<String> {
    with(project, |instance, options| {
        let function = instance.function(&function.into()).unwrap();
        let text = |o: &Move| {
            let (host, year) = (&instance.assets[o.host.0].id, instance.horizon.period(o.t).start);
            format!("{} {host} {year}", o.code.as_str())
        };
        options.moves[function.0].iter().map(text).collect()
    })
}

fn treatments(project: &Project, site: &str) -> String {
    with(project, |instance, options| {
        let site = instance.site(&site.into()).unwrap();
        options.treatments[site.0].iter().map(|option| option.treatment.as_str()).collect()
    })
}

/// English reasons why `code` does not exist for the function or asset `id`.
fn reasons(project: &Project, id: &str, code: &str) -> Vec<String> {
    with(project, |instance, options| {
        let is_of = |owner| match owner {
            Owner::Asset(asset) => instance.assets[asset.0].id.as_str() == id,
            Owner::Function(function) => instance.functions[function.0].function.id.as_str() == id,
            Owner::Site(site) => instance.sites[site.0].site.id.as_str() == id,
        };
        let excluded = options.excluded.iter().filter(|excluded| excluded.code == code && is_of(excluded.owner));
        excluded.map(|excluded| excluded.reason.in_lang(crate::lang::Lang::En).to_owned()).collect()
    })
}
