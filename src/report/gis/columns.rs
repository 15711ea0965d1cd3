//! What columns are called: their names in the file, their types, and their titles in both languages, said once for all layers.

use super::codes::Codes;
use super::table::{Column, ColumnType};
use crate::catalogue::Kind;
use crate::error::Text;
use ColumnType::{Date, Flag, Real, Text as Words, Whole};

/// Longest name of a column, characters: what every program that reads GeoPackages can hold.
pub(super) const LONGEST: usize = 63;

/// A column by its key: type, title in Japanese, title in English, codes.
type Entry = (&'static str, ColumnType, &'static str, &'static str, Option<Codes>);

/// Columns whose key is their whole name.
#[rustfmt::skip]
const FIXED: &[Entry] = &[
    ("id", Words, "ID", "id", None),
    ("name", Words, "名称", "name", None),
    ("valid_from", Date, "有効開始日", "valid from", None),
    ("valid_to", Date, "有効終了日", "valid to", None),
    ("from_fy", Whole, "開始年度", "from fiscal year", None),
    ("to_fy", Whole, "終了年度", "to fiscal year", None),
    ("fy", Whole, "年度", "fiscal year", None),
    ("region", Words, "地域", "region", None),
    ("district", Words, "地区", "district", None),
    ("purpose", Words, "用途区分", "purpose", Some(Codes::Purpose)),
    ("kind", Words, "種別コード", "kind, code", None),
    ("kind_ja", Words, "種別", "kind, in Japanese", None),
    ("kind_en", Words, "種別（英語）", "kind, in English", None),
    ("kinds", Words, "種別コード（複数）", "kinds, codes", None),
    ("kinds_ja", Words, "種別（複数）", "kinds, in Japanese", None),
    ("functions", Whole, "機能の数", "functions", None),
    ("zone", Words, "用途地域", "use zone", None),
    ("ownership", Words, "所有区分", "ownership", None),
    ("shelter", Flag, "避難所", "shelter", None),
    ("site_area_m2", Real, "敷地面積（㎡）", "site area (m2)", None),
    ("gfa_m2", Real, "延床面積（㎡）", "floor (m2)", None),
    ("floor_m2", Real, "延床面積（㎡）", "floor (m2)", None),
    ("oldest_built_fy", Whole, "最古の建築年度", "oldest building", None),
    ("state", Words, "状態コード", "state, code", Some(Codes::State)),
    ("state_ja", Words, "状態", "state, in Japanese", None),
    ("state_en", Words, "状態（英語）", "state, in English", None),
    ("decision", Words, "計画の内容", "decision", None),
    ("decision_ja", Words, "計画の内容", "decision, in Japanese", None),
    ("first_action", Words, "最初の工事", "first works, code", Some(Codes::Action)),
    ("first_start_fy", Whole, "最初の工事の着手年度", "first works, started", None),
    ("first_works_fy", Whole, "最初の工事の着工年度", "first works, on site", None),
    ("first_open_fy", Whole, "最初の工事の供用開始年度", "first works, opened", None),
    ("close_fy", Whole, "閉鎖年度", "closed from", None),
    ("transfer_fy", Whole, "民間移譲年度", "transferred from", None),
    ("treatment", Words, "跡地コード", "site afterwards, code", Some(Codes::Treatment)),
    ("treatment_ja", Words, "跡地の扱い", "site afterwards, in Japanese", None),
    ("treatment_fy", Whole, "跡地の年度", "site released in", None),
    ("cost_jpy", Whole, "費用計（円、名目）", "cost (yen, nominal)", None),
    ("school_kind", Words, "学校の種類", "school kind", None),
    ("yard_m2", Real, "運動場（㎡）", "yard (m2)", None),
    ("rebuild", Words, "改築コード", "rebuild, code", Some(Codes::Action)),
    ("rebuild_start_fy", Whole, "改築の着手年度", "rebuild started", None),
    ("rebuild_works_fy", Whole, "改築の着工年度", "rebuild on site", None),
    ("rebuild_open_fy", Whole, "改築の供用開始年度", "rebuild opened", None),
    ("is_hub", Flag, "複合拠点", "hub", None),
    ("guests", Whole, "入る機能の数", "functions moving in", None),
    ("guest_names", Words, "入る機能", "functions moving in, names", None),
    ("guest_floor_m2", Real, "入る機能の床（㎡）", "their floor (m2)", None),
    ("merged_into", Words, "統合先の学校", "merged into", None),
    ("merged_fy", Whole, "統合年度", "merged from", None),
    ("shared_rooms", Words, "共用する室", "rooms shared", None),
    ("shared_with", Words, "共用の相手", "shared with", None),
    ("swing_site", Words, "工事中の移転先", "site used during works", None),
    ("home_asset", Words, "現在の建物ID", "home, building", None),
    ("home_site", Words, "移転元の敷地ID", "home, site", None),
    ("home_name", Words, "移転元", "home", None),
    ("host_asset", Words, "移転先の建物ID", "host, building", None),
    ("host_site", Words, "移転先の敷地ID", "host, site", None),
    ("host_name", Words, "移転先", "host", None),
    ("into_function", Words, "集約先の機能ID", "merged into function", None),
    ("code", Words, "決定コード", "decision, code", Some(Codes::Decision)),
    ("code_ja", Words, "決定", "decision, in Japanese", None),
    ("walk_m", Real, "移転の徒歩距離（m）", "walk of the move (m)", None),
    ("walk_basis", Words, "距離の根拠", "walk taken from", Some(Codes::WalkBasis)),
    ("demand", Words, "需要点ID", "demand point", None),
    ("demand_id", Words, "需要点ID", "demand point", None),
    ("before_m", Real, "現在の徒歩（m）", "walk today (m)", None),
    ("after_m", Real, "計画の徒歩（m）", "walk by the plan (m)", None),
    ("growth_m", Real, "徒歩の延び（m）", "growth of the walk (m)", None),
    ("at_end_m", Real, "最終期の徒歩（m）", "walk at the end (m)", None),
    ("people", Real, "居住者（人）", "residents (people)", None),
    ("users_people", Real, "利用者の重み（人）", "users (people)", None),
    ("largest_growth_m", Real, "徒歩の最大の延び（m）", "largest growth of a walk (m)", None),
    ("largest_growth_kind", Words, "最も延びる種別コード", "its kind, code", None),
    ("largest_growth_kind_ja", Words, "最も延びる種別", "its kind, in Japanese", None),
    ("facility_id", Words, "敷地ID", "site", None),
    ("function_id", Words, "機能ID", "function", None),
    ("function_name", Words, "機能", "function, name", None),
    ("site_id", Words, "場所の敷地ID", "place, site", None),
    ("site_name", Words, "場所", "place", None),
    ("demand_points", Whole, "需要点の数", "demand points", None),
    ("mean_walk_m", Real, "平均徒歩（m）", "mean walk (m)", None),
    ("max_walk_m", Real, "最長徒歩（m）", "longest walk (m)", None),
    ("investment_jpy", Whole, "整備費（円）", "investment (yen)", None),
    ("investment_real_jpy", Whole, "整備費（円、実質）", "investment (yen, real)", None),
    ("national_method_jpy", Whole, "総務省の試算方式（円）", "national method (yen)", None),
    ("subsidies_jpy", Whole, "国庫補助（円、正の値）", "subsidies (yen, positive)", None),
    ("operation_jpy", Whole, "維持運営費（円）", "operation (yen)", None),
    ("land_income_jpy", Whole, "跡地収入（円、正の値）", "land income (yen, positive)", None),
    ("net_cost_jpy", Whole, "差引き費用（円）", "net cost (yen)", None),
    ("key", Words, "項目コード", "key", None),
    ("title", Words, "項目", "title", None),
    ("value", Words, "値", "value", None),
    ("value_a", Words, "Aの値", "value in A", None),
    ("value_b", Words, "Bの値", "value in B", None),
    ("decision_a", Words, "Aの計画の内容", "decision in A", None),
    ("decision_b", Words, "Bの計画の内容", "decision in B", None),
    ("state_a", Words, "Aの最終年度の状態コード", "state at the end in A, code", Some(Codes::State)),
    ("state_b", Words, "Bの最終年度の状態コード", "state at the end in B, code", Some(Codes::State)),
    ("state_ja_a", Words, "Aの最終年度の状態", "state at the end in A, in Japanese", None),
    ("state_ja_b", Words, "Bの最終年度の状態", "state at the end in B, in Japanese", None),
    ("code_a", Words, "Aの決定コード", "decision in A, code", Some(Codes::Decision)),
    ("code_b", Words, "Bの決定コード", "decision in B, code", Some(Codes::Decision)),
    ("fy_a", Whole, "Aの年度", "year in A", None),
    ("fy_b", Whole, "Bの年度", "year in B", None),
    ("host_a", Words, "Aの移転先", "host in A", None),
    ("host_b", Words, "Bの移転先", "host in B", None),
    ("cost_a_jpy", Whole, "Aの費用計（円、名目）", "cost in A (yen, nominal)", None),
    ("cost_b_jpy", Whole, "Bの費用計（円、名目）", "cost in B (yen, nominal)", None),
    ("cost_change_jpy", Whole, "費用の差 B−A（円）", "cost, B less A (yen)", None),
    ("floor_a_m2", Real, "Aの最終年度の延床（㎡）", "floor at the end in A (m2)", None),
    ("floor_b_m2", Real, "Bの最終年度の延床（㎡）", "floor at the end in B (m2)", None),
    ("floor_change_m2", Real, "延床の差 B−A（㎡）", "floor, B less A (m2)", None),
    ("first_difference_fy", Whole, "最初に違う年度", "first year that differs", None),
    ("largest_change_m", Real, "徒歩の最大の差 B−A（m）", "largest change of a walk, B less A (m)", None),
    ("largest_change_kind", Words, "差が最大の種別コード", "its kind, code", None),
    ("largest_change_kind_ja", Words, "差が最大の種別", "its kind, in Japanese", None),
    ("measure", Words, "費目コード", "measure, code", None),
    ("measure_ja", Words, "費目", "measure, in Japanese", None),
    ("measure_en", Words, "費目（英語）", "measure, in English", None),
    ("a_jpy", Whole, "A（円）", "A (yen)", None),
    ("b_jpy", Whole, "B（円）", "B (yen)", None),
    ("change_jpy", Whole, "差 B−A（円）", "B less A (yen)", None),
];

/// Columns whose key ends in a fiscal year.
const YEARLY: &[Entry] = &[
    ("state", Words, "状態コード", "state, code", Some(Codes::State)),
    ("floor_m2", Real, "延床面積（㎡）", "floor (m2)", None),
    ("pupils", Real, "児童生徒数", "pupils", None),
    ("opened_slots", Real, "新たに開放する枠", "slots newly opened", None),
    ("at", Words, "所在の敷地ID", "site it is on", None),
    ("population", Real, "人口", "residents", None),
];

/// Columns whose key begins with a kind: what follows it, type, and what follows its name.
const BY_KIND: &[(&str, &str, &str)] = &[
    ("before_m", "現在の徒歩（m）", "walk today (m)"),
    ("after_m", "最終期の徒歩（m）", "walk at the end (m)"),
    ("growth_m", "徒歩の延び（m）", "growth of the walk (m)"),
    ("walk_m", "徒歩（m）", "walk (m)"),
    ("a_m", "Aの徒歩（m）", "walk in A (m)"),
    ("b_m", "Bの徒歩（m）", "walk in B (m)"),
    ("change_m", "徒歩の差 B−A（m）", "walk, B less A (m)"),
];

/// Ids and names of kinds, by which columns begin.
pub(super) struct KindNames {
    kinds: Vec<(String, Text)>,
}

impl KindNames {
    /// Those of these kinds.
    pub(super) fn new(kinds: &[&Kind]) -> Self {
        let name = |kind: &&Kind| (kind.id.as_str().to_owned(), Text::new(&kind.name_ja, &kind.name_en));
        Self { kinds: kinds.iter().map(name).collect() }
    }
}

/// The column of a key.
pub(super) fn described(key: &str, kinds: &KindNames) -> Column {
    let column = |kind, title, codes| Column { name: column_name(key), kind, title, codes };
    if let Some(&(_, kind, ja, en, codes)) = FIXED.iter().find(|entry| entry.0 == key) {
        return column(kind, Text::new(ja, en), codes);
    }
    if let Some((base, year)) = key.rsplit_once('_').filter(|(_, year)| year.parse::<i32>().is_ok())
        && let Some(&(_, kind, ja, en, codes)) = YEARLY.iter().find(|entry| entry.0 == base)
    {
        return column(kind, Text::new(format!("{ja}（{year}年度）"), format!("{en}, FY{year}")), codes);
    }
    for (id, name) in &kinds.kinds {
        let rest = key.strip_prefix(id.as_str()).and_then(|rest| rest.strip_prefix('_'));
        if let Some(&(_, ja, en)) = rest.and_then(|rest| BY_KIND.iter().find(|entry| entry.0 == rest)) {
            return column(Real, Text::new(format!("{}：{ja}", name.ja), format!("{}: {en}", name.en)), None);
        }
    }
    for nature in crate::plan::Nature::ALL {
        if key.strip_suffix("_jpy") == Some(nature.as_str()) {
            let of = |lang| crate::report::words::nature(nature, lang);
            let (ja, en) = (of(crate::lang::Lang::Ja), of(crate::lang::Lang::En));
            return column(Whole, Text::new(format!("{ja}（円）"), format!("{en} (yen)")), None);
        }
    }
    column(Words, Text::new(key, key), None)
}

/// Whether a key has words of its own.
#[cfg(test)]
pub(super) fn is_described(column: &Column) -> bool {
    column.title.ja != column.name || column.name == "id"
}

/// A key as the name of a column: lower case, ASCII, `_` for everything else, no longer than every program can hold.
pub(super) fn column_name(key: &str) -> String {
    let plain = |character: char| if character.is_ascii_alphanumeric() { character.to_ascii_lowercase() } else { '_' };
    let name: String = key.chars().map(plain).collect();
    let name = if name.starts_with(|first: char| first.is_ascii_digit()) { format!("_{name}") } else { name };
    // What tells names of long kinds apart stands at their end.
    name.get(name.len().saturating_sub(LONGEST)..).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds() -> KindNames {
        KindNames { kinds: vec![("Child-hall".to_owned(), Text::new("児童館", "children's hall"))] }
    }

    #[test]
    fn keys_with_a_year_or_a_kind_are_told_by_their_parts() {
        let column = |key: &str| described(key, &kinds());
        assert_eq!(column("state_2027").title, Text::new("状態コード（2027年度）", "state, code, FY2027"));
        assert_eq!(column("state_2027").codes, Some(Codes::State));
        let walk = column("Child-hall_after_m");
        assert_eq!((walk.name.as_str(), walk.kind), ("child_hall_after_m", Real));
        assert_eq!(walk.title.ja, "児童館：最終期の徒歩（m）");
        assert_eq!(column("sale_jpy").title.ja, "売却収入（円）");
    }

    #[test]
    fn names_are_plain_and_short_and_keep_their_ends() {
        assert_eq!(column_name("図書館-A_before_m"), "____a_before_m");
        assert_eq!(column_name("2nd"), "_2nd");
        let long = column_name(&format!("{}_before_m", "x".repeat(90)));
        assert!(long.len() == LONGEST && long.ends_with("xx_before_m"), "{long}");
    }

    #[test]
    fn no_key_is_told_twice() {
        for table in [FIXED, YEARLY] {
            let mut keys: Vec<&str> = table.iter().map(|entry| entry.0).collect();
            keys.sort_unstable();
            let all = keys.len();
            keys.dedup();
            assert_eq!(keys.len(), all);
        }
    }
}
