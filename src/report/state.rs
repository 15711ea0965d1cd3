//! In what state a site is in a fiscal year, as codes for layers and words for people.

use crate::fiscal::{FiscalYear, Horizon};
use crate::plan::{ActionCode, AssetPlan, SitePlan, Treatment};

/// State of an asset or site. Of several assets on a site the last in this order is shown, closed ones aside; a transferred
/// one is shown only where the municipality has none left in use there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum State {
    Transferred,
    InUse,
    Renovated,
    Extended,
    Rebuilt,
    Hub,
    Works,
    Closed,
    Sold,
    Leased,
    Cleared,
    Held,
    Returned,
}

impl State {
    /// Every state, in the order of legends.
    pub(super) const ALL: [Self; 13] = [
        Self::InUse,
        Self::Renovated,
        Self::Extended,
        Self::Rebuilt,
        Self::Hub,
        Self::Works,
        Self::Transferred,
        Self::Closed,
        Self::Sold,
        Self::Leased,
        Self::Cleared,
        Self::Held,
        Self::Returned,
    ];

    /// The code in layers.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Transferred => "transferred",
            Self::InUse => "in_use",
            Self::Renovated => "renovated",
            Self::Extended => "extended",
            Self::Rebuilt => "rebuilt",
            Self::Hub => "hub",
            Self::Works => "works",
            Self::Closed => "closed",
            Self::Sold => "sold",
            Self::Leased => "leased",
            Self::Cleared => "cleared",
            Self::Held => "held",
            Self::Returned => "returned",
        }
    }

    fn of_treatment(treatment: Treatment) -> Self {
        match treatment {
            Treatment::D => Self::Sold,
            Treatment::L => Self::Leased,
            Treatment::X => Self::Cleared,
            Treatment::Z => Self::Held,
            Treatment::W => Self::Returned,
        }
    }

    /// State of an asset in `year`.
    pub(super) fn of_asset(plan: &AssetPlan, year: FiscalYear) -> Self {
        if plan.close_fy.is_some_and(|close| close <= year) {
            return Self::Closed;
        }
        if plan.transfer_fy.is_some_and(|transfer| transfer <= year) {
            return Self::Transferred;
        }
        let is_in_works = |works: FiscalYear, open: FiscalYear| works <= year && year < open;
        if plan.actions.iter().any(|action| is_in_works(action.works_fy, action.open_fy)) {
            return Self::Works;
        }
        let last = plan.actions.iter().rfind(|action| action.open_fy <= year);
        last.map_or(Self::InUse, |action| match action.code {
            ActionCode::M => Self::Renovated,
            ActionCode::R => Self::Extended,
            ActionCode::B | ActionCode::P => Self::Rebuilt,
            ActionCode::BH | ActionCode::PH => Self::Hub,
        })
    }

    /// State of a site with `assets` in `year`.
    pub(super) fn of_site<'a>(assets: impl Iterator<Item = &'a AssetPlan>, site: Option<&SitePlan>, year: FiscalYear) -> Self {
        if let Some(site) = site.filter(|site| site.fy <= year) {
            return Self::of_treatment(site.treatment);
        }
        let mut states = assets.map(|asset| Self::of_asset(asset, year)).peekable();
        if states.peek().is_none() {
            return Self::InUse;
        }
        states.filter(|&state| state != Self::Closed).max().unwrap_or(Self::Closed)
    }
}

/// The years layers show: the first of every period, and the last of the horizon.
pub(super) fn shown_years(horizon: &Horizon) -> Vec<FiscalYear> {
    let mut years: Vec<_> = horizon.periods().iter().map(|period| period.start).collect();
    if years.last() != Some(&horizon.last()) {
        years.push(horizon.last());
    }
    years
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Action;

    fn rebuilt(close: Option<i32>) -> AssetPlan {
        let [start_fy, works_fy, open_fy] = [2024, 2026, 2029].map(FiscalYear);
        let actions = if close.is_some() { vec![] } else { vec![Action { code: ActionCode::BH, start_fy, works_fy, open_fy }] };
        AssetPlan::new("a".into(), actions, close.map(FiscalYear))
    }

    #[test]
    fn a_site_is_in_works_until_it_opens_as_a_hub() {
        let state = |year| State::of_site([rebuilt(None)].iter(), None, FiscalYear(year));
        assert_eq!([2025, 2026, 2028, 2029].map(state), [State::InUse, State::Works, State::Works, State::Hub]);
    }

    #[test]
    fn a_site_counts_as_closed_only_when_all_its_assets_are() {
        let state = |assets: &[AssetPlan]| State::of_site(assets.iter(), None, FiscalYear(2030));
        assert_eq!(state(&[rebuilt(None), rebuilt(Some(2027))]), State::Hub);
        assert_eq!(state(&[rebuilt(Some(2027))]), State::Closed);
    }

    #[test]
    fn a_site_is_transferred_when_nothing_else_is_left_in_use() {
        let transferred = AssetPlan { transfer_fy: Some(FiscalYear(2030)), ..AssetPlan::new("t".into(), Vec::new(), None) };
        let state = |assets: &[AssetPlan], year| State::of_site(assets.iter(), None, FiscalYear(year));
        assert_eq!(state(std::slice::from_ref(&transferred), 2029), State::InUse);
        assert_eq!(state(&[transferred.clone(), rebuilt(Some(2027))], 2030), State::Transferred);
        assert_eq!(state(&[transferred, rebuilt(None)], 2030), State::Hub);
    }

    #[test]
    fn years_shown_are_period_starts_and_the_end() {
        assert_eq!(shown_years(&Horizon::new(FiscalYear(2022), &[5, 5])), [2022, 2027, 2031].map(FiscalYear));
        assert_eq!(shown_years(&Horizon::new(FiscalYear(2022), &[5, 1])), [2022, 2027].map(FiscalYear));
    }
}
