//! Rules of a scenario in words: what must hold.

use super::book::asset_name;
use super::say::Say;
use super::words;
use crate::fiscal::FiscalYear;
use crate::id::RuleId;
use crate::instance::Instance;
use crate::lang::Lang;
use crate::project::Project;
use crate::scenario::{Lock, RuleLimit};

/// A rule or lock of the scenario by clause and owner, with what it asks for and why; none where the scenario has none of that id.
pub fn demand(instance: &Instance<'_>, id: &RuleId, lang: Lang) -> Option<String> {
    let (say, scenario) = (Say { lang }, &instance.project.scenario);
    let (clause, owner, reason, asks) = if let Some(rule) = scenario.rules.iter().find(|rule| &rule.id == id) {
        (&rule.clause, &rule.owner, &rule.reason, limit(instance.project, &rule.limit, say))
    } else {
        let found = scenario.locks.iter().find(|lock| &lock.id == id)?;
        (&found.clause, &found.owner, &found.reason, lock(instance, found, say))
    };
    Some(match lang {
        Lang::Ja => format!("{clause}（{owner}） {id}：{asks}。{reason}"),
        Lang::En => format!("{clause} ({owner}), {id}: {asks}. {reason}"),
    })
}

/// The unit of what a rule limits; none for a lock.
pub fn unit_of(project: &Project, id: &RuleId, lang: Lang) -> Option<&'static str> {
    let rule = project.scenario.rules.iter().find(|rule| &rule.id == id)?;
    Some(unit(&rule.limit, Say { lang }))
}

