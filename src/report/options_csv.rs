//! `options.csv`: every option of every asset, function and site, with the reason it exists or was excluded.

use super::table::Table;
use crate::fiscal::FiscalYear;

/// One option, or what would have been one.
#[derive(Clone, Debug, PartialEq)]
pub struct OptionRow {
    /// What the option is for.
    pub owner_kind: OptionOwner,
    /// Its id.
    pub owner: String,
    /// Codes of `docs/formulation.md`, such as `K`, `BH`, `M+B`, `C`, `D`.
    pub code: String,
    /// Host asset of a move or merger, partner of a share, site of a swing.
    pub host: Option<String>,
    /// Year in which its design begins, or works where there is no design.
    pub start_fy: Option<FiscalYear>,
    /// Year in which its works begin.
    pub works_fy: Option<FiscalYear>,
    /// Year from whose beginning it holds: opened, moved, closed, treated.
    pub open_fy: Option<FiscalYear>,
    /// Present value of its cash flow less present residual value, yen; none for an excluded option that was not priced.
    pub cost_pv_jpy: Option<f64>,
    /// Whether it could be chosen.
    pub status: OptionStatus,
    /// Why, in Japanese.
    pub reason_ja: String,
    /// Why, in English.
    pub reason_en: String,
    /// Whether the plan has it.
    pub chosen: bool,
}

/// What an option is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OptionOwner {
    /// A life path of an asset.
    Asset,
    /// A decision on a function.
    Function,
    /// A treatment of a site.
    Site,
    /// A room a school shares instead of building it; the owner is the school, the host its partner.
    Share,
    /// A held site a school uses during its works; the owner is the school, the host the site.
    Swing,
    /// A permit that lifts a zone cap; the owner is the host, the code the kind.
    Permit,
    /// Rooms of a school that are opened; the owner is the school, the code their class.
    Opening,
}

impl OptionOwner {
    /// The word in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Asset => "asset",
            Self::Function => "function",
            Self::Site => "site",
            Self::Share => "share",
            Self::Swing => "swing",
            Self::Permit => "permit",
            Self::Opening => "opening",
        }
    }
}

/// Whether an option could be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OptionStatus {
    /// It could.
    Exists,
    /// A rule of options or a lock excludes it.
    Excluded,
}

impl OptionStatus {
    /// The word in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exists => "exists",
            Self::Excluded => "excluded",
        }
    }
}

/// The file, in the order of `options`.
pub(super) fn options_csv(options: &[OptionRow]) -> Vec<u8> {
    let mut table = Table::new(&[
        "owner_kind",
        "owner",
        "code",
        "host",
        "start_fy",
        "works_fy",
        "open_fy",
        "cost_pv_jpy",
        "status",
        "chosen",
        "reason_ja",
        "reason_en",
    ]);
    for option in options {
        table.text(option.owner_kind.as_str()).text(&option.owner).text(&option.code);
        table.text(option.host.as_deref().unwrap_or_default());
        table.year(option.start_fy).year(option.works_fy).year(option.open_fy).number(option.cost_pv_jpy);
        table.text(option.status.as_str()).flag(option.chosen).text(&option.reason_ja).text(&option.reason_en).end();
    }
    table.into_bytes()
}
