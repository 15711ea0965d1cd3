//! Columns of the options: names, bounds, costs, and where to find them.

use crate::id::{AssetIx, FunctionIx, PeriodIx};
use crate::instance::Instance;
use crate::model::{ColumnIx, LinearModel, YEN_PER_UNIT};
use crate::options::{LifePath, Money, Opening, Options};
use crate::plan::MoveCode;

/// Where each option is in the model.
#[derive(Debug)]
pub struct Columns {
    /// `v[a,p]` per asset and path.
    pub paths: Vec<Vec<ColumnIx>>,
    /// Cumulative moves per function.
    pub targets: Vec<Vec<Target>>,
    /// `z[k,t]` per function and ending.
    pub endings: Vec<Vec<ColumnIx>>,
    /// `w[e,o,t]` per site and treatment.
    pub treatments: Vec<Vec<ColumnIx>>,
    /// `u[a,b,m,t]` per merger of schools.
    pub mergers: Vec<ColumnIx>,
    /// `share[a,b,c]` per share, each for one year of works.
    pub shares: Vec<ColumnIx>,
    /// `swing[a,e]` per use of a held site, each for one rebuild.
    pub swings: Vec<ColumnIx>,
    /// `permit[h,q,t]` per permit.
    pub permits: Vec<ColumnIx>,
    /// `open[g,r,t]` per opening.
    pub openings: Vec<ColumnIx>,
    /// `start[g,r,t]` per opening.
    pub starts: Vec<ColumnIx>,
    /// `early[h,t,y]` per early floor of hubs, square metres.
    pub early: Vec<ColumnIx>,
}

/// One place a function can move to, with a cumulative column for each period in which it can.
#[derive(Debug)]
pub struct Target {
    /// How.
    pub code: MoveCode,
    /// Where to.
    pub host: AssetIx,
    /// For A: the function it merges into.
    pub into: Option<FunctionIx>,
    /// Period, `X[k,h,t]`, and the option's position in the function's list, by period.
    pub times: Vec<(PeriodIx, ColumnIx, usize)>,
}

impl Target {
    /// `X[k,h,t]`: the column that says whether the move has happened by `t`; none before it can.
    pub fn moved_by(&self, t: PeriodIx) -> Option<ColumnIx> {
        self.times.iter().rev().find(|time| time.0 <= t).map(|time| time.1)
    }

    /// `X` at the end of the horizon.
    pub fn moved_ever(&self) -> ColumnIx {
        self.times[self.times.len() - 1].1
    }

    /// `factor · x[k,h,t]` for the option at `position` in `times`, as terms.
    pub fn moves_at(&self, position: usize, factor: f64) -> Vec<(ColumnIx, f64)> {
        let mut terms = vec![(self.times[position].1, factor)];
        if position > 0 {
            terms.push((self.times[position - 1].1, -factor));
        }
        terms
    }

    /// `Σ factor(option) · x` over all periods, as terms.
    pub fn moves(&self, factor: impl Fn(usize) -> f64) -> Vec<(ColumnIx, f64)> {
        (0..self.times.len()).flat_map(|position| self.moves_at(position, factor(self.times[position].2))).collect()
    }
}

/// Objective coefficient of an option's money and tie-break, million yen.
fn cost(instance: &Instance<'_>, money: &Money, tie_break: f64) -> f64 {
    let residual = if instance.project.scenario.objective.count_residual { money.present_residual } else { 0.0 };
    (money.present_cost - residual + tie_break) / YEN_PER_UNIT
}

