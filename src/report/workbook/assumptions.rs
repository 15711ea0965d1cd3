//! 前提: prices, rates and terms, those that formulas read as named cells, and how amounts are rounded and sources spread.

use rust_xlsxwriter::XlsxError;
use rust_xlsxwriter::utility::row_col_to_cell;

use super::Matter;
use super::sheet::Sheet;
use super::styles::Style;
use crate::costs::Level;
use crate::report::words;
use crate::scenario::FundingSettings;

const FIRST_ROW: u32 = 3;

/// Width of the column of sources in characters.
const SOURCE_WIDTH: f64 = 110.0;

/// Width of the column of units in characters.
const UNIT_WIDTH: f64 = 24.0;

/// Columns of the sheet.
mod at {
    pub(super) const VALUE: u16 = 1;
    pub(super) const NAME: u16 = 3;
    pub(super) const LOW: u16 = 4;
    pub(super) const YEAR: u16 = 7;
    pub(super) const SOURCE: u16 = 9;
}

/// The sheet, with the names it gives to cells.
pub(super) struct Assumptions<'m> {
    pub(super) sheet: Sheet<'m>,
    pub(super) names: Vec<(String, String)>,
    row: u32,
}

/// An assumption that formulas read.
struct Driver {
    label: &'static str,
    value: f64,
    style: Style,
    unit: &'static str,
    name: &'static str,
    field: &'static str,
}

impl<'m> Assumptions<'m> {
    /// Writes the sheet.
    pub(super) fn new(matter: &Matter<'m, '_>) -> Result<Self, XlsxError> {
        let mut sheet = Sheet::new(matter, matter.tabs.assumptions)?;
        sheet.text(0, 0, matter.pick("前提", "Assumptions"), Style::Title)?;
        let remark = matter.pick(
            "黄色のセルは名前付きで、式が読む。変えると式は再計算されるが、計画と明細は変わらないため、検算は計画の値との違いを赤で示す。",
            "Yellow cells are named and read by formulas. A change recalculates them, but neither plan nor detail: checks then show in red what differs from the plan.",
        );
        sheet.text(1, 0, remark, Style::Note)?;
        let mut made = Self { sheet, names: Vec::new(), row: FIRST_ROW };
        made.drivers(matter)?;
        made.parameters(matter)?;
        made.classes(matter)?;
        made.rules(matter)?;
        let widths = [
            (0, 0, 46.0),
            (1, 1, 16.0),
            (2, 2, UNIT_WIDTH),
            (3, 3, 30.0),
            (4, 6, 12.0),
            (7, 7, 8.0),
            (8, 8, 9.0),
            (9, 9, SOURCE_WIDTH),
        ];
        made.sheet.widths(&widths)?;
        Ok(made)
    }

    fn block(&mut self, name: &str, heads: &[&str]) -> Result<(), XlsxError> {
        self.sheet.text(self.row, 0, name, Style::Block)?;
        self.sheet.texts(self.row + 1, 0, heads.iter().copied(), Style::Head)?;
        self.row += 2;
        Ok(())
    }

    /// Gives the value of the row a name.
    fn named(&mut self, name: &str) -> Result<(), XlsxError> {
        self.names.push((name.to_owned(), self.sheet.at(self.row, at::VALUE)));
        self.sheet.text(self.row, at::NAME, name, Style::Label)
    }

    fn drivers(&mut self, matter: &Matter<'_, '_>) -> Result<(), XlsxError> {
        let heads = [
            matter.pick("項目", "assumption"),
            matter.pick("値", "value"),
            matter.pick("単位", "unit"),
            matter.pick("名前", "name"),
        ];
        self.block(matter.pick("式を動かす前提", "Assumptions that formulas read"), &heads)?;
        let field = matter.pick("シナリオの項目", "field of the scenario");
        self.sheet.wide_text(self.row - 1, (at::LOW, at::YEAR), field, Style::Head)?;
        let scenario = &matter.book.instance.project.scenario;
        let mut drivers = rates(matter);
        drivers.extend(scenario.funding.iter().flat_map(|funding| terms_of_bonds(matter, funding)));
        for Driver { label, value, style, unit, name, field } in drivers {
            self.sheet.text(self.row, 0, label, Style::Label)?;
            self.sheet.number(self.row, at::VALUE, value, style)?;
            self.sheet.text(self.row, 2, unit, Style::Middle)?;
            self.named(name)?;
            self.sheet.wide_text(self.row, (at::LOW, at::YEAR), field, Style::Label)?;
            self.row += 1;
        }
        if let Some(most) = scenario.funding.as_ref().and_then(|funding| funding.deposit_max_million_jpy) {
            self.sheet.text(self.row, 0, matter.pick("基金積立の上限", "most put into the fund a year"), Style::Label)?;
            self.sheet.number(self.row, at::VALUE, most, Style::Told)?;
            self.sheet.text(self.row, 2, matter.pick("百万円", "million yen"), Style::Middle)?;
            self.row += 1;
        }
        self.row += 1;
        Ok(())
    }

