//! What live mode cannot do without: one list, for the refusal at start and for `openclaw doctor`.

use openclaw_portone::webhook_secret_is_well_formed;
use secrecy::{ExposeSecret as _, SecretString};

use super::{Config, Gateway, PortOne, PortOneV1};

/// Something that live mode cannot do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Must {
    /// The key, or what several of them are for.
    pub key: &'static str,
    /// Whether it is there and can be what it should be.
    pub holds: bool,
    /// What is needed, in words that follow "live mode needs".
    pub needs: &'static str,
    /// Where to get it.
    pub next: &'static str,
}

/// How a key without its value is named, where the key alone says what is needed.
macro_rules! must {
    ($key:literal, $holds:expr, $next:literal) => {
        Must {
            key: $key,
            holds: $holds,
            needs: concat!("`", $key, "`"),
            next: $next,
        }
    };
}

impl Config {
    /// Everything that live mode cannot do without, and whether it is there. The same in sandbox
    /// mode, where it tells what is still to be done.
    #[must_use]
    pub fn musts(&self) -> Vec<Must> {
        let mut musts = vec![
            Must {
                key: "public_url",
                holds: self
                    .public_url
                    .as_deref()
                    .is_some_and(|url| url.starts_with("https://")),
                needs: "`public_url` with https://",
                next: "the address people will type",
            },
            Must {
                key: "openai.api_key",
                holds: self.has_real_model(),
                needs: "`openai.api_key`, or another provider of `models.order`",
                next: "make one at OpenAI, for a project of its own",
            },
        ];
        musts.extend(match self.portone.gateway {
            Gateway::V2 => self.v2_musts(),
            Gateway::V1 => self.v1_musts(),
        });
        musts.extend(self.people_musts());
        musts.extend(self.business_musts());
        musts
    }

    fn v2_musts(&self) -> Vec<Must> {
        let portone = &self.portone;
        let secrets = portone.webhook_secrets();
        vec![
            must!(
                "portone.store_id",
                is_filled(portone.store_id.as_ref()),
                "PortOne console, 상점 정보: store-…"
            ),
            must!(
                "portone.channel_key",
                is_filled(portone.channel_key.as_ref()),
                "PortOne console, 채널 관리, the live channel: channel-key-…"
            ),
            must!(
                "portone.api_secret",
                is_secret(portone.api_secret.as_ref()),
                "PortOne console, 식별코드 · API Keys, V2 API"
            ),
            Must {
                key: "portone.webhook_secrets",
                holds: secrets.iter().any(webhook_secret_is_well_formed),
                needs: "a well-formed secret in `portone.webhook_secrets`",
                next: "PortOne console, 결제알림(Webhook) 관리, V2, live: whsec_…",
            },
        ]
    }

    fn v1_musts(&self) -> Vec<Must> {
        let v1 = &self.portone_v1;
        vec![
            must!(
                "portone_v1.user_code",
                is_filled(v1.user_code.as_ref()),
                "PortOne console, 식별코드 · API Keys, V1 API: imp…"
            ),
            must!(
                "portone_v1.channel_key",
                is_filled(v1.channel_key.as_ref()),
                "PortOne console, 채널 관리, the live channel"
            ),
            must!(
                "portone_v1.api_key",
                is_filled(v1.api_key.as_ref()),
                "PortOne console, 식별코드 · API Keys, V1 API"
            ),
            must!(
                "portone_v1.api_secret",
                is_secret(v1.api_secret.as_ref()),
                "PortOne console, 식별코드 · API Keys, V1 API"
            ),
        ]
    }

    fn business_musts(&self) -> Vec<Must> {
        let business = &self.business;
        macro_rules! footer {
            ($field:ident, $next:literal) => {
                Must {
                    key: concat!("business.", stringify!($field)),
                    holds: is_filled(business.$field.as_ref()),
                    needs: concat!("`business.", stringify!($field), "`"),
                    next: $next,
                }
            };
        }
        vec![
            footer!(trade_name, "상호, as on the business registration"),
            footer!(representative, "대표자, as on the business registration"),
            footer!(address, "사업장 주소, as on the business registration"),
            footer!(phone, "a number that is answered"),
            footer!(email, "an address that is read"),
            footer!(registration_no, "사업자등록번호"),
            footer!(
                mail_order_no,
                "통신판매업 신고번호 and the office it was filed at"
            ),
            footer!(hosting_provider, "호스팅 서비스 제공자"),
        ]
    }
}

impl PortOne {
    /// Whether payments can be asked for: with the shop's name and its secret.
    pub(crate) fn is_configured(&self) -> bool {
        is_filled(self.store_id.as_ref()) && is_secret(self.api_secret.as_ref())
    }
}

impl PortOneV1 {
    /// Whether payments can be asked for: with the merchant's code, key and secret.
    pub(crate) fn is_configured(&self) -> bool {
        self.parts() == [true; 3]
    }

    /// Which of the three there are.
    pub(super) fn parts(&self) -> [bool; 3] {
        [
            is_filled(self.user_code.as_ref()),
            is_filled(self.api_key.as_ref()),
            is_secret(self.api_secret.as_ref()),
        ]
    }
}

pub(super) fn is_filled(value: Option<&String>) -> bool {
    value.is_some_and(|value| !value.trim().is_empty())
}

pub(super) fn is_secret(value: Option<&SecretString>) -> bool {
    value.is_some_and(|value| !value.expose_secret().trim().is_empty())
}
