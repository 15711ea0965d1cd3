//! Rows of `options.csv` from the options themselves.

mod together;

use super::options_csv::{OptionOwner, OptionRow, OptionStatus};
use crate::error::Text;
use crate::fiscal::FiscalYear;
use crate::id::{AssetIx, FunctionIx};
use crate::instance::Instance;
use crate::options::{LifePath, Money, Options, Owner};
use crate::plan::{FunctionDecision, MoveCode, Plan};

/// Every option that exists, then what was excluded, in the order of assets, functions and sites.
///
/// # Panics
/// When `plan` is not of `instance`.
pub fn option_rows(instance: &Instance<'_>, options: &Options, plan: &Plan) -> Vec<OptionRow> {
    let mut rows = Vec::with_capacity(options.count() + options.excluded.len());
    for (a, paths) in options.paths.iter().enumerate() {
        rows.extend(paths.iter().map(|path| path_row(instance, AssetIx(a), path, plan)));
    }
    let start = |t| Some(instance.horizon.period(t).start);
    for (k, entry) in plan.functions.iter().enumerate() {
        let owner = instance.functions[k].function.id.to_string();
        for option in &options.moves[k] {
            let host = instance.assets[option.host.0].id.clone();
            let into = option.into.map(|into| instance.functions[into.0].function.id.clone());
            let fy = instance.horizon.period(option.t).start;
            let decision = FunctionDecision::Move { code: option.code, host: host.clone(), into, fy };
            rows.push(OptionRow {
                host: Some(host.0),
                open_fy: Some(fy),
                chosen: entry.decision == decision,
                ..existing(OptionOwner::Function, &owner, option.code.as_str(), &option.money, &why_move(option))
            });
        }
        for ending in &options.endings[k] {
            let why = Text::new("種別が終了を認めている", "the kind allows ending");
            rows.push(OptionRow {
                open_fy: start(ending.t),
                chosen: start(ending.t).is_some_and(|fy| entry.decision == FunctionDecision::End { fy }),
                ..existing(OptionOwner::Function, &owner, "END", &ending.money, &why)
            });
        }
    }
    for (e, treatments) in options.treatments.iter().enumerate() {
        let site = &instance.sites[e].site.id;
        for option in treatments {
            let is_chosen = |entry: &crate::plan::SitePlan| {
                &entry.site == site && entry.treatment == option.treatment && Some(entry.fy) == start(option.t)
            };
            let why = Text::new("敷地の全棟を閉じた後の処分", "once all buildings of the site are closed");
            rows.push(OptionRow {
                open_fy: start(option.t),
                chosen: plan.sites.iter().any(is_chosen),
                ..existing(OptionOwner::Site, &site.0, option.treatment.as_str(), &option.money, &why)
            });
        }
    }
    rows.extend(together::rows(instance, options, plan));
    rows.extend(options.excluded.iter().map(|excluded| {
        let (owner_kind, owner) = match excluded.owner {
            Owner::Asset(asset) => (OptionOwner::Asset, instance.assets[asset.0].id.to_string()),
            Owner::Function(FunctionIx(k)) => (OptionOwner::Function, instance.functions[k].function.id.to_string()),
            Owner::Site(site) => (OptionOwner::Site, instance.sites[site.0].site.id.to_string()),
        };
        OptionRow {
            host: excluded.host.map(|host| instance.assets[host.0].id.to_string()),
            cost_pv_jpy: None,
            status: OptionStatus::Excluded,
            ..existing(owner_kind, &owner, excluded.code, &Money::default(), &excluded.reason)
        }
    }));
    rows
}

fn path_row(instance: &Instance<'_>, asset: AssetIx, path: &LifePath, plan: &Plan) -> OptionRow {
    let close_fy: Option<FiscalYear> = path.close.map(|t| instance.horizon.period(t).start);
    let transfer_fy: Option<FiscalYear> = path.transfer.map(|t| instance.horizon.period(t).start);
    let codes: Vec<_> = path.actions.iter().map(|action| action.code.as_str()).collect();
    let code = match (close_fy, transfer_fy, codes.is_empty()) {
        (Some(_), ..) => "CLOSE".to_owned(),
        (None, Some(_), _) => "T".to_owned(),
        (None, None, true) => "K".to_owned(),
        (None, None, false) => codes.join("+"),
    };
    let why = match (close_fy, transfer_fy, path.actions.last()) {
        (Some(_), ..) if instance.is_school(asset) => {
            Text::new("児童生徒を受け入れる学校がある", "another school can take its pupils")
        }
        (Some(_), ..) => Text::new("全機能が移転または終了できる", "all its functions can move or end"),
        (None, Some(_), _) => Text::new("全機能の種別が民間移譲を認めている", "the kinds of all its functions allow a transfer"),
        (None, None, None) => Text::new("常に可能", "always possible"),
        (None, None, Some(action)) => {
            let oldest =
                instance.assets[asset.0].blocks.iter().map(|block| action.works_fy.since(block.built)).max().unwrap_or(0);
            Text::new(format!("着工時の最古棟 築{oldest}年"), format!("oldest block {oldest} years old when works begin"))
        }
    };
    let entry = &plan.assets[asset.0];
    OptionRow {
        start_fy: path.actions.first().map(|action| action.start_fy),
        works_fy: path.actions.first().map(|action| action.works_fy),
        open_fy: path.actions.last().map(|action| action.open_fy).or(close_fy).or(transfer_fy),
        chosen: entry.actions == path.actions && entry.close_fy == close_fy && entry.transfer_fy == transfer_fy,
        ..existing(OptionOwner::Asset, &instance.assets[asset.0].id.0, &code, &path.money, &why)
    }
}

fn why_move(option: &crate::options::Move) -> Text {
    match option.code {
        MoveCode::C => Text::new(
            format!("圏内の適合する改築校に {:.0} m² が収まる", option.floor),
            format!("{:.0} m² fit into a compatible rebuilt school within reach", option.floor),
        ),
        MoveCode::S => Text::new(
            format!("圏内の適合する学校の余裕教室に {:.0} m² が収まる", option.floor),
            format!("{:.0} m² fit into surplus rooms of a compatible school within reach", option.floor),
        ),
        MoveCode::V => Text::new(
            "圏内に残存年数のある転用可能な建物がある",
            "a building with enough life left within reach can be converted",
        ),
        MoveCode::O => Text::new(
            "徒歩圏の学校の開放でその利用コマを賄える",
            "opened rooms of schools within walking distance can cover its used slots",
        ),
        MoveCode::A => Text::new(
            format!("同種施設に利用 {:.0} の余裕がある", option.load),
            format!("a function of its kind has room for its use of {:.0}", option.load),
        ),
    }
}

fn existing(owner_kind: OptionOwner, owner: &str, code: &str, money: &Money, why: &Text) -> OptionRow {
    OptionRow {
        owner_kind,
        owner: owner.to_owned(),
        code: code.to_owned(),
        host: None,
        start_fy: None,
        works_fy: None,
        open_fy: None,
        cost_pv_jpy: Some(money.present_cost - money.present_residual),
        status: OptionStatus::Exists,
        reason_ja: why.ja.clone(),
        reason_en: why.en.clone(),
        chosen: false,
    }
}
