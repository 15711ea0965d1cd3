//! `decisions.csv`: what is decided on every asset, function and site, in words, with the figures that stood behind it.

mod agreements;

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::book::Book;
use super::options_csv::{OptionOwner, OptionRow, OptionStatus};
use super::table::Table;
use super::words;
use crate::fiscal::FiscalYear;
use crate::id::{AssetIx, FunctionIx, SiteIx};
use crate::lang::Lang;
use crate::plan::{Action, FunctionDecision, MergerMode, MoveCode};
use crate::units::SquareMeters;

const HEADER: &[&str] = &[
    "owner_kind",
    "id",
    "name",
    "site_id",
    "site_name",
    "region",
    "district",
    "kind",
    "gfa_m2",
    "built_fy",
    "structure",
    "ownership",
    "decision",
    "code",
    "start_fy",
    "works_fy",
    "effective_fy",
    "host_id",
    "host_name",
    "reason",
    "options_existing",
    "chosen_cost_pv_jpy",
    "unchanged_cost_pv_jpy",
    "cheapest_other_code",
    "cheapest_other_fy",
    "cheapest_other_cost_pv_jpy",
];

/// The file: assets, then functions, then treated sites, each in the order of ids; then shared rooms, held sites used during
/// works, permits and openings, in the order of the plan.
///
/// The cost columns compare options by themselves, before the rules that tie them together; the cheapest other option may be
/// one that no plan could have.
pub(super) fn decisions_csv<'run>(book: &Book<'run>) -> Vec<u8> {
    let mut options: BTreeMap<(OptionOwner, &str), Vec<&OptionRow>> = BTreeMap::new();
    for option in book.run.options {
        options.entry((option.owner_kind, option.owner.as_str())).or_default().push(option);
    }
    let mut table = Table::new(HEADER);
    let instance = book.instance;
    let decisions = (0..instance.assets.len())
        .map(|index| of_asset(book, AssetIx(index)))
        .chain((0..instance.functions.len()).map(|index| of_function(book, FunctionIx(index))))
        .chain((0..instance.sites.len()).filter_map(|index| of_site(book, SiteIx(index))));
    let options_of = |decision: &Decision<'run>| options.get(&(decision.owner, decision.id)).map_or(&[][..], Vec::as_slice);
    for decision in decisions {
        decision.append(book, &Figures::of(options_of(&decision), book.run.lang), &mut table);
    }
    for (decision, reason) in agreements::all(book) {
        let figures = Figures::of_one(options_of(&decision), &decision.code, &reason, book.run.lang);
        decision.append(book, &figures, &mut table);
    }
    table.into_bytes()
}

/// One row before its figures.
struct Decision<'run> {
    owner: OptionOwner,
    id: &'run str,
    name: String,
    site: SiteIx,
    kind: &'run str,
    gfa: SquareMeters,
    asset: Option<AssetIx>,
    words: String,
    code: String,
    last: Option<Action>,
    effective: Option<FiscalYear>,
    host: Option<Host>,
}

/// Where a decision points to.
enum Host {
    Asset(AssetIx),
    Site(SiteIx),
}

impl Decision<'_> {
    fn append(&self, book: &Book<'_>, figures: &Figures<'_>, table: &mut Table) {
        let instance = book.instance;
        let site = instance.sites[self.site.0].site;
        table.text(self.owner.as_str()).text(self.id).text(&self.name).text(site.id.as_str()).text(&site.name);
        table.text(site.region.as_str()).text(site.district.as_str()).text(self.kind).number(self.gfa.0);
        let oldest = self.asset.and_then(|asset| instance.assets[asset.0].blocks.iter().min_by_key(|block| block.built));
        table.year(oldest.map(|block| block.built)).text(oldest.map_or("", |block| words::structure(block.structure)));
        table.text(words::ownership(site.ownership)).text(&self.words).text(&self.code);
        table.year(self.last.map(|action| action.start_fy)).year(self.last.map(|action| action.works_fy));
        table.year(self.effective);
        match self.host {
            Some(Host::Asset(host)) => table.text(instance.assets[host.0].id.as_str()).text(&book.asset_name(host)),
            Some(Host::Site(host)) => {
                let site = instance.sites[host.0].site;
                table.text(site.id.as_str()).text(&site.name)
            }
            None => table.blank().blank(),
        };
        figures.append(table);
        table.end();
    }
}

/// What the options of one owner say about the choice.
struct Figures<'run> {
    reason: Cow<'run, str>,
    existing: usize,
    chosen: Option<f64>,
    unchanged: Option<f64>,
    other: Option<&'run OptionRow>,
}