    fn parameters(&mut self, matter: &Matter<'_, '_>) -> Result<(), XlsxError> {
        let heads = [
            matter.pick(
                "単価・率（計画の計算に使った値。明細に反映済み）",
                "price or rate used in the plan, already in the detail",
            ),
            matter.pick("採用値", "used"),
            matter.pick("単位", "unit"),
            matter.pick("名前", "name"),
            matter.pick("下限", "low"),
            matter.pick("標準", "base"),
            matter.pick("上限", "high"),
            matter.pick("年", "year"),
            matter.pick("根拠", "grade"),
            matter.pick("出典", "source"),
        ];
        let project = matter.book.instance.project;
        let cost = &project.scenario.cost;
        let level = |level: Level| match level {
            Level::Low => matter.pick("下限", "low"),
            Level::Base => matter.pick("標準", "base"),
            Level::High => matter.pick("上限", "high"),
        };
        let name = match matter.book.run.lang {
            crate::lang::Lang::Ja => format!("単価と率（採用する水準：{}）", level(cost.level)),
            crate::lang::Lang::En => format!("Prices and rates (level used: {})", level(cost.level)),
        };
        self.block(&name, &heads)?;
        for (name, row) in project.costs.parameter.rows() {
            let used = match cost.level_of.get(name).copied().unwrap_or(cost.level) {
                Level::Low => row.low,
                Level::Base => row.base,
                Level::High => row.high,
            };
            let drives = name == "rebuild_multiplier";
            self.sheet.text(self.row, 0, parameter_name(name, matter), Style::Label)?;
            self.sheet.number(self.row, at::VALUE, used, if drives { Style::Driver } else { Style::Told })?;
            self.sheet.text(self.row, 2, &row.unit, Style::Wrapped)?;
            self.named(name)?;
            for (column, value) in (at::LOW..).zip([row.low, row.base, row.high]) {
                self.sheet.number(self.row, column, value, Style::Told)?;
            }
            self.sheet.number(self.row, at::YEAR, f64::from(row.year), Style::Year)?;
            self.sheet.text(self.row, at::YEAR + 1, words::grade(row.grade, matter.book.run.lang), Style::Middle)?;
            self.sheet.text(self.row, at::SOURCE, &row.source, Style::Wrapped)?;
            self.sheet.fit_height(self.row, &[(&row.source, SOURCE_WIDTH), (&row.unit, UNIT_WIDTH)])?;
            self.row += 1;
        }
        self.row += 1;
        Ok(())
    }

    fn classes(&mut self, matter: &Matter<'_, '_>) -> Result<(), XlsxError> {
        let heads = [
            matter.pick("総務省方式の分類", "class of the national method"),
            matter.pick("大規模改修", "renovation"),
            matter.pick("建替え", "rebuilding"),
            matter.pick("単位", "unit"),
            matter.pick("適用 改修", "used, renovation"),
            matter.pick("適用 建替え", "used, rebuilding"),
            matter.pick("単位", "unit"),
            matter.pick("年", "year"),
            matter.pick("根拠", "grade"),
            matter.pick("出典", "source"),
        ];
        let name = matter.pick(
            "更新単価（適用単価＝分類の単価×現在価格の倍率×単価の倍率）",
            "Renewal prices (used = class price x rebuild_multiplier x cost_factor)",
        );
        self.block(name, &heads)?;
        let project = matter.book.instance.project;
        let cost = &project.scenario.cost;
        let multiplier = project.costs.parameter.at(cost.level, &cost.level_of).rebuild_multiplier;
        for class in &project.costs.classes {
            let sheet = &mut self.sheet;
            let lang = matter.book.run.lang;
            sheet.text(self.row, 0, lang.pick(&class.name_ja, &class.name_en), Style::Label)?;
            sheet.number(self.row, 1, class.renovation_kyen_m2, Style::Told)?;
            sheet.number(self.row, 2, class.rebuild_kyen_m2, Style::Told)?;
            let unit = matter.pick("千円/㎡", "thousand yen/m2");
            sheet.text(self.row, 3, unit, Style::Middle)?;
            for (column, from, price) in [(4, 1, class.renovation_kyen_m2), (5, 2, class.rebuild_kyen_m2)] {
                let formula = format!("{}*rebuild_multiplier*cost_factor", row_col_to_cell(self.row, from));
                sheet.formula(self.row, column, &formula, price * multiplier * cost.factor, Style::Decimal)?;
            }
            sheet.text(self.row, 6, unit, Style::Middle)?;
            sheet.number(self.row, 7, f64::from(class.year), Style::Year)?;
            sheet.text(self.row, 8, words::grade(class.grade, lang), Style::Middle)?;
            sheet.text(self.row, at::SOURCE, &class.source, Style::Wrapped)?;
            sheet.fit_height(self.row, &[(&class.source, SOURCE_WIDTH)])?;
            self.row += 1;
        }
        self.row += 1;
        Ok(())
    }

