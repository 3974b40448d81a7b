//! The sections of the configuration.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use openclaw_domain::{
    money,
    package::{Package, default_packages},
    settings::{RunLimits, Validity},
    time::DAY,
};
use openclaw_web::RequestLimits;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Serialize, Serializer};

/// What is shown instead of a secret.
pub(super) const MASK: &str = "********";

/// Shows that a secret is there, and nothing of it.
#[expect(clippy::ref_option, reason = "the shape that serde asks for")]
pub(super) fn masked<S: Serializer>(
    secret: &Option<SecretString>,
    to: S,
) -> Result<S::Ok, S::Error> {
    match secret {
        Some(secret) if !secret.expose_secret().is_empty() => to.serialize_str(MASK),
        _ => to.serialize_none(),
    }
}

/// The stand-ins.
#[derive(Clone, Debug, confique::Config, Serialize)]
pub struct Sandbox {
    /// Where the stand-ins listen; loopback only. Without it: the port after `listen`.
    #[config(env = "OPENCLAW_SANDBOX_LISTEN")]
    pub listen: Option<SocketAddr>,
}

/// Sign-in with Kakao.
#[derive(Clone, Debug, confique::Config, Serialize)]
pub struct Kakao {
    /// Our REST API key, which is the client id there. Without it nobody signs in this way.
    #[config(env = "OPENCLAW_KAKAO_CLIENT_ID")]
    pub client_id: Option<String>,
    /// Our client secret there.
    #[config(env = "OPENCLAW_KAKAO_CLIENT_SECRET")]
    #[serde(serialize_with = "masked")]
    pub client_secret: Option<SecretString>,
    /// The provider's issuer. Without it: the real one, or in sandbox mode the stand-in's.
    #[config(env = "OPENCLAW_KAKAO_ISSUER")]
    pub issuer: Option<String>,
}

/// Sign-in with Google.
#[derive(Clone, Debug, confique::Config, Serialize)]
pub struct Google {
    /// Our client id there. Without it nobody signs in this way.
    #[config(env = "OPENCLAW_GOOGLE_CLIENT_ID")]
    pub client_id: Option<String>,
    /// Our client secret there.
    #[config(env = "OPENCLAW_GOOGLE_CLIENT_SECRET")]
    #[serde(serialize_with = "masked")]
    pub client_secret: Option<SecretString>,
    /// The provider's issuer. Without it: the real one, or in sandbox mode the stand-in's.
    #[config(env = "OPENCLAW_GOOGLE_ISSUER")]
    pub issuer: Option<String>,
}

/// Credits and what they cost.
#[derive(Clone, Debug, confique::Config, Serialize)]
pub struct Credits {
    /// Credits given once to a new account.
    #[config(env = "OPENCLAW_CREDITS_AT_SIGN_UP", default = 100)]
    pub at_sign_up: u32,
    /// Days that paid credits last.
    #[config(default = 1825)]
    pub paid_days: u32,
    /// Days that bonus credits last.
    #[config(default = 365)]
    pub bonus_days: u32,
    /// Days that free credits last.
    #[config(default = 365)]
    pub free_days: u32,
    /// What is for sale, as `[[credits.packages]]` tables with `id`, `name`, `price` (won, VAT
    /// included), `credits`, `bonus`, `for_whom` and, in English, `for_whom_en`. Without any: Starter, Pro and Business.
    pub packages: Option<Vec<Package>>,
}

impl Credits {
    /// What is for sale.
    #[must_use]
    pub fn packages(&self) -> Vec<Package> {
        self.packages.clone().unwrap_or_else(default_packages)
    }

    /// Credits for a new account.
    #[must_use]
    pub fn signup(&self) -> money::Credits {
        money::Credits::of(self.at_sign_up)
    }

    /// How long credits last.
    #[must_use]
    pub fn validity(&self) -> Validity {
        let days = |days: u32| -> Duration { days * DAY };
        Validity {
            paid: days(self.paid_days),
            bonus: days(self.bonus_days),
            free: days(self.free_days),
        }
    }
}

