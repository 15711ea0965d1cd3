//! What speaks for a building's path: its cost and its overdue floor beside those of keeping it as it is.

use super::Files;
use crate::id::{AssetIx, SiteIx};
use crate::metrics::life_effects;
use crate::plan::AssetPlan;
use crate::report::options_csv::OptionOwner;
use crate::report::page::Table;
use crate::units::Yen;

/// The table; none where every building is kept as it is.
pub(super) fn table(files: &Files<'_, '_>, site: SiteIx) -> Option<Table> {
    let (book, say) = (files.book, files.say);
    let heads = [
        say.pick("建物", "building"),
        say.pick("#費用・計画（百万円）", "#cost, plan (million yen)"),
        say.pick("#費用・現状維持", "#cost, kept"),
        say.pick("#遅れ・計画（㎡・年）", "#overdue, plan (m²·years)"),
        say.pick("#遅れ・現状維持", "#overdue, kept"),
        say.pick("#遅れの評価額の差（百万円）", "#price of the difference (million yen)"),
    ];
    let caption =
        say.pick("採用した道と現状維持の比較（費用と評価額は現在価値）", "The chosen path beside keeping, at present value");
    let mut table = Table::new(caption, &heads);
    for &asset in &book.instance.sites[site.0].assets {
        let plan = book.asset(asset);
        if plan.actions.is_empty() && plan.leaving().is_none() {
            continue;
        }
        let id = book.instance.assets[asset.0].id.clone();
        let options = files.options_of(OptionOwner::Asset, id.as_str());
        let chosen = options.iter().filter(|option| option.chosen).filter_map(|option| option.cost_pv_jpy);
        let kept = options.iter().find(|option| option.code == "K").and_then(|option| option.cost_pv_jpy);
        let million = |yen: Option<f64>| yen.map_or_else(|| say.none(), |yen| say.million(Yen::round(yen)));
        let (late, late_price) = overdue(files, asset, plan);
        let (idle, idle_price) = overdue(files, asset, &AssetPlan::new(id, Vec::new(), None));
        table.row([
            book.asset_name(asset),
            million(chosen.reduce(|a, b| a + b)),
            million(kept),
            say.whole(late),
            say.whole(idle),
            say.million(Yen::round(idle_price - late_price)),
        ]);
    }
    (!table.rows.is_empty()).then_some(table)
}

/// Overdue floor over all years (formulation 4.5, 4.6), square-metre-years, and its price at present value, yen.
fn overdue(files: &Files<'_, '_>, asset: AssetIx, plan: &AssetPlan) -> (f64, f64) {
    let (instance, prices) = (files.book.instance, files.book.run.prices);
    let price = instance.project.scenario.objective.overdue_price_jpy_per_m2_year;
    let effects = life_effects(instance, prices, asset, plan);
    let discounted = instance.horizon.fiscal_years().zip(&effects.overdue).map(|(year, floor)| prices.discount(year) * floor);
    (effects.overdue.iter().sum(), price * discounted.sum::<f64>())
}
