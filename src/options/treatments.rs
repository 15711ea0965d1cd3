//! What may become of a site once its assets are closed (formulation, section 7).

use super::{Excluded, Money, Owner, SchoolMergerOption, SiteTreatment, tie_break};
use crate::cashflow::{Prices, has_neighbours, treatment_flow};
use crate::error::Text;
use crate::id::{AssetIx, PeriodIx, SiteIx};
use crate::instance::Instance;
use crate::plan::Treatment;
use crate::project::Ownership;
use crate::units::Yen;

/// Treatments of every site that can be released: a facility's, and that of a school that may merge.
pub(super) fn enumerate(
    instance: &Instance<'_>,
    prices: &Prices,
    mergers: &[SchoolMergerOption],
    excluded: &mut Vec<Excluded>,
) -> Vec<Vec<SiteTreatment>> {
    (0..instance.sites.len())
        .map(|index| {
            let site = SiteIx(index);
            let is_merging = |asset: &AssetIx| mergers.iter().any(|option| option.school == *asset);
            if instance.sites[index].site.school().is_some() && !instance.sites[index].assets.iter().any(is_merging) {
                return Vec::new();
            }
            let mut options = Vec::new();
            for treatment in [Treatment::D, Treatment::L, Treatment::X, Treatment::Z, Treatment::W] {
                if let Some(reason) = obstacle(instance, site, treatment) {
                    excluded.push(Excluded { owner: Owner::Site(site), code: treatment.as_str(), host: None, reason });
                    continue;
                }
                let times = instance.horizon.period_indices().skip(1);
                options.extend(times.filter(|&t| is_in_time(instance, treatment, t)).map(|t| {
                    let fy = instance.horizon.period(t).start;
                    let flow = treatment_flow(instance, prices, site, treatment, fy);
                    let money = Money::new(instance, prices, &flow, Yen::ZERO, None);
                    SiteTreatment { treatment, t, money, tie_break: tie_break(instance, fy) }
                }));
            }
            options
        })
        .collect()
}

/// A sale is paid a year after the release, which must lie inside the horizon.
fn is_in_time(instance: &Instance<'_>, treatment: Treatment, t: PeriodIx) -> bool {
    treatment != Treatment::D || instance.horizon.period(t).start < instance.horizon.last()
}

/// Why a site cannot have a treatment, or `None` when it can.
fn obstacle(instance: &Instance<'_>, site: SiteIx, treatment: Treatment) -> Option<Text> {
    let entry = &instance.sites[site.0];
    let settings = &instance.project.scenario.treatments;
    let is_leased = entry.site.ownership == Ownership::Leased;
    if is_leased != (treatment == Treatment::W) {
        return Some(if is_leased {
            Text::new("借上施設は返還する", "rented premises are returned")
        } else {
            Text::new("借上施設ではない", "not rented premises")
        });
    }
    let is_on = match treatment {
        Treatment::D => settings.sale,
        Treatment::L => settings.lease,
        Treatment::X => settings.clearing,
        Treatment::Z => settings.holding,
        Treatment::W => true,
    };
    if !is_on {
        return Some(Text::new("シナリオで認めていない", "switched off in the scenario"));
    }
    let floor: f64 = entry.assets.iter().map(|asset| instance.assets[asset.0].gfa.0).sum();
    let sells_land = matches!(treatment, Treatment::D | Treatment::L);
    if sells_land && entry.site.ownership == Ownership::State {
        return Some(Text::new("国有地等である", "the land is the State's"));
    }
    if sells_land && entry.site.land_price_per_m2.is_none() {
        return Some(Text::new("地価のデータがない", "the land price is not known"));
    }
    if treatment == Treatment::D && entry.site.is_shelter {
        return Some(Text::new("指定避難所である", "it is a designated shelter"));
    }
    if treatment == Treatment::L && entry.site.site_area.0 < settings.lease_min_site_area_m2 {
        let least = settings.lease_min_site_area_m2;
        return Some(Text::new(format!("敷地が {least:.0} m² 未満"), format!("the site is smaller than {least:.0} m²")));
    }
    if treatment == Treatment::Z && has_neighbours(instance, site) {
        return Some(Text::new(
            "複数の棟があり、閉鎖した棟から除却する",
            "it has several buildings, each of which is cleared when it closes",
        ));
    }
    if treatment == Treatment::Z && floor < settings.hold_min_gfa_m2 {
        let least = settings.hold_min_gfa_m2;
        return Some(Text::new(format!("床面積が {least:.0} m² 未満"), format!("the floor is less than {least:.0} m²")));
    }
    None
}
