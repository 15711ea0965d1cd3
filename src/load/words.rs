//! Words of enumerated fields, in English and as Japanese registers write them.

use crate::catalogue::{RoomClass, SchoolKindId};
use crate::project::{Grade, Ownership, Seismic, Structure, Zone};

use super::numbers::folded;

/// A field whose value is one of a few words.
pub(super) trait Word: Copy + 'static {
    /// Each value with its spellings; the first one is the word of `docs/project-folder.md`. Spellings are folded and without blanks.
    const SPELLINGS: &'static [(Self, &'static [&'static str])];

    /// The value that `text` spells.
    fn parse(text: &str) -> Option<Self> {
        let text: String = folded(text).chars().filter(|c| !c.is_whitespace()).collect();
        let spelled = |text: &str| Self::SPELLINGS.iter().find(|(_, words)| words.contains(&text)).map(|&(value, _)| value);
        spelled(&text).or_else(|| spelled(&text.to_lowercase())).or_else(|| spelled(&text.to_uppercase()))
    }

    /// The English words, for messages.
    fn words() -> Vec<&'static str> {
        Self::SPELLINGS.iter().filter_map(|(_, words)| words.first().copied()).collect()
    }
}

impl Word for bool {
    const SPELLINGS: &'static [(Self, &'static [&'static str])] = &[
        (true, &["true", "1", "yes", "はい", "有", "あり", "可", "○", "◯"]),
        (false, &["false", "0", "no", "いいえ", "無", "なし", "不可", "×"]),
    ];
}

impl Word for Grade {
    const SPELLINGS: &'static [(Self, &'static [&'static str])] = &[
        (Self::Observed, &["observed", "実績", "実測"]),
        (Self::Derived, &["derived", "算出"]),
        (Self::Estimated, &["estimated", "推計", "推定"]),
        (Self::Assumed, &["assumed", "仮定"]),
        (Self::Synthetic, &["synthetic", "合成", "架空"]),
    ];
}

impl Word for Structure {
    const SPELLINGS: &'static [(Self, &'static [&'static str])] = &[
        (Self::Rc, &["RC", "RC造", "鉄筋コンクリート造", "鉄筋コンクリート"]),
        (Self::Src, &["SRC", "SRC造", "鉄骨鉄筋コンクリート造", "鉄骨鉄筋コンクリート"]),
        (Self::S, &["S", "S造", "鉄骨造", "鉄骨", "軽量鉄骨造", "軽量鉄骨", "LGS", "LS"]),
        (Self::W, &["W", "W造", "木造", "木"]),
    ];
}

impl Word for Seismic {
    const SPELLINGS: &'static [(Self, &'static [&'static str])] = &[
        (Self::New, &["new", "新耐震", "新耐震基準"]),
        (Self::OldSound, &["old_sound", "補強済", "耐震補強済", "耐震補強済み", "耐震性あり"]),
        (Self::OldWeak, &["old_weak", "要補強", "未補強", "耐震性なし"]),
        (Self::Unknown, &["unknown", "不明", "未診断"]),
    ];
}

impl Word for Ownership {
    const SPELLINGS: &'static [(Self, &'static [&'static str])] = &[
        (Self::Owned, &["owned", "区有", "区有地", "市有", "市有地", "町有", "町有地", "村有", "村有地", "自己所有", "公有"]),
        (Self::State, &["state", "国有", "国有地", "都有", "都有地", "県有", "県有地", "道有地", "府有地"]),
        (Self::Leased, &["leased", "借上", "借上げ", "賃借", "借地", "民間借上", "借用"]),
    ];
}

