//! QGIS projects: groups of layers with their styles, the plane they are drawn in, the years they run through; `.qgz`.
//!
//! Written as QGIS 3.22 reads it, so that every later version does. Sources are relative: project and data move together.

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::geometry::Envelope;
use super::style::Style;
use super::table::{Table, first_day};
use super::xml::Element;
use crate::fiscal::FiscalYear;
use crate::geography::{LonLat, Plane};
use crate::lang::Lang;

/// A project.
pub(super) struct Project<'run> {
    /// Its name.
    pub(super) title: String,
    /// The file its layers are in, beside it.
    pub(super) package: &'static str,
    /// The plane it is drawn in.
    pub(super) plane: &'run Plane,
    /// First and last fiscal year it runs through.
    pub(super) years: (FiscalYear, FiscalYear),
    /// What it shows first, degrees.
    pub(super) extent: Option<Envelope>,
    /// Its groups, the uppermost first.
    pub(super) groups: Vec<Group<'run>>,
    /// Language of its titles.
    pub(super) lang: Lang,
}

/// A group of layers.
pub(super) struct Group<'run> {
    /// Its title.
    pub(super) title: String,
    /// Whether it is shown opened.
    pub(super) is_open: bool,
    /// Its layers, the uppermost first.
    pub(super) layers: Vec<MapLayer<'run>>,
}

/// A layer of a project.
pub(super) struct MapLayer<'run> {
    /// Its id, unique in the project; QGIS replaces ids of 10 characters and fewer.
    pub(super) id: String,
    /// Its title.
    pub(super) title: String,
    /// Where its rows are.
    pub(super) table: &'run Table,
    /// Which of them, as SQL.
    pub(super) filter: Option<String>,
    /// How they are shown.
    pub(super) style: Style,
    /// Whether they are shown at first.
    pub(super) is_visible: bool,
}

impl MapLayer<'_> {
    fn source(&self, package: &str) -> String {
        let filter = self.filter.as_ref().map_or(String::new(), |filter| format!("|subset={filter}"));
        format!("./{package}|layername={}{filter}", self.table.name)
    }
}