impl Columns {
    /// Adds a column for every option.
    pub(super) fn new(instance: &Instance<'_>, options: &Options, model: &mut LinearModel) -> Self {
        let overdue_price = instance.project.scenario.objective.overdue_price_jpy_per_m2_year;
        let path_cost =
            |path: &LifePath| cost(instance, &path.money, path.tie_break) + overdue_price * path.overdue / YEN_PER_UNIT;
        let paths = options
            .paths
            .iter()
            .enumerate()
            .map(|(a, paths)| {
                let id = &instance.assets[a].id;
                paths
                    .iter()
                    .map(|path| model.add_binary(format!("path[{id},{}]", path.code(instance)), path_cost(path)))
                    .collect()
            })
            .collect();
        let targets = (0..options.moves.len()).map(|k| targets_of(instance, options, FunctionIx(k), model)).collect();
        let endings = options
            .endings
            .iter()
            .enumerate()
            .map(|(k, endings)| {
                let id = &instance.functions[k].function.id;
                let name = |t: PeriodIx| format!("end[{id},{}]", instance.horizon.period(t).start);
                endings.iter().map(|e| model.add_binary(name(e.t), cost(instance, &e.money, e.tie_break))).collect()
            })
            .collect();
        let treatments = options
            .treatments
            .iter()
            .enumerate()
            .map(|(e, treatments)| {
                let id = &instance.sites[e].site.id;
                treatments
                    .iter()
                    .map(|option| {
                        let (code, year) = (option.treatment.as_str(), instance.horizon.period(option.t).start);
                        let name = format!("treat[{id},{code},{year}]");
                        model.add_binary(name, cost(instance, &option.money, option.tie_break))
                    })
                    .collect()
            })
            .collect();
        let start = |t: PeriodIx| instance.horizon.period(t).start;
        let id = |asset: AssetIx| &instance.assets[asset.0].id;
        let mergers = options.mergers.iter().map(|option| {
            let name = format!("unite[{},{},{},{}]", id(option.school), id(option.into), option.mode.as_str(), start(option.t));
            model.add_binary(name, cost(instance, &option.money, 0.0))
        });
        let mergers = mergers.collect();
        let shares = options.shares.iter().map(|option| {
            let (room, year) = (option.room.as_str(), option.rebuild.works_fy);
            let name = format!("share[{},{},{room},{year}]", id(option.school), id(option.partner));
            model.add_binary(name, cost(instance, &option.money, option.tie_break))
        });
        let shares = shares.collect();
        let swings = options.swings.iter().map(|option| {
            let (code, year) = (option.rebuild.code.as_str(), option.rebuild.works_fy);
            let name = format!("swing[{},{},{code},{year}]", id(option.school), instance.sites[option.site.0].site.id);
            model.add_binary(name, cost(instance, &option.money, option.tie_break))
        });
        let swings = swings.collect();
        let permits = options.permits.iter().map(|option| {
            let kind = &instance.kinds[option.kind.0].id;
            let name = format!("permit[{},{kind},{},{}]", id(option.host), start(option.t), option.open_fy);
            model.add_binary(name, cost(instance, &option.money, option.tie_break))
        });
        let permits = permits.collect();
        let label = |option: &Opening| {
            let rooms = &instance.rooms.openable[option.rooms];
            format!("{},{},{}", id(rooms.school), rooms.class.as_str(), start(option.t))
        };
        let openings =
            options.openings.iter().map(|o| model.add_binary(format!("open[{}]", label(o)), cost(instance, &o.money, 0.0)));
        let openings = openings.collect();
        let starts = options
            .openings
            .iter()
            .map(|o| model.add_quantity(format!("start[{}]", label(o)), cost(instance, &o.setup, o.tie_break)));
        let starts = starts.collect();
        let early = options.early.iter().map(|option| {
            let name = format!("early[{},{},{}]", id(option.host), start(option.t), option.open_fy);
            model.add_quantity(name, cost(instance, &option.money, 0.0))
        });
        let early = early.collect();
        Self { paths, targets, endings, treatments, mergers, shares, swings, permits, openings, starts, early }
    }

    /// Calls `add` with the money of every option and the terms that say how often it is paid.
    pub(super) fn each_money(&self, options: &Options, mut add: impl FnMut(&Money, &[(ColumnIx, f64)])) {
        for (paths, columns) in options.paths.iter().zip(&self.paths) {
            paths.iter().zip(columns).for_each(|(path, &column)| add(&path.money, &[(column, 1.0)]));
        }
        self.each_other_money(options, add);
    }

    /// The same without the life paths.
    pub(super) fn each_other_money(&self, options: &Options, mut add: impl FnMut(&Money, &[(ColumnIx, f64)])) {
        for (moves, targets) in options.moves.iter().zip(&self.targets) {
            for target in targets {
                for (position, time) in target.times.iter().enumerate() {
                    add(&moves[time.2].money, &target.moves_at(position, 1.0));
                }
            }
        }
        for (endings, columns) in options.endings.iter().zip(&self.endings) {
            endings.iter().zip(columns).for_each(|(option, &column)| add(&option.money, &[(column, 1.0)]));
        }
        for (treatments, columns) in options.treatments.iter().zip(&self.treatments) {
            treatments.iter().zip(columns).for_each(|(option, &column)| add(&option.money, &[(column, 1.0)]));
        }
        let mut one = |money: &Money, column: ColumnIx| add(money, &[(column, 1.0)]);
        options.mergers.iter().zip(&self.mergers).for_each(|(option, &column)| one(&option.money, column));
        options.shares.iter().zip(&self.shares).for_each(|(option, &column)| one(&option.money, column));
        options.swings.iter().zip(&self.swings).for_each(|(option, &column)| one(&option.money, column));
        options.permits.iter().zip(&self.permits).for_each(|(option, &column)| one(&option.money, column));
        options.openings.iter().zip(&self.openings).for_each(|(option, &column)| one(&option.money, column));
        options.openings.iter().zip(&self.starts).for_each(|(option, &column)| one(&option.setup, column));
        options.early.iter().zip(&self.early).for_each(|(option, &column)| one(&option.money, column));
    }

