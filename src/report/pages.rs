//! Tests of the report and the sheets as files: what they say, and that no name of the inputs breaks them.

use std::collections::BTreeMap;

use super::sample::{Sample, sample};
use super::whole::{whole, with};
use super::{INPUTS, REPORT, files};
use crate::lang::Lang;

const HOSTILE: [&str; 5] = [
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "\"><img src=x onerror=alert(1)>",
    "'\u{202e}\u{0}\u{1b}[2J\r\n]]>--></style></title>",
    "&lt;b&gt; &#x3c;b>",
];

fn pages_of(sample: &Sample) -> BTreeMap<String, String> {
    let all = sample.with(|run| files(run).unwrap());
    let pages = all.into_iter().filter(|(name, _)| name == REPORT || name.starts_with("sheets/"));
    pages.map(|(name, bytes)| (name, String::from_utf8(bytes).unwrap())).collect()
}

/// The sample with every name a planner can write replaced.
fn renamed(name: &str) -> Sample {
    let mut sample = sample(name);
    let project = &mut sample.project;
    for text in [&mut project.scenario.name, &mut project.scenario.description] {
        name.clone_into(text);
    }
    for site in &mut project.sites {
        name.clone_into(&mut site.name);
        site.district = name.into();
        site.region = name.into();
    }
    project.buildings.iter_mut().for_each(|building| name.clone_into(&mut building.name));
    project.functions.iter_mut().for_each(|function| name.clone_into(&mut function.name));
    for point in &mut project.demand {
        name.clone_into(&mut point.name);
        point.district = name.into();
        point.region = name.into();
    }
    for kind in &mut project.kinds.kinds {
        name.clone_into(&mut kind.name_ja);
        name.clone_into(&mut kind.name_en);
    }
    project.inputs[0].path = name.to_owned();
    project.scenario.rules = vec![crate::scenario::Rule {
        id: "pace".into(),
        clause: name.to_owned(),
        owner: name.to_owned(),
        reason: name.to_owned(),
        limit: crate::scenario::RuleLimit::SchoolStartsPerYear { at_most: 1, from_fy: None, to_fy: None },
        soft_price_jpy: None,
    }];
    for option in &mut sample.options {
        name.clone_into(&mut option.reason_ja);
    }
    name.clone_into(&mut sample.solver.name);
    sample
}

/// Names of the elements of a page, in order, and the values of its attributes `id`.
fn elements(page: &str) -> (Vec<String>, Vec<String>) {
    // Style and script are the program's own and hold no names.
    let mut rest = page.to_owned();
    for (from, to) in [("<style>", "</style>"), ("<script>", "</script>")] {
        let (Some(start), Some(end)) = (rest.find(from), rest.find(to)) else { continue };
        rest.replace_range(start + from.len()..end, "");
    }
    let name = |tag: &str| tag.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '!')).collect::<String>();
    let ids = rest.split(" id=\"").skip(1).filter_map(|tag| tag.split('"').next()).map(str::to_owned).collect();
    (rest.split('<').skip(1).map(name).collect(), ids)
}

