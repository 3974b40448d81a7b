//! What stands after a number, and what it does to it: counters take native numbers (세 개), units
//! are read out (삼 킬로그램).

/// Counters with native numbers, and up to which number. Longer ones first where one begins another.
const NATIVE: [(&str, u64); 78] = [
    ("번째", 99),
    ("시간", 19),
    ("시", 12),
    ("개", 99),
    ("명", 99),
    ("살", 99),
    ("번", 19),
    ("마리", 99),
    ("잔", 99),
    ("병", 99),
    ("권", 99),
    ("장", 99),
    ("대", 9),
    ("그루", 99),
    ("송이", 99),
    ("켤레", 99),
    ("벌", 99),
    ("채", 99),
    ("곡", 99),
    ("가지", 99),
    ("군데", 99),
    ("줄", 99),
    ("판", 99),
    ("모금", 99),
    ("입", 99),
    ("조각", 99),
    ("방울", 99),
    ("숟가락", 99),
    ("숟갈", 99),
    ("스푼", 99),
    ("큰술", 99),
    ("작은술", 99),
    ("컵", 99),
    ("봉지", 99),
    ("봉", 99),
    ("팩", 99),
    ("캔", 99),
    ("그릇", 99),
    ("공기", 99),
    ("접시", 99),
    ("통", 99),
    ("상자", 99),
    ("박스", 99),
    ("묶음", 99),
    ("다발", 99),
    ("달", 99),
    ("주먹", 99),
    ("끼", 99),
    ("배", 19),
    ("걸음", 99),
    ("발짝", 99),
    ("사람", 99),
    ("척", 99),
    ("편", 9),
    ("알", 99),
    ("톨", 99),
    ("쌍", 99),
    ("세트", 19),
    ("모", 99),
    ("줌", 99),
    ("꼬집", 99),
    ("포기", 99),
    ("마디", 99),
    ("자루", 99),
    ("뭉치", 99),
    ("덩어리", 99),
    ("덩이", 99),
    ("토막", 99),
    ("꼬치", 99),
    ("바퀴", 99),
    ("겹", 99),
    ("칸", 99),
    ("골", 99),
    ("문장", 99),
    ("단어", 99),
    ("글자", 99),
    ("스쿱", 99),
    ("티스푼", 99),
];

/// Words that begin like a native counter and take Chinese numbers all the same.
const SINO: [&str; 22] = [
    "개월",
    "개국",
    "개년",
    "개소",
    "개사",
    "개교",
    "개층",
    "배속",
    "시즌",
    "시리즈",
    "통신",
    "판매",
    "대회",
    "장면",
    "장조",
    "명령",
    "병원",
    "편의점",
    "모델",
    "번지",
    "번가",
    "달러",
];

/// Units, written with Latin letters or as one sign, and how they are read. The longest first.
const UNITS: [(&str, &str); 64] = [
    ("km/h", "킬로미터"),
    ("kWh", "킬로와트시"),
    ("mAh", "밀리암페어시"),
    ("kcal", "킬로칼로리"),
    ("GHz", "기가헤르츠"),
    ("MHz", "메가헤르츠"),
    ("kHz", "킬로헤르츠"),
    ("Mbps", "메가비피에스"),
    ("Gbps", "기가비피에스"),
    ("fps", "에프피에스"),
    ("cal", "칼로리"),
    ("min", "분"),
    ("sec", "초"),
    ("kg", "킬로그램"),
    ("KG", "킬로그램"),
    ("Kg", "킬로그램"),
    ("mg", "밀리그램"),
    ("km", "킬로미터"),
    ("KM", "킬로미터"),
    ("cm", "센티미터"),
    ("CM", "센티미터"),
    ("mm", "밀리미터"),
    ("ml", "밀리리터"),
    ("mL", "밀리리터"),
    ("ML", "밀리리터"),
    ("dl", "데시리터"),
    ("cc", "시시"),
    ("m²", "제곱미터"),
    ("m2", "제곱미터"),
    ("kW", "킬로와트"),
    ("Hz", "헤르츠"),
    ("TB", "테라바이트"),
    ("GB", "기가바이트"),
    ("MB", "메가바이트"),
    ("KB", "킬로바이트"),
    ("kB", "킬로바이트"),
    ("px", "픽셀"),
    ("dB", "데시벨"),
    ("°C", "도"),
    ("°F", "도"),
    ("%p", "퍼센트포인트"),
    ("g", "그램"),
    ("m", "미터"),
    ("L", "리터"),
    ("l", "리터"),
    ("W", "와트"),
    ("V", "볼트"),
    ("h", "시간"),
    ("s", "초"),
    ("%", "퍼센트"),
    ("％", "퍼센트"),
    ("°", "도"),
    ("℃", "도"),
    ("℉", "도"),
    ("㎏", "킬로그램"),
    ("㎎", "밀리그램"),
    ("㎞", "킬로미터"),
    ("㎝", "센티미터"),
    ("㎜", "밀리미터"),
    ("㎖", "밀리리터"),
    ("ℓ", "리터"),
    ("㎡", "제곱미터"),
    ("㎥", "세제곱미터"),
    ("㏄", "시시"),
];

/// Money signs, which are read after the number they stand before.
pub(super) fn money(sign: char) -> Option<&'static str> {
    Some(match sign {
        '$' => "달러",
        '₩' | '￦' => "원",
        '€' => "유로",
        '£' => "파운드",
        '¥' => "엔",
        _ => return None,
    })
}

/// Up to which number the counter that `rest` begins with takes native numbers; 0: it takes none.
pub(super) fn native_up_to(rest: &str) -> u64 {
    if SINO.iter().any(|word| rest.starts_with(word)) {
        return 0;
    }
    let counter = NATIVE.iter().find(|(word, _)| rest.starts_with(word));
    counter.map_or(0, |(_, up_to)| *up_to)
}

/// The counter that `rest` begins with.
pub(super) fn counter(rest: &str) -> Option<&'static str> {
    NATIVE
        .iter()
        .find(|(word, _)| rest.starts_with(word))
        .map(|(word, _)| *word)
}

/// The unit that `rest` begins with: as written, and as read.
pub(super) fn unit(rest: &str) -> Option<(&'static str, &'static str)> {
    UNITS.iter().copied().find(|(sign, _)| {
        let latin = sign.ends_with(|c: char| c.is_ascii_alphanumeric());
        let after = rest
            .strip_prefix(sign)
            .and_then(|after| after.chars().next());
        rest.starts_with(sign) && !(latin && after.is_some_and(|c| c.is_ascii_alphanumeric()))
    })
}

/// Names made of a digit and a letter, which are said in English: 4K, 5G, 3D.
pub(super) fn name(digits: &str, rest: &str) -> Option<&'static str> {
    let letter = rest.chars().next()?;
    if rest[letter.len_utf8()..].starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    Some(match (digits, letter) {
        ("4", 'K') => "포케이",
        ("5", 'G') => "파이브지",
        ("3", 'D') => "쓰리디",
        ("2", 'D') => "투디",
        _ => return None,
    })
}
