//! What is proven about the plan, how it was checked, and what anybody needs to check it again.

use super::Matter;
use crate::lang::Lang;
use crate::model::YEN_PER_UNIT;
use crate::report::page::{Block, Mark, Section, Table};
use crate::report::words;
use crate::units::Yen;

/// Digits of a hash that are shown; the manifest has all.
const HASH_DIGITS: usize = 16;

pub(super) fn section(matter: &Matter<'_, '_>) -> Section {
    let (run, say) = (matter.book.run, matter.say);
    let proof = run.proof;
    let yen = |million: f64| format!("{}{}", say.whole(million * YEN_PER_UNIT), say.pick("円", " yen"));
    let not_proven = || say.pick("証明なし", "not proven").to_owned();
    let status = words::status(proof.status, say.lang);
    let verified = match say.lang {
        Lang::Ja => format!("{}項目を再計算、不一致・違反 {}件", say.count(run.verification.checks), run.verification.breaches),
        Lang::En => format!("{} checks, {} breaches", say.count(run.verification.checks), run.verification.breaches),
    };
    let facts = [
        (say.pick("状態", "status"), status.to_owned()),
        (say.pick("目的関数の値", "objective"), yen(proof.objective)),
        (say.pick("証明された下界", "proven bound"), proof.bound.map_or_else(not_proven, yen)),
        (say.pick("差", "gap"), proof.gap.map_or_else(not_proven, |gap| format!("{}%", say.decimal(gap * 100.0, 3)))),
        (say.pick("検証", "verification"), verified),
        (say.pick("求解", "solver"), format!("{} {}", run.solver.name, run.solver.version)),
        (say.pick("作成", "made by"), format!("fukugo {}", env!("CARGO_PKG_VERSION"))),
    ];
    let text = say.pick(
        "「下界」は、規則を守るどの計画もこれより小さい目的関数の値を持たないという証明された値。検証は、求解とは別に書かれたプログラムが、入力の表と計画だけから、すべての金額・距離・面積・規則を計算し直したもの。このフォルダーには入力の写し（inputs）と問い（scenario.toml）があり、次の命令で誰でも確かめられる。",
        "No plan that keeps the rules has an objective below the bound. Verification is a program written apart from the search that computes every yen, meter, square meter and rule again from the tables and the plan alone. The folder has a copy of the inputs and the question; anybody can check with:",
    );
    Section {
        id: "proof",
        title: say.pick("証明と検証", "Proof and verification").to_owned(),
        blocks: vec![
            Block::Facts(facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()),
            Block::Text(text.to_owned()),
            Block::Command(
                say.pick(
                    "fukugo verify このフォルダー このフォルダー/scenario.toml",
                    "fukugo verify THIS_FOLDER THIS_FOLDER/scenario.toml",
                )
                .to_owned(),
            ),
            Block::Table(terms(matter)),
            Block::More(
                say.pick("入力ファイルとハッシュ", "Input files and their hashes").to_owned(),
                vec![Block::Table(inputs(matter))],
            ),
        ],
    }
}

/// The objective, term by term.
fn terms(matter: &Matter<'_, '_>) -> Table {
    let (run, say) = (matter.book.run, matter.say);
    let terms = &run.plan.claims.objective;
    let heads = [say.pick("項", "term"), say.pick("#金額（百万円、初年度の価値）", "#million yen at the first year's value")];
    let mut table = Table::new(say.pick("目的関数の内訳", "The objective, term by term"), &heads);
    let rows = [
        (
            say.pick("純費用の現在価値（運営費は現在との差）", "net present cost, running as its difference from today's"),
            terms.net_present_cost_jpy,
        ),
        (say.pick("期間後に残る価値（差引）", "residual value, subtracted"), -terms.residual_value_jpy),
        (say.pick("徒歩の延びの評価額", "price of longer walks"), terms.access_jpy),
        (say.pick("更新・改修の遅れの評価額", "price of overdue floor"), terms.overdue_jpy),
        (say.pick("起債の利子など", "financing"), terms.financing_jpy),
        (say.pick("最大年の評価額", "price of the highest year"), terms.peak_jpy),
        (say.pick("努力規則に足りない分の評価額", "price of missed soft rules"), terms.soft_jpy),
        (say.pick("順位付けの微小額", "tie-break"), terms.tie_break_jpy),
    ];
    for (name, value) in rows.into_iter().filter(|(_, value)| value.abs() >= 0.5) {
        table.row([name.to_owned(), say.million(Yen::round(value))]);
    }
    table.marked(Mark::Total, [say.pick("計", "total").to_owned(), say.million(Yen::round(terms.total_jpy()))]);
    table
}

fn inputs(matter: &Matter<'_, '_>) -> Table {
    let say = matter.say;
    let heads = [say.pick("ファイル", "file"), say.pick("SHA-256（先頭16桁）", "SHA-256 (first 16 digits)")];
    let mut table = Table::new(say.pick("読んだファイル", "Files read"), &heads);
    for file in &matter.book.instance.project.inputs {
        table.row([file.path.clone(), file.sha256.chars().take(HASH_DIGITS).collect()]);
    }
    table
}