/// What a rule asks for, in a sentence.
#[expect(clippy::too_many_lines, reason = "one sentence a rule, each in two languages")]
pub(super) fn limit(project: &Project, limit: &RuleLimit, say: Say) -> String {
    let kind = |kind| say.kind_of(project, kind).to_owned();
    let million = |amount: f64| format!("{}{}", say.whole(amount), say.pick("百万円", " million yen"));
    let yearly = |ja: &str, en: &str, amount: f64, years: (Option<FiscalYear>, Option<FiscalYear>)| {
        format!("{} {}{}", say.pick(ja, en), million(amount), span(years, say))
    };
    let everywhere = |per_district: bool| if per_district { say.pick("（地区ごと）", " in every district") } else { "" };
    match limit {
        RuleLimit::SchoolStartsPerYear { at_most, from_fy, to_fy } => match say.lang {
            Lang::Ja => format!("学校改築の着工は年{at_most}校まで{}", span((*from_fy, *to_fy), say)),
            Lang::En => format!("at most {at_most} school rebuilds begin a year{}", span((*from_fy, *to_fy), say)),
        },
        RuleLimit::SchoolsInWorksPerDistrict { at_most } => match say.lang {
            Lang::Ja => format!("同じ地区で同時に改築工事をする学校は{at_most}校まで"),
            Lang::En => format!("at most {at_most} schools of a district are being rebuilt at a time"),
        },
        RuleLimit::DistrictMinimum { kind: id, at_least } => match say.lang {
            Lang::Ja => format!("{}は各地区に{at_least}か所以上（現在それより少なければ現在の数）", kind(id)),
            Lang::En => format!("at least {at_least} {} in every district, or as many as today", kind(id)),
        },
        RuleLimit::InvestmentPerYear { at_most_million_jpy, from_fy, to_fy } => {
            yearly("整備費は毎年度 最大", "investment a year, at most", *at_most_million_jpy, (*from_fy, *to_fy))
        }
        RuleLimit::FloorArea { fy, at_most_ratio } => match say.lang {
            Lang::Ja => format!("{fy}年度の延床面積は現在の{}以下", say.percent(*at_most_ratio)),
            Lang::En => format!("floor in FY{fy} at most {} of today's", say.percent(*at_most_ratio)),
        },
        RuleLimit::HubShare { at_least_ratio } => match say.lang {
            Lang::Ja => format!("改築する学校の{}以上を複合拠点とする", say.percent(*at_least_ratio)),
            Lang::En => format!("at least {} of rebuilt schools are hubs", say.percent(*at_least_ratio)),
        },
        RuleLimit::InvestmentChange { at_most_million_jpy } => match say.lang {
            Lang::Ja => format!("整備費の前年度からの増減は{}まで", million(*at_most_million_jpy)),
            Lang::En => format!("investment changes by at most {} from year to year", million(*at_most_million_jpy)),
        },
        RuleLimit::Capacity { kind: id, at_least_ratio } => match say.lang {
            Lang::Ja => format!("{}の定員は各地域で将来需要の{}以上（現在の水準まで）", kind(id), say.percent(*at_least_ratio)),
            Lang::En => format!(
                "capacity of {} in every region at least {} of projected demand, as far as today's goes",
                kind(id),
                say.percent(*at_least_ratio)
            ),
        },
        RuleLimit::Coverage { kind: id, at_least_ratio, per_district } => match say.lang {
            Lang::Ja => format!(
                "{}の標準距離内に住む人の割合は{}以上、現在それより低ければ現在以上{}",
                kind(id),
                say.percent(*at_least_ratio),
                everywhere(*per_district)
            ),
            Lang::En => format!(
                "at least {} live within the standard of {}, or as many as today{}",
                say.percent(*at_least_ratio),
                kind(id),
                everywhere(*per_district)
            ),
        },
        RuleLimit::WalkIncrease { kind: id, at_most_m } => match say.lang {
            Lang::Ja => format!("{}までの徒歩の延びは誰についても{}mまで", kind(id), say.whole(*at_most_m)),
            Lang::En => format!("nobody's walk to {} grows by more than {} m", kind(id), say.whole(*at_most_m)),
        },
        RuleLimit::ChangesPerPeriod { at_most, per_district } => match say.lang {
            Lang::Ja => format!("1期に移転・廃止する機能は{at_most}件まで{}", everywhere(*per_district)),
            Lang::En => {
                format!("at most {at_most} services move or end at the beginning of a period{}", everywhere(*per_district))
            }
        },
        RuleLimit::ShelterFloor { at_least_ratio } => match say.lang {
            Lang::Ja => format!("各地区・各年度で使える避難所の床面積は現在の{}以上", say.percent(*at_least_ratio)),
            Lang::En => format!(
                "floor of usable shelters at least {} of today's in every district and year",
                say.percent(*at_least_ratio)
            ),
        },
        RuleLimit::SlotsWithinWalk { room_class, margin } => match say.lang {
            Lang::Ja => format!(
                "{}の利用コマの{}を今の場所か徒歩圏の学校で確保",
                words::room_class(*room_class, say.lang),
                say.percent(*margin)
            ),
            Lang::En => format!(
                "{} of used slots of {} are offered where they are or within walking distance",
                say.percent(*margin),
                words::room_class(*room_class, say.lang)
            ),
        },
        RuleLimit::OpenedSlots { at_least_per_year, from_fy } => match say.lang {
            Lang::Ja => {
                format!("学校の部屋を年{}コマ以上新たに開放{}", say.whole(*at_least_per_year), span((*from_fy, None), say))
            }
            Lang::En => format!(
                "at least {} slots a year of school rooms newly open{}",
                say.whole(*at_least_per_year),
                span((*from_fy, None), say)
            ),
        },
        RuleLimit::GeneralFundsPerYear { at_most_million_jpy, from_fy, to_fy } => {
            yearly("一般財源は毎年度 最大", "general funds a year, at most", *at_most_million_jpy, (*from_fy, *to_fy))
        }
        RuleLimit::BondsPerYear { at_most_million_jpy, from_fy, to_fy } => {
            yearly("起債は毎年度 最大", "bonds a year, at most", *at_most_million_jpy, (*from_fy, *to_fy))
        }
        RuleLimit::DebtBalance { at_most_million_jpy, from_fy, to_fy } => {
            yearly("債務残高は年度末 最大", "debt at the end of a year, at most", *at_most_million_jpy, (*from_fy, *to_fy))
        }
        RuleLimit::FundBalance { at_least_million_jpy, from_fy, to_fy } => {
            yearly("基金残高は年度末 最低", "fund at the end of a year, at least", *at_least_million_jpy, (*from_fy, *to_fy))
        }
    }
}

/// The unit of what a soft rule may miss.
pub(super) fn unit(limit: &RuleLimit, say: Say) -> &'static str {
    match limit {
        RuleLimit::SchoolStartsPerYear { .. } | RuleLimit::SchoolsInWorksPerDistrict { .. } | RuleLimit::HubShare { .. } => {
            say.pick("校", "school")
        }
        RuleLimit::DistrictMinimum { .. } => say.pick("か所", "place"),
        RuleLimit::FloorArea { .. } | RuleLimit::ShelterFloor { .. } => say.pick("㎡", "m²"),
        RuleLimit::Capacity { .. } | RuleLimit::Coverage { .. } => say.pick("人", "person"),
        RuleLimit::WalkIncrease { .. } => say.pick("地点", "point"),
        RuleLimit::ChangesPerPeriod { .. } => say.pick("機能", "service"),
        RuleLimit::SlotsWithinWalk { .. } | RuleLimit::OpenedSlots { .. } => say.pick("コマ", "slot"),
        _ => say.pick("百万円", "million yen"),
    }
}

