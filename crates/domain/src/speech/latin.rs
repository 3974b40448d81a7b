//! English inside Korean: letters by their names, well-known words as Korean writes them, other
//! words by an estimate of their syllables.

/// How a word in Latin letters is read in Korean.
pub(super) struct Said {
    pub(super) text: String,
    pub(super) syllables: u64,
}

const LETTERS: [&str; 26] = [
    "에이",
    "비",
    "씨",
    "디",
    "이",
    "에프",
    "지",
    "에이치",
    "아이",
    "제이",
    "케이",
    "엘",
    "엠",
    "엔",
    "오",
    "피",
    "큐",
    "알",
    "에스",
    "티",
    "유",
    "브이",
    "더블유",
    "엑스",
    "와이",
    "지",
];

/// Words that Korean has a settled spelling for, in lower case.
const WORDS: [(&str, &str); 118] = [
    ("airpods", "에어팟"),
    ("album", "앨범"),
    ("amazon", "아마존"),
    ("android", "안드로이드"),
    ("app", "앱"),
    ("apple", "애플"),
    ("best", "베스트"),
    ("bluetooth", "블루투스"),
    ("blog", "블로그"),
    ("brand", "브랜드"),
    ("cafe", "카페"),
    ("camera", "카메라"),
    ("canva", "캔바"),
    ("card", "카드"),
    ("check", "체크"),
    ("class", "클래스"),
    ("click", "클릭"),
    ("code", "코드"),
    ("coffee", "커피"),
    ("com", "컴"),
    ("content", "콘텐츠"),
    ("cool", "쿨"),
    ("coupon", "쿠폰"),
    ("coupang", "쿠팡"),
    ("daily", "데일리"),
    ("data", "데이터"),
    ("design", "디자인"),
    ("diet", "다이어트"),
    ("edit", "에디트"),
    ("email", "이메일"),
    ("event", "이벤트"),
    ("excel", "엑셀"),
    ("facebook", "페이스북"),
    ("fi", "파이"),
    ("final", "파이널"),
    ("free", "프리"),
    ("galaxy", "갤럭시"),
    ("game", "게임"),
    ("gemini", "제미나이"),
    ("good", "굿"),
    ("google", "구글"),
    ("gpt", "지피티"),
    ("chatgpt", "챗지피티"),
    ("claude", "클로드"),
    ("hack", "핵"),
    ("home", "홈"),
    ("hot", "핫"),
    ("how", "하우"),
    ("instagram", "인스타그램"),
    ("internet", "인터넷"),
    ("ipad", "아이패드"),
    ("iphone", "아이폰"),
    ("item", "아이템"),
    ("kakao", "카카오"),
    ("kit", "키트"),
    ("level", "레벨"),
    ("life", "라이프"),
    ("like", "라이크"),
    ("link", "링크"),
    ("list", "리스트"),
    ("live", "라이브"),
    ("macbook", "맥북"),
    ("mbti", "엠비티아이"),
    ("memo", "메모"),
    ("menu", "메뉴"),
    ("message", "메시지"),
    ("mini", "미니"),
    ("money", "머니"),
    ("music", "뮤직"),
    ("naver", "네이버"),
    ("netflix", "넷플릭스"),
    ("new", "뉴"),
    ("no", "노"),
    ("note", "노트"),
    ("notion", "노션"),
    ("ok", "오케이"),
    ("online", "온라인"),
    ("open", "오픈"),
    ("pack", "팩"),
    ("photo", "포토"),
    ("pick", "픽"),
    ("plus", "플러스"),
    ("point", "포인트"),
    ("pro", "프로"),
    ("python", "파이썬"),
    ("reels", "릴스"),
    ("review", "리뷰"),
    ("samsung", "삼성"),
    ("sale", "세일"),
    ("season", "시즌"),
    ("set", "세트"),
    ("shorts", "쇼츠"),
    ("short", "쇼트"),
    ("shopping", "쇼핑"),
    ("story", "스토리"),
    ("style", "스타일"),
    ("tiktok", "틱톡"),
    ("time", "타임"),
    ("tip", "팁"),
    ("tips", "팁스"),
    ("top", "톱"),
    ("trend", "트렌드"),
    ("twitter", "트위터"),
    ("update", "업데이트"),
    ("usb", "유에스비"),
    ("video", "비디오"),
    ("vlog", "브이로그"),
    ("vs", "대"),
    ("web", "웹"),
    ("wi", "와이"),
    ("wifi", "와이파이"),
    ("windows", "윈도"),
    ("work", "워크"),
    ("yes", "예스"),
    ("youtube", "유튜브"),
    ("youtuber", "유튜버"),
    ("zip", "집"),
    ("zoom", "줌"),
];