impl<'run> Figures<'run> {
    fn of(options: &[&'run OptionRow], lang: Lang) -> Self {
        let exists = |option: &&&OptionRow| option.status == OptionStatus::Exists;
        let chosen = options.iter().find(|option| option.chosen);
        // A merger is nothing by itself: it comes with a closing, whose costs it adds to.
        let costs = || options.iter().filter(|option| option.chosen).filter_map(|option| option.cost_pv_jpy);
        let is_other = |option: &&&OptionRow| !option.chosen && option.cost_pv_jpy.is_some() && option.code != "U";
        let others = options.iter().filter(exists).filter(is_other);
        let by_cost = |a: &&&OptionRow, b: &&&OptionRow| {
            a.cost_pv_jpy.unwrap_or(f64::INFINITY).total_cmp(&b.cost_pv_jpy.unwrap_or(f64::INFINITY))
        };
        let unchanged = options.iter().filter(exists).find(|option| matches!(option.code.as_str(), "K" | "STAY"));
        Self {
            reason: Cow::Borrowed(chosen.map_or("", |option| lang.pick(&option.reason_ja, &option.reason_en))),
            existing: options.iter().filter(exists).count(),
            chosen: costs().next().map(|_| costs().sum()),
            unchanged: unchanged.and_then(|option| option.cost_pv_jpy),
            other: others.min_by(by_cost).copied(),
        }
    }

    /// Figures of one share, swing, permit or opening among those of the school; `reason` says what this one is for. An opening is
    /// one option a period: what is chosen costs together.
    fn of_one(options: &[&'run OptionRow], code: &str, reason: &str, lang: Lang) -> Self {
        let same: Vec<&'run OptionRow> = options.iter().copied().filter(|option| option.code == code).collect();
        let found = Self::of(&same, lang);
        Self { reason: Cow::Owned(reason.to_owned()), unchanged: None, other: None, ..found }
    }

    fn append(&self, table: &mut Table) {
        let existing = i64::try_from(self.existing).unwrap_or(i64::MAX);
        table.text(&self.reason).whole(existing).number(self.chosen).number(self.unchanged);
        let other = self.other;
        table.text(other.map_or("", |option| option.code.as_str()));
        table.year(other.and_then(|option| option.works_fy.or(option.open_fy)));
        table.number(other.and_then(|option| option.cost_pv_jpy));
    }
}

fn of_asset<'run>(book: &Book<'run>, asset: AssetIx) -> Decision<'run> {
    let instance = book.instance;
    let entry = &instance.assets[asset.0];
    let plan = book.asset(asset);
    let mut codes: Vec<&str> = plan.actions.iter().map(|action| action.code.as_str()).collect();
    let into = plan.merger.as_ref().and_then(|merger| Some((instance.asset(&merger.into)?, merger.mode)));
    codes.extend(plan.close_fy.map(|_| "CLOSE"));
    codes.extend(plan.transfer_fy.map(|_| "T"));
    if codes.is_empty() {
        codes.push("K");
    }
    let last = plan.actions.last().copied();
    let school = instance.site_of(asset).site.school();
    let kind = match school.map(|school| school.kind) {
        Some(crate::catalogue::SchoolKindId::Elementary) => "elementary",
        Some(crate::catalogue::SchoolKindId::JuniorHigh) => "junior_high",
        None => "",
    };
    Decision {
        owner: OptionOwner::Asset,
        id: entry.id.as_str(),
        name: book.asset_name(asset),
        site: entry.site,
        kind,
        gfa: entry.gfa,
        asset: Some(asset),
        words: asset_words(book, asset),
        code: codes.join("+"),
        last,
        effective: plan.close_fy.or(plan.transfer_fy).or(last.map(|action| action.open_fy)),
        host: into.map(|(into, _)| Host::Asset(into)),
    }
}

/// What is decided on an asset, in words.
pub(super) fn asset_words(book: &Book<'_>, asset: AssetIx) -> String {
    let (instance, lang) = (book.instance, book.run.lang);
    let plan = book.asset(asset);
    let mut words: Vec<String> = plan.actions.iter().map(|action| action_words(action, lang)).collect();
    let into = plan.merger.as_ref().and_then(|merger| Some((instance.asset(&merger.into)?, merger.mode)));
    words.extend(plan.close_fy.map(|close| closing_words(book, close, into, lang)));
    words.extend(plan.transfer_fy.map(|transfer| match lang {
        Lang::Ja => format!("{transfer}年度に民間へ移譲"),
        Lang::En => format!("transferred to a private operator from FY{transfer}"),
    }));
    if words.is_empty() {
        words.push(lang.pick("現状のまま使い続ける", "kept as it is").to_owned());
    }
    words.join(lang.pick("、", "; "))
}

