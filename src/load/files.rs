//! Reads files as text: size limit, hash for the manifest, encodings.

use std::borrow::Cow;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::findings::{Findings, whole_file};
use crate::error::{AdviceCode, InputCode, Text};
use crate::project::{InputFile, is_inside};

/// Largest table, bytes. A ward's tables have about 1 MB, the metropolis' as one folder about 60 MB.
const LARGEST_TABLE: u64 = 128 << 20;

/// Largest street file that a run keeps a copy of, bytes: that of a city has some megabytes.
const LARGEST_KEPT: usize = 64 << 20;
/// Largest TOML file, bytes; the longest one shipped has 20 kB.
const LARGEST_TOML: u64 = 4 << 20;
/// Bytes looked at before the rest of a file is read.
const SNIFFED: u64 = 64 << 10;

/// Whether a file must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    Needed,
    Optional,
}

/// The files read so far.
#[derive(Debug, Default)]
pub(crate) struct Files {
    read: Vec<InputFile>,
}

impl Files {
    /// The text of the file at `path`, which messages call `name`; `None` if it is absent or an error was reported.
    pub(crate) fn text(&mut self, path: &Path, name: &str, presence: Presence, findings: &mut Findings) -> Option<String> {
        let bytes = read_bytes(path, name, presence, findings)?;
        self.note(name, &bytes, None);
        decode(bytes, name, findings)
    }

    /// As [`Files::text`], for a file of the project folder, whose bytes are kept.
    pub(super) fn table(&mut self, path: &Path, name: &str, presence: Presence, findings: &mut Findings) -> Option<String> {
        let bytes = read_bytes(path, name, presence, findings)?;
        self.note(name, &bytes, is_inside(name).then(|| Arc::from(bytes.as_slice())));
        decode(bytes, name, findings)
    }

    fn note(&mut self, name: &str, bytes: &[u8], table: Option<Arc<[u8]>>) {
        self.read.push(InputFile { path: name.to_owned(), sha256: hexadecimal(&Sha256::digest(bytes)), table });
    }

    /// Notes a file that is read elsewhere and piece by piece, with its hash, and its bytes unless it is very large; `None` if it is absent, too large or unreadable.
    pub(super) fn hashed(&mut self, path: &Path, name: &str, largest: u64, findings: &mut Findings) -> Option<()> {
        let mut file = opened(path, name, largest, Presence::Needed, findings)?;
        let mut hash = Sha256::new();
        let mut buffer = vec![0; 1 << 16];
        let mut kept = is_inside(name).then(Vec::new);
        loop {
            match file.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => {
                    hash.update(&buffer[..count]);
                    kept = kept.filter(|kept| kept.len() + count <= LARGEST_KEPT);
                    if let Some(kept) = &mut kept {
                        kept.extend_from_slice(&buffer[..count]);
                    }
                }
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return unreadable(name, &error, findings),
            }
        }
        self.read.push(InputFile { path: name.to_owned(), sha256: hexadecimal(&hash.finalize()), table: kept.map(Arc::from) });
        Some(())
    }

    /// Every file read, in the order of paths.
    pub(crate) fn finish(mut self) -> Vec<InputFile> {
        self.read.sort_by(|a, b| a.path.cmp(&b.path));
        self.read.dedup();
        self.read
    }
}

fn read_bytes(path: &Path, name: &str, presence: Presence, findings: &mut Findings) -> Option<Vec<u8>> {
    let largest = if name.to_lowercase().ends_with(".toml") { LARGEST_TOML } else { LARGEST_TABLE };
    let mut file = opened(path, name, largest, presence, findings)?;
    let mut bytes = Vec::new();
    if let Err(error) = file.by_ref().take(SNIFFED).read_to_end(&mut bytes) {
        return unreadable(name, &error, findings);
    }
    if !is_utf16(&bytes) && bytes.contains(&0) {
        return not_text(name, &bytes, findings);
    }
    // The size is checked again while reading: a file may grow, and some devices call themselves empty.
    if let Err(error) = file.take(largest + 1 - bytes.len() as u64).read_to_end(&mut bytes) {
        return unreadable(name, &error, findings);
    }
    if bytes.len() as u64 > largest {
        return too_large(name, bytes.len() as u64, largest, findings);
    }
    if !is_utf16(&bytes) && bytes.contains(&0) {
        return not_text(name, &bytes, findings);
    }
    Some(bytes)
}