/// How a word of ASCII letters is read.
pub(super) fn read(word: &str) -> Said {
    let lower = word.to_ascii_lowercase();
    if let Some((_, text)) = WORDS.iter().find(|(known, _)| *known == lower) {
        return hangul((*text).to_owned());
    }
    let vowels = lower.bytes().any(is_vowel);
    let capitals = word.bytes().all(|byte| byte.is_ascii_uppercase());
    if word.len() == 1 || !vowels || (capitals && word.len() <= 4) {
        let names = lower
            .bytes()
            .filter_map(|byte| LETTERS.get(usize::from(byte.wrapping_sub(b'a'))));
        return hangul(names.copied().collect());
    }
    Said {
        text: word.to_owned(),
        syllables: estimate(lower.as_bytes()),
    }
}

fn hangul(text: String) -> Said {
    let syllables = text.chars().count() as u64;
    Said { text, syllables }
}

const fn is_vowel(byte: u8) -> bool {
    matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

/// About as many syllables as the word has in Korean letters: its vowels, and 으 after consonants
/// that cannot end a syllable (strike → 스트라이크, 5).
fn estimate(word: &[u8]) -> u64 {
    // A last e after a consonant is silent; what stands before it is long.
    let silent_e = word.len() > 3
        && word.ends_with(b"e")
        && !is_vowel(word[word.len() - 2])
        && word[..word.len() - 1].iter().copied().any(is_vowel);
    let sounds = if silent_e {
        &word[..word.len() - 1]
    } else {
        word
    };
    let mut syllables = 0;
    let mut at = 0;
    while at < sounds.len() {
        let end = sounds[at..]
            .iter()
            .position(|byte| is_vowel(*byte) != is_vowel(sounds[at]))
            .map_or(sounds.len(), |length| at + length);
        let group = &sounds[at..end];
        syllables += if is_vowel(sounds[at]) {
            let long = silent_e
                && end + 1 == sounds.len()
                && (group == b"a"
                    || (group == b"i" && !sounds[..at].iter().copied().any(is_vowel)));
            1 + u64::from(
                long || matches!(
                    group,
                    b"ai" | b"ay" | b"ow" | b"io" | b"ia" | b"eo" | b"oi" | b"oy"
                ),
            )
        } else {
            consonants(group, at > 0, end < sounds.len(), silent_e)
        };
        at = end;
    }
    syllables.max(1)
}

/// The 으 that a run of consonants needs, between vowels or at an edge of the word.
fn consonants(run: &[u8], after_vowel: bool, before_vowel: bool, silent_e: bool) -> u64 {
    let mut sounds: Vec<u8> = Vec::new();
    for (index, byte) in run.iter().enumerate() {
        let joined = index > 0
            && (run[index - 1] == *byte
                || matches!(
                    (run[index - 1], byte),
                    (b's' | b'c' | b'p' | b't' | b'w', b'h') | (b'c', b'k') | (b'n' | b'd', b'g')
                ));
        if !joined {
            sounds.push(*byte);
        }
    }
    // The last one begins the next vowel's syllable; l and w join with what stands before them.
    if before_vowel {
        sounds.pop();
    }
    let mut needed = 0;
    for (index, sound) in sounds.iter().enumerate() {
        let ends_a_syllable = match sound {
            b'n' | b'm' | b'l' | b'r' | b'w' | b'h' => true,
            b'p' | b'k' | b'c' | b't' => index == 0 && after_vowel && !silent_e,
            _ => false,
        };
        needed += u64::from(!(ends_a_syllable && after_vowel));
    }
    needed
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn about_as_korean_writes_it() {
        let cases = [
            ("AI", 4), // 에이아이
            ("SNS", 5),
            ("YouTube", 3),
            ("iPhone", 3),
            ("strike", 5),   // 스트라이크
            ("office", 3),   // 오피스
            ("budget", 2),   // 버짓
            ("workshop", 3), // 워크숍
            ("kitchen", 2),  // 키친
            ("pasta", 3),
            ("marketing", 3), // 마케팅
            ("OPENCLAW", 4),  // 오픈클로
        ];
        for (word, syllables) in cases {
            assert_eq!(read(word).syllables, syllables, "{word}");
        }
    }
}