    fn rules(&mut self, matter: &Matter<'_, '_>) -> Result<(), XlsxError> {
        self.sheet.text(self.row, 0, matter.pick("計算と表示の決まり", "Rules of calculation and display"), Style::Block)?;
        let rules = [
            matter.pick(
                "端数：すべてのセルは円。千円は表示形式だけで、千円未満を四捨五入して見せる。合計は円で計算するため、表示上の内訳の和と計が1千円違うことがある。",
                "Rounding: cells hold yen; thousands are a number format. Sums are of yen, so that shown parts may differ from their sum by one thousand.",
            ),
            matter.pick(
                "名目額：工事・移転費は (1＋建設物価の上昇率)^(年度−単価の基準年度) を掛けて円に四捨五入した額。維持補修・運営・借上・跡地・収入は上昇させない。",
                "Nominal: works and moves are times (1 + rise)^(year − base year), rounded to yen. Repairs, running, rent, upkeep and income do not rise.",
            ),
            matter.pick(
                "実質額：普通建設事業費を物価係数で割り戻す。現在価値：名目額に割引係数 1/(1＋割引率)^(年度−初年度) を掛ける。",
                "Real: investment over the price index. Present value: nominal times 1/(1 + discount rate)^(year − first year).",
            ),
            matter.pick(
                "財源の配分：国庫は得た施設の工事費、地方債は新築・改築・長寿命化改修・大規模改修・設計、交付税措置は公債費に充て、財産収入・基金・一般財源は残りに比例配分する（円未満は大きい端数から）。",
                "Sources: subsidies pay the works that earned them, bonds construction, renovations and design, the tax return debt service; land income, the fund and general funds are spread over the rest in proportion, parts of a yen to the largest remainders.",
            ),
            matter.pick(
                "年度：4月から翌年3月まで。2019年度は令和元年度とする。",
                "Fiscal years run from April to March and are named by the year they begin in.",
            ),
        ];
        for (row, rule) in (self.row + 1..).zip(rules) {
            self.sheet.wide_text(row, (0, at::SOURCE), rule, Style::Paragraph)?;
        }
        Ok(())
    }
}

/// Rates and years of prices.
fn rates(matter: &Matter<'_, '_>) -> Vec<Driver> {
    let scenario = &matter.book.instance.project.scenario;
    let cost = &scenario.cost;
    let (ratio, fy) = (matter.pick("年率", "per year"), matter.pick("年度", "fiscal year"));
    vec![
        driver(
            matter.pick("建設物価の上昇率", "rise of works prices"),
            cost.price_escalation_per_year,
            Style::DriverPercent,
            ratio,
            "price_escalation",
            "cost.price_escalation_per_year",
        ),
        driver(
            matter.pick("単価の基準年度", "year of the unit prices"),
            f64::from(cost.price_base_fy.0),
            Style::DriverYear,
            fy,
            "price_base_fy",
            "cost.price_base_fy",
        ),
        driver(
            matter.pick("割引率", "discount rate"),
            cost.discount_rate_per_year,
            Style::DriverPercent,
            ratio,
            "discount_rate",
            "cost.discount_rate_per_year",
        ),
        driver(
            matter.pick("計画の初年度（割引の基準）", "first year, to which is discounted"),
            f64::from(scenario.horizon.start_fy.0),
            Style::DriverYear,
            fy,
            "first_fy",
            "horizon.start_fy",
        ),
        driver(
            matter.pick("単価の倍率（工事・移転）", "factor on prices of works and moves"),
            cost.factor,
            Style::Driver,
            matter.pick("倍", "times"),
            "cost_factor",
            "cost.factor",
        ),
    ]
}