/// How often one user may start runs, and ask the API.
#[derive(Clone, Debug, confique::Config, Serialize)]
pub struct Limits {
    /// Starts in any 60 seconds.
    #[config(env = "OPENCLAW_RUNS_PER_MINUTE", default = 10)]
    pub runs_per_minute: u32,
    /// Starts in any 60 minutes.
    #[config(env = "OPENCLAW_RUNS_PER_HOUR", default = 100)]
    pub runs_per_hour: u32,
    /// Runs at the same time.
    #[config(env = "OPENCLAW_RUNS_AT_ONCE", default = 3)]
    pub runs_at_once: u32,
    /// Requests to the API in a minute, of a user or of an address that nobody is signed in at.
    #[config(env = "OPENCLAW_REQUESTS_PER_MINUTE", default = 300)]
    pub requests_per_minute: u32,
    /// How many of them may come at once.
    #[config(env = "OPENCLAW_REQUESTS_AT_ONCE", default = 60)]
    pub requests_at_once: u32,
    /// Runs that are watched at the same time, by streams of events.
    #[config(env = "OPENCLAW_STREAMS_AT_ONCE", default = 10)]
    pub streams_at_once: u32,
}

impl From<&Limits> for RequestLimits {
    fn from(limits: &Limits) -> Self {
        Self {
            per_minute: limits.requests_per_minute,
            at_once: limits.requests_at_once,
            streams: limits.streams_at_once,
        }
    }
}

impl From<&Limits> for RunLimits {
    fn from(limits: &Limits) -> Self {
        Self {
            per_minute: limits.runs_per_minute,
            per_hour: limits.runs_per_hour,
            at_once: limits.runs_at_once,
        }
    }
}

/// The seller (E-commerce Act, article 10). Live mode refuses to start while one of them is blank,
/// but for `ftc_url` and `privacy_officer`.
#[derive(Clone, Debug, confique::Config, Serialize)]
pub struct Business {
    /// 상호
    #[config(env = "OPENCLAW_BUSINESS_TRADE_NAME")]
    pub trade_name: Option<String>,
    /// 대표자
    #[config(env = "OPENCLAW_BUSINESS_REPRESENTATIVE")]
    pub representative: Option<String>,
    /// 사업장 주소
    #[config(env = "OPENCLAW_BUSINESS_ADDRESS")]
    pub address: Option<String>,
    /// 전화번호
    #[config(env = "OPENCLAW_BUSINESS_PHONE")]
    pub phone: Option<String>,
    /// 전자우편
    #[config(env = "OPENCLAW_BUSINESS_EMAIL")]
    pub email: Option<String>,
    /// 사업자등록번호
    #[config(env = "OPENCLAW_BUSINESS_REGISTRATION_NO")]
    pub registration_no: Option<String>,
    /// 통신판매업 신고번호와 신고 기관
    #[config(env = "OPENCLAW_BUSINESS_MAIL_ORDER_NO")]
    pub mail_order_no: Option<String>,
    /// 호스팅 서비스 제공자
    #[config(env = "OPENCLAW_BUSINESS_HOSTING_PROVIDER")]
    pub hosting_provider: Option<String>,
    /// 공정거래위원회 사업자정보 페이지
    #[config(env = "OPENCLAW_BUSINESS_FTC_URL")]
    pub ftc_url: Option<String>,
    /// 개인정보 보호책임자, as the privacy policy names them. Without it: the representative.
    #[config(env = "OPENCLAW_BUSINESS_PRIVACY_OFFICER")]
    pub privacy_officer: Option<String>,
}

/// Terms, privacy policy, refund policy and AI notice.
#[derive(Clone, Debug, confique::Config, Serialize)]
pub struct Legal {
    /// A folder of texts of your own, as `legal/` of the source has them: `ko/terms.md`, `en/ai.md` and so
    /// on. The program's own are served for what it lacks.
    #[config(env = "OPENCLAW_LEGAL")]
    pub folder: Option<PathBuf>,
}

/// What the shop costs.
#[derive(Clone, Debug, confique::Config, Serialize)]
pub struct Costs {
    /// What it costs a month whatever it sells, in won: servers, fees, wages.
    #[config(env = "OPENCLAW_COSTS_FIXED", default = 0)]
    pub fixed: i64,
    /// What the payment gateway keeps of a payment, in hundredths of a percent, its tax included: 374
    /// is 3.4% and tax.
    #[config(env = "OPENCLAW_COSTS_FEE", default = 374)]
    pub fee: i64,
}

impl From<&Costs> for openclaw_domain::operator::Costs {
    fn from(costs: &Costs) -> Self {
        Self {
            fixed_won: costs.fixed,
            fee_per_ten_thousand: costs.fee,
        }
    }
}
