//! Input errors of recipes and sources, placed and explained.

use crate::error::{InputCode, InputError, Place, Text};

/// Problems found together.
pub(super) type Problems = Vec<InputError>;

/// Names this similar (Jaro–Winkler, 0–1) are offered as "did you mean": 0.75 catches one slip in a short word without
/// offering unrelated ones.
const SIMILAR: f64 = 0.75;

/// A problem at `field` of `file`.
pub(super) fn at(code: InputCode, file: &str, field: &str, found: impl Into<String>, why: Text, repair: Text) -> InputError {
    InputError {
        place: Place { file: file.to_owned(), row: None, record: None, field: Some(field.to_owned()) },
        code,
        found: found.into(),
        why,
        repair,
    }
}

/// A recipe that names something that is not there.
pub(super) fn unknown<'name>(
    code: InputCode,
    file: &str,
    field: &str,
    found: &str,
    known: impl IntoIterator<Item = &'name str>,
) -> InputError {
    let known: Vec<&str> = known.into_iter().collect();
    let repair = similar(found, known.iter().copied()).map_or_else(
        || {
            let list = shortened(&known);
            Text::new(format!("次のいずれかにしてください: {list}"), format!("use one of: {list}"))
        },
        |near| Text::new(format!("「{near}」ではありませんか"), format!("did you mean `{near}`?")),
    );
    let why = Text::new("レシピが指すものは存在しなければなりません", "what a recipe names must exist");
    at(code, file, field, found, why, repair)
}

/// A TOML error, with the line, and a "did you mean" where a key is unknown.
pub(super) fn toml(file: &str, text: &str, error: &toml::de::Error) -> InputError {
    let message = error.message();
    let row = error.span().map(|span| text.bytes().take(span.start).filter(|&byte| byte == b'\n').count() + 1);
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let mut found = if let (true, Some((wrong, known))) = (message.starts_with("unknown field"), quoted.split_first()) {
        unknown(InputCode::UnknownField, file, wrong, wrong, known.iter().copied())
    } else {
        let why =
            Text::new("レシピは TOML で、docs/recipes.md の形をしています", "a recipe is TOML of the shape of docs/recipes.md");
        let repair = Text::new("この行を直してください", "correct this line");
        let mut plain = at(InputCode::Toml, file, "", message, why, repair);
        plain.place.field = None;
        plain
    };
    found.place.row = row;
    found
}

/// The known name most like `found`, where one is similar.
pub(super) fn similar<'name>(found: &str, known: impl IntoIterator<Item = &'name str>) -> Option<&'name str> {
    known
        .into_iter()
        .map(|name| (strsim::jaro_winkler(found, name), name))
        .filter(|(similarity, _)| *similarity >= SIMILAR)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, name)| name)
}

/// Up to ten names, then how many more.
pub(super) fn shortened(names: &[&str]) -> String {
    let shown = names.iter().take(10).copied().collect::<Vec<_>>().join(", ");
    if names.len() > 10 { format!("{shown}, … (+{})", names.len() - 10) } else { shown }
}

/// A recipe that is not UTF-8, as TOML must be.
pub(super) fn not_utf8(file: &str, error: &std::str::Utf8Error) -> InputError {
    let why = Text::new("TOML は UTF-8 です", "TOML is UTF-8");
    let repair = Text::new("UTF-8 で保存し直してください", "save the recipe as UTF-8");
    let mut found = at(InputCode::Encoding, file, "", error.to_string(), why, repair);
    found.place.field = None;
    found
}
