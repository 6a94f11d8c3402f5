use millstream_shared::{Code, Error, hash::Algorithm};

use super::{Naming, by_length, by_tag, digits, naming::Named, unknown};

/// A line that names a file and the digest that it should have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The algorithm, by the tag, by the sum file's name, or by the digest's length.
    pub algorithm: Algorithm,
    /// The digest, in lower case.
    pub digest: String,
    /// The file's name, unescaped.
    pub name: Vec<u8>,
}

/// Reads a sum file line by line, with each line's number from 1. Comments and blank lines are passed
/// over; a line of no known form is an error, and the next one is read all the same.
///
/// # Errors
/// [`Code::BAD_SUM_FILE`] when the text is in UTF-16, which nothing but some shells on Windows writes.
/// Of a line: [`Code::BAD_SUM_LINE`] or [`Code::UNKNOWN_ALGORITHM`].
pub fn lines<'a>(
    text: &'a [u8],
    naming: &'a Naming,
) -> Result<impl Iterator<Item = (u32, Result<Line, Error>)> + use<'a>, Error> {
    if text.starts_with(b"\xff\xfe") || text.starts_with(b"\xfe\xff") {
        let error = Error::new(Code::BAD_SUM_FILE, "The sum file is written in UTF-16.");
        return Err(error.hint("Save it as UTF-8."));
    }
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let mut reader = Reader { naming, spacing: None };
    Ok(text.split(|&byte| byte == b'\n').zip(1..).filter_map(move |(line, number)| {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let passed_over = line.starts_with(b"#") || line.trim_ascii().is_empty();
        (!passed_over).then(|| (number, reader.line(line).map_err(|error| at_line(error, number, line))))
    }))
}

struct Reader<'a> {
    naming: &'a Naming,
    /// What stands between digest and name, once a line has shown it. Were both allowed in one file, a
    /// file could be passed off for another whose name starts with a space.
    spacing: Option<Spacing>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Spacing {
    /// A space, and then a space or a `*`.
    Gnu,
    /// One space.
    Reversed,
}

/// Algorithm, digest and name, the name as it stands there.
type Parts<'l> = (Algorithm, &'l str, &'l [u8]);

impl Reader<'_> {
    fn line(&mut self, line: &[u8]) -> Result<Line, Error> {
        let line = line.trim_ascii_start();
        let (escaped, line) = match line.strip_prefix(b"\\") {
            Some(rest) => (true, rest),
            None => (false, line),
        };
        let (algorithm, digest, name) = match tagged(line) {
            Some(parts) => parts?,
            None => self.untagged(line)?,
        };
        let name = if escaped { unescape(name)? } else { name.to_vec() };
        if name.is_empty() || name.contains(&0) {
            return Err(malformed("the name is empty or has a zero byte"));
        }
        Ok(Line { algorithm, digest: digest.to_ascii_lowercase(), name })
    }

    fn untagged<'l>(&'l mut self, line: &'l [u8]) -> Result<Parts<'l>, Error> {
        let (digest, rest) = hex(line);
        if digest.is_empty() {
            return Err(malformed("it does not start with a digest"));
        }
        let algorithm = match self.naming.algorithm {
            Named::Unknown(word) => return Err(unknown(word)),
            Named::Known(named) => by_length(digest.len(), |algorithm| algorithm == named),
            Named::Nothing => by_length(digest.len(), |_| true),
        };
        let algorithm = algorithm.map_err(|error| {
            let foreign = error.code == Code::UNKNOWN_ALGORITHM;
            if foreign { error } else { malformed(&format!("no digest has {} hex digits", digest.len())) }
        })?;
        match rest {
            [] => match &self.naming.subject {
                Some(subject) => Ok((algorithm, digest, subject)),
                None => Err(malformed("no name follows the digest")),
            },
            [b' ' | b'\t', rest @ ..] => Ok((algorithm, digest, self.name(rest)?)),
            _ => Err(malformed("no white space follows the digest")),
        }
    }

    /// The name, of what follows the digest and one white space.
    fn name<'l>(&mut self, rest: &'l [u8]) -> Result<&'l [u8], Error> {
        let (spacing, name) = match rest {
            [] => return Err(malformed("no name follows the digest")),
            [b' ' | b'*', name @ ..] if !name.is_empty() => (Spacing::Gnu, name),
            name => (Spacing::Reversed, name),
        };
        if *self.spacing.get_or_insert(spacing) != spacing {
            return Err(malformed("digest and name are not set apart as on the lines before"));
        }
        Ok(name)
    }
}

/// A line `TAG (NAME) = DIGEST`; none when it has not this form at all.
fn tagged(line: &[u8]) -> Option<Result<Parts<'_>, Error>> {
    let is_tag = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'/');
    // No tag is as long as the shortest digest, which a name in parentheses may follow.
    let tag_len = line.iter().position(|byte| !is_tag(byte)).filter(|len| (1..32).contains(len))?;
    let (tag, rest) = line.split_at(tag_len);
    let rest = rest.strip_prefix(b" ").unwrap_or(rest).strip_prefix(b"(")?;
    let close = rest.iter().rposition(|&byte| byte == b')')?;
    let (name, rest) = (&rest[..close], rest[close + 1..].trim_ascii_start());
    let (digest, behind) = hex(rest.strip_prefix(b"=")?.trim_ascii_start());
    let tag = std::str::from_utf8(tag).ok()?;
    Some(by_tag(tag).and_then(|algorithm| {
        if behind.is_empty() && digest.len() == digits(algorithm) {
            Ok((algorithm, digest, name))
        } else {
            Err(malformed(&format!("a digest by {tag} has {} hex digits", digits(algorithm))))
        }
    }))
}

/// The hex digits at the front, and what follows them.
fn hex(line: &[u8]) -> (&str, &[u8]) {
    let len = line.iter().position(|byte| !byte.is_ascii_hexdigit()).unwrap_or(line.len());
    let (digits, rest) = line.split_at(len);
    (std::str::from_utf8(digits).unwrap_or_default(), rest)
}

fn unescape(name: &[u8]) -> Result<Vec<u8>, Error> {
    let mut out = Vec::with_capacity(name.len());
    let mut bytes = name.iter();
    while let Some(&byte) = bytes.next() {
        out.push(match byte {
            b'\\' => match bytes.next() {
                Some(b'\\') => b'\\',
                Some(b'n') => b'\n',
                Some(b'r') => b'\r',
                _ => return Err(malformed("a backslash in the name is followed by none of \\, n and r")),
            },
            other => other,
        });
    }
    Ok(out)
}

fn malformed(why: &str) -> Error {
    Error::new(Code::BAD_SUM_LINE, why).hint("A line reads `DIGEST  NAME` or `SHA256 (NAME) = DIGEST`.")
}

/// Says where, and what stands there, as far as it fits on a screen.
fn at_line(error: Error, number: u32, line: &[u8]) -> Error {
    const SHOWN: usize = 120;
    let text = String::from_utf8_lossy(&line[..line.len().min(SHOWN)]);
    let more = if line.len() > SHOWN { "…" } else { "" };
    let why = error.message.trim_end_matches('.');
    let message = format!("Line {number}: {why}: {text}{more}");
    error.message(message)
}

#[cfg(test)]
mod tests;
