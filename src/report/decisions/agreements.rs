//! Rows of `decisions.csv` beside assets, functions and sites: shared rooms, held sites used during works, permits, openings.

use std::collections::BTreeMap;

use super::{Decision, Host};
use crate::cashflow::shared_floor;
use crate::catalogue::RoomClass;
use crate::fiscal::FiscalYear;
use crate::id::{AssetId, AssetIx};
use crate::lang::Lang;
use crate::plan::Action;
use crate::project::RoomOwner;
use crate::report::book::Book;
use crate::report::options_csv::OptionOwner;
use crate::report::table::hundredths;
use crate::report::words;
use crate::units::SquareMeters;

/// Every such decision with what it is for.
pub(super) fn all<'run>(book: &Book<'run>) -> Vec<(Decision<'run>, String)> {
    let mut rows = shares(book);
    rows.extend(swings(book));
    rows.extend(permits(book));
    rows.extend(openings(book));
    rows
}

fn school(book: &Book<'_>, id: &AssetId) -> AssetIx {
    book.instance.asset(id).expect("the plan is of this instance")
}

fn rebuild(book: &Book<'_>, school: AssetIx) -> Option<Action> {
    book.asset(school).actions.iter().find(|action| action.code.is_rebuild()).copied()
}

fn row<'run>(book: &Book<'run>, owner: OptionOwner, at: AssetIx, gfa: SquareMeters, code: &str, words: String) -> Decision<'run> {
    let instance = book.instance;
    Decision {
        owner,
        id: instance.assets[at.0].id.as_str(),
        name: book.asset_name(at),
        site: instance.assets[at.0].site,
        kind: "",
        gfa,
        asset: Some(at),
        words,
        code: code.to_owned(),
        last: None,
        effective: None,
        host: None,
    }
}

fn shares<'run>(book: &Book<'run>) -> Vec<(Decision<'run>, String)> {
    let (instance, lang) = (book.instance, book.run.lang);
    let of = |share: &'run crate::plan::SharePlan| {
        let (at, partner) = (school(book, &share.school), school(book, &share.partner));
        let (room, name) = (words::room_class(share.room, lang), book.asset_name(partner));
        let floor = shared_floor(instance, at, share.room);
        let action = rebuild(book, at);
        let walk = instance.walk_between(instance.assets[at.0].site, instance.assets[partner.0].site).0;
        let (words, reason) = match lang {
            Lang::Ja => (
                format!("改築時に{room}を建てず、{name}と共用"),
                format!("{name}まで徒歩{walk}m、{room}{}㎡を建てずに済む", floor.0),
            ),
            Lang::En => (
                format!("rebuilt without a {room} of its own, shares that of {name}"),
                format!("{name} is {walk} m away on foot; {} m2 need not be built", floor.0),
            ),
        };
        let decision = Decision {
            last: action,
            effective: action.map(|action| action.open_fy),
            host: Some(Host::Asset(partner)),
            ..row(book, OptionOwner::Share, at, floor, share.room.as_str(), words)
        };
        (decision, reason)
    };
    book.run.plan.shares.iter().map(of).collect()
}

fn swings<'run>(book: &Book<'run>) -> Vec<(Decision<'run>, String)> {
    let (instance, lang) = (book.instance, book.run.lang);
    let of = |swing: &'run crate::plan::SwingPlan| {
        let at = school(book, &swing.school);
        let site = instance.site(&swing.site).expect("the plan is of this instance");
        let entry = &instance.sites[site.0];
        let floor: SquareMeters = entry.assets.iter().map(|asset| instance.assets[asset.0].gfa).sum();
        let action = rebuild(book, at);
        let walk = instance.walk_between(instance.assets[at.0].site, site).0;
        let name = &entry.site.name;
        let (words, reason) = match lang {
            Lang::Ja => (
                format!("工事中は種地の{name}を仮校舎に使う"),
                format!("{name}まで徒歩{walk}m、床{}㎡で仮校舎を建てずに済む", floor.0),
            ),
            Lang::En => (
                format!("uses the held site {name} during its works"),
                format!("{name} is {walk} m away on foot with {} m2; no temporary premises are needed", floor.0),
            ),
        };
        let decision = Decision {
            last: action,
            effective: action.map(|action| action.works_fy),
            host: Some(Host::Site(site)),
            ..row(book, OptionOwner::Swing, at, floor, "SWING", words)
        };
        (decision, reason)
    };
    book.run.plan.swings.iter().map(of).collect()
}

