//! Every metric by name: what it is called in both languages, its unit, its policy, and which way is better.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::lang::Lang;

/// The priority policies of the comprehensive plan for public facilities.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub enum Policy {
    /// School-centred co-location 学校を中心とした複合化整備の推進.
    P1,
    /// Effective and efficient works 効果的・効率的な公共施設整備の徹底.
    P2,
    /// More use of existing facilities 既存施設の区民利用機会の更なる拡充.
    P3,
}

impl Policy {
    /// Every policy, in order.
    pub const ALL: [Self; 3] = [Self::P1, Self::P2, Self::P3];

    /// The policy's title.
    pub fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::P1 => lang.pick("学校を中心とした複合化整備の推進", "School-centred co-location"),
            Self::P2 => lang.pick("効果的・効率的な公共施設整備の徹底", "Effective and efficient works"),
            Self::P3 => lang.pick("既存施設の区民利用機会の更なる拡充", "More use of existing facilities"),
        }
    }
}

/// Place of a metric in a policy's logic model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// What is done 行動量.
    Output,
    /// What comes of it 成果指標.
    Outcome,
}

impl Stage {
    /// The stage's title.
    pub fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::Output => lang.pick("行動量", "outputs"),
            Self::Outcome => lang.pick("成果指標", "outcomes"),
        }
    }
}

/// Which way a metric should go; it decides which district is the worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
    /// Neither by itself.
    Neutral,
}

/// One row of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The metric.
    pub id: MetricId,
    /// The policy it belongs to.
    pub policy: Policy,
    /// Output or outcome.
    pub stage: Stage,
    /// Which way is better.
    pub better: Better,
    /// Japanese name.
    pub name_ja: &'static str,
    /// English name.
    pub name_en: &'static str,
    /// Unit in Japanese.
    pub unit_ja: &'static str,
    /// Unit in English.
    pub unit_en: &'static str,
}

impl Entry {
    /// The name in the language of the reader.
    pub fn name(&self, lang: Lang) -> &'static str {
        lang.pick(self.name_ja, self.name_en)
    }

    /// The unit in the language of the reader.
    pub fn unit(&self, lang: Lang) -> &'static str {
        lang.pick(self.unit_ja, self.unit_en)
    }
}

macro_rules! metrics {
    ($($variant:ident = $id:literal, $policy:ident $stage:ident $better:ident,
       $name_ja:literal / $name_en:literal, $unit_ja:literal / $unit_en:literal;)*) => {
        /// Id of a metric; its text ends in the unit.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        pub enum MetricId {
            $(#[doc = $name_en] #[serde(rename = $id)] $variant,)*
        }

        impl MetricId {
            /// The id's text.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $id,)* }
            }

            /// The metric's row of the catalogue.
            pub fn entry(self) -> &'static Entry {
                match self { $(Self::$variant => {
                    const ENTRY: Entry = Entry {
                        id: MetricId::$variant, policy: Policy::$policy, stage: Stage::$stage, better: Better::$better,
                        name_ja: $name_ja, name_en: $name_en, unit_ja: $unit_ja, unit_en: $unit_en,
                    };
                    &ENTRY
                })* }
            }
        }

        const ALL: &[MetricId] = &[$(MetricId::$variant),*];
    };
}

/// Every metric, by policy, outputs before outcomes, in the order of reports.
pub fn catalogue() -> impl ExactSizeIterator<Item = &'static Entry> {
    ALL.iter().map(|id| id.entry())
}