/// The file at `path`, if it is there, a file, and not larger than `largest`.
fn opened(path: &Path, name: &str, largest: u64, presence: Presence, findings: &mut Findings) -> Option<File> {
    let metadata = match std::fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            if presence == Presence::Needed {
                findings.error(
                    whole_file(name),
                    InputCode::FileMissing,
                    path.display().to_string(),
                    Text::new("このファイルは必須です", "the file is needed"),
                    Text::new(
                        "ファイルを置くか、シナリオの project と extends のパスを確かめてください",
                        "put the file there, or check the paths in `project` and `extends` of the scenario",
                    ),
                );
            }
            return None;
        }
        Err(error) => return unreadable(name, &error, findings),
    };
    if !metadata.is_file() {
        findings.error(
            whole_file(name),
            InputCode::FileUnreadable,
            path.display().to_string(),
            Text::new("通常のファイルではありません", "it is not a regular file"),
            Text::new("ファイルを指定してください", "name a file, not a folder or a device"),
        );
        return None;
    }
    if metadata.len() > largest {
        return too_large(name, metadata.len(), largest, findings);
    }
    match File::open(path) {
        Ok(file) => Some(file),
        Err(error) => unreadable(name, &error, findings),
    }
}

fn unreadable<T>(name: &str, error: &std::io::Error, findings: &mut Findings) -> Option<T> {
    findings.error(
        whole_file(name),
        InputCode::FileUnreadable,
        error.to_string(),
        Text::new("ファイルを読めません", "the file cannot be read"),
        Text::new("アクセス権と保存場所を確かめてください", "check its permissions and where it is stored"),
    );
    None
}

fn too_large<T>(name: &str, size: u64, largest: u64, findings: &mut Findings) -> Option<T> {
    findings.error(
        whole_file(name),
        InputCode::FileTooLarge,
        format!("{size} bytes"),
        Text::new(
            format!("この種類のファイルは {} MB までです (実在の自治体の表はその 100 分の 1 程度)", largest >> 20),
            format!("files of this sort have at most {} MB; a real municipality's have about a hundredth of that", largest >> 20),
        ),
        Text::new(
            "別のファイルを指していないか確かめ、不要な列や形状の細部を除いてください",
            "check that it is the right file; drop columns and detail of outlines that are not needed",
        ),
    );
    None
}

fn not_text<T>(name: &str, bytes: &[u8], findings: &mut Findings) -> Option<T> {
    let at = bytes.iter().position(|&byte| byte == 0).unwrap_or_default();
    findings.error(
        whole_file(name),
        InputCode::NotText,
        format!("NUL at byte {at}"),
        Text::new(
            "文字のファイルではありません (Excel ブックや圧縮ファイルの可能性があります)",
            "it is not text; it may be a workbook, an archive or an image",
        ),
        Text::new(
            "表は UTF-8 の CSV、地図は UTF-8 の GeoJSON として書き出してください",
            "export tables as CSV and maps as GeoJSON, both in UTF-8",
        ),
    );
    None
}

fn is_utf16(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF])
}

