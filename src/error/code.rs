//! Codes of input errors and advice; every code has an entry in `docs/errors.md`, which a test checks.

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
        }

        impl $name {
            /// Every code, in the order of the index.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The code as printed and indexed.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }
        }
    };
}

codes! {
    /// Which rule of the input is broken.
    InputCode {
        /// A needed file is missing.
        FileMissing = "E101",
        /// A file could not be read as the format its name says.
        FileUnreadable = "E102",
        /// A file is larger than any real table.
        FileTooLarge = "E103",
        /// Text is in no known encoding.
        Encoding = "E104",
        /// A file holds bytes that no text has.
        NotText = "E105",
        /// A file of a run is not what the run wrote.
        FileChanged = "E106",
        /// Two runs that are compared are not of one municipality.
        OtherMunicipality = "E107",
        /// A field, key or column is not known.
        UnknownField = "E201",
        /// A needed field is missing or blank.
        FieldMissing = "E202",
        /// A value is of the wrong type.
        WrongType = "E203",
        /// A number is not finite.
        NotFinite = "E204",
        /// A value lies outside its range.
        OutOfRange = "E205",
        /// A value is none of the allowed words.
        UnknownWord = "E206",
        /// A column or key is given twice.
        DuplicateField = "E207",
        /// A row has more or fewer cells than the header.
        RowShape = "E208",
        /// An id is used twice.
        DuplicateId = "E301",
        /// An id names nothing.
        DanglingReference = "E302",
        /// Values of one record contradict each other.
        Contradiction = "E303",
        /// A year cannot be, seen beside another year.
        ImpossibleYear = "E304",
        /// A district lies in two regions.
        DistrictInTwoRegions = "E305",
        /// A coordinate is not a longitude and latitude in Japan.
        Coordinate = "E401",
        /// A point lies outside the municipality.
        OutsideMunicipality = "E402",
        /// A polygon is not valid.
        InvalidPolygon = "E403",
        /// Longitude and latitude are swapped.
        SwappedCoordinates = "E404",
        /// A feature has no geometry of a kind the table takes.
        Geometry = "E405",
        /// A file names a coordinate system other than WGS 84.
        CoordinateSystem = "E406",
        /// A place from which no walk on streets leads to the others.
        NoWalk = "E407",
        /// A table has no rows.
        EmptyTable = "E501",
        /// `extends` cannot be followed.
        Extends = "E601",
        /// TOML cannot be parsed.
        Toml = "E602",
        /// A TOML key is neither plain English nor quoted.
        BareKey = "E603",
        /// A source file does not hold what the recipe claims.
        RecipeContent = "E701",
        /// A recipe asks for a file or column that is not there.
        RecipeSource = "E702",
    }
}

codes! {
    /// What kind of oddity advice is about.
    AdviceCode {
        /// A value far from the usual range.
        Unusual = "A101",
        /// A point lies just outside the municipality.
        NearBoundary = "A102",
        /// A value is given that another one overrules.
        Ignored = "A103",
        /// A scenario setting that has no effect.
        NoEffect = "A201",
        /// Much of the input is assumed or synthetic.
        WeakProvenance = "A301",
        /// A file was decoded or repaired on the way in.
        Repaired = "A401",
        /// A place that the walking network does not reach.
        OffNetwork = "A501",
    }
}
