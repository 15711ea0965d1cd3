//! How cells look: fonts, fills, borders and the number formats that show yen in thousands.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use crate::lang::Lang;

/// The face of every cell; it comes with Windows, other systems take their own for it.
const FACE: &str = "Yu Gothic";

/// What a cell is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// Title of a sheet.
    Title,
    /// Name of a block of a sheet.
    Block,
    /// Remark, not wrapped.
    Note,
    /// Remark in a merged cell, wrapped.
    Paragraph,
    /// The unit at the upper right.
    Unit,
    /// Head of a column.
    Head,
    /// Western year under the head of a year: a number that formulas read.
    YearNumber,
    /// Name of a row.
    Label,
    /// Name of a row that is a part of the one above.
    Part,
    /// Name of a sum.
    Sum,
    /// Text that may be long.
    Wrapped,
    /// Text in the middle.
    Middle,
    /// Money, shown in thousands.
    Yen,
    /// Money that the plan decided or the register gives: no formula.
    GivenYen,
    /// A sum of money.
    SumYen,
    /// Money shown to the yen.
    ExactYen,
    /// A difference of money, shown to a tenth of a yen.
    Gap,
    /// A year among figures.
    YearFigure,
    /// A whole number.
    Count,
    /// A number with decimals.
    Decimal,
    /// A factor near one.
    Factor,
    /// A share.
    Percent,
    /// An assumption that formulas read.
    Driver,
    /// An assumption that formulas read, in percent.
    DriverPercent,
    /// A year that formulas read.
    DriverYear,
    /// A year.
    Year,
    /// An assumption that was used, and that no formula reads.
    Told,
}

/// Every style as a format of one language.
pub(super) struct Styles {
    formats: Vec<Format>,
    /// What is wrong stands out red.
    pub(super) wrong: Format,
}

/// Every style, in the order of its number.
const ALL: [Style; 27] = [
    Style::Title,
    Style::Block,
    Style::Note,
    Style::Paragraph,
    Style::Unit,
    Style::Head,
    Style::YearNumber,
    Style::Label,
    Style::Part,
    Style::Sum,
    Style::Wrapped,
    Style::Middle,
    Style::Yen,
    Style::GivenYen,
    Style::SumYen,
    Style::ExactYen,
    Style::Gap,
    Style::YearFigure,
    Style::Count,
    Style::Decimal,
    Style::Factor,
    Style::Percent,
    Style::Driver,
    Style::DriverPercent,
    Style::DriverYear,
    Style::Year,
    Style::Told,
];

const GRID: Color = Color::RGB(0x00BF_BFBF);
const HEAD: Color = Color::RGB(0x00DD_E6EE);
const SUM: Color = Color::RGB(0x00F2_F2F2);
/// Colors of stacked parts that color-blind readers tell apart (Okabe and Ito, 2008).
pub(super) const PARTS: [Color; 7] = [
    Color::RGB(0x0000_72B2),
    Color::RGB(0x00E6_9F00),
    Color::RGB(0x0000_9E73),
    Color::RGB(0x00CC_79A7),
    Color::RGB(0x0056_B4E9),
    Color::RGB(0x00D5_5E00),
    Color::RGB(0x00F0_E442),
];

const DRIVER: Color = Color::RGB(0x00FF_F9DB);
const GIVEN: Color = Color::RGB(0x001F_4E9E);
const QUIET: Color = Color::RGB(0x0059_5959);

impl Styles {
    /// The styles of a language: official Japanese papers have △ for minus.
    pub(super) fn new(lang: Lang) -> Self {
        let formats = ALL.into_iter().map(|style| format(style, lang)).collect();
        let wrong =
            Format::new().set_background_color(Color::RGB(0x00FF_C7CE)).set_font_color(Color::RGB(0x009C_0006)).set_bold();
        Self { formats, wrong }
    }

    /// The format of a style.
    pub(super) fn of(&self, style: Style) -> &Format {
        &self.formats[style as usize]
    }
}

/// The format that every cell without one has.
pub(super) fn plain() -> Format {
    Format::new().set_font_name(FACE).set_font_size(10).set_align(FormatAlign::VerticalCenter)
}

fn format(style: Style, lang: Lang) -> Format {
    let boxed = || plain().set_border(FormatBorder::Thin).set_border_color(GRID);
    let number = |code: &str| boxed().set_num_format(code);
    let thousands = lang.pick("#,##0,;\"△\"#,##0,;\"－\"", "#,##0,;-#,##0,;\"–\"");
    let exact = lang.pick("#,##0;\"△\"#,##0;0", "#,##0;-#,##0;0");
    let percent = lang.pick("0.0%;\"△\"0.0%;0.0%", "0.0%;-0.0%;0.0%");
    let decimal = lang.pick("#,##0.######;\"△\"#,##0.######;0", "#,##0.######;-#,##0.######;0");
    match style {
        Style::Title => plain().set_bold().set_font_size(14),
        Style::Block => plain().set_bold().set_font_size(11),
        Style::Note => plain().set_font_size(9).set_font_color(QUIET),
        Style::Paragraph => plain().set_text_wrap().set_align(FormatAlign::Top),
        Style::Unit => plain().set_align(FormatAlign::Right),
        Style::Head => boxed().set_bold().set_background_color(HEAD).set_align(FormatAlign::Center).set_text_wrap(),
        Style::YearNumber => {
            boxed().set_background_color(HEAD).set_align(FormatAlign::Center).set_num_format("0").set_font_color(QUIET)
        }
        Style::Label => boxed(),
        Style::Part => boxed().set_indent(1),
        Style::Sum => boxed().set_bold().set_background_color(SUM),
        Style::Wrapped => boxed().set_text_wrap().set_align(FormatAlign::Top),
        Style::Middle => boxed().set_align(FormatAlign::Center),
        Style::Yen => number(thousands),
        Style::GivenYen => number(thousands).set_font_color(GIVEN),
        Style::SumYen => number(thousands).set_bold().set_background_color(SUM),
        Style::ExactYen => number(exact),
        Style::Gap => number(lang.pick("#,##0.0;\"△\"#,##0.0;0", "#,##0.0;-#,##0.0;0")),
        Style::YearFigure => number("0"),
        Style::Count => number("#,##0"),
        Style::Decimal => number(decimal),
        Style::Factor => number("0.0000").set_font_color(QUIET),
        Style::Percent => number(percent),
        Style::Driver => number(decimal).set_font_color(GIVEN).set_background_color(DRIVER),
        Style::DriverPercent => number("0.0##%").set_font_color(GIVEN).set_background_color(DRIVER),
        Style::DriverYear => number("0").set_font_color(GIVEN).set_background_color(DRIVER),
        Style::Year => number("0").set_align(FormatAlign::Center),
        Style::Told => number(decimal).set_font_color(QUIET),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_style_stands_at_its_number() {
        assert!(ALL.iter().enumerate().all(|(number, style)| *style as usize == number));
    }
}
