//! A matrix as rows `demand,site,cost`: every pair once, in any order.

use std::collections::HashMap;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use super::{file_name, id_order};
use crate::error::{InputCode, Place, Text};
use crate::load::findings::{Findings, whole_file};

/// All pairs, in the order of ids.
#[derive(Debug)]
pub(super) struct Pairs {
    pub demand: Vec<String>,
    pub sites: Vec<String>,
    /// Demand × site, row-major.
    pub cost: Vec<f64>,
}

/// Most pairs: 8 GB of numbers.
const MOST_PAIRS: usize = 1 << 30;

/// Missing pairs that are named; a file without most of its pairs would take longer to complain about than to read.
const MOST_NAMED: usize = 1_000;

/// Ids in the order they were met.
#[derive(Default)]
struct Ids {
    list: Vec<String>,
    position: HashMap<String, u32>,
    last: Option<(String, u32)>,
}

impl Ids {
    fn of(&mut self, id: &str) -> u32 {
        // Matrices come sorted by one of the ids: most rows repeat it.
        if let Some((last, position)) = &self.last
            && last == id
        {
            return *position;
        }
        let position = if let Some(&position) = self.position.get(id) {
            position
        } else {
            let position = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
            self.list.push(id.to_owned());
            self.position.insert(id.to_owned(), position);
            position
        };
        self.last = Some((id.to_owned(), position));
        position
    }

    /// The ids in order, and the new position of each.
    fn sorted(self) -> (Vec<String>, Vec<usize>) {
        let mut order: Vec<usize> = (0..self.list.len()).collect();
        order.sort_by(|&a, &b| id_order(&self.list[a]).cmp(&id_order(&self.list[b])));
        let mut place = vec![0; order.len()];
        for (new, &old) in order.iter().enumerate() {
            place[old] = new;
        }
        (order.into_iter().map(|old| self.list[old].clone()).collect(), place)
    }
}

#[expect(clippy::too_many_lines, reason = "one pass over one file; its parts are messages")]
/// Reads a matrix; `None` where nothing could be read, which has been reported.
pub(super) fn read(path: &Path, findings: &mut Findings) -> Option<Pairs> {
    let file = file_name(path);
    let input = match File::open(path) {
        Ok(input) => input,
        Err(error) => {
            let code =
                if error.kind() == std::io::ErrorKind::NotFound { InputCode::FileMissing } else { InputCode::FileUnreadable };
            findings.error(
                whole_file(&file),
                code,
                path.display().to_string(),
                Text::new("行列のファイルを読めません", "the file of the matrix cannot be read"),
                Text::new("--matrix のパスとアクセス権を確かめてください", "check the path after --matrix and its permissions"),
            );
            return None;
        }
    };
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(BufReader::with_capacity(1 << 20, input));
    let unreadable = |found: String, findings: &mut Findings| {
        findings.error(
            whole_file(&file),
            InputCode::FileUnreadable,
            found,
            Text::new("行列は UTF-8 の CSV です", "a matrix is CSV in UTF-8"),
            Text::new(
                "見出しを demand,site,cost にして書き出し直してください",
                "export it again with the header demand,site,cost",
            ),
        );
    };
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(error) => {
            unreadable(error.to_string(), findings);
            return None;
        }
    };
    let find = |name: &str| header.iter().position(|cell| cell.trim().trim_start_matches('\u{FEFF}').eq_ignore_ascii_case(name));
    let (Some(demand_at), Some(site_at), Some(cost_at)) = (find("demand"), find("site"), find("cost")) else {
        for name in ["demand", "site", "cost"].into_iter().filter(|name| find(name).is_none()) {
            findings.error(
                Place { row: Some(1), field: Some(name.to_owned()), ..whole_file(&file) },
                InputCode::FieldMissing,
                header.iter().take(8).collect::<Vec<_>>().join(","),
                Text::new("必須の列がありません", "the column is needed"),
                Text::new("見出しを demand,site,cost にしてください", "name the columns demand,site,cost"),
            );
        }
        return None;
    };
    let (mut demand, mut sites) = (Ids::default(), Ids::default());
    let mut pairs: Vec<(u32, u32, f64)> = Vec::new();
    let mut row = csv::StringRecord::new();
    let mut is_sound = true;
    loop {
        match reader.read_record(&mut row) {
            Ok(false) => break,
            Ok(true) => {}
            Err(error) => {
                unreadable(error.to_string(), findings);
                return None;
            }
        }
        let cell = |at: usize| row.get(at).map_or("", str::trim);
        let line = || row.position().map_or(0, |position| usize::try_from(position.line()).unwrap_or(usize::MAX));
        let place = |field: &str| Place { row: Some(line()), field: Some(field.to_owned()), ..whole_file(&file) };
        if cell(demand_at).is_empty() || cell(site_at).is_empty() || cell(cost_at).is_empty() {
            is_sound = false;
            findings.error(
                place("demand,site,cost"),
                InputCode::FieldMissing,
                row.iter().collect::<Vec<_>>().join(","),
                Text::new("demand、site、cost のどれかが空欄です", "one of demand, site and cost is blank"),
                Text::new("値を記入してください", "fill it in"),
            );
            continue;
        }
        let value = cell(cost_at).parse::<f64>();
        match value {
            Ok(value) if value.is_finite() && value >= 0.0 => {
                pairs.push((demand.of(cell(demand_at)), sites.of(cell(site_at)), value));
            }
            other => {
                is_sound = false;
                let code = match other {
                    Ok(value) if value.is_finite() => InputCode::OutOfRange,
                    Ok(_) => InputCode::NotFinite,
                    Err(_) => InputCode::WrongType,
                };
                findings.error(
                    place("cost"),
                    code,
                    cell(cost_at),
                    Text::new("0 以上の有限の数が必要です", "a finite number of at least 0 is needed here"),
                    Text::new(
                        "値を直してください。通れない組には大きな値を置き、--max-distance で除けます",
                        "correct it; give pairs that cannot be used a large number and leave them out by --max-distance",
                    ),
                );
            }
        }
        if pairs.len() > MOST_PAIRS {
            findings.error(
                whole_file(&file),
                InputCode::FileTooLarge,
                format!("> {MOST_PAIRS}"),
                Text::new("組が多すぎます", "there are too many pairs"),
                Text::new("点の表と --metric を使ってください", "use tables of points and --metric"),
            );
            return None;
        }
    }
    is_sound.then(|| dense(&file, demand, sites, &pairs, findings)).flatten()
}

