//! What is asked, and under which assumptions.

use super::Matter;
use crate::costs::Level;
use crate::lang::Lang;
use crate::report::layout::flowing;
use crate::report::page::{Block, Section};
use crate::report::terminal::{basis, distance};

pub(super) fn section(matter: &Matter<'_, '_>) -> Section {
    let (book, say) = (matter.book, matter.say);
    let scenario = &book.instance.project.scenario;
    let cost = &scenario.cost;
    let level = match cost.level {
        Level::Low => say.pick("低位", "low"),
        Level::Base => say.pick("中位", "base"),
        Level::High => say.pick("高位", "high"),
    };
    let periods: Vec<String> =
        book.instance.horizon.periods().iter().map(|period| say.span(period.start, period.last())).collect();
    let prices = match say.lang {
        Lang::Ja => format!(
            "{level}の単価（{}年度価格）×{}、工事費の上昇 年{}、割引率 年{}",
            cost.price_base_fy,
            cost.factor,
            say.percent(cost.price_escalation_per_year),
            say.percent(cost.discount_rate_per_year)
        ),
        Lang::En => format!(
            "{level} unit prices of FY{} times {}, works {} dearer each year, discounted at {} a year",
            cost.price_base_fy,
            cost.factor,
            say.percent(cost.price_escalation_per_year),
            say.percent(cost.discount_rate_per_year)
        ),
    };
    let population = &scenario.population;
    let variant = population.variant.as_deref().unwrap_or_else(|| say.pick("入力のとおり", "as given"));
    let stock = &book.run.metrics.stock;
    let people = match say.lang {
        Lang::Ja => format!(
            "{variant}（{}年度 {}人 → {}年度 {}人）",
            book.instance.horizon.first(),
            say.whole(stock.residents_first_fy_people),
            book.instance.horizon.last(),
            say.whole(stock.residents_last_fy_people)
        ),
        Lang::En => format!(
            "{variant} (FY{} {} people, FY{} {} people)",
            book.instance.horizon.first(),
            say.whole(stock.residents_first_fy_people),
            book.instance.horizon.last(),
            say.whole(stock.residents_last_fy_people)
        ),
    };
    let objective = &scenario.objective;
    let valued = match say.lang {
        Lang::Ja => format!(
            "費用（現在価値、残存価値を差引）に、徒歩が1km延びる1人1年あたり{}円、寿命を超えて使う床1㎡1年あたり{}円を加えて最小化",
            say.whole(objective.access_price_jpy_per_person_km),
            say.whole(objective.overdue_price_jpy_per_m2_year)
        ),
        Lang::En => format!(
            "least cost (present value less residual value) with {} yen for each person-kilometer of longer walks a year and {} yen for each m² in use beyond its life a year",
            say.whole(objective.access_price_jpy_per_person_km),
            say.whole(objective.overdue_price_jpy_per_m2_year)
        ),
    };
    let funding = if scenario.funding.is_some() {
        say.pick("国庫補助・起債・基金・一般財源を年度ごとに計画", "subsidies, bonds, the fund and general funds planned by year")
    } else {
        say.pick("内訳を設けず、全額を一般財源とする", "not divided: every yen is general funds")
    };
    let facts = [
        (say.pick("対象", "about"), basis::stock(book.run)),
        (say.pick("期間", "periods"), say.list(periods)),
        (say.pick("人口の見通し", "population"), people),
        (say.pick("単価と割引率", "prices"), prices),
        (say.pick("財源", "funding"), funding.to_owned()),
        (say.pick("求め方", "sought"), valued),
        (say.pick("徒歩距離", "walks"), distance::basis(book.run)),
    ];
    Section {
        id: "question",
        title: say.pick("問い", "The question").to_owned(),
        blocks: vec![
            Block::Text(flowing(&scenario.description)),
            Block::Facts(facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()),
        ],
    }
}