/// The years a rule applies to, in brackets; nothing where it is all.
fn span((from, to): (Option<FiscalYear>, Option<FiscalYear>), say: Say) -> String {
    match (from, to, say.lang) {
        (None, None, _) => String::new(),
        (Some(from), None, Lang::Ja) => format!("（{from}年度から）"),
        (None, Some(to), Lang::Ja) => format!("（{to}年度まで）"),
        (Some(from), Some(to), Lang::Ja) => format!("（{from}〜{to}年度）"),
        (Some(from), None, Lang::En) => format!(" (from FY{from})"),
        (None, Some(to), Lang::En) => format!(" (until FY{to})"),
        (Some(from), Some(to), Lang::En) => format!(" (FY{from}–{to})"),
    }
}

/// What a lock asks for.
pub(super) fn lock(instance: &Instance<'_>, lock: &Lock, say: Say) -> String {
    let of_asset = lock.asset.as_ref().and_then(|id| instance.asset(id)).map(|asset| asset_name(instance, asset));
    let of_function = lock
        .function
        .as_ref()
        .and_then(|id| instance.function(id))
        .map(|function| instance.functions[function.0].function.name.clone());
    let of_site = lock.site.as_ref().and_then(|id| instance.site(id)).map(|site| instance.sites[site.0].site.name.clone());
    let whom = of_asset.or(of_function).or(of_site).unwrap_or_default();
    let host = lock.host.as_ref().and_then(|id| instance.asset(id)).map(|asset| asset_name(instance, asset));
    let codes = |codes: &[String]| {
        let words: Vec<String> = codes.iter().map(|code| code_words(code, say)).collect();
        words.join(say.pick("または", " or "))
    };
    let mut parts = Vec::new();
    if !lock.require.is_empty() {
        parts.push(match say.lang {
            Lang::Ja => format!("必ず{}とする", codes(&lock.require)),
            Lang::En => format!("must be {}", codes(&lock.require)),
        });
    }
    if !lock.forbid.is_empty() {
        parts.push(match say.lang {
            Lang::Ja => format!("{}としない", codes(&lock.forbid)),
            Lang::En => format!("must not be {}", codes(&lock.forbid)),
        });
    }
    parts.extend(host.map(|host| match say.lang {
        Lang::Ja => format!("行き先は{host}"),
        Lang::En => format!("to {host}"),
    }));
    format!("{whom}{}{}{}", say.pick("：", ": "), say.list(parts), span((lock.from_fy, lock.to_fy), say))
}

/// A code of an option in words, with several codes one after the other.
pub(super) fn code_words(code: &str, say: Say) -> String {
    let parts: Vec<&str> = code.split('+').map(|part| code_word(part, say)).collect();
    parts.join(say.pick("→", ", then "))
}

fn code_word(code: &str, say: Say) -> &str {
    match code {
        "K" => say.pick("維持（現状のまま）", "keeping as it is"),
        "M" => say.pick("大規模改修", "major renovation"),
        "R" => say.pick("長寿命化改修", "long-life renovation"),
        "B" => say.pick("改築", "rebuilding"),
        "BH" => say.pick("改築（複合化）", "rebuilding as a hub"),
        "P" => say.pick("一部改築", "partial rebuilding"),
        "PH" => say.pick("一部改築（複合化）", "partial rebuilding as a hub"),
        "CLOSE" => say.pick("閉鎖", "closing"),
        "T" => say.pick("民間移譲", "transfer to a private operator"),
        "U" => say.pick("学校統合", "merger of schools"),
        "STAY" => say.pick("現在の場所に残る", "staying"),
        "C" => say.pick("学校へ移転（複合化）", "moving into a rebuilt school"),
        "A" => say.pick("同種施設へ集約", "merging into another of its kind"),
        "S" => say.pick("余裕教室へ移転", "moving into surplus rooms"),
        "V" => say.pick("転用した建物へ移転", "moving into a converted building"),
        "O" => say.pick("学校開放で置換え", "opened school rooms instead"),
        "END" => say.pick("廃止", "ending"),
        "D" => say.pick("売却", "sale"),
        "L" => say.pick("条件付貸付", "conditional lease"),
        "X" => say.pick("除却・広場", "clearing as open space"),
        "Z" => say.pick("種地として保有", "holding as reserve"),
        "W" => say.pick("借上返還", "return of premises"),
        "SWING" => say.pick("種地を仮校舎に利用", "a held site during works"),
        "gym" => say.pick("体育館", "gym"),
        "hall" => say.pick("ホール", "hall"),
        "meeting" => say.pick("会議室・集会室", "meeting rooms"),
        "special_room" => say.pick("特別教室", "special classrooms"),
        "pool" => say.pick("プール", "pool"),
        other => other,
    }
}
