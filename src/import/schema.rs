//! The fields of the project folder that `import` writes (`docs/project-folder.md`).

use crate::project::AGE_BANDS;

/// How a value is written to GeoJSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Text,
    Number,
    Flag,
}

/// A field of a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field {
    pub name: &'static str,
    pub form: Form,
    pub is_needed: bool,
}

const fn needed(name: &'static str, form: Form) -> Field {
    Field { name, form, is_needed: true }
}

const fn optional(name: &'static str, form: Form) -> Field {
    Field { name, form, is_needed: false }
}

const SITE: [Field; 20] = [
    needed("id", Form::Text),
    needed("name", Form::Text),
    needed("district", Form::Text),
    needed("region", Form::Text),
    needed("site_area_m2", Form::Number),
    needed("zone", Form::Text),
    optional("far_pct", Form::Number),
    optional("bcr_pct", Form::Number),
    optional("height_limit_m", Form::Number),
    optional("land_price_yen_m2", Form::Number),
    needed("ownership", Form::Text),
    optional("annual_rent_kyen", Form::Number),
    optional("shelter", Form::Flag),
    optional("gfa_m2", Form::Number),
    optional("built_fy", Form::Text),
    optional("structure", Form::Text),
    optional("floors", Form::Number),
    optional("last_renovation_fy", Form::Text),
    optional("seismic", Form::Text),
    optional("soundness", Form::Number),
];

const EXTENDABLE: Field = optional("extendable", Form::Flag);

const SCHOOL: [Field; 3] =
    [needed("kind", Form::Text), needed("yard_m2", Form::Number), optional("running_cost_kyen", Form::Number)];

const FUNCTION: [Field; 13] = [
    needed("id", Form::Text),
    needed("name", Form::Text),
    needed("building_id", Form::Text),
    needed("kind", Form::Text),
    needed("gfa_m2", Form::Number),
    needed("running_cost_kyen", Form::Number),
    optional("capacity_people", Form::Number),
    optional("used_people", Form::Number),
    optional("users_per_year", Form::Number),
    optional("slots_per_year", Form::Number),
    optional("used_slots_per_year", Form::Number),
    optional("movable", Form::Flag),
    optional("min_gfa_m2", Form::Number),
];

const BUILDING: [Field; 11] = [
    needed("id", Form::Text),
    needed("site_id", Form::Text),
    optional("name", Form::Text),
    needed("gfa_m2", Form::Number),
    needed("built_fy", Form::Text),
    needed("structure", Form::Text),
    optional("floors", Form::Number),
    optional("last_renovation_fy", Form::Text),
    optional("seismic", Form::Text),
    optional("soundness", Form::Number),
    EXTENDABLE,
];

const DEMAND: [Field; 4] =
    [needed("id", Form::Text), optional("name", Form::Text), needed("district", Form::Text), needed("region", Form::Text)];

/// The fixed fields of a table, in the order they are written.
pub(super) fn fields(table: &str) -> Vec<Field> {
    match table {
        "schools" => SITE.into_iter().chain([EXTENDABLE]).chain(SCHOOL).collect(),
        "facilities" => SITE.into_iter().chain([EXTENDABLE]).collect(),
        "functions" => FUNCTION.to_vec(),
        "buildings" => BUILDING.to_vec(),
        _ => DEMAND.to_vec(),
    }
}

/// The field called `name`, fixed or by year.
pub(super) fn field(table: &str, name: &str) -> Option<Field> {
    let fixed = fields(table).into_iter().find(|field| field.name == name);
    fixed.or_else(|| is_yearly(table, name).then(|| optional("", Form::Number)))
}

/// Whether `name` is `pupils_<FY>` of schools or `pop_<band>_<FY>` of demand.
pub(super) fn is_yearly(table: &str, name: &str) -> bool {
    let stems: &[&str] = match table {
        "schools" => &["pupils"],
        "demand" => &AGE_BANDS,
        _ => &[],
    };
    stems.iter().any(|stem| {
        let year = name.strip_prefix(stem).and_then(|rest| rest.strip_prefix('_'));
        year.is_some_and(|year| year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yearly_fields_belong_to_their_tables() {
        assert!(is_yearly("schools", "pupils_2022"));
        assert!(is_yearly("demand", "pop_15_64_2020"));
        assert!(!is_yearly("demand", "pupils_2022"));
        assert!(!is_yearly("schools", "pupils_22"));
    }
}
