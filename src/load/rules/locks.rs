//! Locks: one target that exists, codes it has, and years in order.

use super::Checker;
use crate::error::{InputCode, Text};
use crate::id::{AssetId, FunctionId, SiteId};
use crate::load::findings::most_similar;
use crate::scenario::Lock;

/// Codes of options by what they are options of (formulation, section 4, 5 and 7).
const ASSET_CODES: [&str; 9] = ["K", "M", "R", "B", "BH", "P", "PH", "CLOSE", "T"];
const FUNCTION_CODES: [&str; 7] = ["STAY", "C", "A", "S", "V", "O", "END"];
const SITE_CODES: [&str; 5] = ["D", "L", "X", "Z", "W"];

impl Checker<'_, '_> {
    /// What is required in years outside the horizon cannot be; keeping and staying have no year.
    fn can_be_met(&mut self, key: &str, lock: &Lock) {
        let has_year = |code: &String| !matches!(code.as_str(), "K" | "STAY");
        let is_bound = !lock.require.is_empty() && lock.require.iter().all(has_year);
        if let Some((year, horizon)) = self.outside(lock.from_fy, lock.to_fy).filter(|_| is_bound) {
            let (first, last) = (horizon.first(), horizon.last());
            self.findings.error(
                (self.place)(key),
                InputCode::ImpossibleYear,
                year.to_string(),
                Text::new(
                    format!("計画期間 {first}–{last} 年度の外なので、必ずそうすることはできません"),
                    format!("what is required lies outside the horizon {first} to {last}, where nothing can be done"),
                ),
                Text::new("from_fy と to_fy を計画期間に合わせてください", "bring from_fy and to_fy into the horizon"),
            );
        }
    }

    pub(super) fn lock(&mut self, lock: &Lock) {
        let key = format!("lock[{}]", lock.id);
        self.words(&key, [("clause", &lock.clause), ("owner", &lock.owner), ("reason", &lock.reason)]);
        self.years(&key, lock.from_fy, lock.to_fy);
        self.can_be_met(&key, lock);
        let targets = [
            (
                "asset",
                lock.asset.as_ref().map(AssetId::as_str),
                &self.known.ids.assets,
                ("建物・学校", "asset"),
                ASSET_CODES.as_slice(),
            ),
            (
                "function",
                lock.function.as_ref().map(FunctionId::as_str),
                &self.known.ids.functions,
                ("機能", "function"),
                FUNCTION_CODES.as_slice(),
            ),
            ("site", lock.site.as_ref().map(SiteId::as_str), &self.known.ids.sites, ("敷地", "site"), SITE_CODES.as_slice()),
        ];
        let named: Vec<&str> = targets.iter().filter(|target| target.1.is_some()).map(|target| target.0).collect();
        if named.len() != 1 {
            self.findings.error(
                (self.place)(&key),
                InputCode::Contradiction,
                named.join(", "),
                Text::new(
                    "asset、function、site のうちちょうど 1 つを指定します",
                    "a lock names exactly one of asset, function and site",
                ),
                Text::new("対象ごとに別の lock に分けてください", "write one lock for each"),
            );
            return;
        }
        for (field, id, known, noun, codes) in targets {
            let Some(id) = id else { continue };
            self.refers(&format!("{key}.{field}"), id, known.as_ref(), noun);
            self.codes(&key, lock, codes);
        }
        if let Some(host) = &lock.host {
            self.refers(&format!("{key}.host"), host.as_str(), self.known.ids.assets.as_ref(), ("建物・学校", "asset"));
            if lock.function.is_none() {
                self.findings.error(
                    (self.place)(&format!("{key}.host")),
                    InputCode::Contradiction,
                    host.as_str(),
                    Text::new("host は function の lock にだけ意味があります", "only a lock of a function has a host"),
                    Text::new("host を削るか、function を指定してください", "drop host, or name a function"),
                );
            }
        }
    }

    fn codes(&mut self, key: &str, lock: &Lock, codes: &[&str]) {
        if lock.require.is_empty() && lock.forbid.is_empty() {
            self.findings.error(
                (self.place)(key),
                InputCode::Contradiction,
                "",
                Text::new("require も forbid もありません", "neither require nor forbid is given"),
                Text::new(
                    format!("どちらかに選択肢のコードを書いてください: {}", codes.join(", ")),
                    format!("write codes of options in one of them: {}", codes.join(", ")),
                ),
            );
        }
        for (field, list) in [("require", &lock.require), ("forbid", &lock.forbid)] {
            for code in list.iter().filter(|code| !codes.contains(&code.as_str())) {
                let repair = match most_similar(code, codes.iter().copied()) {
                    Some(similar) => Text::new(format!("もしかして: {similar}"), format!("did you mean {similar}?")),
                    None => Text::new(format!("次のどれかです: {}", codes.join(", ")), format!("one of: {}", codes.join(", "))),
                };
                self.findings.error(
                    (self.place)(&format!("{key}.{field}")),
                    InputCode::UnknownWord,
                    code.as_str(),
                    Text::new("この対象の選択肢のコードではありません", "it is no code of an option of this target"),
                    repair,
                );
            }
        }
        if let Some(code) = lock.require.iter().find(|code| lock.forbid.contains(code)) {
            self.findings.error(
                (self.place)(&format!("{key}.forbid")),
                InputCode::Contradiction,
                code.as_str(),
                Text::new("同じコードが require と forbid の両方にあります", "the code is both required and forbidden"),
                Text::new("どちらか一方から削ってください", "drop it from one of them"),
            );
        }
    }
}