fn decode(bytes: Vec<u8>, name: &str, findings: &mut Findings) -> Option<String> {
    if is_utf16(&bytes) {
        let encoding = if bytes[0] == 0xFF { encoding_rs::UTF_16LE } else { encoding_rs::UTF_16BE };
        let (text, had_errors) = encoding.decode_with_bom_removal(&bytes);
        if had_errors {
            return undecodable(name, &bytes, 0, findings);
        }
        repaired(name, encoding.name(), findings);
        return Some(text.into_owned());
    }
    let failed_at = match String::from_utf8(bytes) {
        Ok(text) => {
            return Some(match text.strip_prefix('\u{FEFF}') {
                Some(rest) => rest.to_owned(),
                None => text,
            });
        }
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            (valid, error.into_bytes())
        }
    };
    let (valid, bytes) = failed_at;
    // CP932 text has no multi-byte UTF-8 before its first error: such a file is UTF-8 that was damaged or cut off.
    if bytes[..valid].is_ascii()
        && let Some(text) = encoding_rs::SHIFT_JIS.decode_without_bom_handling_and_without_replacement(&bytes)
    {
        repaired(name, "CP932", findings);
        return Some(Cow::into_owned(text));
    }
    undecodable(name, &bytes, valid, findings)
}

fn undecodable<T>(name: &str, bytes: &[u8], valid: usize, findings: &mut Findings) -> Option<T> {
    let line = bytes[..valid].split(|&byte| byte == b'\n').count();
    findings.error(
        whole_file(name),
        InputCode::Encoding,
        format!("line {line}, byte {valid}"),
        Text::new(
            "UTF-8、UTF-16 (BOM 付き)、CP932 のいずれでも読めません",
            "the text is neither UTF-8, UTF-16 with a byte order mark, nor CP932",
        ),
        Text::new(
            "元の表から UTF-8 で書き出し直してください (途中で切れたファイルもこのエラーになります)",
            "export it again in UTF-8; a file cut off inside a character also gives this error",
        ),
    );
    None
}

fn repaired(name: &str, encoding: &str, findings: &mut Findings) {
    findings.advise(
        whole_file(name),
        AdviceCode::Repaired,
        encoding,
        Text::new(
            format!("{encoding} として読みました。UTF-8 で保存すると確実です"),
            format!("read as {encoding}; saving it as UTF-8 leaves no doubt"),
        ),
    );
}

fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> (Option<String>, usize) {
        let mut findings = Findings::default();
        let text = decode(bytes.to_vec(), "a.csv", &mut findings);
        (text, findings.finish().map_or_else(|errors| errors.len(), |advice| advice.len()))
    }

    #[test]
    fn encodings_of_real_files_are_recognized() {
        assert_eq!(decoded("\u{FEFF}名称".as_bytes()), (Some("名称".to_owned()), 0));
        assert_eq!(decoded(&[0xFF, 0xFE, 0x0D, 0x54]), (Some("名".to_owned()), 1));
        assert_eq!(decoded(&[0x96, 0xBC, 0x8F, 0xCC]), (Some("名称".to_owned()), 1));
    }

    #[test]
    fn text_cut_off_inside_a_character_is_not_taken_for_another_encoding() {
        let whole = "名称,区民会館".as_bytes();
        assert_eq!(decoded(&whole[..whole.len() - 1]).0, None);
    }

    #[test]
    fn a_sparse_file_of_three_gigabytes_is_refused_without_reading_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("buildings.csv");
        File::create(&path).unwrap().set_len(3 << 30).unwrap();
        let mut findings = Findings::default();
        assert_eq!(Files::default().text(&path, "buildings.csv", Presence::Optional, &mut findings), None);
        assert_eq!(findings.finish().unwrap_err()[0].code, InputCode::FileTooLarge);
    }

    #[test]
    fn a_workbook_under_a_tables_name_is_called_no_text() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("buildings.csv");
        std::fs::write(&path, b"PK\x03\x04\x00\x00garbage").unwrap();
        let mut findings = Findings::default();
        assert_eq!(Files::default().text(&path, "buildings.csv", Presence::Optional, &mut findings), None);
        assert_eq!(findings.finish().unwrap_err()[0].code, InputCode::NotText);
    }
}