fn dense(file: &str, demand: Ids, sites: Ids, pairs: &[(u32, u32, f64)], findings: &mut Findings) -> Option<Pairs> {
    let ((demand, demand_place), (sites, site_place)) = (demand.sorted(), sites.sorted());
    let (n, m) = (demand.len(), sites.len());
    if n == 0 {
        findings.error(
            whole_file(file),
            InputCode::EmptyTable,
            "",
            Text::new("組がありません", "there are no pairs"),
            Text::new("1 行以上を書いてください", "write at least one row"),
        );
        return None;
    }
    if n.checked_mul(m).is_none_or(|size| size > MOST_PAIRS) {
        findings.error(
            whole_file(file),
            InputCode::FieldMissing,
            format!("{} / {n} × {m}", pairs.len()),
            Text::new("ほとんどの組がありません", "most pairs are missing"),
            Text::new("すべての組を 1 度ずつ書いてください", "write every pair once"),
        );
        return None;
    }
    let mut cost = vec![f64::NAN; n * m];
    let mut is_sound = true;
    for &(i, j, value) in pairs {
        let (i, j) = (demand_place[i as usize], site_place[j as usize]);
        let slot = &mut cost[i * m + j];
        if !slot.is_nan() {
            is_sound = false;
            findings.error(
                Place { record: Some(format!("{}, {}", demand[i], sites[j])), ..whole_file(file) },
                InputCode::DuplicateId,
                value.to_string(),
                Text::new("同じ組が 2 度あります", "the pair is given twice"),
                Text::new("どちらかの行を除いてください", "drop one of the rows"),
            );
        }
        *slot = value;
    }
    for (position, _) in cost.iter().enumerate().filter(|(_, value)| value.is_nan()).take(MOST_NAMED) {
        is_sound = false;
        findings.error(
            Place { record: Some(format!("{}, {}", demand[position / m], sites[position % m])), ..whole_file(file) },
            InputCode::FieldMissing,
            "",
            Text::new(
                "この組がありません。欠けた組を遠い・通れないと推し量ることはしません",
                "the pair is missing; nothing is guessed about a missing pair",
            ),
            Text::new(
                "すべての組を書いてください。通れない組には大きな値を置き、--max-distance で除けます",
                "write every pair; give one that cannot be used a large number and leave it out by --max-distance",
            ),
        );
    }
    is_sound.then_some(Pairs { demand, sites, cost })
}