/// What becomes of a site's land, in words; none where it is not treated.
pub(super) fn site_words(book: &Book<'_>, site: SiteIx) -> Option<String> {
    let (plan, lang) = (book.site(site)?, book.run.lang);
    let (what, fy) = (words::treatment(plan.treatment, lang), plan.fy);
    Some(match lang {
        Lang::Ja => format!("{fy}年度から{what}"),
        Lang::En => format!("{what} from FY{fy}"),
    })
}

/// A closing, of a school with where its pupils go.
fn closing_words(book: &Book<'_>, close: FiscalYear, into: Option<(AssetIx, MergerMode)>, lang: Lang) -> String {
    match (lang, into) {
        (Lang::Ja, None) => format!("{close}年度に閉鎖"),
        (Lang::En, None) => format!("closed from FY{close}"),
        (_, Some((into, mode))) => {
            let school = book.asset_name(into);
            let building = match mode {
                MergerMode::Hub => lang.pick("改築校舎", "its rebuilt building"),
                MergerMode::Standing => lang.pick("現校舎", "its standing building"),
            };
            match lang {
                Lang::Ja => format!("{close}年度に閉校し{school}へ統合（{building}）"),
                Lang::En => format!("closed from FY{close} and merged into {school} ({building})"),
            }
        }
    }
}

fn action_words(action: &Action, lang: Lang) -> String {
    let (what, works, open) = (words::action(action.code, lang), action.works_fy, action.open_fy);
    match lang {
        Lang::Ja => format!("{what}（{works}年度着工、{open}年度供用開始）"),
        Lang::En => format!("{what} (works from FY{works}, in use from FY{open})"),
    }
}

/// What becomes of a function: its code, its year unless it stays, and both in words.
pub(super) fn function_words(book: &Book<'_>, function: FunctionIx, lang: Lang) -> (&'static str, Option<FiscalYear>, String) {
    match book.function(function) {
        FunctionDecision::Stay => ("STAY", None, lang.pick("現在の場所に残る", "stays where it is").to_owned()),
        FunctionDecision::End { fy } => {
            let words = match lang {
                Lang::Ja => format!("{fy}年度に廃止"),
                Lang::En => format!("ends in FY{fy}"),
            };
            ("END", Some(*fy), words)
        }
        FunctionDecision::Move { code, fy, .. } => {
            let to = book.host(function).map(|(host, _)| book.asset_name(host)).unwrap_or_default();
            let how = words::moving(*code, lang);
            let words = match lang {
                // Nothing moves but bookings.
                Lang::Ja if *code == MoveCode::O => format!("{fy}年度に廃止し、利用は{to}などの{how}へ"),
                Lang::En if *code == MoveCode::O => format!("given up in FY{fy}, bookings go to {how} of {to} and others"),
                Lang::Ja => format!("{fy}年度に{to}へ移転（{how}）"),
                Lang::En => format!("moves to {to} in FY{fy} ({how})"),
            };
            (code.as_str(), Some(*fy), words)
        }
    }
}

fn of_function<'run>(book: &Book<'run>, function: FunctionIx) -> Decision<'run> {
    let instance = book.instance;
    let entry = &instance.functions[function.0];
    let host = book.host(function).map(|(host, _)| Host::Asset(host));
    let (code, fy, words) = function_words(book, function, book.run.lang);
    Decision {
        owner: OptionOwner::Function,
        id: entry.function.id.as_str(),
        name: entry.function.name.clone(),
        site: instance.assets[entry.home.0].site,
        kind: entry.function.kind.as_str(),
        gfa: entry.function.gfa,
        asset: Some(entry.home),
        words,
        code: code.to_owned(),
        last: None,
        effective: fy,
        host,
    }
}

fn of_site<'run>(book: &Book<'run>, site: SiteIx) -> Option<Decision<'run>> {
    let instance = book.instance;
    let entry = &instance.sites[site.0];
    let plan = book.site(site)?;
    Some(Decision {
        owner: OptionOwner::Site,
        id: entry.site.id.as_str(),
        name: entry.site.name.clone(),
        site,
        kind: "",
        gfa: entry.assets.iter().map(|asset| instance.assets[asset.0].gfa).sum(),
        asset: entry.assets.first().copied(),
        words: site_words(book, site)?,
        code: plan.treatment.as_str().to_owned(),
        last: None,
        effective: Some(plan.fy),
        host: None,
    })
}