fn permits<'run>(book: &Book<'run>) -> Vec<(Decision<'run>, String)> {
    let (instance, lang) = (book.instance, book.run.lang);
    let of = |permit: &'run crate::plan::PermitPlan| {
        let at = school(book, &permit.host);
        let kind = instance.project.kinds.kind(&permit.kind);
        let (name, fy) = (kind.map_or("", |kind| kind.name(lang)), permit.fy);
        let cap = kind.and_then(|kind| kind.zone_cap(instance.site_of(at).site.zone)).unwrap_or_default();
        let (words, reason) = match lang {
            Lang::Ja => (
                format!("{name}の用途規制の例外許可を受ける（{fy}年度の移転のため）"),
                format!("用途地域の上限{}㎡を超えて受け入れる", cap.0),
            ),
            Lang::En => (
                format!("a permit lifts the zone's cap on {name}, for moves in FY{fy}"),
                format!("more than the zone's cap of {} m2 moves in", cap.0),
            ),
        };
        let decision = Decision {
            kind: permit.kind.as_str(),
            effective: Some(fy),
            ..row(book, OptionOwner::Permit, at, cap, permit.kind.as_str(), words)
        };
        (decision, reason)
    };
    book.run.plan.permits.iter().map(of).collect()
}

/// School × class, with the periods in which it is open and the slots it then offers.
fn openings<'run>(book: &Book<'run>) -> Vec<(Decision<'run>, String)> {
    let (instance, lang) = (book.instance, book.run.lang);
    let mut opened: BTreeMap<(AssetIx, RoomClass), Vec<FiscalYear>> = BTreeMap::new();
    for opening in &book.run.plan.openings {
        opened.entry((school(book, &opening.school), opening.room_class)).or_default().push(opening.fy);
    }
    let of = |((at, class), mut starts): ((AssetIx, RoomClass), Vec<FiscalYear>)| {
        starts.sort_unstable();
        let owner = RoomOwner::School(instance.assets[at.0].id.clone());
        let cells = || book.slots().iter().filter(|place| place.owner == owner && place.class == class);
        let rooms = cells().map(|place| place.rooms).max().unwrap_or(0);
        let slots = hundredths(cells().map(|place| place.openable).sum());
        let mut users: Vec<&str> = cells()
            .flat_map(|place| &place.periods)
            .flat_map(|slots| &slots.held)
            .map(|(function, _)| instance.functions[function.0].function.name.as_str())
            .collect();
        users.sort_unstable();
        users.dedup();
        let (room, years, users) = (words::room_class(class, lang), spans(book, &starts), users.join(lang.pick("、", ", ")));
        let taken = match lang {
            _ if users.is_empty() => String::new(),
            Lang::Ja => format!("。{users}の利用を受け入れる"),
            Lang::En => format!("; takes the bookings of {users}"),
        };
        let (words, reason) = match lang {
            Lang::Ja => (
                format!("{room}{rooms}室を{years}年度に区民へ開放（年{slots}コマ）"),
                format!("学校も区民も使っていない年{slots}コマがある{taken}"),
            ),
            Lang::En => (
                format!("{rooms} x {room} open to residents in FY{years} ({slots} slots a year)"),
                format!("{slots} slots a year are used neither by the school nor by residents{taken}"),
            ),
        };
        let effective = starts.first().copied();
        let decision = Decision { effective, ..row(book, OptionOwner::Opening, at, SquareMeters::ZERO, class.as_str(), words) };
        (decision, reason)
    };
    opened.into_iter().map(of).collect()
}

/// Periods as runs of years, such as `2027-2036`.
fn spans(book: &Book<'_>, starts: &[FiscalYear]) -> String {
    let horizon = &book.instance.horizon;
    let mut runs: Vec<(FiscalYear, FiscalYear)> = Vec::new();
    for period in horizon.periods().iter().filter(|period| starts.contains(&period.start)) {
        match runs.last_mut() {
            Some((_, last)) if last.plus(1) == period.start => *last = period.last(),
            _ => runs.push((period.start, period.last())),
        }
    }
    runs.iter().map(|(first, last)| format!("{first}-{last}")).collect::<Vec<_>>().join(book.run.lang.pick("、", ", "))
}
