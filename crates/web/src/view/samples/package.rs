//! Samples: package.

use crate::view::package::{Package, Terms};

impl Package {
    /// Three packages.
    pub fn samples() -> Vec<Self> {
        let package = |code: &str,
                       name: &str,
                       price_won,
                       credits,
                       bonus,
                       per: &str,
                       whom: &str,
                       makes: &str| Self {
            code: code.into(),
            name: name.into(),
            price_won,
            credits,
            bonus,
            won_per_credit: per.into(),
            for_whom: whom.into(),
            makes: makes.into(),
            recommended: code == "creator",
        };
        vec![
            package(
                "starter",
                "스타터",
                9_900,
                1_000,
                100,
                "9.0",
                "일주일에 한두 편 올리는 분",
                "대본 55편",
            ),
            package(
                "creator",
                "크리에이터",
                29_900,
                3_000,
                600,
                "8.3",
                "매일 한 편 올리는 분",
                "대본 180편",
            ),
            package(
                "studio",
                "스튜디오",
                59_900,
                6_000,
                1_800,
                "7.7",
                "채널을 여러 개 꾸리는 분",
                "대본 390편",
            ),
        ]
    }
}

impl Terms {
    /// Conditions as the ledger keeps them.
    pub fn sample() -> Self {
        Self {
            supply: "결제가 확인되면 바로 충전돼요".into(),
            validity: "유료 크레딧은 산 날부터 1년 동안 쓸 수 있어요".into(),
            refund: "쓰지 않은 유료 크레딧은 7일 안에 환불받을 수 있어요".into(),
        }
    }
}