    /// Columns of the paths of `asset` for which `holds`, each with a factor.
    pub(super) fn paths_where<'a>(
        &'a self,
        options: &'a Options,
        asset: AssetIx,
        factor: f64,
        holds: impl Fn(&LifePath) -> bool + 'a,
    ) -> impl Iterator<Item = (ColumnIx, f64)> + 'a {
        let paths = options.paths[asset.0].iter().zip(&self.paths[asset.0]);
        paths.filter(move |(path, _)| holds(path)).map(move |(_, &column)| (column, factor))
    }

    /// Columns of the paths of `asset` that have a factor, each with it.
    pub(super) fn paths_with<'a>(
        &'a self,
        options: &'a Options,
        asset: AssetIx,
        factor: impl Fn(&LifePath) -> Option<f64> + 'a,
    ) -> impl Iterator<Item = (ColumnIx, f64)> + 'a {
        let paths = options.paths[asset.0].iter().zip(&self.paths[asset.0]);
        paths.filter_map(move |(path, &column)| Some((column, factor(path)?)))
    }

    /// `V[a,t]`: columns of the paths of `asset` that have closed it by `t`.
    pub fn closed_by<'a>(&'a self, options: &'a Options, asset: AssetIx, t: PeriodIx) -> impl Iterator<Item = ColumnIx> + 'a {
        let paths = options.paths[asset.0].iter().zip(&self.paths[asset.0]);
        paths.filter(move |(path, _)| path.close.is_some_and(|close| close <= t)).map(|(_, &column)| column)
    }

    /// `Z[k,t]`: columns of the endings of `function` by `t`.
    pub fn ended_by<'a>(
        &'a self,
        options: &'a Options,
        function: FunctionIx,
        t: PeriodIx,
    ) -> impl Iterator<Item = ColumnIx> + 'a {
        let endings = options.endings[function.0].iter().zip(&self.endings[function.0]);
        endings.filter(move |(ending, _)| ending.t <= t).map(|(_, &column)| column)
    }
}

/// Columns of one function's moves: by place, cumulative over the periods, `X[k,h,t] ≤ X[k,h,t']` for `t < t'`.
fn targets_of(instance: &Instance<'_>, options: &Options, function: FunctionIx, model: &mut LinearModel) -> Vec<Target> {
    let mut targets: Vec<Target> = Vec::new();
    let moves = &options.moves[function.0];
    for (index, option) in moves.iter().enumerate() {
        let is_it = |target: &Target| target.code == option.code && target.host == option.host && target.into == option.into;
        let place = targets.iter().position(is_it);
        let place = place.unwrap_or_else(|| {
            targets.push(Target { code: option.code, host: option.host, into: option.into, times: Vec::new() });
            targets.len() - 1
        });
        targets[place].times.push((option.t, ColumnIx(usize::MAX), index));
    }
    let id = &instance.functions[function.0].function.id;
    for target in &mut targets {
        target.times.sort_unstable();
        let host = match (target.code, target.into) {
            (_, Some(into)) => instance.functions[into.0].function.id.0.clone(),
            (MoveCode::C | MoveCode::A, None) => instance.assets[target.host.0].id.0.clone(),
            (code, None) => format!("{}:{}", instance.assets[target.host.0].id, code.as_str()),
        };
        let cost_of = |index: usize| cost(instance, &moves[index].money, moves[index].tie_break);
        for position in 0..target.times.len() {
            // Σ c_t x_t = Σ (c_t − c_next) X_t: the cost of moving later instead is paid back.
            let later = target.times.get(position + 1).map_or(0.0, |next| cost_of(next.2));
            let (t, _, index) = target.times[position];
            let name = format!("moved[{id},{host},{}]", instance.horizon.period(t).start);
            target.times[position].1 = model.add_binary(name, cost_of(index) - later);
        }
        for pair in target.times.windows(2) {
            let year = instance.horizon.period(pair[1].0).start;
            model.at_most(format!("stays[{id},{host},{year}]"), 0.0, vec![(pair[0].1, 1.0), (pair[1].1, -1.0)]);
        }
    }
    targets
}