metrics! {
    SchoolStarts = "school_rebuild_starts_schools", P1 Output Neutral,
        "学校改築の着工" / "school rebuilds begun", "校" / "schools";
    SchoolStartsMean = "school_rebuild_starts_schools_per_year", P1 Output Neutral,
        "学校改築の着工（年平均、分母は目標）" / "school rebuilds begun, yearly mean (of the target)", "校/年" / "schools/year";
    SchoolCompletions = "school_rebuild_completions_schools", P1 Output Neutral,
        "学校改築の完了" / "school rebuilds finished", "校" / "schools";
    HubRebuilds = "hub_rebuilds_schools", P1 Output Higher,
        "複合化を伴う学校改築" / "school rebuilds that make a hub", "校" / "schools";
    Hubs = "hubs_schools", P1 Output Higher,
        "他機能を併設する学校（複合拠点）" / "schools that host another function (hubs)", "校" / "schools";
    HubDistricts = "hub_districts_districts", P1 Output Higher,
        "複合拠点のある地区" / "districts with a hub", "地区" / "districts";
    FunctionsIntoSchools = "functions_moved_into_schools_functions", P1 Output Neutral,
        "学校へ移る機能" / "functions moved into schools", "機能" / "functions";
    FloorIntoSchools = "floor_moved_into_schools_m2", P1 Output Neutral,
        "学校へ移る機能の現床面積" / "present floor of functions moved into schools", "㎡" / "m²";
    SurplusRoomFunctions = "functions_in_surplus_rooms_functions", P1 Output Neutral,
        "余裕教室へ移る機能（学校へ移る機能の内数）" / "functions moved into surplus rooms, of those moved into schools", "機能" / "functions";
    GuestFloor = "guest_floor_m2", P1 Output Neutral,
        "学校内に設ける複合機能の床面積" / "floor built for guests in schools", "㎡" / "m²";
    NearHub = "population_near_hub_people", P1 Outcome Higher,
        "複合拠点の徒歩圏の人口" / "residents within walking reach of a hub", "人" / "people";
    NearKind = "population_near_kind_people", P1 Outcome Higher,
        "機能の徒歩圏の人口" / "residents within walking reach of a service", "人" / "people";
    NearThreeServices = "population_near_three_services_people", P1 Outcome Higher,
        "3種以上の機能がある場所から800m以内の人口" / "residents within 800 m of three or more services at one place", "人" / "people";
    WalkMean = "walk_mean_m", P1 Outcome Lower,
        "最寄りまでの平均徒歩距離（対象人口加重）" / "mean walk to the nearest place, weighted by who uses it", "m" / "m";
    WalkMax = "walk_max_m", P1 Outcome Lower,
        "最寄りまでの最長徒歩距離" / "longest walk to the nearest place", "m" / "m";
    Beyond60 = "buildings_beyond_60_years_buildings", P1 Outcome Lower,
        "築60年以上で使用中の棟" / "buildings in use at 60 years or more", "棟" / "buildings";
    Beyond60Floor = "floor_beyond_60_years_m2", P1 Outcome Lower,
        "築60年以上で使用中の床面積" / "floor in use at 60 years or more", "㎡" / "m²";
    Beyond80 = "buildings_beyond_80_years_buildings", P1 Outcome Lower,
        "築80年以上で使用中の棟" / "buildings in use at 80 years or more", "棟" / "buildings";
    Beyond80Floor = "floor_beyond_80_years_m2", P1 Outcome Lower,
        "築80年以上で使用中の床面積" / "floor in use at 80 years or more", "㎡" / "m²";

    Actions = "works_actions", P2 Output Neutral,
        "工事の件数" / "works", "件" / "works";
    MergedFunctions = "merged_functions_functions", P2 Output Neutral,
        "集約する機能" / "functions merged", "機能" / "functions";
    EndedFunctions = "ended_functions_functions", P2 Output Neutral,
        "終了する機能" / "functions ended", "機能" / "functions";
    ConvertedFunctions = "converted_functions_functions", P2 Output Neutral,
        "転用した建物へ移る機能" / "functions moved into converted buildings", "機能" / "functions";
    TransferredAssets = "transferred_buildings_buildings", P2 Output Neutral,
        "民間へ移譲する施設" / "buildings transferred to private operators", "棟" / "buildings";
    TransferredFunctions = "transferred_functions_functions", P2 Output Neutral,
        "民間へ移譲する機能" / "functions transferred to private operators", "機能" / "functions";
    SchoolMergers = "school_mergers_schools", P2 Output Neutral,
        "統合して閉じる学校" / "schools closed by a merger", "校" / "schools";
    SharedRooms = "shared_rooms_rooms", P2 Output Neutral,
        "隣校と共用する体育館・プール" / "gyms and pools shared with a neighbour school", "室" / "rooms";
    TemporaryAvoided = "temporary_buildings_avoided_schools", P2 Output Higher,
        "種地を使い仮校舎を建てない改築" / "rebuilds that use a held site instead of temporary premises", "校" / "schools";
    Permits = "zone_permits_permits", P2 Output Neutral,
        "用途規制の例外許可" / "permits that lift a zone cap", "件" / "permits";
    ReturnedLeases = "leased_premises_returned_sites", P2 Output Higher,
        "返還する借上施設" / "leased premises returned", "か所" / "sites";
    ReleasedSites = "sites_released_sites", P2 Output Neutral,
        "生み出す跡地" / "sites released", "か所" / "sites";
    ReleasedLand = "land_released_m2", P2 Output Neutral,
        "跡地の面積" / "land released", "㎡" / "m²";
    PrivateSites = "sites_in_private_hands_sites", P2 Output Neutral,
        "民間活用（民間移譲と条件付き貸付）の敷地" / "sites with private operators (transfers and conditional leases)", "か所" / "sites";
    Investment = "investment_jpy", P2 Outcome Lower,
        "整備費（名目）" / "investment (nominal)", "円" / "yen";
    InvestmentMean = "investment_yearly_mean_jpy_per_year", P2 Outcome Lower,
        "整備費の年平均（名目）" / "investment, yearly mean (nominal)", "円/年" / "yen/year";
    InvestmentPeak = "investment_peak_jpy_per_year", P2 Outcome Lower,
        "整備費の最大年（名目）" / "investment, highest year (nominal)", "円/年" / "yen/year";
    Reduction = "investment_reduction_ratio", P2 Outcome Higher,
        "基準額（同規模更新）からの削減率" / "investment saved against renewing alike", "割合" / "ratio";
    LandIncome = "land_income_jpy", P2 Outcome Higher,
        "跡地の売却・貸付収入（名目）" / "income from land sold and leased (nominal)", "円" / "yen";
    InvestmentNet = "investment_net_of_land_income_jpy", P2 Outcome Lower,
        "跡地収入を差し引いた整備費（名目）" / "investment less income from land (nominal)", "円" / "yen";
    Subsidy = "subsidy_jpy", P2 Outcome Higher,
        "国庫補助（名目）" / "subsidies of the State (nominal)", "円" / "yen";
    InvestmentNetOfAll = "investment_net_of_subsidy_and_land_income_jpy", P2 Outcome Lower,
        "補助と跡地収入を差し引いた整備費（名目）" / "investment less subsidies and income from land (nominal)", "円" / "yen";
    GeneralFunds = "general_funds_jpy", P2 Outcome Lower,
        "一般財源" / "general funds", "円" / "yen";
    Bonds = "bonds_jpy", P2 Outcome Neutral,
        "起債" / "bonds issued", "円" / "yen";
    DebtBalance = "debt_balance_jpy", P2 Outcome Lower,
        "債務残高（年度末）" / "debt at the end of the year", "円" / "yen";
    FundBalance = "fund_balance_jpy", P2 Outcome Higher,
        "基金残高（年度末）" / "fund at the end of the year", "円" / "yen";
    Running = "running_cost_jpy_per_year", P2 Outcome Lower,
        "運営費（移譲後の補助・学校開放を含む）" / "running cost, with support after transfers and opening of schools", "円/年" / "yen/year";
    FloorArea = "floor_area_m2", P2 Outcome Lower,
        "延床面積" / "floor area in use", "㎡" / "m²";
    FloorPerPerson = "floor_area_m2_per_person", P2 Outcome Lower,
        "人口一人当たり延床面積" / "floor area per resident", "㎡/人" / "m² per person";
    CapacityShort = "capacity_short_people", P2 Outcome Lower,
        "将来需要に対する定員の不足（地域ごと）" / "capacity short of projected demand, by region", "人" / "people";
    Overdue = "overdue_m2_years", P2 Outcome Lower,
        "更新・改修の遅れ（床面積×年）" / "overdue floor (floor × years)", "㎡・年" / "m²·years";
    Co2 = "co2_t", P2 Outcome Lower,
        "CO2排出（工事と運用、仮定の原単位）" / "CO2 of works and operation, by assumed factors", "t" / "t";
    Co2Works = "co2_works_t", P2 Outcome Lower,
        "CO2排出のうち工事（仮定の原単位）" / "CO2 of works, by assumed factors", "t" / "t";
    Co2Operation = "co2_operation_t", P2 Outcome Lower,
        "CO2排出のうち運用（仮定の原単位）" / "CO2 of operation, by assumed factors", "t" / "t";

    Slots = "slots_per_year", P3 Output Higher,
        "提供コマ数" / "slots offered", "コマ/年" / "slots/year";
    Hours = "hours_per_year", P3 Output Higher,
        "提供時間数" / "hours offered", "時間/年" / "hours/year";
    OpenedRooms = "opened_rooms_rooms", P3 Output Higher,
        "新たに開放する学校の部屋" / "school rooms newly opened", "室" / "rooms";
    OpenedSlots = "opened_slots_per_year", P3 Output Higher,
        "新たに開放する学校のコマ" / "slots of school rooms newly opened", "コマ/年" / "slots/year";
    ReplacedFunctions = "replaced_functions_functions", P3 Output Neutral,
        "学校開放で置き換える機能" / "functions whose bookings go to opened school rooms", "機能" / "functions";
    UsedSlots = "used_slots_per_year", P3 Outcome Neutral,
        "利用コマ数" / "slots used", "コマ/年" / "slots/year";
    Utilization = "utilization_ratio", P3 Outcome Neutral,
        "稼働率" / "utilization", "割合" / "ratio";
    SlotsPerThousand = "slots_within_800_m_per_1000_residents_per_year", P3 Outcome Higher,
        "徒歩800m圏の千人当たりコマ数（二段階圏域法）" / "slots within 800 m per 1,000 residents (two-step floating catchment)",
        "コマ/千人/年" / "slots/1,000 people/year";
    NearRooms = "population_near_rooms_people", P3 Outcome Higher,
        "予約できる部屋から800m以内の人口" / "residents within 800 m of bookable rooms", "人" / "people";
    Crowded = "crowded_places_places", P3 Outcome Lower,
        "稼働率95%超の施設" / "places used beyond 95 %", "か所" / "places";
    BookableShare = "school_slots_bookable_ratio", P3 Outcome Higher,
        "学校が使わないコマのうち予約できる割合" / "share of slots schools leave free that residents can book", "割合" / "ratio";
    ReplacedSlots = "replaced_slots_per_year", P3 Outcome Higher,
        "置き換えた機能のコマ（前＝廃止した部屋、後＝学校で確保）" / "slots of replaced functions: their own before, held in schools after", "コマ/年" / "slots/year";
    CostPerUsedSlot = "cost_per_used_slot_jpy", P3 Outcome Lower,
        "利用1コマ当たりの運営費" / "running cost per slot used", "円/コマ" / "yen/slot";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_and_read_back_from_their_text() {
        let mut texts: Vec<&str> = catalogue().map(|entry| entry.id.as_str()).collect();
        for text in &texts {
            let id: MetricId = serde_json::from_value(serde_json::json!(text)).unwrap();
            assert_eq!(id.as_str(), *text);
        }
        let count = texts.len();
        texts.sort_unstable();
        texts.dedup();
        assert_eq!(texts.len(), count);
    }

    #[test]
    fn every_policy_has_outputs_and_outcomes_in_order() {
        let stages: Vec<_> = catalogue().map(|entry| (entry.policy, entry.stage)).collect();
        assert!(stages.is_sorted());
        for policy in Policy::ALL {
            assert!(stages.contains(&(policy, Stage::Output)) && stages.contains(&(policy, Stage::Outcome)));
        }
    }
}
