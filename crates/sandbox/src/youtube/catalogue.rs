//! The made-up videos: in every niche one comes out every nine hours or so, for ever. All of a video
//! follows from its niche and its number, and both from its id.

use super::{
    YouTube,
    lines::{NICHES, OTHER_TITLES},
};

/// Between two videos of a niche, in seconds: eighty in thirty days.
const INTERVAL: i64 = 9 * 3_600;
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/// What every id begins with.
const MARK: &str = "sb";

/// A video that does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clip {
    /// A known niche by its position, or what was searched for by its slot after those.
    pub(super) niche: u8,
    number: u32,
}

/// The niche that a search means.
pub(super) fn niche_of(youtube: &mut YouTube, query: &str) -> u8 {
    let known = |(_, niche): &(u8, &super::lines::Niche)| {
        niche.words.iter().any(|word| query.contains(word))
    };
    if let Some((position, _)) = (0..).zip(&NICHES).find(known) {
        return position;
    }
    let first = u8::try_from(NICHES.len()).unwrap_or(0);
    let slot = query
        .bytes()
        .fold(7_u64, |sum, byte| mix(sum ^ u64::from(byte)));
    let slot = first + u8::try_from(slot % u64::from(64 - first)).unwrap_or(0);
    youtube.searched.insert(slot, query.to_owned());
    slot
}

/// The videos of a niche from `after` until `until` (Unix seconds), oldest first.
pub(super) fn between(niche: u8, after: i64, until: i64) -> Vec<Clip> {
    let first = after.div_euclid(INTERVAL).max(0);
    let last = until.div_euclid(INTERVAL);
    (first..=last)
        .filter_map(|number| {
            let number = u32::try_from(number).ok()?;
            Some(Clip { niche, number })
        })
        .filter(|clip| (after..=until).contains(&clip.published_at()))
        .collect()
}

impl Clip {
    /// The video of an id; none for an id that is nobody's here.
    pub(super) fn of_id(id: &str) -> Option<Self> {
        let code = id.strip_prefix(MARK)?.as_bytes();
        let digit = |byte: &u8| ALPHABET.iter().position(|other| other == byte);
        let niche = u8::try_from(digit(code.first()?)?).ok()?;
        let number = code.get(1..6)?.iter().try_fold(0_u32, |sum, byte| {
            Some(sum * 64 + u32::try_from(digit(byte)?).ok()?)
        })?;
        let clip = Self { niche, number };
        (clip.id() == id).then_some(clip)
    }

    pub(super) fn id(self) -> String {
        let letter = |value: u64| char::from(ALPHABET[usize::try_from(value % 64).unwrap_or(0)]);
        let mut id = format!("{MARK}{}", letter(u64::from(self.niche)));
        for place in (0..5).rev() {
            id.push(letter(u64::from(self.number) >> (6 * place)));
        }
        for salt in 100..103 {
            id.push(letter(self.dice(salt)));
        }
        id
    }

    pub(super) fn published_at(self) -> i64 {
        let late = i64::try_from(self.dice(1) % 32_400).unwrap_or(0);
        i64::from(self.number) * INTERVAL + late
    }

    pub(super) fn title(self, youtube: &YouTube) -> String {
        let pick = |titles: &[&str]| {
            let index = usize::try_from(self.dice(2)).unwrap_or(0) % titles.len();
            titles[index].to_owned()
        };
        let title = if let Some(niche) = NICHES.get(usize::from(self.niche)) {
            pick(niche.titles)
        } else {
            let asked = youtube.searched.get(&self.niche);
            pick(&OTHER_TITLES).replace("{q}", asked.map_or("주제", String::as_str))
        };
        let number = (self.dice(3) % 5 + 3).to_string();
        format!("[샘플] {}", title.replace("{n}", &number))
    }

    pub(super) fn category(self) -> &'static str {
        NICHES
            .get(usize::from(self.niche))
            .map_or("22", |niche| niche.category)
    }

    /// Which of its niche's six channels it is on.
    pub(super) fn channel(self) -> u8 {
        u8::try_from(self.dice(4) % 6).unwrap_or(0)
    }

    pub(super) fn seconds(self) -> i64 {
        let long = i64::try_from(self.dice(5) % 55).unwrap_or(0);
        match self.dice(6) % 10 {
            0 => 185 + long,
            1 | 2 => 70 + long,
            _ => 14 + long.min(44),
        }
    }

    /// Whether it was filmed upright, as Shorts are.
    pub(super) fn is_upright(self) -> bool {
        self.seconds() <= 180 && !self.dice(7).is_multiple_of(8)
    }

    /// Grows from the first second on, fast at first.
    pub(super) fn views(self, now: i64) -> u64 {
        let age = u64::try_from(now - self.published_at()).unwrap_or(0);
        let size = 2_000 << (self.dice(8) % 8);
        let in_all = size + self.dice(9) % size;
        let hit = if self.dice(10).is_multiple_of(11) {
            6
        } else {
            1
        };
        in_all * hit * age / (age + 2 * 86_400)
    }

    pub(super) fn likes(self, now: i64) -> Option<u64> {
        (!self.dice(11).is_multiple_of(9))
            .then(|| self.views(now) * (20 + self.dice(12) % 40) / 1_000)
    }

    pub(super) fn comments(self, now: i64) -> Option<u64> {
        (!self.dice(13).is_multiple_of(7))
            .then(|| self.views(now) * (1 + self.dice(14) % 5) / 1_000)
    }

    fn dice(self, salt: u64) -> u64 {
        mix(u64::from(self.niche) << 40 | u64::from(self.number) | salt << 48)
    }
}

/// The `SplitMix64` step: the same number always gives the same one, and near ones far ones.
pub(super) fn mix(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
