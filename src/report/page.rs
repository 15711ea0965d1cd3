//! What a page for people says, apart from how it is drawn: sections of text, figures, tables, charts and maps.
//!
//! Everything here is plain text as it may stand in the inputs; [`super::html`] escapes it.

use super::map::Maps;
use crate::fiscal::FiscalYear;
use crate::lang::Lang;

/// One page.
pub(super) struct Page {
    /// Language of its own words.
    pub(super) lang: Lang,
    /// What it is.
    pub(super) title: String,
    /// What it is about, in one line.
    pub(super) subtitle: String,
    /// Something to be known before anything is read.
    pub(super) warning: Option<String>,
    /// The page it belongs to.
    pub(super) up: Option<Link>,
    /// Whether it has a list of its sections.
    pub(super) has_contents: bool,
    /// What it says.
    pub(super) sections: Vec<Section>,
    /// How it came about.
    pub(super) footer: Vec<String>,
}

/// A link with its words.
pub(super) struct Link {
    /// Where to, relative to the page.
    pub(super) href: String,
    /// Words.
    pub(super) text: String,
}

/// A part of a page with a heading.
pub(super) struct Section {
    /// Name for links.
    pub(super) id: &'static str,
    /// Heading.
    pub(super) title: String,
    /// What it says, in order.
    pub(super) blocks: Vec<Block>,
}

/// One thing said.
pub(super) enum Block {
    /// A paragraph.
    Text(String),
    /// A remark beside the matter.
    Note(String),
    /// A command line.
    Command(String),
    /// A heading inside the section.
    Heading(String),
    /// Sentences, counted.
    Points(Vec<String>),
    /// Names with values.
    Facts(Vec<(String, String)>),
    /// A table.
    Table(Table),
    /// A chart over years or classes.
    Chart(Chart),
    /// Works over years.
    Gantt(Gantt),
    /// Maps by period.
    Maps(Maps),
    /// What only some will want to read, with what it is.
    More(String, Vec<Block>),
}

/// A table; the first cell of each row is its heading.
pub(super) struct Table {
    /// What it shows, with its unit.
    pub(super) caption: String,
    /// Columns.
    pub(super) columns: Vec<Column>,
    /// Rows.
    pub(super) rows: Vec<Row>,
    /// Whether a reader can look for a row, by the name of the field.
    pub(super) search: Option<String>,
}

/// A column.
pub(super) struct Column {
    /// Heading.
    pub(super) name: String,
    /// Whether its cells are numbers.
    pub(super) is_number: bool,
}

/// A row.
#[derive(Default)]
pub(super) struct Row {
    /// Cells, one a column.
    pub(super) cells: Vec<Cell>,
    /// How it stands out.
    pub(super) mark: Mark,
    /// The row's place on the maps.
    pub(super) at: Option<(f64, f64)>,
}

/// How a row stands out, beside what its words say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Mark {
    /// It does not.
    #[default]
    None,
    /// It is the sum.
    Total,
    /// It is what the plan does, or the highest.
    Chosen,
    /// It is worth a look.
    Noted,
    /// It is not to be had.
    Faint,
}

/// A cell.
#[derive(Default)]
pub(super) struct Cell {
    /// Text.
    pub(super) text: String,
    /// Where it leads, if anywhere.
    pub(super) href: Option<String>,
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self { text, href: None }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl Table {
    /// A table without rows; names of columns of numbers begin with `#`.
    pub(super) fn new(caption: impl Into<String>, columns: &[&str]) -> Self {
        let column = |name: &&str| match name.strip_prefix('#') {
            Some(name) => Column { name: name.to_owned(), is_number: true },
            None => Column { name: (*name).to_owned(), is_number: false },
        };
        Self { caption: caption.into(), columns: columns.iter().map(column).collect(), rows: Vec::new(), search: None }
    }

    /// Adds a row.
    pub(super) fn row<C: Into<Cell>>(&mut self, cells: impl IntoIterator<Item = C>) -> &mut Row {
        self.marked(Mark::None, cells)
    }

    /// Adds a row that stands out.
    pub(super) fn marked<C: Into<Cell>>(&mut self, mark: Mark, cells: impl IntoIterator<Item = C>) -> &mut Row {
        let cells: Vec<Cell> = cells.into_iter().map(Into::into).collect();
        debug_assert_eq!(cells.len(), self.columns.len(), "every row has a cell for each column");
        self.rows.push(Row { cells, mark, at: None });
        self.rows.last_mut().expect("a row was just added")
    }
}

/// Bars, piled up, and lines over the same places.
pub(super) struct Chart {
    /// What it shows.
    pub(super) title: String,
    /// The same in a sentence with its main figures, for those who do not see it.
    pub(super) summary: String,
    /// Unit of the upright axis.
    pub(super) unit: String,
    /// Names of the places, such as years.
    pub(super) places: Vec<String>,
    /// Every so many places have their name shown.
    pub(super) name_every: usize,
    /// Piled-up bars.
    pub(super) bars: Vec<Series>,
    /// Lines.
    pub(super) lines: Vec<Series>,
    /// Whether the upright axis begins at zero; a line far from it may begin nearer.
    pub(super) from_zero: bool,
    /// Places pointed at, with words.
    pub(super) marks: Vec<(usize, String)>,
}

/// Values of one name, one a place.
pub(super) struct Series {
    /// Name.
    pub(super) name: String,
    /// Values in the chart's unit; none where there is nothing to show.
    pub(super) values: Vec<Option<f64>>,
}

impl Series {
    /// Values that are all there.
    pub(super) fn new(name: impl Into<String>, values: impl IntoIterator<Item = f64>) -> Self {
        Self { name: name.into(), values: values.into_iter().map(Some).collect() }
    }
}

/// Works over years.
pub(super) struct Gantt {
    /// What it shows.
    pub(super) title: String,
    /// The same in a sentence.
    pub(super) summary: String,
    /// First year shown.
    pub(super) first: FiscalYear,
    /// Last year shown.
    pub(super) last: FiscalYear,
    /// Rows, from above.
    pub(super) rows: Vec<GanttRow>,
}

/// Works of one place.
pub(super) struct GanttRow {
    /// The place.
    pub(super) label: String,
    /// What is done.
    pub(super) bars: Vec<GanttBar>,
}

/// Works of some years.
pub(super) struct GanttBar {
    /// First year.
    pub(super) from: FiscalYear,
    /// First year after it.
    pub(super) until: FiscalYear,
    /// What it is.
    pub(super) kind: Work,
    /// In words.
    pub(super) words: String,
}

/// What a bar of works is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Work {
    /// Design.
    Design,
    /// Rebuilding as a hub.
    Hub,
    /// Other rebuilding.
    Rebuild,
    /// Long-life renovation.
    Extension,
    /// Major renovation.
    Renovation,
    /// Closed or given away.
    Gone,
}

impl Work {
    /// Every one, in the order of legends.
    pub(super) const ALL: [Self; 6] = [Self::Design, Self::Hub, Self::Rebuild, Self::Extension, Self::Renovation, Self::Gone];

    /// In words.
    pub(super) fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Design => lang.pick("設計", "design"),
            Self::Hub => lang.pick("改築工事（複合化）", "rebuilding as a hub"),
            Self::Rebuild => lang.pick("改築工事", "rebuilding"),
            Self::Extension => lang.pick("長寿命化改修工事", "long-life renovation"),
            Self::Renovation => lang.pick("大規模改修工事", "major renovation"),
            Self::Gone => lang.pick("閉校・移譲後", "closed or transferred"),
        }
    }
}
