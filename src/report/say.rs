//! Words and figures in the language of a page: years, amounts, lengths, signs.

use super::book::Book;
use super::numbers::{decimal, grouped, percent, signed_percent, yen};
use super::words;
use crate::fiscal::FiscalYear;
use crate::id::KindId;
use crate::lang::Lang;
use crate::metrics::About;
use crate::project::{AGE_BANDS, Grade, Project};
use crate::units::Yen;

/// A speaker of one language.
#[derive(Clone, Copy)]
pub(super) struct Say {
    pub(super) lang: Lang,
}

impl Say {
    /// The text of the language.
    pub(super) fn pick<'t>(self, ja: &'t str, en: &'t str) -> &'t str {
        self.lang.pick(ja, en)
    }

    /// A fiscal year.
    pub(super) fn year(self, year: FiscalYear) -> String {
        match self.lang {
            Lang::Ja => format!("{year}年度"),
            Lang::En => format!("FY{year}"),
        }
    }

    /// A fiscal year, or a dash.
    pub(super) fn year_or(self, year: Option<FiscalYear>) -> String {
        year.map_or_else(|| self.none(), |year| self.year(year))
    }

    /// What stands where there is nothing.
    pub(super) fn none(self) -> String {
        self.pick("－", "–").to_owned()
    }

    /// The minus that readers of the language expect in official papers.
    pub(super) fn signed(self, number: &str) -> String {
        match number.strip_prefix('-') {
            Some("") | None => number.to_owned(),
            Some(rest) => format!("{}{rest}", self.pick("△", "−")),
        }
    }

    /// An amount in the unit of its size, for sentences.
    pub(super) fn yen(self, amount: Yen) -> String {
        self.signed(&yen(amount, self.lang))
    }

    /// Million yen, for tables; rounded half away from zero.
    pub(super) fn million(self, amount: Yen) -> String {
        self.signed(&decimal(amount.as_f64() / 1e6, 0))
    }

    /// The unit of [`Say::million`].
    pub(super) fn million_unit(self) -> &'static str {
        self.pick("百万円", "million yen")
    }

    /// A whole number.
    pub(super) fn whole(self, number: f64) -> String {
        self.signed(&grouped(number))
    }

    /// A number with decimals.
    pub(super) fn decimal(self, number: f64, decimals: usize) -> String {
        self.signed(&decimal(number, decimals))
    }

    /// A count.
    pub(super) fn count(self, count: usize) -> String {
        self.whole(f64::from(u32::try_from(count).unwrap_or(u32::MAX)))
    }

    /// A share.
    pub(super) fn percent(self, ratio: f64) -> String {
        self.signed(&percent(ratio, 1))
    }

    /// By how much one number differs from another, in percent with its sign; blank where there is nothing to differ from.
    pub(super) fn change(self, plan: f64, other: f64) -> String {
        if other > 0.0 { self.signed(&signed_percent(plan / other - 1.0)) } else { String::new() }
    }

    /// Meters, with a sign where it is a growth.
    pub(super) fn growth(self, meters: f64) -> String {
        let text = self.whole(meters);
        if meters >= 0.5 { format!("+{text}") } else { text }
    }

    /// Names one after the other.
    pub(super) fn list<S: AsRef<str>>(self, names: impl IntoIterator<Item = S>) -> String {
        let names: Vec<S> = names.into_iter().collect();
        names.iter().map(AsRef::as_ref).collect::<Vec<&str>>().join(self.pick("、", ", "))
    }

    /// A name with a remark in brackets.
    pub(super) fn bracketed(self, name: &str, remark: &str) -> String {
        match self.lang {
            Lang::Ja => format!("{name}（{remark}）"),
            Lang::En => format!("{name} ({remark})"),
        }
    }

    /// A value with a word where it is only estimated or assumed; of an example all values are made up, which its pages say.
    pub(super) fn graded(self, value: String, grade: Grade) -> String {
        match grade {
            Grade::Estimated | Grade::Assumed => self.bracketed(&value, words::grade(grade, self.lang)),
            Grade::Observed | Grade::Derived | Grade::Synthetic => value,
        }
    }

    /// The first and last of something.
    pub(super) fn span<T: std::fmt::Display>(self, first: T, last: T) -> String {
        format!("{first}{}{last}", self.pick("〜", "–"))
    }

    /// A service kind.
    pub(super) fn kind<'r>(self, book: &Book<'r>, kind: &'r KindId) -> &'r str {
        self.kind_of(book.instance.project, kind)
    }

    /// A kind of service of a project.
    pub(super) fn kind_of<'r>(self, project: &'r Project, kind: &'r KindId) -> &'r str {
        project.kinds.kind(kind).map_or(kind.as_str(), |found| found.name(self.lang))
    }

    /// An age band.
    pub(super) fn age_band(self, band: &str) -> &'static str {
        let names = [("0〜14歳", "ages 0–14"), ("15〜64歳", "ages 15–64"), ("65歳以上", "ages 65 and over")];
        let found = AGE_BANDS.iter().zip(names).find(|(name, _)| **name == band);
        found.map_or("", |(_, (ja, en))| self.pick(ja, en))
    }

    /// What a figure is about.
    pub(super) fn about(self, book: &Book<'_>, about: &About) -> String {
        let project = book.instance.project;
        let mut parts: Vec<String> = Vec::new();
        parts.extend(
            about
                .kind
                .as_ref()
                .map(|kind| project.kinds.kind(kind).map_or(kind.as_str(), |found| found.name(self.lang)).to_owned()),
        );
        parts.extend(about.radius_m.map(|radius| format!("{}m", self.whole(radius))));
        parts.extend(about.age_band.as_ref().map(|band| self.age_band(band).to_owned()));
        parts.extend(about.room_class.map(|class| words::room_class(class, self.lang).to_owned()));
        parts.extend(about.time_band.as_ref().map(|band| {
            let found = project.kinds.time_bands.iter().find(|other| &other.id == band);
            found.map_or(band.as_str(), |found| found.name(self.lang)).to_owned()
        }));
        parts.extend(about.action.map(|action| words::action(action, self.lang).to_owned()));
        parts.extend(about.treatment.map(|treatment| words::treatment(treatment, self.lang).to_owned()));
        self.list(parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minus_is_the_sign_of_official_papers_in_each_language() {
        let (ja, en) = (Say { lang: Lang::Ja }, Say { lang: Lang::En });
        assert_eq!((ja.million(Yen(-1_500_000)), en.million(Yen(-1_500_000))), ("△2".to_owned(), "−2".to_owned()));
        assert_eq!(
            (ja.change(90.0, 100.0), ja.change(110.0, 100.0), ja.change(1.0, 0.0)),
            ("△10.0%".into(), "+10.0%".into(), String::new())
        );
        assert_eq!(ja.graded("6,300".to_owned(), Grade::Assumed), "6,300（仮定）");
        assert_eq!(en.graded("1974".to_owned(), Grade::Observed), "1974");
        assert_eq!((ja.growth(0.3), ja.growth(12.0), ja.growth(-12.0)), ("0".to_owned(), "+12".to_owned(), "△12".to_owned()));
    }
}