#[test]
fn names_of_the_inputs_add_no_element_anywhere() {
    let plain = pages_of(&renamed("名前"));
    let shape: BTreeMap<&String, Vec<String>> = plain.iter().map(|(name, page)| (name, elements(page).0)).collect();
    for name in HOSTILE.iter().map(|name| (*name).to_owned()).chain(["長い名前の図書館".repeat(40)]) {
        let pages = pages_of(&renamed(&name));
        assert!(pages.keys().eq(plain.keys()), "{name}");
        for (file, page) in &pages {
            let (found, ids) = elements(page);
            assert_eq!(found, shape[file], "{file} with {name:?}");
            assert!(ids.iter().all(|id| id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')), "{ids:?}");
            let hidden = page.chars().find(|c| (c.is_control() && *c != '\n') || *c == '\u{202e}');
            assert_eq!(hidden, None, "{file} with {name:?}");
        }
        let report = &pages[REPORT];
        assert!(!report.contains("<script>alert") && !report.contains("<img"), "{name}");
    }
}

#[test]
fn ids_of_the_inputs_name_no_file_outside_the_sheets() {
    for id in HOSTILE.into_iter().chain(["../../x", "CON", "a/b"]) {
        let mut sample = sample("館");
        let site = &mut sample.project.sites[0];
        site.id = id.into();
        sample.project.sites.sort_by(|a, b| a.id.cmp(&b.id));
        for building in sample.project.buildings.iter_mut().filter(|building| building.site.as_str() == "F1") {
            building.site = id.into();
        }
        sample.plan.sites[0].site = id.into();
        let found = sample.with_measured(|run| files(run).unwrap());
        let sheets: Vec<&String> = found.keys().filter(|name| name.starts_with("sheets/")).collect();
        assert_eq!(sheets.len(), 5, "{id:?}");
        let is_safe = |name: &&String| name.matches('/').count() == 1 && !name.contains("..") && name.is_ascii();
        assert!(sheets.iter().all(is_safe), "{sheets:?}");
        let report = std::str::from_utf8(&found[REPORT]).unwrap();
        for sheet in sheets {
            assert!(report.contains(&format!("href=\"{sheet}\"")), "{sheet} is not linked");
        }
    }
}

/// An element of a drawing that is not closed takes in all that follow it, and nothing is drawn.
#[test]
fn every_element_of_a_drawing_is_closed() {
    for (name, page) in pages_of(&sample("館")) {
        for element in ["svg", "g", "path", "line", "rect", "circle", "use", "text", "title", "desc", "pattern", "marker"] {
            let opened = page.matches(&format!("<{element} ")).count() + page.matches(&format!("<{element}>")).count();
            let start = format!("<{element} ");
            let tags = page.split(&start).skip(1).filter_map(|rest| rest.split('>').next());
            let by_themselves = tags.filter(|tag| tag.ends_with('/')).count();
            assert_eq!(opened, page.matches(&format!("</{element}>")).count() + by_themselves, "{element} in {name}");
        }
    }
}

#[test]
fn nothing_is_fetched_and_nothing_runs_but_the_pages_own_script() {
    for (name, page) in pages_of(&sample("館")) {
        assert_eq!(page.matches("<script").count(), usize::from(name == REPORT), "{name}");
        assert_eq!(page.matches("Content-Security-Policy").count(), 1, "{name}");
        for fetching in [" src=", "<link", "<iframe", "@import", "url(http", " onclick", " style=\"", "javascript:"] {
            assert!(!page.contains(fetching), "{name} has {fetching}");
        }
        let outside = page.split(" href=\"").skip(1).filter_map(|rest| rest.split('"').next()).find(|link| link.contains("://"));
        assert_eq!(outside, None, "{name}");
    }
}

#[test]
fn the_report_says_what_is_asked_decided_paid_and_proven() {
    let pages = pages_of(&sample("中央図書館"));
    let report = &pages[REPORT];
    for said in [
        "<html lang=\"ja\">",
        "どの学校を建て替え、何を移すか",
        "学校2校のうち1校を改築し、そのすべてを他の施設が入る複合拠点とする。最初は桜小学校（2025年度着工、2028年度供用開始）。",
        "3機能のうち1機能が移る（複合化 1）。",
        "1か所、10,000㎡の跡地が生まれる（売却 1）。",
        "最大 16.7億円（2025年度）",
        "中央図書館（2032）",
        "図書館は桜小学校へ（複合化）",
        "目的関数の差は0.05%以内であることが証明されている。",
        "1,234項目を再計算",
        "href=\"sheets/site-F1.html\"",
    ] {
        assert!(report.contains(said), "{said} is missing");
    }
    let sheet = &pages["sheets/site-F1.html"];
    for said in
        ["個票　中央図書館", "2032年度に桜小学校へ移転（複合化）", "2032年度から売却", "鉄筋コンクリート造", "採用（Cの理由）"]
    {
        assert!(sheet.contains(said), "{said} is missing from the sheet");
    }
    let host = &pages["sheets/site-S1.html"];
    assert!(host.contains("ここへ移ってくる機能") && host.contains("href=\"../sheets/site-F1.html\""));
}

/// 1,000 people in each of two cells; the library's walk grows by more than 300 m in one of them (the screen says 312 m).
#[test]
fn who_loses_is_said_with_kind_year_and_people() {
    let report = &pages_of(&sample("中央図書館"))[REPORT];
    let section = report.split("id=\"losers\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(section.contains("最終期に1地点・1,000人（50.0%）"), "{section}");
    for cell in ["図書館", "2032年度", "+312"] {
        assert!(section.contains(cell), "{cell} is missing from {section}");
    }
}

#[test]
fn a_bound_that_is_not_known_is_said_to_be_not_proven_in_both_languages() {
    let mut sample = sample("館");
    sample.bound = None;
    assert!(pages_of(&sample)[REPORT].contains("最良の計画との差は証明されていない。"));
    sample.lang = Lang::En;
    assert!(pages_of(&sample)[REPORT].contains("How far the plan is from the best one is not proven."));
}

#[test]
fn every_option_of_a_plan_is_told_on_the_sheets() {
    let mut sample = whole();
    let pages = |sample: &Sample| with(sample, |run| files(run).unwrap());
    let text = |found: &BTreeMap<String, Vec<u8>>, name: &str| String::from_utf8(found[name].clone()).unwrap();
    let found = pages(&sample);
    let (school, other, hall) =
        (text(&found, "sheets/site-S1.html"), text(&found, "sheets/site-S2.html"), text(&found, "sheets/site-F3.html"));
    for said in ["体育館を建てず、梅中学校と共用する。", "の工事中は地区会館を仮校舎に使う。", "建築基準法48条ただし書"]
    {
        assert!(school.contains(said), "{said} is missing");
    }
    assert!(other.contains("特別教室を区民に開放する（期の初年度：2027、2032）。") && other.contains("利用のみ（学校開放）"));
    assert!(hall.contains("2032年度に民間へ移譲"));
    let report = text(&found, REPORT);
    for said in [
        "財源（整備費・運営費・公債費・積立の合計）",
        "P1-2",
        "教育環境課",
        "学校改築の着工は年1校まで",
        "民間へ移譲する施設（1棟）",
    ] {
        assert!(report.contains(said), "{said} is missing");
    }
    sample.lang = Lang::En;
    assert!(text(&pages(&sample), "sheets/site-S2.html").contains("special classroom is opened to residents"));
}

#[test]
fn english_pages_hold_no_japanese_words_of_the_programs_own() {
    let mut sample = renamed("Name");
    sample.lang = Lang::En;
    for option in &mut sample.options {
        "why".clone_into(&mut option.reason_en);
    }
    for kind in &mut sample.project.kinds.school_kinds {
        kind.name_en = "school".to_owned();
    }
    for (name, page) in pages_of(&sample) {
        let japanese: Vec<&str> = page
            .split(['<', '>'])
            .filter(|text| {
                text.chars().any(|c| matches!(c, '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}'))
            })
            .collect();
        assert!(japanese.is_empty(), "{name}: {japanese:?}");
    }
}

#[test]
fn copies_of_the_inputs_are_those_that_were_read() {
    let sample = sample("館");
    let found = sample.with(|run| files(run).unwrap());
    assert_eq!(found[&format!("{INPUTS}/functions.csv")], b"id,name\n");
}

/// Cells of the first row with this heading in a section of a page, without the heading.
fn row_of(page: &str, section: &str, heading: &str) -> Vec<String> {
    let section = page.split(&format!("id=\"{section}\"")).nth(1).unwrap().split("</section>").next().unwrap();
    let rows = section.split("<tr").skip(1).map(|row| row.split("</tr>").next().unwrap());
    let text = |cell: &str| cell.split('<').next().unwrap().to_owned();
    let cells = |row: &str| row.split(['>']).skip(1).map(text).filter(|text| !text.is_empty()).collect::<Vec<_>>();
    let found = rows.map(cells).find(|cells| cells.first().is_some_and(|first| first == heading));
    found.unwrap_or_else(|| panic!("no row {heading}")).split_off(1)
}

/// Today (2022) the ages are 62 (1,500 m²), 27 (800), 32 (500), 60 (6,000) and 37 (7,000). At the end of 2036 the library (1,500) is closed
/// and the school of 6,000 rebuilt in 2028, 8 years old; the others are 41, 46 and 51. Unchanged, the two oldest are 76 and 74.
#[test]
fn floor_by_age_counts_from_the_last_rebuild_and_leaves_closed_buildings_out() {
    let report = &pages_of(&sample("館"))[REPORT];
    assert_eq!(row_of(report, "age", "現在"), ["800", "7,500", "7,500", "0", "15,800", "47.5%"]);
    assert_eq!(row_of(report, "age", "2036年度末"), ["6,000", "8,300", "0", "0", "14,300", "0.0%"]);
    assert_eq!(row_of(report, "age", "何もしない場合"), ["0", "8,300", "7,500", "0", "15,800", "47.5%"]);
}

/// The hall of 800 m², built in 1995, is 41 in 2036, one year beyond the last for a renovation: 0.2 × 800 = 160 m²-years, which the
/// renovation of 2024 avoids. 160 × 60,000 yen at 1.04⁻¹⁴ = 0.5775 are 5.5 million yen.
#[test]
fn a_path_is_weighed_against_keeping_by_cost_and_by_overdue_floor() {
    let sheet = &pages_of(&sample("館"))["sheets/site-F2.html"];
    assert_eq!(row_of(sheet, "options", "地区会館"), ["300", "200", "0", "160", "6"]);
    assert_eq!(row_of(sheet, "options", "大規模改修"), ["2024年度", "300", "2024年度", "採用（Mの理由）"]);
    assert_eq!(row_of(sheet, "options", "長寿命化改修"), ["2030", "－", "－", "対象外：Rの理由"]);
}

/// The library is the nearest for both cells of 1,000 people today and at the end, when it has moved into the school.
#[test]
fn users_of_a_place_are_followed_to_where_it_moves() {
    let sheet = &pages_of(&sample("中央図書館"))["sheets/site-F1.html"];
    let cells = row_of(sheet, "users", "中央図書館");
    assert_eq!((cells[0].as_str(), cells.last().unwrap().as_str()), ("2,000", "中央図書館（桜小学校へ移転後） 100.0%"));
}
