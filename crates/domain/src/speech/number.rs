//! Numbers in Korean words.

const SINO: [&str; 10] = ["영", "일", "이", "삼", "사", "오", "육", "칠", "팔", "구"];
const PLACES: [&str; 4] = ["", "십", "백", "천"];
const MYRIADS: [&str; 5] = ["", "만", "억", "조", "경"];
const NATIVE_ONES: [&str; 10] = [
    "", "한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉",
];
const NATIVE_TENS: [&str; 10] = [
    "", "열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔",
];

/// A whole number: 2026 → 이천이십육. Longer than 경 can tell: digit by digit.
pub(super) fn sino(digits: &str) -> String {
    let digits = digits.trim_start_matches('0');
    if digits.is_empty() {
        return SINO[0].to_owned();
    }
    if digits.len() > 4 * MYRIADS.len() {
        return one_by_one(digits, "영");
    }
    let length = digits.len();
    let mut said = String::new();
    let mut in_group = false;
    for (index, byte) in digits.bytes().enumerate() {
        let place = length - 1 - index;
        let digit = usize::from(byte.wrapping_sub(b'0')).min(9);
        if digit > 0 {
            // 십, 백, 천 without 일; so 만 alone, but 일억.
            let silent_one =
                digit == 1 && (!place.is_multiple_of(4) || (place == 4 && length == 5));
            if !silent_one {
                said.push_str(SINO[digit]);
            }
            said.push_str(PLACES[place % 4]);
            in_group = true;
        }
        if place.is_multiple_of(4) {
            if in_group {
                said.push_str(MYRIADS[place / 4]);
            }
            in_group = false;
        }
    }
    said
}

/// Each digit by itself, as in a telephone number, where zero is 공.
pub(super) fn one_by_one(digits: &str, zero: &str) -> String {
    let words = digits.bytes().map(|byte| match byte {
        b'0' => zero,
        digit => SINO[usize::from(digit.wrapping_sub(b'0')).min(9)],
    });
    words.collect()
}

/// A number before a native counter: 3 → 세, 20 → 스무; `None` from 100 on.
pub(super) fn native(number: u64) -> Option<String> {
    let number = usize::try_from(number)
        .ok()
        .filter(|n| (1..100).contains(n))?;
    if number == 20 {
        return Some("스무".to_owned());
    }
    Some(format!(
        "{}{}",
        NATIVE_TENS[number / 10],
        NATIVE_ONES[number % 10]
    ))
}

#[cfg(test)]
mod tests {
    use super::{native, sino};

    #[test]
    fn whole_numbers() {
        let cases = [
            ("0", "영"),
            ("1", "일"),
            ("10", "십"),
            ("11", "십일"),
            ("100", "백"),
            ("1000", "천"),
            ("10000", "만"),
            ("11000", "만천"),
            ("110000", "십일만"),
            ("2026", "이천이십육"),
            ("100000000", "일억"),
            ("100010000", "일억일만"),
            ("1234567", "백이십삼만사천오백육십칠"),
        ];
        for (digits, said) in cases {
            assert_eq!(sino(digits), said, "{digits}");
        }
        assert_eq!(sino(&"9".repeat(30)).chars().count(), 30);
    }

    #[test]
    fn before_native_counters() {
        let said = [1, 3, 20, 21, 99, 100].map(native);
        let want = [
            Some("한"),
            Some("세"),
            Some("스무"),
            Some("스물한"),
            Some("아흔아홉"),
            None,
        ];
        assert_eq!(said, want.map(|word| word.map(str::to_owned)));
    }
}
