//! What a page hands to `IMP.request_pay`.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use crate::{
    CHANNEL_KEY, STORE_ID, V1_USER_CODE,
    portone::{
        new::Version,
        payment::ACCOUNT_HOURS,
        request::{CheckoutRequest, EasyPay, hours_until},
    },
};

#[derive(Deserialize)]
struct Wire {
    /// Deprecated, and still what most pages say.
    pg: Option<String>,
    #[serde(rename = "channelKey")]
    channel_key: Option<String>,
    #[serde(default = "card")]
    pay_method: String,
    merchant_uid: String,
    name: String,
    amount: i64,
    currency: Option<String>,
    buyer_name: Option<String>,
    buyer_email: Option<String>,
    buyer_tel: Option<String>,
    m_redirect_url: Option<Url>,
    notice_url: Option<Urls>,
    custom_data: Option<Value>,
    vbank_due: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Urls {
    One(String),
    Several(Vec<String>),
}

fn card() -> String {
    "card".to_owned()
}

/// Reads a request for the merchant that `IMP.init` named.
pub(super) fn parse(
    json: &str,
    user_code: &str,
    now: DateTime<Utc>,
) -> Result<CheckoutRequest, String> {
    if user_code != V1_USER_CODE {
        return Err(format!("there is no merchant {user_code}"));
    }
    let wire: Wire = serde_json::from_str(json).map_err(|error| error.to_string())?;
    let (pay_method, easy_pay) = method(&wire.pay_method, wire.pg.as_deref());
    let channel_key = match (wire.channel_key, wire.pg) {
        (Some(key), _) => key,
        (None, Some(pg)) if is_ours(&pg) => CHANNEL_KEY.to_owned(),
        (None, other) => other.unwrap_or_default(),
    };
    // NICE asks for the date; without one its window does not open.
    let account_hours = match (pay_method, wire.vbank_due) {
        ("VIRTUAL_ACCOUNT", due) => due.map_or(Ok(0), |due| hours_until(&due, now))?,
        _ => ACCOUNT_HOURS,
    };
    let mut customer = json!({});
    let said = [
        ("name", wire.buyer_name),
        ("email", wire.buyer_email),
        ("phoneNumber", wire.buyer_tel),
    ];
    for (name, value) in said {
        if let Some(value) = value {
            customer[name] = json!(value);
        }
    }
    let request = CheckoutRequest {
        version: Version::V1,
        store_id: STORE_ID.to_owned(),
        payment_id: wire.merchant_uid,
        channel_key,
        order_name: wire.name,
        total_amount: wire.amount,
        currency: wire.currency.unwrap_or_else(|| "KRW".to_owned()),
        pay_method: pay_method.to_owned(),
        easy_pay,
        account_hours,
        redirect_url: wire.m_redirect_url,
        customer,
        custom_data: wire.custom_data.map(|data| match data {
            Value::String(text) => text,
            other => other.to_string(),
        }),
        notice_urls: match wire.notice_url {
            None => Vec::new(),
            Some(Urls::One(url)) => vec![url],
            Some(Urls::Several(urls)) => urls,
        },
    };
    request.checked()
}

/// `nice_v2`, with or without the merchant's id at NICE.
fn is_ours(pg: &str) -> bool {
    pg == "nice_v2" || pg.starts_with("nice_v2.")
}

/// The V2 names of a V1 pay method.
fn method(name: &str, pg: Option<&str>) -> (&'static str, Option<EasyPay>) {
    let easy = |provider: &str, methods: Option<&str>| {
        let easy_pay = EasyPay {
            provider: Some(provider.to_owned()),
            available_pay_methods: methods.map(|method| vec![method.to_owned()]),
            // V1 has no field for whom the receipt goes to.
            cash_receipt_type: Some("ANONYMOUS".to_owned()),
            customer_identifier: None,
        };
        ("EASY_PAY", Some(easy_pay))
    };
    match name {
        "card" if pg.is_none_or(is_ours) => ("CARD", None),
        "vbank" => ("VIRTUAL_ACCOUNT", None),
        "trans" => ("TRANSFER", None),
        "phone" => ("MOBILE", None),
        "cultureland" => ("GIFT_CERTIFICATE", None),
        "kakaopay" => easy("KAKAOPAY", None),
        "naverpay_card" => easy("NAVERPAY", Some("CARD")),
        "naverpay_point" => easy("NAVERPAY", Some("CHARGE")),
        "tosspay" => easy("TOSSPAY", None),
        "tosspay_card" => easy("TOSSPAY", Some("CARD")),
        "tosspay_money" => easy("TOSSPAY", Some("CHARGE")),
        // Left to NICE to refuse.
        "naverpay" => easy("NAVERPAY", None),
        _ => ("UNKNOWN", None),
    }
}
