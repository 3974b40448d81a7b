//! How texts are read out, and how long that takes.

use openclaw_domain::speech::{
    Language, Tone, ends_in_consonant, milliseconds, particle, read_out,
};
use openclaw_domain::speech::{PARTICLES, Reading};
use proptest::prelude::*;

const KO: Language = Language::Korean;
const EN: Language = Language::English;
const TONES: [Tone; 5] = [
    Tone::Calm,
    Tone::Expert,
    Tone::Friendly,
    Tone::Funny,
    Tone::Energetic,
];

#[test]
fn korean_is_read_out_in_words() {
    let cases = [
        ("안녕하세요.", "안녕하세요."),
        ("2026년", "이천이십육 년"),
        ("3kg", "삼 킬로그램"),
        ("3 kg만", "삼 킬로그램만"),
        ("3개", "세 개"),
        ("20살", "스무 살"),
        ("3개월", "삼 개월"),
        ("1시간 30분", "한 시간 삼십 분"),
        ("24시간", "이십사 시간"),
        ("50%", "오십 퍼센트"),
        ("50%만 남아요", "오십 퍼센트만 남아요"),
        ("1,000원", "천 원"),
        ("1만원", "만원"),
        ("3만 5천 원", "삼만 오천 원"),
        ("12,900원이면", "만이천구백 원이면"),
        ("0.5", "영점오"),
        ("1.5배", "일점오 배"),
        ("010-1234-5678", "공일공일이삼사오육칠팔"),
        ("1588-1234", "일오팔팔일이삼사"),
        ("6월 10월", "유월 시월"),
        ("5:30", "다섯 시 삼십 분"),
        ("3:1로", "삼 대 일로"),
        ("1/2", "이 분의 일"),
        ("3~5개", "세 개에서 다섯 개"),
        ("10~15분", "십에서 십오 분"),
        ("1+1", "원 플러스 원"),
        ("$3", "삼 달러"),
        ("-5도", "마이너스 오 도"),
        ("20대", "이십 대"),
        ("3대", "세 대"),
        ("첫 1번째", "첫 한 번째"),
        ("200ml", "이백 밀리리터"),
        ("180℃에서", "백팔십 도에서"),
        ("5G", "파이브지"),
        ("5g", "오 그램"),
        ("AI로", "에이아이로"),
        ("YouTube Shorts", "유튜브 쇼츠"),
        ("iPhone 17", "아이폰 십칠"),
        ("Q&A", "큐 앤드 에이"),
        ("007", "공공칠"),
        ("", ""),
    ];
    for (text, said) in cases {
        assert_eq!(read_out(text, KO).text, said, "{text}");
    }
}

#[test]
fn english_is_read_out_in_words() {
    let cases = [
        ("Save this.", "Save this.", 2),
        ("50% off", "50 percent off", 3),
        ("in 2026", "in twenty twenty-six", 4),
        ("1,250 steps", "one thousand two hundred fifty steps", 6),
        ("0.5", "zero point five", 3),
        ("Don't", "Don't", 1),
        ("AI", "AI", 1),
    ];
    for (text, said, words) in cases {
        let reading = read_out(text, EN);
        assert_eq!(reading.text, said.replace("50 ", "fifty "), "{text}");
        assert_eq!(reading.beats(), words, "{text}");
    }
}

#[test]
fn thirty_seconds_are_about_a_hundred_and_fifty_syllables() {
    let sentence = "냉장고를 열고, 남은 재료 세 가지를 꺼내 주세요.";
    let text = [sentence; 8].join(" ");
    assert_eq!(read_out(&text, KO).beats(), 152);
    let time = milliseconds(&text, Tone::Friendly, KO);
    assert!((28_500..31_500).contains(&time), "{time}");
}

#[test]
fn a_slower_tone_takes_longer() {
    for (text, language) in [("천천히 말해 볼게요.", KO), ("Let me say this slowly.", EN)] {
        let times = TONES.map(|tone| milliseconds(text, tone, language));
        assert!(times.windows(2).all(|pair| pair[0] > pair[1]), "{times:?}");
    }
}

#[test]
fn a_pause_stands_between_sentences_and_none_at_the_end() {
    let pauses = |text| read_out(text, KO).paused_tenths;
    assert_eq!(pauses("하나."), 0);
    assert_eq!(pauses("하나, 둘."), 6);
    assert_eq!(pauses("하나. 둘"), 14);
    assert_eq!(pauses("하나...?! 둘"), 14);
    assert_eq!(pauses("... 하나"), 0);
}

#[test]
fn particles_follow_the_last_sound_as_it_is_read() {
    let consonant = [
        "집밥",
        "여행",
        "iPhone",
        "TikTok",
        "game",
        "HTML",
        "2026",
        "갤럭시 S3",
        "책!",
        "10개월",
        "5kg",
    ];
    let vowel = [
        "요리",
        "고양이",
        "AI",
        "YouTube",
        "office",
        "Shorts",
        "32",
        "커피?",
        "",
        "?",
        "3개",
    ];
    for word in consonant {
        assert!(ends_in_consonant(word), "{word}");
    }
    for word in vowel {
        assert!(!ends_in_consonant(word), "{word}");
    }
    let with = PARTICLES
        .iter()
        .find(|p| p.after_vowel == "로")
        .expect("로");
    let forms = ["집", "서울", "학교"].map(|word| particle(word, *with));
    assert_eq!(forms, ["으로", "로", "로"]);
}

fn tenths(reading: &Reading) -> u64 {
    reading.spoken_tenths + reading.paused_tenths
}

/// Texts with everything that is read in a way of its own.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[가-힣]{1,6}",
        "[0-9]{1,12}",
        "[0-9]{1,3}[,.:/~+-][0-9]{1,4}",
        "[A-Za-z]{1,9}",
        "(개|월|시간|kg|%|만|원|번째|g|℃)",
        "[ .,!?~$₩+&…()'\"#-]{1,3}",
        "\\PC{1,4}",
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn nothing_makes_it_stumble(text in ".*", tone in prop::sample::select(&TONES)) {
        for language in [KO, EN] {
            prop_assert!(milliseconds(&text, tone, language) < 10_000_000);
        }
    }

    #[test]
    fn more_text_never_takes_less_time(a in text(), b in text()) {
        for language in [KO, EN] {
            let (less, more) = (read_out(&a, language), read_out(&format!("{a} {b}"), language));
            prop_assert!(tenths(&less) <= tenths(&more), "{less:?} {more:?}");
        }
    }

    #[test]
    fn sentences_add_up_with_a_pause_between(a in text(), b in text()) {
        for (language, pause) in [(KO, 14), (EN, 7)] {
            let (first, second) = (read_out(&a, language), read_out(&b, language));
            let both = read_out(&format!("{a}. {b}"), language);
            let between = if first.spoken_tenths > 0 && second.spoken_tenths > 0 { pause } else { 0 };
            prop_assert_eq!(tenths(&both), tenths(&first) + tenths(&second) + between);
        }
    }

    #[test]
    fn what_is_read_out_reads_the_same(text in "[가-힣0-9 ,.%]{0,40}") {
        let once = read_out(&text, KO);
        let again = read_out(&once.text, KO);
        prop_assert_eq!(once.spoken_tenths, again.spoken_tenths);
    }
}
