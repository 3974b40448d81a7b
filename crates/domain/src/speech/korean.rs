//! Korean text as it is read out: Hangul as it stands, all else in words.

use super::{Language, Reading, Voice, counter, latin, number, pause_after};

/// A text as it is read out, in syllables.
pub(super) fn read_out(text: &str) -> Reading {
    let mut reader = Reader {
        rest: text,
        before: None,
        voice: Voice::default(),
    };
    while let Some(next) = reader.rest.chars().next() {
        reader.step(next);
    }
    reader.voice.finish()
}

struct Reader<'a> {
    /// What is still to be read.
    rest: &'a str,
    /// The character before it.
    before: Option<char>,
    voice: Voice,
}

impl<'a> Reader<'a> {
    fn step(&mut self, next: char) {
        let digit_follows = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
        let after = &self.rest[next.len_utf8()..];
        match next {
            _ if next.is_ascii_digit() => self.number(None),
            _ if next.is_ascii_alphabetic() => self.latin(),
            _ if counter::money(next).is_some() && digit_follows(after) => {
                self.take(next.len_utf8());
                self.number(counter::money(next));
            }
            '-' | '−' if digit_follows(after) && self.before.is_none_or(char::is_whitespace) => {
                self.take(next.len_utf8());
                self.say("마이너스 ");
            }
            '+' if digit_follows(after) || self.before.is_some_and(char::is_alphanumeric) => {
                self.take(1);
                self.say(" 플러스 ");
            }
            '.' if self.before.is_some_and(|c| c.is_ascii_alphabetic())
                && after.starts_with(|c: char| c.is_ascii_alphabetic()) =>
            {
                self.take(1);
                self.say("닷");
            }
            _ => self.other(next),
        }
    }

    fn other(&mut self, next: char) {
        self.take(next.len_utf8());
        if let Some(said) = sign(next) {
            return self.say(said);
        }
        self.voice.pause(pause_after(next, Language::Korean));
        if next.is_whitespace() {
            self.voice.space();
        } else {
            let mut buffer = [0; 4];
            let text = next.encode_utf8(&mut buffer);
            self.voice.say(text, syllables(text) * 10);
        }
    }

    /// Takes so many bytes of what is to be read.
    fn take(&mut self, bytes: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(bytes);
        self.before = taken.chars().next_back().or(self.before);
        self.rest = rest;
        taken
    }

    fn say(&mut self, words: &str) {
        self.voice.say(words, syllables(words) * 10);
    }

    fn latin(&mut self) {
        let end = self.rest.find(|c: char| !c.is_ascii_alphabetic());
        let word = self.take(end.unwrap_or(self.rest.len()));
        let said = latin::read(word);
        self.voice.say(&said.text, said.syllables * 10);
    }

    fn number(&mut self, money: Option<&str>) {
        if let Some(length) = telephone(self.rest) {
            let digits: String = self
                .take(length)
                .chars()
                .filter(char::is_ascii_digit)
                .collect();
            return self.say(&number::one_by_one(&digits, "공"));
        }
        if let Some((a, b, length)) = bargain(self.rest) {
            self.take(length);
            return self.say(&format!("{a} 플러스 {b}"));
        }
        let first = Number::at_start_of(self.rest);
        if self.clock(&first) || self.fraction(&first) {
            return;
        }
        self.take(first.length);
        if let Some((gap, second)) = range(self.rest) {
            let rest = &self.rest[gap + second.length..];
            let word = counter::counter(rest.trim_start_matches(' '));
            let words = match (first.native(rest), word) {
                (Some(native), Some(word)) => format!("{native} {word}에서 "),
                _ => format!("{}에서 ", first.sino()),
            };
            self.take(gap + second.length);
            self.say(&words);
            return self.counted(&second, money);
        }
        self.counted(&first, money);
    }

    /// A number and the unit behind it. A counter itself is Hangul, which the next step reads.
    fn counted(&mut self, number: &Number<'_>, money: Option<&str>) {
        if let Some(money) = money {
            return self.say(&format!("{} {money}", number.sino()));
        }
        if let Some(name) = counter::name(number.whole, self.rest) {
            self.take(1);
            return self.say(name);
        }
        let gap = usize::from(self.rest.starts_with(' '));
        if let Some((written, read)) = counter::unit(&self.rest[gap..]) {
            self.take(gap + written.len());
            return self.say(&format!("{} {read}", number.sino()));
        }
        let Some(native) = number.native(self.rest) else {
            return self.plain(number);
        };
        self.say(&native);
        if gap == 0 {
            self.voice.space();
        }
    }

    /// A number as Chinese numerals, with what Hangul directly behind it does to it.
    fn plain(&mut self, number: &Number<'_>) {
        let month = self.rest.starts_with('월') && number.fraction.is_none();
        let myriad = self
            .rest
            .starts_with(['십', '백', '천', '만', '억', '조', '경']);
        match number.whole {
            "6" if month => self.say("유"),
            "10" if month => self.say("시"),
            // 만, 천, 백: without 일.
            "1" if number.fraction.is_none() && self.rest.starts_with(['십', '백', '천', '만']) =>
                {}
            _ => self.say(&number.sino()),
        }
        if !myriad && !month && self.rest.starts_with(is_hangul) {
            self.voice.space();
        }
    }

