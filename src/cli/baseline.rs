//! `fukugo baseline`: the national renewal-cost method by year.

use std::io;
use std::path::PathBuf;

use super::question::load_question;
use super::{End, Terminal};
use crate::baseline::{Baseline, Method, PriceBasis, baseline, estimate};
use crate::instance::Instance;
use crate::units::Yen;

/// Prints the national renewal-cost method's cost by year.
#[derive(Debug, clap::Args)]
pub(super) struct BaselineArguments {
    /// The scenario, a TOML file.
    scenario: PathBuf,
    /// Use the scenario's prices (multiplier, factor, escalation) instead of the national ones.
    #[arg(long)]
    scenario_prices: bool,
    /// Print everything, by building, as JSON.
    #[arg(long)]
    json: bool,
}

impl BaselineArguments {
    pub(super) fn run(&self, terminal: &mut Terminal<'_>) -> io::Result<End> {
        let project = match load_question(terminal, &self.scenario)? {
            Ok(project) => project,
            Err(end) => return Ok(end),
        };
        let result = if self.scenario_prices {
            estimate(&Instance::new(&project), &Method::NATIONAL, PriceBasis::Scenario)
        } else {
            baseline(&project)
        };
        if self.json {
            serde_json::to_writer_pretty(&mut *terminal.out, &result)?;
            writeln!(terminal.out)?;
        } else {
            self.print(terminal, &result)?;
        }
        Ok(End::Done)
    }

    fn print(&self, terminal: &mut Terminal<'_>, result: &Baseline) -> io::Result<()> {
        let lang = terminal.lang;
        let prices = if self.scenario_prices {
            lang.pick("シナリオの単価（名目）", "scenario prices, nominal")
        } else {
            lang.pick("総務省の単価（実質）", "national prices, real")
        };
        let title = lang.pick("更新費用（総務省方式）", "renewal cost, national method");
        writeln!(terminal.out, "{title} — {prices}{}", lang.pick("（単位：千円）", " (thousand yen)"))?;
        let year_label = lang.pick("年度", "FY");
        let heads = [lang.pick("大規模改修", "renovation"), lang.pick("建替え", "rebuild"), lang.pick("計", "total")];
        writeln!(terminal.out, "{}{}", pad(year_label, 6), heads.map(|head| pad(head, 16)).concat())?;
        for year in &result.years {
            let cells = [year.renovation_jpy, year.rebuild_jpy, year.total_jpy()];
            writeln!(terminal.out, "{}{}", pad(&year.fy.to_string(), 6), cells.map(cell).concat())?;
        }
        let totals = [result.renovation_jpy, result.rebuild_jpy, result.total_jpy];
        writeln!(terminal.out, "{}{}", pad(lang.pick("計", "total"), 6), totals.map(cell).concat())?;
        let (mean, peak) = (thousand(result.yearly_mean_jpy), thousand(result.peak_jpy));
        let (mean_label, peak_label) = (lang.pick("年平均", "yearly mean"), lang.pick("最大", "peak"));
        writeln!(terminal.out, "{mean_label} {mean}  {peak_label} {peak} ({})", result.peak_fy)
    }
}

fn cell(yen: Yen) -> String {
    pad(&thousand(yen), 16)
}

/// Thousand yen with separators, rounded half up.
fn thousand(yen: Yen) -> String {
    let digits = (yen.0 + 500).div_euclid(1_000).to_string();
    let mut text = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) && !text.ends_with('-') {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Right-aligned in `width` columns, full-width characters counting two.
fn pad(text: &str, width: usize) -> String {
    let used = unicode_width::UnicodeWidthStr::width(text);
    format!("{}{text}", " ".repeat(width.saturating_sub(used)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_rounded_half_up_and_separated() {
        assert_eq!(thousand(Yen(1_234_567_500)), "1,234,568");
        assert_eq!(thousand(Yen(-1_234_567)), "-1,235");
        assert_eq!(thousand(Yen(499)), "0");
    }
}
