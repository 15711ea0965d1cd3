//! What a recipe must be beyond its shape: one method a fill, known fields, reasons for everything assumed.

use std::path::{Component, Path};

use super::{Fill, Product, Recipe, SourceSpec, TableSpec};
use crate::error::{InputCode, InputError, Text};
use crate::import::problem::{self, Problems};
use crate::import::schema;
use crate::project::{AGE_BANDS, Grade};

/// Tolerance for shares that must sum to 1: printed shares have at most four decimals.
const SHARE_TOLERANCE: f64 = 1e-6;

impl Fill {
    /// The methods given, by name; a valid fill has one.
    fn methods(&self) -> Vec<&'static str> {
        [
            ("column", self.column.is_some()),
            ("value", self.value.is_some()),
            ("class", self.class.is_some()),
            ("rules", self.rules.is_some()),
            ("nearest", self.nearest.is_some()),
            ("lookup", self.lookup.is_some()),
            ("exists", self.exists.is_some()),
            ("spread", self.spread.is_some()),
            ("product", self.product.is_some()),
            ("gather", self.gather.is_some()),
            ("share", self.share.is_some()),
            ("sum", self.sum.is_some()),
            ("origin", self.origin.is_some()),
        ]
        .into_iter()
        .filter_map(|(name, given)| given.then_some(name))
        .collect()
    }

    /// The method's name.
    pub(in crate::import) fn method(&self) -> &'static str {
        self.methods().first().copied().unwrap_or("nothing")
    }
}

/// All that is wrong with the recipe of `file`.
pub(super) fn check(file: &str, recipe: &Recipe) -> Problems {
    let mut problems = Vec::new();
    let sources = || recipe.source.keys().map(String::as_str);
    for (name, source) in &recipe.source {
        problems.extend(check_source(file, name, source));
        if let Some(locate) = &source.locate
            && !recipe.source.contains_key(&locate.source)
        {
            problems.push(problem::unknown(
                InputCode::RecipeSource,
                file,
                &format!("source.{name}.locate"),
                &locate.source,
                sources(),
            ));
        }
    }
    if let Some(boundary) = &recipe.boundary
        && !recipe.source.contains_key(&boundary.source)
    {
        problems.push(problem::unknown(InputCode::RecipeSource, file, "boundary.source", &boundary.source, sources()));
    }
    for (name, table) in tables(recipe) {
        for source in table.sources.iter().filter(|source| !recipe.source.contains_key(*source)) {
            problems.push(problem::unknown(InputCode::RecipeSource, file, &format!("table.{name}.sources"), source, sources()));
        }
        problems.extend(check_table(file, name, table));
    }
    problems.extend(check_population(file, recipe));
    problems
}

fn tables(recipe: &Recipe) -> Vec<(&'static str, &TableSpec)> {
    let specs = &recipe.table;
    let fixed = [
        ("demand", &specs.demand),
        ("schools", &specs.schools),
        ("functions", &specs.functions),
        ("facilities", &specs.facilities),
    ];
    fixed.into_iter().chain(specs.buildings.iter().map(|spec| ("buildings", spec))).collect()
}

fn check_source(file: &str, name: &str, source: &SourceSpec) -> Problems {
    let place = format!("source.{name}");
    let mut problems = Vec::new();
    match (&source.file, &source.rows) {
        (Some(path), None) => {
            let stays_inside = Path::new(path).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
            if !stays_inside || path.is_empty() {
                let repair = Text::new("--source からの相対パスにしてください", "give a path relative to the source folder");
                problems.push(rule(
                    file,
                    &place,
                    path,
                    "資料は --source の下から読みます",
                    "sources are read below the source folder",
                    repair,
                ));
            }
        }
        (None, Some(_)) => {}
        _ => {
            let repair = Text::new("file か rows のどちらか一つにしてください", "give either `file` or `rows`");
            problems.push(rule(
                file,
                &place,
                "both or neither",
                "資料はファイルか行のどちらかです",
                "a source is a file or rows",
                repair,
            ));
        }
    }
    if source.lon.is_some() != source.lat.is_some() {
        let repair = Text::new("lon と lat を両方書いてください", "give both `lon` and `lat`");
        problems.push(rule(
            file,
            &place,
            "one of lon, lat",
            "点には経度と緯度が要ります",
            "a point needs both coordinates",
            repair,
        ));
    }
    problems
}

