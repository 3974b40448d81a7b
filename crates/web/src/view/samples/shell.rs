//! Samples: shell.

use crate::view::shell::{Business, Nav, Shell, SignedIn};
use crate::words::Message;

impl Shell {
    /// A signed-in creator's page.
    pub fn sample(title: impl Into<Message>, nav: Nav) -> Self {
        Self {
            title: title.into(),
            description: None,
            user: Some(SignedIn {
                name: "김하늘".into(),
                balance: 115,
                is_admin: false,
            }),
            nav,
            sandbox: true,
            business: Business {
                trade_name: Some("오픈클로".into()),
                representative: Some("홍길동".into()),
                address: Some("서울특별시 마포구 월드컵북로 396, 12층".into()),
                phone: Some("02-0000-0000".into()),
                email: Some("help@openclaw.example".into()),
                registration_no: Some("000-00-00000".into()),
                mail_order_no: Some("제2026-서울마포-0000호 (마포구청)".into()),
                hosting_provider: Some("Cloudflare, Inc.".into()),
                ftc_url: Some("https://www.ftc.go.kr/bizCommPop.do?wrkr_no=0000000000".into()),
            },
        }
    }

    /// An operator's page.
    pub fn sample_admin(title: impl Into<Message>) -> Self {
        let mut shell = Self::sample(title, Nav::Admin);
        if let Some(user) = &mut shell.user {
            user.is_admin = true;
        }
        shell
    }

    /// A visitor's page, outside sandbox mode.
    pub fn sample_visitor(title: impl Into<Message>) -> Self {
        Self {
            user: None,
            sandbox: false,
            ..Self::sample(title, Nav::Nowhere)
        }
    }
}