/// Terms of new bonds, and the fund.
fn terms_of_bonds(matter: &Matter<'_, '_>, funding: &FundingSettings) -> Vec<Driver> {
    let ratio = matter.pick("年率", "per year");
    let (share, years) = (matter.pick("比率", "ratio"), matter.pick("年", "years"));
    vec![
        driver(
            matter.pick("地方債の充当率", "bonds per yen of eligible works"),
            funding.charge_ratio,
            Style::DriverPercent,
            share,
            "bond_charge_ratio",
            "funding.charge_ratio",
        ),
        driver(
            matter.pick("地方債の利率", "interest of new bonds"),
            funding.interest_per_year,
            Style::DriverPercent,
            ratio,
            "bond_interest",
            "funding.interest_per_year",
        ),
        driver(
            matter.pick("据置年数", "years without principal"),
            f64::from(funding.grace_years),
            Style::Driver,
            years,
            "bond_grace_years",
            "funding.grace_years",
        ),
        driver(
            matter.pick("償還年数（据置を含む）", "years until paid back"),
            f64::from(funding.term_years),
            Style::Driver,
            years,
            "bond_term_years",
            "funding.term_years",
        ),
        driver(
            matter.pick("新発債の元利の交付税措置率（特別区は0）", "share of new service that comes back (0 in special wards)"),
            funding.allocation_tax_return_ratio,
            Style::DriverPercent,
            share,
            "tax_return_ratio",
            "funding.allocation_tax_return_ratio",
        ),
        driver(
            matter.pick("計画前の基金残高", "the fund before the first year"),
            matter.fund_opening(),
            Style::Driver,
            matter.pick("円", "yen"),
            "fund_opening",
            "funding.fund_opening_million_jpy",
        ),
    ]
}

fn driver(label: &'static str, value: f64, style: Style, unit: &'static str, name: &'static str, field: &'static str) -> Driver {
    Driver { label, value, style, unit, name, field }
}

/// A parameter in a planner's words; its own name where there are none.
fn parameter_name<'n>(name: &'n str, matter: &Matter<'_, '_>) -> &'n str {
    let names = [
        ("rebuild_multiplier", "現在価格の倍率（総務省単価に対する）", "present prices over the national method's"),
        ("long_life_ratio", "長寿命化改修費（改築費に対する比）", "long-life renovation over rebuilding"),
        ("design_ratio", "設計費（工事費に対する比）", "design over construction"),
        ("demolition_kyen_m2", "解体費（アスベスト調査を含む）", "demolition with asbestos survey"),
        ("temporary_kyen_m2", "仮設費", "temporary premises"),
        ("temporary_floor_ratio_school", "学校の仮設床（新しい床に対する比）", "temporary floor of schools over new floor"),
        ("temporary_floor_ratio_facility", "施設の仮設床（新しい床に対する比）", "temporary floor of facilities over new floor"),
        ("moving_kyen_m2", "移転・内装費", "moving and fit-out"),
        ("repair_kyen_m2_year", "維持補修費", "repairs"),
        ("hub_setup_kyen", "複合拠点の構想・準備費", "set-up of a hub"),
        ("colocation_area_saving", "複合化で減る床の割合", "floor saved by co-location"),
        ("colocation_running_saving", "複合化で減る運営費の割合", "running cost saved by co-location"),
        ("merge_running_saving", "集約で減る運営費の割合", "running cost saved by merging"),
        ("sale_price_ratio", "売却額（土地価格に対する比）", "sale over land price"),
        ("land_lease_yield", "貸付料（土地価格に対する年率）", "lease a year over land price"),
        ("lease_price_factor", "貸付料の減額（条件付き）", "reduction of the lease for conditions"),
        ("park_upkeep_yen_m2_year", "広場の管理費", "upkeep of open space"),
        ("hold_upkeep_yen_m2_year", "保有する空き建物の管理費", "upkeep of held buildings"),
        ("conversion_ratio", "転用の改修費（改築費に対する比）", "conversion over rebuilding"),
        ("lease_return_kyen_m2", "借上返還の原状回復費", "restoring of rented premises"),
        ("transfer_support_ratio", "民間移譲後の補助（運営費に対する比）", "support after transfer over running cost"),
        ("permit_kyen", "用途地域の許可", "permit in a use zone"),
        ("opening_setup_kyen", "学校開放の設備（1室）", "set-up of an opened room"),
        ("opening_yen_slot", "学校開放の管理（1コマ）", "an opened slot"),
        ("subsidy_unit_kyen_m2", "国庫補助の単価", "unit price of the State's subsidy"),
        ("subsidy_rate", "国庫補助の率", "rate of the State's subsidy"),
    ];
    names.iter().find(|(id, ..)| *id == name).map_or(name, |(_, ja, en)| matter.pick(ja, en))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::costs::PARAMETER_NAMES;
    use crate::lang::Lang;

    #[test]
    fn every_parameter_has_words_in_both_languages() {
        for lang in [Lang::Ja, Lang::En] {
            super::super::tests::with_matter(lang, |matter| {
                for name in PARAMETER_NAMES {
                    assert_ne!(parameter_name(name, matter), *name);
                }
            });
        }
    }
}