fn check_table(file: &str, name: &str, table: &TableSpec) -> Problems {
    let mut problems = Vec::new();
    let known: Vec<&str> = schema::fields(name).iter().map(|field| field.name).collect();
    for field in &table.fields {
        if !field.name.starts_with('_') && schema::field(name, &field.name).is_none() {
            let place = format!("table.{name}.field");
            problems.push(problem::unknown(InputCode::UnknownField, file, &place, &field.name, known.iter().copied()));
        }
        let place = format!("table.{name}.field {}", field.name);
        for fill in &field.fill {
            problems.extend(check_method(file, &place, fill));
        }
    }
    problems
}

fn check_method(recipe_file: &str, place: &str, fill: &Fill) -> Problems {
    let mut problems = Vec::new();
    let methods = fill.methods();
    if methods.len() != 1 {
        let found = if methods.is_empty() { "no method".to_owned() } else { methods.join(", ") };
        let repair = Text::new("fill ごとに方法を一つ書いてください", "give each fill one method");
        problems.push(rule(recipe_file, place, &found, "値の由来は一つです", "a value has one origin", repair));
    }
    let is_assumption = matches!(fill.method(), "value" | "class" | "spread" | "product");
    if fill.grade.map_or(is_assumption, |grade| grade == Grade::Assumed) && fill.why.is_none() {
        let repair = Text::new("why に根拠を書いてください", "state the reason in `why`");
        problems.push(rule(
            recipe_file,
            place,
            fill.method(),
            "仮定には根拠が要ります",
            "an assumption needs its reason",
            repair,
        ));
    }
    let bad_number = [fill.scale, fill.round_to].into_iter().flatten().any(|value| !value.is_finite())
        || fill.round_to.is_some_and(|step| step <= 0.0)
        || fill.gather.as_ref().is_some_and(|gather| !gather.factor.is_finite());
    if bad_number {
        let repair = Text::new("有限の数、round_to は正の数にしてください", "use finite numbers, and a positive `round_to`");
        problems.push(rule(
            recipe_file,
            place,
            "scale, factor or round_to",
            "数は有限でなければなりません",
            "numbers must be finite",
            repair,
        ));
    }
    if let Some(Product { factor, class, .. }) = &fill.product
        && (factor.is_some() == class.is_some() || factor.is_some_and(|factor| !factor.is_finite()))
    {
        let repair = Text::new("factor か class のどちらか一つにしてください", "give either `factor` or `class`");
        problems.push(rule(recipe_file, place, "product", "係数は一つです", "a product has one factor", repair));
    }
    if let Some(lookup) = &fill.lookup
        && lookup.source.is_some() == lookup.table.is_some()
    {
        let repair = Text::new("source か table のどちらか一つにしてください", "give either `source` or `table`");
        problems.push(rule(recipe_file, place, "lookup", "引く先は一つです", "a lookup has one place to look", repair));
    }
    problems
}

fn check_population(file: &str, recipe: &Recipe) -> Problems {
    let Some(population) = &recipe.population else { return Vec::new() };
    let mut problems = Vec::new();
    for band in population.ages.keys().filter(|band| !AGE_BANDS.contains(&band.as_str())) {
        problems.push(problem::unknown(InputCode::UnknownField, file, "population.ages", band, AGE_BANDS));
    }
    let sum: f64 = population.ages.values().sum();
    let are_shares = population.ages.values().all(|share| (0.0..=1.0).contains(share)) && (sum - 1.0).abs() <= SHARE_TOLERANCE;
    if !are_shares || population.ages.len() != AGE_BANDS.len() {
        let repair = Text::new("3区分の割合を合計1にしてください", "give three shares that sum to 1");
        let found = format!("{} shares, sum {sum}", population.ages.len());
        problems.push(rule(
            file,
            "population.ages",
            &found,
            "全住民はいずれかの年齢区分に属します",
            "every resident is of one age band",
            repair,
        ));
    }
    problems
}

fn rule(file: &str, place: &str, found: &str, ja: &str, en: &str, repair: Text) -> InputError {
    problem::at(InputCode::Contradiction, file, place, found, Text::new(ja, en), repair)
}
