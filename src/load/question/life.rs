//! Service lives and ages: ranges, and ages in order.

use super::OLDEST;
use crate::error::Text;
use crate::load::ranges::Ranges;
use crate::scenario::LifeSettings;

pub(super) fn check(life: &LifeSettings, ranges: &mut Ranges<'_>) {
    let (standard, extended) = (&life.standard_years, &life.extended_years);
    for (key, years) in [
        ("life.standard_years.RC", standard.rc),
        ("life.standard_years.SRC", standard.src),
        ("life.standard_years.S", standard.s),
        ("life.standard_years.W", standard.w),
        ("life.extended_years.RC", extended.rc),
        ("life.extended_years.SRC", extended.src),
        ("life.extended_years.S", extended.s),
        ("life.extended_years.W", extended.w),
        ("life.new_years", life.new_years),
        ("life.renovation_service_years", life.renovation_service_years),
        ("life.start_step_years", life.start_step_years),
    ] {
        ranges.within(key, years, 1.0, OLDEST);
    }
    for (key, years) in [
        ("life.renovation_min_age", life.renovation_min_age),
        ("life.renovation_max_age", life.renovation_max_age),
        ("life.extension_min_age", life.extension_min_age),
        ("life.extension_max_age", life.extension_max_age),
        ("life.rebuild_min_age", life.rebuild_min_age),
        ("life.partial_rebuild_min_age", life.partial_rebuild_min_age),
        ("life.min_years_after_extension", life.min_years_after_extension),
        ("life.min_years_after_renovation", life.min_years_after_renovation),
    ] {
        ranges.within(key, years, 0.0, OLDEST);
    }
    ranges.within("life.extension_min_soundness", life.extension_min_soundness, 0.0, 100.0);
    for (low_key, low, high_key, high) in [
        ("life.renovation_min_age", life.renovation_min_age, "life.renovation_max_age", life.renovation_max_age),
        ("life.extension_min_age", life.extension_min_age, "life.extension_max_age", life.extension_max_age),
        ("life.standard_years.RC", standard.rc, "life.extended_years.RC", extended.rc),
        ("life.standard_years.SRC", standard.src, "life.extended_years.SRC", extended.src),
        ("life.standard_years.S", standard.s, "life.extended_years.S", extended.s),
        ("life.standard_years.W", standard.w, "life.extended_years.W", extended.w),
    ] {
        if low > high {
            ranges.contradiction(
                low_key,
                format!("{low} > {high}"),
                Text::new(format!("{low_key} が {high_key} を超えています"), format!("{low_key} is more than {high_key}")),
                Text::new("2 つの値の順を直してください", "put the two values in order"),
            );
        }
    }
}
