//! Why there is no plan: which rules and locks clash, and the least by which rules would have to give way.

use std::io;
use std::time::Duration;

use super::{End, Terminal};
use crate::formulate::Formulation;
use crate::id::AssetId;
use crate::instance::Instance;
use crate::lang::Lang;
use crate::report;

/// Rows that are listed at most.
const LISTED: usize = 10;

/// Longest time for finding out which rules clash, and for finding the least easing.
const LONGEST: Duration = Duration::from_mins(1);

/// Names the locks that leave an asset nothing to choose, with clause, owner and reason.
pub(super) fn explain_lock(
    terminal: &mut Terminal<'_>,
    instance: &Instance<'_>,
    asset: &AssetId,
    time: Duration,
) -> io::Result<End> {
    match terminal.lang {
        Lang::Ja => writeln!(terminal.err, "指定により {asset} に選べる道が残らない")?,
        Lang::En => writeln!(terminal.err, "locks leave {asset} without a life path")?,
    }
    name_clash(terminal, instance, time)?;
    Ok(End::Infeasible)
}

/// Names the rules and locks that clash and the least by which rules would have to give way.
pub(super) fn explain(
    terminal: &mut Terminal<'_>,
    instance: &Instance<'_>,
    formulation: &Formulation,
    time: Duration,
) -> io::Result<End> {
    let lang = terminal.lang;
    let proven = lang.pick("すべての規則を満たす計画は存在しない（証明済み）", "proven: no plan satisfies all rules");
    writeln!(terminal.err, "{proven}")?;
    name_clash(terminal, instance, time)?;
    name_easing(terminal, instance, formulation, time)?;
    Ok(End::Infeasible)
}

fn name_clash(terminal: &mut Terminal<'_>, instance: &Instance<'_>, time: Duration) -> io::Result<()> {
    let lang = terminal.lang;
    let Some(clash) = crate::solve::clash(instance.project, time.min(LONGEST)) else {
        let text = lang.pick(
            "シナリオの規則と指定をすべて外しても計画がない。施設・費用・住民のデータを見直す",
            "there is no plan even without the scenario's rules and locks: review the data",
        );
        return writeln!(terminal.err, "{text}");
    };
    let head = if clash.is_least {
        lang.pick(
            "次の規則・指定は両立しない（どれか一つを外せば両立する）:",
            "these cannot hold together, and all but any one of them can:",
        )
    } else {
        lang.pick(
            "次の規則・指定の中に両立しないものがある（時間内に絞り込めた範囲）:",
            "some of these cannot hold together (as far as the time allowed to tell):",
        )
    };
    writeln!(terminal.err, "{head}")?;
    for id in &clash.demands {
        writeln!(terminal.err, "  {}", report::demand(instance, id, lang).unwrap_or_else(|| id.to_string()))?;
    }
    Ok(())
}

fn name_easing(
    terminal: &mut Terminal<'_>,
    instance: &Instance<'_>,
    formulation: &Formulation,
    time: Duration,
) -> io::Result<()> {
    let lang = terminal.lang;
    // Where locks alone clash, no rule can give way enough.
    let Ok(conflicts) = crate::solve::diagnose(instance, formulation, time.min(LONGEST).as_secs_f64()) else { return Ok(()) };
    let head = lang.pick("次の緩和で計画が可能になる:", "a plan becomes possible when these give way:");
    writeln!(terminal.err, "{head}")?;
    for conflict in conflicts.iter().take(LISTED) {
        let unit = conflict.rule.as_ref().and_then(|id| report::unit_of(instance.project, id, lang)).unwrap_or_default();
        let (row, limit, miss) = (&conflict.row, conflict.limit, conflict.miss);
        match lang {
            Lang::Ja => writeln!(terminal.err, "  {row}: 限度 {limit:.2}{unit}、不足 {miss:.2}{unit}")?,
            Lang::En => writeln!(terminal.err, "  {row}: limit {limit:.2} {unit}, misses by {miss:.2} {unit}")?,
        }
    }
    if conflicts.len() > LISTED {
        let rest = conflicts.len() - LISTED;
        match lang {
            Lang::Ja => writeln!(terminal.err, "  ほか {rest} 件")?,
            Lang::En => writeln!(terminal.err, "  and {rest} more")?,
        }
    }
    Ok(())
}