impl Project<'_> {
    /// The project as `name.qgz`: a ZIP of its text, with a fixed time.
    ///
    /// # Errors
    /// Never: memory takes every byte.
    pub(super) fn qgz(&self, name: &str) -> Result<Vec<u8>, zip::result::ZipError> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(zip::DateTime::DEFAULT)
            .system(zip::System::Unix)
            .unix_permissions(0o644);
        archive.start_file(format!("{name}.qgs"), options)?;
        archive.write_all(self.qgs().as_bytes())?;
        Ok(archive.finish()?.into_inner())
    }

    fn qgs(&self) -> String {
        let layers = || self.groups.iter().flat_map(|group| &group.layers);
        let order = layers().map(|layer| Element::new("layer").with("id", &layer.id));
        let root = Element::new("qgis").with("projectname", &self.title).with("version", super::QGIS_VERSION);
        root.child(Element::new("homePath").with("path", ""))
            .field("title", &self.title)
            .child(Element::new("projectCrs").child(self.plane_system()))
            .child(self.tree())
            .child(self.canvas())
            .child(Element::new("projectlayers").children(layers().map(|layer| self.map_layer(layer))))
            .child(Element::new("layerorder").children(order))
            .child(self.properties())
            .child(self.times())
            .document()
    }

    /// The plane; `wkt` may be empty, but every other element has to be there for the code to be looked up.
    fn plane_system(&self) -> Element {
        let (code, zone) = (self.plane.epsg(), self.plane.zone());
        Element::new("spatialrefsys")
            .field("wkt", "")
            .field("proj4", format!("{} +no_defs", self.plane.definition()))
            .field("srsid", "0")
            .field("srid", code.to_string())
            .field("authid", format!("EPSG:{code}"))
            .field("description", format!("JGD2011 / Japan Plane Rectangular CS {zone}"))
            .field("projectionacronym", "tmerc")
            .field("ellipsoidacronym", "EPSG:7019")
            .field("geographicflag", "false")
    }

    fn tree(&self) -> Element {
        let leaf = |layer: &MapLayer<'_>| {
            Element::new("layer-tree-layer")
                .with("id", &layer.id)
                .with("name", &layer.title)
                .with("source", layer.source(self.package))
                .with("providerKey", "ogr")
                .with("checked", checked(layer.is_visible))
                .with("expanded", u8::from(layer.is_visible).to_string())
        };
        let group = |group: &Group<'_>| {
            Element::new("layer-tree-group")
                .with("name", &group.title)
                .with("checked", "Qt::Checked")
                .with("expanded", u8::from(group.is_open).to_string())
                .children(group.layers.iter().map(leaf))
        };
        Element::new("layer-tree-group").children(self.groups.iter().map(group))
    }

    fn canvas(&self) -> Element {
        let canvas = Element::new("mapcanvas").with("name", "theMapCanvas").with("annotationsVisible", "1");
        let Some(extent) = self.extent else { return canvas };
        let corners =
            [(extent.west, extent.south), (extent.east, extent.north), (extent.west, extent.north), (extent.east, extent.south)];
        let points = corners.map(|(lon, lat)| self.plane.project(LonLat { lon, lat }));
        let (mut least, mut most) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
        for point in points {
            least = [least[0].min(point.east), least[1].min(point.north)];
            most = [most[0].max(point.east), most[1].max(point.north)];
        }
        // Signs at the edge are whole.
        let margin = 0.03 * (most[0] - least[0]).max(most[1] - least[1]).max(100.0);
        let bounds = Element::new("extent")
            .field("xmin", format!("{:.1}", least[0] - margin))
            .field("ymin", format!("{:.1}", least[1] - margin))
            .field("xmax", format!("{:.1}", most[0] + margin))
            .field("ymax", format!("{:.1}", most[1] + margin));
        canvas
            .field("units", "meters")
            .child(bounds)
            .field("rotation", "0")
            .child(Element::new("destinationsrs").child(self.plane_system()))
    }

    fn map_layer(&self, layer: &MapLayer<'_>) -> Element {
        let shape = layer.table.shape.map_or("No geometry", super::geometry::ShapeType::in_qgis);
        let element = Element::new("maplayer")
            .with("type", "vector")
            .with("geometry", shape)
            .with("hasScaleBasedVisibilityFlag", "0")
            .with("simplifyDrawingHints", "0")
            .with("refreshOnNotifyEnabled", "0")
            .with("autoRefreshEnabled", "0");
        layer
            .style
            .attributes(element)
            .field("id", &layer.id)
            .field("datasource", layer.source(self.package))
            .field("layername", &layer.title)
            .child(Element::new("resourceMetadata").field("abstract", layer.table.description.in_lang(self.lang)))
            .child(Element::new("srs").child(geographic()))
            .child(Element::new("provider").with("encoding", "UTF-8").text("ogr"))
            .children(layer.style.elements(&layer.table.columns, self.lang))
    }

    fn properties(&self) -> Element {
        let whole = |name, value: &str| Element::new(name).with("type", "int").text(value);
        let text = |name, value: String| Element::new(name).with("type", "QString").text(value);
        let paths = Element::new("Absolute").with("type", "bool").text("false");
        // Opens with the time bar on and moving, year by year.
        let bar = Element::new("TemporalControllerWidget")
            .child(whole("NavigationMode", "1"))
            .child(text("StartDateTime", self.start()))
            .child(text("EndDateTime", self.end()));
        Element::new("properties")
            .child(Element::new("Paths").child(paths))
            .child(Element::new("SpatialRefSys").child(whole("ProjectionsEnabled", "1")))
            .child(bar)
    }

    fn times(&self) -> Element {
        let range = Element::new("TemporalRange").field("start", self.start()).field("end", self.end());
        Element::new("ProjectTimeSettings")
            .with("timeStep", "1")
            .with("timeStepUnit", "y")
            .with("frameRate", "1")
            .with("cumulativeTemporalRange", "0")
            .child(range)
    }

    fn start(&self) -> String {
        format!("{}T00:00:00Z", first_day(self.years.0))
    }

    /// The first day after the last year, so that the last year is a whole step.
    fn end(&self) -> String {
        format!("{}T00:00:00Z", first_day(self.years.1.plus(1)))
    }
}

fn checked(is_checked: bool) -> &'static str {
    if is_checked { "Qt::Checked" } else { "Qt::Unchecked" }
}

/// WGS 84, of every layer.
fn geographic() -> Element {
    Element::new("spatialrefsys")
        .field("wkt", "")
        .field("proj4", "+proj=longlat +datum=WGS84 +no_defs")
        .field("srsid", "0")
        .field("srid", "4326")
        .field("authid", "EPSG:4326")
        .field("description", "WGS 84")
        .field("projectionacronym", "longlat")
        .field("ellipsoidacronym", "EPSG:7030")
        .field("geographicflag", "true")
}