impl Word for SchoolKindId {
    const SPELLINGS: &'static [(Self, &'static [&'static str])] =
        &[(Self::Elementary, &["elementary", "小学校", "小"]), (Self::JuniorHigh, &["junior_high", "中学校", "中"])];
}

impl Word for RoomClass {
    const SPELLINGS: &'static [(Self, &'static [&'static str])] = &[
        (Self::Gym, &["gym", "体育館", "屋内運動場", "体育室", "アリーナ"]),
        (Self::Hall, &["hall", "ホール", "多目的ホール", "講堂"]),
        (Self::Meeting, &["meeting", "会議室", "集会室", "会議室・集会室", "和室", "多目的室"]),
        (Self::SpecialRoom, &["special_room", "特別教室", "音楽室", "図工室", "美術室", "家庭科室", "調理室", "理科室"]),
        (Self::Pool, &["pool", "プール", "水泳場"]),
    ];
}

impl Word for Zone {
    const SPELLINGS: &'static [(Self, &'static [&'static str])] = &[
        (
            Self::LowRise1,
            &[
                "low_rise_1",
                "第一種低層住居専用地域",
                "第1種低層住居専用地域",
                "一低層",
                "一低専",
                "一低",
                "1低層",
                "1低専",
                "1低",
            ],
        ),
        (
            Self::LowRise2,
            &[
                "low_rise_2",
                "第二種低層住居専用地域",
                "第2種低層住居専用地域",
                "二低層",
                "二低専",
                "二低",
                "2低層",
                "2低専",
                "2低",
            ],
        ),
        (
            Self::MidHigh1,
            &[
                "mid_high_1",
                "第一種中高層住居専用地域",
                "第1種中高層住居専用地域",
                "一中高層",
                "一中高",
                "一中専",
                "1中高層",
                "1中高",
                "1中専",
            ],
        ),
        (
            Self::MidHigh2,
            &[
                "mid_high_2",
                "第二種中高層住居専用地域",
                "第2種中高層住居専用地域",
                "二中高層",
                "二中高",
                "二中専",
                "2中高層",
                "2中高",
                "2中専",
            ],
        ),
        (Self::Residential1, &["residential_1", "第一種住居地域", "第1種住居地域", "一住居", "一住", "1住居", "1住"]),
        (Self::Residential2, &["residential_2", "第二種住居地域", "第2種住居地域", "二住居", "二住", "2住居", "2住"]),
        (Self::QuasiResidential, &["quasi_residential", "準住居地域", "準住居", "準住"]),
        (Self::NeighborhoodCommercial, &["neighborhood_commercial", "近隣商業地域", "近隣商業", "近商"]),
        (Self::Commercial, &["commercial", "商業地域", "商業"]),
        (Self::QuasiIndustrial, &["quasi_industrial", "準工業地域", "準工業", "準工"]),
        (Self::Industrial, &["industrial", "工業地域", "工業"]),
        (Self::RuralResidential, &["rural_residential", "田園住居地域", "田園住居", "田住"]),
        (Self::None, &["none", "無指定", "指定なし", "市街化調整区域"]),
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registers_words_are_understood() {
        assert_eq!(Zone::parse("第１種低層住居専用地域"), Some(Zone::LowRise1));
        assert_eq!(Zone::parse("一低"), Some(Zone::LowRise1));
        assert_eq!(Zone::parse("近隣 商業地域"), Some(Zone::NeighborhoodCommercial));
        assert_eq!(Zone::parse("工業専用地域"), None);
        assert_eq!(Structure::parse("鉄筋コンクリート造"), Some(Structure::Rc));
        assert_eq!(Structure::parse("ｒｃ"), Some(Structure::Rc));
        assert_eq!(Ownership::parse("借上げ"), Some(Ownership::Leased));
        assert_eq!(RoomClass::parse("ﾌﾟｰﾙ"), Some(RoomClass::Pool));
        assert_eq!(RoomClass::parse("会議室・集会室"), Some(RoomClass::Meeting));
        assert_eq!(<bool as Word>::parse("TRUE"), Some(true));
        assert_eq!(<bool as Word>::parse("多分"), None);
    }

    #[test]
    fn no_spelling_means_two_things() {
        fn all<W: Word>() -> Vec<&'static str> {
            W::SPELLINGS.iter().flat_map(|(_, words)| words.iter().copied()).collect()
        }
        for words in [
            all::<Zone>(),
            all::<Structure>(),
            all::<Ownership>(),
            all::<Seismic>(),
            all::<Grade>(),
            all::<bool>(),
            all::<RoomClass>(),
        ] {
            let distinct: std::collections::BTreeSet<_> = words.iter().collect();
            assert_eq!(distinct.len(), words.len());
        }
    }
}