    /// 5:30 → 다섯 시 삼십 분; 3:1 → 삼 대 일.
    fn clock(&mut self, first: &Number<'_>) -> bool {
        let Some(after) = self.rest[first.length..].strip_prefix(':') else {
            return false;
        };
        if !after.starts_with(|c: char| c.is_ascii_digit()) || first.fraction.is_some() {
            return false;
        }
        let second = Number::at_start_of(after);
        let (hour, minute) = (first.value(), second.value());
        let is_clock =
            second.length == 2 && hour.is_some_and(|h| h <= 24) && minute.is_some_and(|m| m < 60);
        let words = if is_clock {
            let hour = hour
                .filter(|h| (1..=12).contains(h))
                .and_then(number::native);
            let hour = hour.unwrap_or_else(|| first.sino());
            if minute == Some(0) {
                format!("{hour} 시")
            } else {
                format!("{hour} 시 {} 분", second.sino())
            }
        } else {
            format!("{} 대 {}", first.sino(), second.sino())
        };
        self.take(first.length + 1 + second.length);
        self.say(&words);
        true
    }

    /// 1/2 → 이 분의 일.
    fn fraction(&mut self, first: &Number<'_>) -> bool {
        let Some(after) = self.rest[first.length..].strip_prefix('/') else {
            return false;
        };
        if !after.starts_with(|c: char| c.is_ascii_digit()) {
            return false;
        }
        let second = Number::at_start_of(after);
        self.take(first.length + 1 + second.length);
        self.say(&format!("{} 분의 {}", second.sino(), first.sino()));
        true
    }
}

/// A number as it is written.
struct Number<'a> {
    whole: &'a str,
    fraction: Option<&'a str>,
    length: usize,
}

impl<'a> Number<'a> {
    /// The number that the text begins with; the text must begin with a digit.
    fn at_start_of(text: &'a str) -> Self {
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let mut length = digits(text);
        // A comma belongs to it only before three digits.
        while length > 0 && text[length..].starts_with(',') && digits(&text[length + 1..]) == 3 {
            length += 4;
        }
        let whole = &text[..length];
        let after = text[length..].strip_prefix('.').map_or(0, digits);
        let fraction = (after > 0).then(|| &text[length + 1..=length + after]);
        Self {
            whole,
            fraction,
            length: length + fraction.map_or(0, |fraction| 1 + fraction.len()),
        }
    }

    fn digits(&self) -> String {
        self.whole.chars().filter(char::is_ascii_digit).collect()
    }

    fn value(&self) -> Option<u64> {
        self.digits().parse().ok()
    }

    fn sino(&self) -> String {
        let digits = self.digits();
        let serial = digits.len() > 1 && digits.starts_with('0');
        let whole = if serial {
            number::one_by_one(&digits, "공")
        } else {
            number::sino(&digits)
        };
        match self.fraction {
            Some(fraction) => format!("{whole}점{}", number::one_by_one(fraction, "영")),
            None => whole,
        }
    }

    /// The native number, where a counter that takes it follows in `rest`.
    fn native(&self, rest: &str) -> Option<String> {
        let counter = rest.strip_prefix(' ').unwrap_or(rest);
        let serial = self.whole.starts_with('0');
        let value = self
            .value()
            .filter(|_| self.fraction.is_none() && !serial)?;
        (value <= counter::native_up_to(counter))
            .then(|| number::native(value))
            .flatten()
    }
}

/// `~` and another number: how long what is between them is, and that number.
fn range(rest: &str) -> Option<(usize, Number<'_>)> {
    let after = rest
        .trim_start_matches(' ')
        .strip_prefix(['~', '∼', '～'])?
        .trim_start_matches(' ');
    after
        .starts_with(|c: char| c.is_ascii_digit())
        .then(|| (rest.len() - after.len(), Number::at_start_of(after)))
}

/// 1+1 and 2+1, which shops say in English.
fn bargain(text: &str) -> Option<(&'static str, &'static str, usize)> {
    let ends =
        |text: &str| !text[3..].starts_with(|c: char| c.is_ascii_digit() || c == '.' || c == '+');
    let (a, b) = match text.get(..3)? {
        "1+1" => ("원", "원"),
        "2+1" => ("투", "원"),
        _ => return None,
    };
    ends(text).then_some((a, b, 3))
}

/// How long the telephone number is that the text begins with: 010-1234-5678, 1588-1234.
fn telephone(text: &str) -> Option<usize> {
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '-')
        .unwrap_or(text.len());
    let number = text[..end].trim_end_matches('-');
    let groups: Vec<usize> = number.split('-').map(str::len).collect();
    let fits = match groups.as_slice() {
        [2..=4, 3..=4, 4] => true,
        [4, 4] => ["15", "16", "18"]
            .iter()
            .any(|start| number.starts_with(start)),
        _ => false,
    };
    fits.then_some(number.len())
}

/// Signs that are read by themselves.
const fn sign(c: char) -> Option<&'static str> {
    Some(match c {
        '%' | '％' => "퍼센트",
        '&' => " 앤드 ",
        '@' => "골뱅이",
        '=' => "는 ",
        '×' => " 곱하기 ",
        '÷' => " 나누기 ",
        '℃' | '°' => "도",
        '㎏' => "킬로그램",
        '㎞' => "킬로미터",
        _ => return None,
    })
}

const fn is_hangul(c: char) -> bool {
    matches!(c, '가'..='힣')
}

/// Syllables of a text in which all is written out: a Hangul block is one, and so is a letter of
/// another script, about.
fn syllables(text: &str) -> u64 {
    let heard = |c: &char| is_hangul(*c) || (c.is_alphabetic() && !c.is_ascii());
    text.chars().filter(heard).count() as u64
}
